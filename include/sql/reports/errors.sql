-- Which kinds of error appeared most often, against the day before and the median of the seven days before?
WITH today AS (
    SELECT
        source, fingerprint, severity, code, message, count, first_at, last_at, per_hour,
        by_user, by_database, by_application, by_route, place, sample, sample_statement
    FROM monev.error_daily
    WHERE site = %(site)s
      AND day = %(day)s
),
-- Only days that were read can be compared with: there, an error without a row happened zero times.
covered AS (
    SELECT source, day
    FROM monev.read_day
    WHERE site = %(site)s
      AND day >= %(day)s::date - 7
      AND day < %(day)s::date
),
compared AS (
    SELECT
        today.source,
        today.fingerprint,
        max(coalesce(earlier.count, 0)) FILTER (WHERE covered.day = %(day)s::date - 1) AS previous_count,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY coalesce(earlier.count, 0)) AS median_count,
        count(*) AS compared_days,
        coalesce(sum(earlier.count), 0) = 0 AS is_new
    FROM today
    JOIN covered USING (source)
    LEFT JOIN monev.error_daily AS earlier
        ON earlier.site = %(site)s
       AND earlier.day = covered.day
       AND earlier.source = covered.source
       AND earlier.fingerprint = today.fingerprint
    GROUP BY today.source, today.fingerprint
)
SELECT
    today.source,
    today.fingerprint,
    today.severity,
    today.code,
    today.message,
    today.count,
    today.first_at,
    today.last_at,
    today.per_hour,
    today.by_user,
    today.by_database,
    today.by_application,
    today.by_route,
    today.place,
    today.sample,
    today.sample_statement,
    compared.previous_count,
    compared.median_count,
    coalesce(compared.compared_days, 0) AS compared_days,
    compared.is_new
FROM today
LEFT JOIN compared USING (source, fingerprint)
ORDER BY today.count DESC, today.source, today.fingerprint
