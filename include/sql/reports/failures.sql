-- Which transactions and processes failed, against the day before and the median of the seven days before?
WITH today AS (
    SELECT source, kind, count, first_at, last_at, per_hour, evidence
    FROM monev.failure_daily
    WHERE site = %(site)s
      AND day = %(day)s
),
-- Only days that were read can be compared with: there, a failure without a row happened zero times.
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
        today.kind,
        max(coalesce(earlier.count, 0)) FILTER (WHERE covered.day = %(day)s::date - 1) AS previous_count,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY coalesce(earlier.count, 0)) AS median_count,
        count(*) AS compared_days
    FROM today
    JOIN covered USING (source)
    LEFT JOIN monev.failure_daily AS earlier
        ON earlier.site = %(site)s
       AND earlier.day = covered.day
       AND earlier.source = covered.source
       AND earlier.kind = today.kind
    GROUP BY today.source, today.kind
)
SELECT
    today.source,
    today.kind,
    today.count,
    today.first_at,
    today.last_at,
    today.per_hour,
    today.evidence,
    compared.previous_count,
    compared.median_count,
    coalesce(compared.compared_days, 0) AS compared_days
FROM today
LEFT JOIN compared USING (source, kind)
ORDER BY today.count DESC, today.source, today.kind
