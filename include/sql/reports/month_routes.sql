-- Which routes were slow for people, and which uploads and downloads failed, in the month and in the month before?
-- Only days that were read count: there, a route without a row was asked zero times.
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
-- What robots and health probes ask for is nobody's wait.
sums AS (
    SELECT
        row_number() OVER () AS number,
        days.source,
        days.is_month,
        fact.method,
        fact.route,
        fact.purpose,
        count(*) AS day_count,
        count(*) FILTER (WHERE fact.timed_count > 0) AS timed_days,
        count(fact.histogram) FILTER (WHERE fact.timed_count > 0) AS histogram_days,
        sum(fact.request_count)::bigint AS request_count,
        sum(failed.client_error_count)::bigint AS client_error_count,
        sum(failed.server_error_count)::bigint AS server_error_count,
        -- The sum of the days that can tell would be taken for that of the month.
        CASE WHEN count(fact.sent_bytes) = count(*) THEN sum(fact.sent_bytes)::bigint END AS sent_bytes,
        sum(fact.timed_count)::bigint AS timed_count,
        sum(fact.total_ms) AS total_ms,
        sum(fact.total_ms) / nullif(sum(fact.timed_count), 0) AS mean_ms,
        -- A day without one did not exceed what had been reached before it.
        max(fact.max_ms) AS max_ms
    FROM days
    JOIN monev.route_daily AS fact USING (source, day)
    CROSS JOIN LATERAL (
        SELECT
            coalesce(sum(value::bigint) FILTER (WHERE key LIKE '4%%'), 0) AS client_error_count,
            coalesce(sum(value::bigint) FILTER (WHERE key LIKE '5%%'), 0) AS server_error_count
        FROM jsonb_each_text(fact.by_status)
    ) AS failed
    WHERE fact.site = %(site)s
      AND fact.client = 'user'
    GROUP BY days.source, days.is_month, fact.method, fact.route, fact.purpose
),
-- Percentiles of days do not add up, their histograms do. One narrow key, as there are many buckets.
buckets AS (
    SELECT sums.number, bucket.key::integer AS bucket, sum(bucket.value::bigint) AS count
    FROM sums
    JOIN days USING (source, is_month)
    JOIN monev.route_daily AS fact USING (source, day, method, route, purpose)
    CROSS JOIN LATERAL jsonb_each_text(fact.histogram) AS bucket
    WHERE fact.site = %(site)s
      AND fact.client = 'user'
      AND fact.timed_count > 0
    GROUP BY sums.number, bucket.key::integer
),
cumulated AS (
    SELECT
        number,
        bucket,
        sum(count) OVER (PARTITION BY number ORDER BY bucket) AS seen,
        sum(count) OVER (PARTITION BY number) AS total
    FROM buckets
),
-- Buckets and the middle of one as in facts.Histogram.
percentiles AS (
    SELECT
        number,
        power(1.02::double precision, min(bucket) FILTER (WHERE seen >= 0.50 * total) + 0.5) AS p50_ms,
        power(1.02::double precision, min(bucket) FILTER (WHERE seen >= 0.95 * total) + 0.5) AS p95_ms,
        power(1.02::double precision, min(bucket) FILTER (WHERE seen >= 0.99 * total) + 0.5) AS p99_ms
    FROM cumulated
    GROUP BY number
),
-- A histogram of some of the days is not the month's; a percentile is never above the true maximum.
timed AS (
    SELECT
        sums.*,
        CASE WHEN histogram_days = timed_days AND p50_ms IS NOT NULL THEN least(p50_ms, max_ms) END AS p50_ms,
        CASE WHEN histogram_days = timed_days AND p95_ms IS NOT NULL THEN least(p95_ms, max_ms) END AS p95_ms,
        CASE WHEN histogram_days = timed_days AND p99_ms IS NOT NULL THEN least(p99_ms, max_ms) END AS p99_ms
    FROM sums
    LEFT JOIN percentiles USING (number)
),
ranked AS (
    SELECT
        timed.*,
        count(*) FILTER (WHERE timed_count > 0) OVER by_source AS source_route_count,
        (sum(timed_count) OVER by_source)::bigint AS source_timed_count,
        (sum(request_count) OVER by_purpose)::bigint AS purpose_request_count,
        (sum(client_error_count + server_error_count) OVER by_purpose)::bigint AS purpose_failed_count,
        -- A 95th percentile of fewer than 20 requests is just the longest of them, so those routes come last.
        row_number() OVER (
            PARTITION BY source, timed_count > 0
            ORDER BY timed_count >= 20 DESC, coalesce(p95_ms, mean_ms) DESC, request_count DESC, method, route, purpose
        ) AS slow_rank,
        row_number() OVER (
            PARTITION BY source, purpose IN ('upload', 'download')
            ORDER BY client_error_count + server_error_count DESC, request_count DESC, method, route, purpose
        ) AS transfer_rank
    FROM timed
    WHERE is_month
    WINDOW by_source AS (PARTITION BY source), by_purpose AS (PARTITION BY source, purpose)
),
-- Nobody reads more on a sheet.
shown AS (
    SELECT *
    FROM ranked
    WHERE slow_rank <= 1000
       OR (purpose IN ('upload', 'download') AND transfer_rank <= 1000)
),
earlier AS (
    SELECT
        source, method, route, purpose, request_count, mean_ms, p95_ms,
        client_error_count + server_error_count AS failed_count
    FROM timed
    WHERE NOT is_month
)
SELECT
    shown.source,
    shown.method,
    shown.route,
    shown.purpose,
    shown.slow_rank,
    shown.transfer_rank,
    shown.day_count,
    shown.timed_days,
    shown.histogram_days,
    shown.request_count,
    shown.client_error_count,
    shown.server_error_count,
    shown.sent_bytes,
    shown.timed_count,
    shown.total_ms,
    shown.mean_ms,
    shown.max_ms,
    shown.p50_ms,
    shown.p95_ms,
    shown.p99_ms,
    shown.source_route_count,
    shown.source_timed_count,
    shown.purpose_request_count,
    shown.purpose_failed_count,
    read.read_days,
    read.previous_read_days,
    CASE WHEN read.previous_read_days > 0 THEN coalesce(earlier.request_count, 0) END AS previous_count,
    CASE WHEN read.previous_read_days > 0 THEN coalesce(earlier.failed_count, 0) END AS previous_failed_count,
    -- A month without a request has no time.
    earlier.mean_ms AS previous_mean_ms,
    earlier.p95_ms AS previous_p95_ms
FROM shown
JOIN read USING (source)
LEFT JOIN earlier USING (source, method, route, purpose)
ORDER BY shown.source, shown.method, shown.route, shown.purpose
