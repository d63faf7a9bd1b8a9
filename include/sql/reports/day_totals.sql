-- What were the day's totals of each source, against the day before and the median of the seven days before?
WITH covered AS (
    SELECT source, day
    FROM monev.read_day
    WHERE site = %(site)s
      AND day >= %(day)s::date - 7
      AND day <= %(day)s::date
),
errors AS (
    SELECT
        source,
        day,
        sum(count) FILTER (WHERE severity <> 'WARNING') AS error_count,
        sum(count) FILTER (WHERE severity IN ('FATAL', 'PANIC')) AS fatal_count,
        sum(count) FILTER (WHERE severity = 'WARNING') AS warning_count
    FROM monev.error_daily
    WHERE site = %(site)s
      AND day >= %(day)s::date - 7
      AND day <= %(day)s::date
    GROUP BY source, day
),
failures AS (
    SELECT source, day, sum(count) AS failure_count
    FROM monev.failure_daily
    WHERE site = %(site)s
      AND day >= %(day)s::date - 7
      AND day <= %(day)s::date
    GROUP BY source, day
),
queries AS (
    SELECT source, day, sum(calls) AS query_calls, sum(total_ms) AS query_total_ms, max(max_ms) AS max_ms
    FROM monev.query_daily
    WHERE site = %(site)s
      AND day >= %(day)s::date - 7
      AND day <= %(day)s::date
    GROUP BY source, day
),
-- The statistics give a size for each database; the server's is their sum.
sizes AS (
    SELECT source, day, sum(value) AS database_size_bytes
    FROM monev.metric_daily
    WHERE site = %(site)s
      AND day >= %(day)s::date - 7
      AND day <= %(day)s::date
      AND name = 'database_size_bytes'
    GROUP BY source, day
),
-- Percentiles do not add up over queries, histograms do.
buckets AS (
    SELECT
        query_daily.source,
        query_daily.day,
        bucket.key::integer AS bucket,
        sum(bucket.value::bigint) AS count
    FROM monev.query_daily
    CROSS JOIN LATERAL jsonb_each_text(query_daily.histogram) AS bucket
    WHERE query_daily.site = %(site)s
      AND query_daily.day >= %(day)s::date - 7
      AND query_daily.day <= %(day)s::date
    GROUP BY query_daily.source, query_daily.day, bucket.key::integer
),
ranks AS (
    SELECT
        source,
        day,
        bucket,
        sum(count) OVER (PARTITION BY source, day ORDER BY bucket) AS seen,
        sum(count) OVER (PARTITION BY source, day) AS total
    FROM buckets
),
-- The middle of the bucket that holds the 95th of 100 statements, as facts.Histogram.percentile has it.
percentiles AS (
    SELECT source, day, power(1.02::double precision, min(bucket) + 0.5) AS p95_ms
    FROM ranks
    WHERE seen >= greatest(1, ceil(0.95 * total))
    GROUP BY source, day
),
totals AS (
    SELECT covered.source, covered.day, total.name, total.value
    FROM covered
    LEFT JOIN errors USING (source, day)
    LEFT JOIN failures USING (source, day)
    LEFT JOIN queries USING (source, day)
    LEFT JOIN sizes USING (source, day)
    LEFT JOIN percentiles USING (source, day)
    CROSS JOIN LATERAL (
        VALUES
            ('error_count', coalesce(errors.error_count, 0)::double precision),
            ('fatal_count', coalesce(errors.fatal_count, 0)::double precision),
            ('warning_count', coalesce(errors.warning_count, 0)::double precision),
            ('failure_count', coalesce(failures.failure_count, 0)::double precision),
            ('query_calls', coalesce(queries.query_calls, 0)::double precision),
            ('query_total_ms', coalesce(queries.query_total_ms, 0)::double precision),
            -- Unlike a count, a size that was not measured or a percentile of no statements is not zero but nothing.
            ('database_size_bytes', sizes.database_size_bytes),
            ('query_p95_ms', least(percentiles.p95_ms, queries.max_ms))
    ) AS total (name, value)
)
SELECT
    source,
    name,
    max(value) FILTER (WHERE day = %(day)s::date) AS value,
    max(value) FILTER (WHERE day = %(day)s::date - 1) AS previous_value,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY value) FILTER (WHERE day < %(day)s::date) AS median_value,
    count(value) FILTER (WHERE day < %(day)s::date) AS compared_days
FROM totals
GROUP BY source, name
ORDER BY source, name
