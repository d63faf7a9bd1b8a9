-- What were the key figures of each source on each day of the month that was read?
-- As in the daily report's totals: a figure means something for the kinds of source that count such a thing only.
WITH covered AS (
    SELECT source, day
    FROM monev.read_day
    WHERE site = %(site)s
      AND day >= %(month)s::date
      AND day < %(month)s::date + interval '1 month'
),
errors AS (
    SELECT source, day, sum(count) FILTER (WHERE severity <> 'WARNING') AS error_count
    FROM monev.error_daily
    WHERE site = %(site)s
      AND day >= %(month)s::date
      AND day < %(month)s::date + interval '1 month'
    GROUP BY source, day
),
failures AS (
    SELECT source, day, sum(count) AS failure_count
    FROM monev.failure_daily
    WHERE site = %(site)s
      AND day >= %(month)s::date
      AND day < %(month)s::date + interval '1 month'
    GROUP BY source, day
),
-- Percentiles do not add up over queries and routes, histograms do.
buckets AS (
    SELECT 'query' AS what, fact.source, fact.day, bucket.key::integer AS bucket, sum(bucket.value::bigint) AS count
    FROM monev.query_daily AS fact
    CROSS JOIN LATERAL jsonb_each_text(fact.histogram) AS bucket
    WHERE fact.site = %(site)s
      AND fact.day >= %(month)s::date
      AND fact.day < %(month)s::date + interval '1 month'
    GROUP BY fact.source, fact.day, bucket.key::integer
    UNION ALL
    SELECT 'page', fact.source, fact.day, bucket.key::integer, sum(bucket.value::bigint)
    FROM monev.route_daily AS fact
    CROSS JOIN LATERAL jsonb_each_text(fact.histogram) AS bucket
    WHERE fact.site = %(site)s
      AND fact.day >= %(month)s::date
      AND fact.day < %(month)s::date + interval '1 month'
      AND fact.client = 'user'
      AND fact.purpose = 'page'
    GROUP BY fact.source, fact.day, bucket.key::integer
),
ranks AS (
    SELECT
        what,
        source,
        day,
        bucket,
        sum(count) OVER (PARTITION BY what, source, day ORDER BY bucket) AS seen,
        sum(count) OVER (PARTITION BY what, source, day) AS total
    FROM buckets
),
-- The middle of the bucket that holds the 95th of 100, as facts.Histogram.percentile has it.
percentiles AS (
    SELECT
        source,
        day,
        power(1.02::double precision, min(bucket) FILTER (WHERE what = 'query') + 0.5) AS query_p95_ms,
        power(1.02::double precision, min(bucket) FILTER (WHERE what = 'page') + 0.5) AS page_p95_ms
    FROM ranks
    WHERE seen >= greatest(1, ceil(0.95 * total))
    GROUP BY source, day
),
-- A percentile is never above the true maximum.
longest_queries AS (
    SELECT source, day, max(max_ms) AS max_ms
    FROM monev.query_daily
    WHERE site = %(site)s
      AND day >= %(month)s::date
      AND day < %(month)s::date + interval '1 month'
    GROUP BY source, day
),
longest_pages AS (
    SELECT source, day, max(max_ms) AS max_ms
    FROM monev.route_daily
    WHERE site = %(site)s
      AND day >= %(month)s::date
      AND day < %(month)s::date + interval '1 month'
      AND client = 'user'
      AND purpose = 'page'
    GROUP BY source, day
),
-- The worst component, since a mean over many would hide it. Time in which nobody looked is in neither.
components AS (
    SELECT source, day, min(100 * up_seconds / nullif(up_seconds + down_seconds, 0)) AS availability_worst_pct
    FROM monev.availability_daily
    WHERE site = %(site)s
      AND day >= %(month)s::date
      AND day < %(month)s::date + interval '1 month'
    GROUP BY source, day
)
SELECT
    source,
    day,
    -- A day that was read and has no row had none; a time of nothing is no time.
    coalesce(error_count, 0)::bigint AS error_count,
    coalesce(failure_count, 0)::bigint AS failure_count,
    least(query_p95_ms, longest_queries.max_ms) AS query_p95_ms,
    least(page_p95_ms, longest_pages.max_ms) AS page_p95_ms,
    availability_worst_pct
FROM covered
LEFT JOIN errors USING (source, day)
LEFT JOIN failures USING (source, day)
LEFT JOIN percentiles USING (source, day)
LEFT JOIN longest_queries USING (source, day)
LEFT JOIN longest_pages USING (source, day)
LEFT JOIN components USING (source, day)
ORDER BY source, day
