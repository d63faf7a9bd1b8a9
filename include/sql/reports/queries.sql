-- Which queries were called most, and which cost most time, against the day before and the seven days before?
WITH today AS (
    SELECT
        source, fingerprint, query, query_ids, calls, total_ms, mean_ms, max_ms, p50_ms, p95_ms, p99_ms,
        by_database, row_count, shared_hit_blocks, shared_read_blocks, temp_blocks
    FROM monev.query_daily
    WHERE site = %(site)s
      AND day = %(day)s
),
-- Only days that were read can be compared with: there, a query without a row was called zero times.
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
        max(coalesce(earlier.calls, 0)) FILTER (WHERE covered.day = %(day)s::date - 1) AS previous_calls,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY coalesce(earlier.calls, 0)) AS median_calls,
        -- A day without a call has no mean time, so it stays out of this median.
        percentile_cont(0.5) WITHIN GROUP (ORDER BY earlier.mean_ms) AS median_mean_ms,
        count(*) AS compared_days
    FROM today
    JOIN covered USING (source)
    LEFT JOIN monev.query_daily AS earlier
        ON earlier.site = %(site)s
       AND earlier.day = covered.day
       AND earlier.source = covered.source
       AND earlier.fingerprint = today.fingerprint
    GROUP BY today.source, today.fingerprint
)
SELECT
    today.source,
    today.fingerprint,
    today.query,
    today.query_ids,
    today.calls,
    today.total_ms,
    today.mean_ms,
    today.max_ms,
    today.p50_ms,
    today.p95_ms,
    today.p99_ms,
    today.by_database,
    today.row_count,
    today.shared_hit_blocks,
    today.shared_read_blocks,
    today.temp_blocks,
    compared.previous_calls,
    compared.median_calls,
    compared.median_mean_ms,
    coalesce(compared.compared_days, 0) AS compared_days
FROM today
LEFT JOIN compared USING (source, fingerprint)
ORDER BY today.source, today.calls DESC, today.fingerprint
