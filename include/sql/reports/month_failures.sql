-- Which transactions and processes failed in the month, on how many of the days read, and how often before?
WITH covered AS (
    SELECT
        source,
        day,
        day >= %(month)s::date AS is_now
    FROM monev.read_day
    WHERE site = %(site)s
      AND day >= %(month)s::date - interval '1 month'
      AND day < %(month)s::date + interval '1 month'
),
days_read AS (
    SELECT
        source,
        count(*) FILTER (WHERE is_now) AS read_days,
        count(*) FILTER (WHERE NOT is_now) AS previous_read_days
    FROM covered
    GROUP BY source
),
found AS (
    SELECT
        failure.source, failure.day, failure.kind, failure.count, failure.evidence, covered.is_now
    FROM monev.failure_daily AS failure
    JOIN covered USING (source, day)
    WHERE failure.site = %(site)s
),
-- Not every source tells the time of a failure, so its first and last are days.
months AS (
    SELECT
        source,
        kind,
        sum(count)::bigint AS count,
        count(*) AS days_seen,
        min(day) AS first_day,
        max(day) AS last_day,
        (array_agg(day ORDER BY count DESC, day))[1] AS busiest_day,
        max(count) AS busiest_count,
        (array_agg(evidence ORDER BY day DESC))[1] AS evidence
    FROM found
    WHERE is_now
    GROUP BY source, kind
),
-- On a day that was read, a failure without a row happened zero times.
medians AS (
    SELECT
        months.source,
        months.kind,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY coalesce(found.count, 0)) AS median_count
    FROM months
    JOIN covered
        ON covered.source = months.source
       AND covered.is_now
    LEFT JOIN found
        ON found.source = months.source
       AND found.kind = months.kind
       AND found.day = covered.day
    GROUP BY months.source, months.kind
),
previous AS (
    SELECT source, kind, sum(count)::bigint AS count
    FROM found
    WHERE NOT is_now
    GROUP BY source, kind
)
SELECT
    months.source,
    months.kind,
    months.count,
    days_read.read_days,
    months.days_seen,
    months.first_day,
    months.last_day,
    months.busiest_day,
    months.busiest_count,
    medians.median_count,
    months.evidence,
    days_read.previous_read_days,
    CASE WHEN days_read.previous_read_days > 0 THEN coalesce(previous.count, 0) END AS previous_count
FROM months
JOIN medians USING (source, kind)
JOIN days_read USING (source)
LEFT JOIN previous USING (source, kind)
ORDER BY months.count DESC, months.source, months.kind
