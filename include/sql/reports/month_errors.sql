-- Which kinds of error appeared most often in the month, on how many of the days read, and how often before?
WITH covered AS (
    SELECT
        source,
        day,
        day >= %(month)s::date AS is_now,
        day >= %(month)s::date - interval '1 month' AND day < %(month)s::date AS is_previous
    FROM monev.read_day
    WHERE site = %(site)s
      AND day < %(month)s::date + interval '1 month'
),
days_read AS (
    SELECT
        source,
        count(*) FILTER (WHERE is_now) AS read_days,
        count(*) FILTER (WHERE is_previous) AS previous_read_days,
        count(*) FILTER (WHERE NOT is_now) AS history_days
    FROM covered
    GROUP BY source
),
found AS (
    SELECT
        error.source, error.day, error.fingerprint, error.severity, error.code, error.message, error.place,
        error.count, error.first_at, error.last_at, error.by_user, error.by_database, error.by_application,
        error.by_route, error.sample, error.sample_statement
    FROM monev.error_daily AS error
    JOIN covered USING (source, day)
    WHERE error.site = %(site)s
      AND covered.is_now
),
months AS (
    SELECT
        source,
        fingerprint,
        sum(count)::bigint AS count,
        min(first_at) AS first_at,
        max(last_at) AS last_at,
        count(*) AS days_seen,
        (array_agg(day ORDER BY count DESC, day))[1] AS busiest_day,
        max(count) AS busiest_count
    FROM found
    GROUP BY source, fingerprint
),
-- What is shown of a kind is what its last day had; only counts add up.
latest AS (
    SELECT DISTINCT ON (source, fingerprint)
        source, fingerprint, severity, code, message, place, sample, sample_statement
    FROM found
    ORDER BY source, fingerprint, day DESC
),
named AS (
    SELECT found.source, found.fingerprint, split.by, part.key AS name, sum(part.value::bigint) AS count
    FROM found
    CROSS JOIN LATERAL (
        VALUES
            ('user', found.by_user),
            ('database', found.by_database),
            ('application', found.by_application),
            ('route', found.by_route)
    ) AS split (by, counts)
    CROSS JOIN LATERAL jsonb_each_text(split.counts) AS part
    GROUP BY found.source, found.fingerprint, split.by, part.key
),
splits AS (
    SELECT
        source,
        fingerprint,
        jsonb_object_agg(name, count) FILTER (WHERE by = 'user') AS by_user,
        jsonb_object_agg(name, count) FILTER (WHERE by = 'database') AS by_database,
        jsonb_object_agg(name, count) FILTER (WHERE by = 'application') AS by_application,
        jsonb_object_agg(name, count) FILTER (WHERE by = 'route') AS by_route
    FROM named
    GROUP BY source, fingerprint
),
-- On a day that was read, an error without a row happened zero times.
medians AS (
    SELECT
        months.source,
        months.fingerprint,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY coalesce(found.count, 0)) AS median_count
    FROM months
    JOIN covered
        ON covered.source = months.source
       AND covered.is_now
    LEFT JOIN found
        ON found.source = months.source
       AND found.fingerprint = months.fingerprint
       AND found.day = covered.day
    GROUP BY months.source, months.fingerprint
),
earlier AS (
    SELECT
        error.source,
        error.fingerprint,
        coalesce(sum(error.count) FILTER (WHERE covered.is_previous), 0)::bigint AS previous_count
    FROM monev.error_daily AS error
    JOIN covered USING (source, day)
    WHERE error.site = %(site)s
      AND NOT covered.is_now
    GROUP BY error.source, error.fingerprint
)
SELECT
    months.source,
    months.fingerprint,
    latest.severity,
    latest.code,
    latest.message,
    latest.place,
    latest.sample,
    latest.sample_statement,
    months.count,
    days_read.read_days,
    months.days_seen,
    months.first_at,
    months.last_at,
    months.busiest_day,
    months.busiest_count,
    medians.median_count,
    coalesce(splits.by_user, '{}') AS by_user,
    coalesce(splits.by_database, '{}') AS by_database,
    coalesce(splits.by_application, '{}') AS by_application,
    coalesce(splits.by_route, '{}') AS by_route,
    days_read.previous_read_days,
    -- Of a month of which no day was read, nothing is known; zero would say that it had no error.
    CASE WHEN days_read.previous_read_days > 0 THEN coalesce(earlier.previous_count, 0) END AS previous_count,
    days_read.history_days,
    CASE WHEN days_read.history_days > 0 THEN earlier.fingerprint IS NULL END AS is_new
FROM months
JOIN latest USING (source, fingerprint)
JOIN medians USING (source, fingerprint)
JOIN days_read USING (source)
LEFT JOIN splits USING (source, fingerprint)
LEFT JOIN earlier USING (source, fingerprint)
ORDER BY months.count DESC, months.source, months.fingerprint
