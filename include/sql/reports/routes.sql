-- Which routes were slow, failed, or carried files, against the day before and the median of the seven days before?
WITH today AS (
    SELECT
        source, method, route, client, purpose, request_count, by_status, sent_bytes,
        timed_count, total_ms, mean_ms, max_ms, p50_ms, p95_ms, p99_ms,
        failed.client_error_count, failed.server_error_count
    FROM monev.route_daily
    CROSS JOIN LATERAL (
        SELECT
            coalesce(sum(value::bigint) FILTER (WHERE key LIKE '4%%'), 0)::bigint AS client_error_count,
            coalesce(sum(value::bigint) FILTER (WHERE key LIKE '5%%'), 0)::bigint AS server_error_count
        FROM jsonb_each_text(by_status)
    ) AS failed
    WHERE site = %(site)s
      AND day = %(day)s
),
ranked AS (
    SELECT
        today.*,
        -- A 95th percentile of fewer than 20 requests is just the longest of them, so those routes come last.
        row_number() OVER (
            PARTITION BY source, client, timed_count > 0
            ORDER BY timed_count >= 20 DESC, coalesce(p95_ms, mean_ms) DESC, method, route, purpose
        ) AS slow_rank,
        row_number() OVER (
            PARTITION BY source, client_error_count + server_error_count > 0
            ORDER BY server_error_count DESC, client_error_count DESC, method, route, client, purpose
        ) AS failed_rank,
        row_number() OVER (
            PARTITION BY source, client, purpose IN ('upload', 'download')
            ORDER BY client_error_count + server_error_count DESC, request_count DESC, method, route, purpose
        ) AS transfer_rank
    FROM today
),
-- Nobody reads more on a sheet; what all routes amount to is asked of traffic.sql.
shown AS (
    SELECT *
    FROM ranked
    WHERE (client = 'user' AND timed_count > 0 AND slow_rank <= 1000)
       OR (client_error_count + server_error_count > 0 AND failed_rank <= 1000)
       OR (client = 'user' AND purpose IN ('upload', 'download') AND transfer_rank <= 1000)
),
-- Only days that were read can be compared with: there, a route without a row was asked zero times.
covered AS (
    SELECT source, day
    FROM monev.read_day
    WHERE site = %(site)s
      AND day >= %(day)s::date - 7
      AND day < %(day)s::date
),
compared AS (
    SELECT
        shown.source,
        shown.method,
        shown.route,
        shown.client,
        shown.purpose,
        max(coalesce(earlier.request_count, 0)) FILTER (WHERE covered.day = %(day)s::date - 1) AS previous_count,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY coalesce(earlier.request_count, 0)) AS median_count,
        max(coalesce(failed.count, 0)) FILTER (WHERE covered.day = %(day)s::date - 1) AS previous_failed_count,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY coalesce(failed.count, 0)) AS median_failed_count,
        -- A day without a request has no time, so it stays out of these.
        max(earlier.p95_ms) FILTER (WHERE covered.day = %(day)s::date - 1) AS previous_p95_ms,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY earlier.p95_ms) AS median_p95_ms,
        max(earlier.mean_ms) FILTER (WHERE covered.day = %(day)s::date - 1) AS previous_mean_ms,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY earlier.mean_ms) AS median_mean_ms,
        count(*) AS compared_days
    FROM shown
    JOIN covered USING (source)
    LEFT JOIN monev.route_daily AS earlier
        ON earlier.site = %(site)s
       AND earlier.day = covered.day
       AND earlier.source = covered.source
       AND earlier.method = shown.method
       AND earlier.route = shown.route
       AND earlier.client = shown.client
       AND earlier.purpose = shown.purpose
    LEFT JOIN LATERAL (
        SELECT sum(value::bigint) AS count
        FROM jsonb_each_text(earlier.by_status)
        WHERE key LIKE '4%%'
           OR key LIKE '5%%'
    ) AS failed ON true
    GROUP BY shown.source, shown.method, shown.route, shown.client, shown.purpose
)
SELECT
    shown.source,
    shown.method,
    shown.route,
    shown.client,
    shown.purpose,
    shown.request_count,
    shown.client_error_count,
    shown.server_error_count,
    shown.by_status,
    shown.sent_bytes,
    shown.timed_count,
    shown.total_ms,
    shown.mean_ms,
    shown.max_ms,
    shown.p50_ms,
    shown.p95_ms,
    shown.p99_ms,
    shown.slow_rank,
    shown.failed_rank,
    shown.transfer_rank,
    compared.previous_count,
    compared.median_count,
    compared.previous_failed_count,
    compared.median_failed_count,
    compared.previous_p95_ms,
    compared.median_p95_ms,
    compared.previous_mean_ms,
    compared.median_mean_ms,
    coalesce(compared.compared_days, 0) AS compared_days
FROM shown
LEFT JOIN compared USING (source, method, route, client, purpose)
ORDER BY shown.source, shown.method, shown.route, shown.client, shown.purpose
