-- What were the day's totals of each source, against the day before and the median of the seven days before?
-- Each total means something for the kinds of source that count such a thing only; elsewhere it is zero.
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
    SELECT
        source,
        day,
        sum(count) AS failure_count,
        sum(count) FILTER (WHERE kind = 'upload_failed') AS failed_upload_count,
        sum(count) FILTER (WHERE kind = 'download_failed') AS failed_download_count
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
-- What people asked for; robots and health probes would hide them. A request failed if it was answered with 4xx or 5xx.
-- Without any row nobody counted requests (only error logs, or a first day), so there is no zero either.
requests AS (
    SELECT
        source,
        day,
        coalesce(sum(request_count) FILTER (WHERE is_web), 0) AS request_count,
        coalesce(sum(client_error_count) FILTER (WHERE is_web), 0) AS client_error_count,
        coalesce(sum(server_error_count) FILTER (WHERE is_web), 0) AS server_error_count,
        coalesce(sum(request_count) FILTER (WHERE is_upload), 0) AS upload_count,
        coalesce(sum(client_error_count + server_error_count) FILTER (WHERE is_upload), 0) AS upload_failed_count,
        coalesce(sum(request_count) FILTER (WHERE is_download), 0) AS download_count,
        coalesce(sum(client_error_count + server_error_count) FILTER (WHERE is_download), 0) AS download_failed_count,
        coalesce(sum(request_count) FILTER (WHERE purpose = 'action'), 0) AS action_count,
        sum(total_ms) FILTER (WHERE purpose = 'action')
            / nullif(sum(timed_count) FILTER (WHERE purpose = 'action'), 0) AS action_mean_ms,
        max(max_ms) FILTER (WHERE client = 'user' AND purpose = 'page') AS page_max_ms
    FROM monev.route_daily
    CROSS JOIN LATERAL (
        SELECT
            coalesce(sum(value::bigint) FILTER (WHERE key LIKE '4%%'), 0) AS client_error_count,
            coalesce(sum(value::bigint) FILTER (WHERE key LIKE '5%%'), 0) AS server_error_count,
            client = 'user' AND purpose IN ('page', 'upload', 'download') AS is_web,
            client = 'user' AND purpose = 'upload' AS is_upload,
            client = 'user' AND purpose = 'download' AS is_download
        FROM jsonb_each_text(by_status)
    ) AS answered
    WHERE site = %(site)s
      AND day >= %(day)s::date - 7
      AND day <= %(day)s::date
    GROUP BY source, day
),
-- How long a file takes depends on its size and on the line of the one who sends it, so pages only.
page_buckets AS (
    SELECT
        route_daily.source,
        route_daily.day,
        bucket.key::integer AS bucket,
        sum(bucket.value::bigint) AS count
    FROM monev.route_daily
    CROSS JOIN LATERAL jsonb_each_text(route_daily.histogram) AS bucket
    WHERE route_daily.site = %(site)s
      AND route_daily.day >= %(day)s::date - 7
      AND route_daily.day <= %(day)s::date
      AND route_daily.client = 'user'
      AND route_daily.purpose = 'page'
    GROUP BY route_daily.source, route_daily.day, bucket.key::integer
),
page_ranks AS (
    SELECT
        source,
        day,
        bucket,
        sum(count) OVER (PARTITION BY source, day ORDER BY bucket) AS seen,
        sum(count) OVER (PARTITION BY source, day) AS total
    FROM page_buckets
),
page_percentiles AS (
    SELECT source, day, power(1.02::double precision, min(bucket) + 0.5) AS page_p95_ms
    FROM page_ranks
    WHERE seen >= greatest(1, ceil(0.95 * total))
    GROUP BY source, day
),
-- The worst component, since a mean over many would hide it. Time in which nobody looked is in neither.
components AS (
    SELECT
        source,
        day,
        min(100 * up_seconds / nullif(up_seconds + down_seconds, 0)) AS availability_worst_pct,
        sum(down_seconds) AS down_seconds,
        sum(unknown_seconds) AS unknown_seconds
    FROM monev.availability_daily
    WHERE site = %(site)s
      AND day >= %(day)s::date - 7
      AND day <= %(day)s::date
    GROUP BY source, day
),
incidents AS (
    SELECT
        source,
        day,
        count(*) FILTER (WHERE is_outage) AS outage_count,
        count(*) FILTER (WHERE NOT is_outage) AS problem_count
    FROM monev.incident_daily
    WHERE site = %(site)s
      AND day >= %(day)s::date - 7
      AND day <= %(day)s::date
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
    LEFT JOIN requests USING (source, day)
    LEFT JOIN page_percentiles USING (source, day)
    LEFT JOIN components USING (source, day)
    LEFT JOIN incidents USING (source, day)
    CROSS JOIN LATERAL (
        VALUES
            ('error_count', coalesce(errors.error_count, 0)::double precision),
            ('fatal_count', coalesce(errors.fatal_count, 0)::double precision),
            ('warning_count', coalesce(errors.warning_count, 0)::double precision),
            ('failure_count', coalesce(failures.failure_count, 0)::double precision),
            ('failed_upload_count', coalesce(failures.failed_upload_count, 0)::double precision),
            ('failed_download_count', coalesce(failures.failed_download_count, 0)::double precision),
            ('request_count', requests.request_count::double precision),
            ('client_error_count', requests.client_error_count::double precision),
            ('server_error_count', requests.server_error_count::double precision),
            ('upload_count', requests.upload_count::double precision),
            ('upload_failed_count', requests.upload_failed_count::double precision),
            ('download_count', requests.download_count::double precision),
            ('download_failed_count', requests.download_failed_count::double precision),
            ('action_count', requests.action_count::double precision),
            ('outage_count', coalesce(incidents.outage_count, 0)::double precision),
            ('problem_count', coalesce(incidents.problem_count, 0)::double precision),
            ('query_calls', coalesce(queries.query_calls, 0)::double precision),
            ('query_total_ms', coalesce(queries.query_total_ms, 0)::double precision),
            -- Unlike a count, a size that was not measured or a percentile of no statements is not zero but nothing.
            ('database_size_bytes', sizes.database_size_bytes),
            ('query_p95_ms', least(percentiles.p95_ms, queries.max_ms)),
            ('query_mean_ms', queries.query_total_ms / nullif(queries.query_calls, 0)),
            ('page_p95_ms', least(page_percentiles.page_p95_ms, requests.page_max_ms)),
            ('action_mean_ms', requests.action_mean_ms),
            ('availability_worst_pct', components.availability_worst_pct),
            ('down_seconds', components.down_seconds),
            ('unknown_seconds', components.unknown_seconds)
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
