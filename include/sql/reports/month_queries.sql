-- Which queries were called most in the month, and which cost most time, against the month before?
-- Only days that were read count: there, a query without a row was called zero times.
WITH days AS (
    SELECT source, day, day >= %(month)s::date AS is_month
    FROM monev.read_day
    WHERE site = %(site)s
      AND day >= %(month)s::date - interval '1 month'
      AND day < %(month)s::date + interval '1 month'
),
read AS (
    SELECT
        source,
        count(*) FILTER (WHERE is_month) AS read_days,
        count(*) FILTER (WHERE NOT is_month) AS previous_read_days
    FROM days
    GROUP BY source
),
sums AS (
    SELECT
        days.source,
        fact.fingerprint,
        min(fact.query COLLATE "C") AS query,
        count(*) AS day_count,
        count(fact.histogram) AS histogram_days,
        sum(fact.calls)::bigint AS calls,
        sum(fact.total_ms) AS total_ms,
        -- A day without one did not exceed what had been reached before it.
        max(fact.max_ms) AS max_ms,
        -- The sum of the days that can tell would be taken for that of the month.
        CASE WHEN count(fact.row_count) = count(*) THEN sum(fact.row_count)::bigint END AS row_count,
        CASE WHEN count(fact.shared_hit_blocks) = count(*) THEN sum(fact.shared_hit_blocks)::bigint END
            AS shared_hit_blocks,
        CASE WHEN count(fact.shared_read_blocks) = count(*) THEN sum(fact.shared_read_blocks)::bigint END
            AS shared_read_blocks,
        CASE WHEN count(fact.temp_blocks) = count(*) THEN sum(fact.temp_blocks)::bigint END AS temp_blocks
    FROM days
    JOIN monev.query_daily AS fact USING (source, day)
    WHERE fact.site = %(site)s
      AND days.is_month
    GROUP BY days.source, fact.fingerprint
),
ranked AS (
    SELECT
        sums.*,
        count(*) OVER by_source AS source_query_count,
        (sum(calls) OVER by_source)::bigint AS source_calls,
        sum(total_ms) OVER by_source AS source_total_ms,
        row_number() OVER (PARTITION BY source ORDER BY calls DESC, fingerprint) AS call_rank,
        row_number() OVER (PARTITION BY source ORDER BY total_ms DESC, fingerprint) AS time_rank
    FROM sums
    WINDOW by_source AS (PARTITION BY source)
),
-- Nobody reads more on a sheet, and the histograms of a month are many.
shown AS (
    SELECT *
    FROM ranked
    WHERE call_rank <= 1000
       OR time_rank <= 1000
),
earlier AS (
    SELECT days.source, fact.fingerprint, sum(fact.calls)::bigint AS calls, sum(fact.total_ms) AS total_ms
    FROM days
    JOIN monev.query_daily AS fact USING (source, day)
    WHERE fact.site = %(site)s
      AND NOT days.is_month
    GROUP BY days.source, fact.fingerprint
),
-- Percentiles of days do not add up, their histograms do. A histogram of some of the days is not the month's.
buckets AS (
    SELECT shown.source, shown.fingerprint, bucket.key::integer AS bucket, sum(bucket.value::bigint) AS count
    FROM shown
    JOIN days USING (source)
    JOIN monev.query_daily AS fact USING (source, day, fingerprint)
    CROSS JOIN LATERAL jsonb_each_text(fact.histogram) AS bucket
    WHERE fact.site = %(site)s
      AND days.is_month
      AND shown.histogram_days = shown.day_count
    GROUP BY shown.source, shown.fingerprint, bucket.key::integer
),
cumulated AS (
    SELECT
        source,
        fingerprint,
        bucket,
        sum(count) OVER (PARTITION BY source, fingerprint ORDER BY bucket) AS seen,
        sum(count) OVER (PARTITION BY source, fingerprint) AS total
    FROM buckets
),
-- Buckets and the middle of one as in facts.Histogram.
percentiles AS (
    SELECT
        source,
        fingerprint,
        power(1.02::double precision, min(bucket) FILTER (WHERE seen >= 0.50 * total) + 0.5) AS p50_ms,
        power(1.02::double precision, min(bucket) FILTER (WHERE seen >= 0.95 * total) + 0.5) AS p95_ms,
        power(1.02::double precision, min(bucket) FILTER (WHERE seen >= 0.99 * total) + 0.5) AS p99_ms
    FROM cumulated
    GROUP BY source, fingerprint
)
SELECT
    shown.source,
    shown.fingerprint,
    shown.query,
    shown.call_rank,
    shown.time_rank,
    shown.day_count,
    shown.histogram_days,
    shown.calls,
    shown.total_ms,
    shown.total_ms / shown.calls AS mean_ms,
    shown.max_ms,
    -- Never above the true maximum.
    CASE WHEN percentiles.p50_ms IS NOT NULL THEN least(percentiles.p50_ms, shown.max_ms) END AS p50_ms,
    CASE WHEN percentiles.p95_ms IS NOT NULL THEN least(percentiles.p95_ms, shown.max_ms) END AS p95_ms,
    CASE WHEN percentiles.p99_ms IS NOT NULL THEN least(percentiles.p99_ms, shown.max_ms) END AS p99_ms,
    shown.row_count,
    shown.shared_hit_blocks,
    shown.shared_read_blocks,
    shown.temp_blocks,
    shown.source_query_count,
    shown.source_calls,
    shown.source_total_ms,
    read.read_days,
    read.previous_read_days,
    CASE WHEN read.previous_read_days > 0 THEN coalesce(earlier.calls, 0) END AS previous_calls,
    -- A month without a call has no mean time.
    earlier.total_ms / earlier.calls AS previous_mean_ms
FROM shown
JOIN read USING (source)
LEFT JOIN earlier USING (source, fingerprint)
LEFT JOIN percentiles USING (source, fingerprint)
ORDER BY shown.source, shown.call_rank
