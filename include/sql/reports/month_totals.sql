-- What were the key figures of each source in the month and in the month before, one row for each of the two?
-- Counts are those of the days that were read, so that months of unequal reading compare by `read_days`. A figure means
-- something for the kinds of source that count such a thing only. The rows without a source tell of the complaints.
WITH covered AS (
    SELECT
        read_day.source,
        read_day.day,
        date_trunc('month', read_day.day)::date AS month,
        coverage.state = 'partial' AS is_partial
    FROM monev.read_day
    JOIN monev.coverage USING (site, source, day)
    WHERE read_day.site = %(site)s
      AND read_day.day >= %(month)s::date - interval '1 month'
      AND read_day.day < %(month)s::date + interval '1 month'
),
days AS (
    SELECT source, month, count(*) AS read_days, count(*) FILTER (WHERE is_partial) AS partial_days
    FROM covered
    GROUP BY source, month
),
errors AS (
    SELECT
        source,
        month,
        sum(count) FILTER (WHERE severity <> 'WARNING')::bigint AS error_count,
        sum(count) FILTER (WHERE severity IN ('FATAL', 'PANIC'))::bigint AS fatal_count
    FROM covered
    JOIN monev.error_daily USING (source, day)
    WHERE error_daily.site = %(site)s
    GROUP BY source, month
),
failures AS (
    SELECT source, month, sum(count)::bigint AS failure_count
    FROM covered
    JOIN monev.failure_daily USING (source, day)
    WHERE failure_daily.site = %(site)s
    GROUP BY source, month
),
queries AS (
    SELECT source, month, sum(calls)::bigint AS query_calls, sum(total_ms) / sum(calls) AS query_mean_ms
    FROM covered
    JOIN monev.query_daily USING (source, day)
    WHERE query_daily.site = %(site)s
    GROUP BY source, month
),
-- What people asked for; robots and health probes would hide them. Without any row nobody counted requests (only error
-- logs), so there is no zero either.
requests AS (
    SELECT
        source,
        month,
        sum(request_count)::bigint AS request_count,
        sum(answered.server_error_count)::bigint AS server_error_count
    FROM covered
    JOIN monev.route_daily USING (source, day)
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(value::bigint) FILTER (WHERE key LIKE '5%%'), 0) AS server_error_count
        FROM jsonb_each_text(by_status)
    ) AS answered
    WHERE route_daily.site = %(site)s
      AND client = 'user'
      AND purpose IN ('page', 'upload', 'download')
    GROUP BY source, month
),
figures AS (
    SELECT
        source,
        month,
        avg(value) FILTER (WHERE name = 'cache_hit_pct' AND subject = '') AS cache_hit_pct,
        max(value) FILTER (WHERE name = 'connection_usage_pct' AND subject = '') AS connection_usage_max_pct
    FROM covered
    JOIN monev.metric_daily USING (source, day)
    WHERE metric_daily.site = %(site)s
      AND name IN ('cache_hit_pct', 'connection_usage_pct')
    GROUP BY source, month
),
-- The statistics give a size for each database; the server's is their sum, on the last day that has any.
sizes AS (
    SELECT DISTINCT ON (source, month)
        source,
        month,
        sum(value) AS database_size_bytes
    FROM covered
    JOIN monev.metric_daily USING (source, day)
    WHERE metric_daily.site = %(site)s
      AND name = 'database_size_bytes'
    GROUP BY source, month, day
    ORDER BY source, month, day DESC
),
components AS (
    SELECT
        source,
        month,
        component,
        sum(down_seconds) AS down_seconds,
        -- Of the time in which it was seen: what nobody saw is neither up nor down.
        100 * sum(up_seconds) / nullif(sum(up_seconds + down_seconds), 0) AS up_pct
    FROM covered
    JOIN monev.availability_daily USING (source, day)
    WHERE availability_daily.site = %(site)s
    GROUP BY source, month, component
),
-- The worst component, since a mean over many would hide it.
availability AS (
    SELECT
        source,
        month,
        count(*) AS component_count,
        count(up_pct) AS seen_component_count,
        min(up_pct) AS worst_up_pct,
        (array_agg(component ORDER BY up_pct NULLS LAST, component))[1] AS worst_component,
        sum(down_seconds) AS down_seconds
    FROM components
    GROUP BY source, month
),
-- An outage that came over midnight stands with each of its days, but is one.
outages AS (
    SELECT source, month, count(DISTINCT incident_id) AS outage_count
    FROM covered
    JOIN monev.incident_daily USING (source, day)
    WHERE incident_daily.site = %(site)s
      AND is_outage
    GROUP BY source, month
),
told AS (
    SELECT
        month,
        source,
        state
    FROM monev.complaint_coverage
    WHERE site = %(site)s
      AND month IN (%(month)s::date, (%(month)s::date - interval '1 month')::date)
      AND state IN ('ok', 'partial')
),
complaints AS (
    SELECT
        told.month,
        count(DISTINCT told.source) AS complaint_source_count,
        count(DISTINCT told.source) FILTER (WHERE told.state = 'partial') AS complaint_partial_count,
        count(received.complaint_id) AS complaint_count
    FROM told
    LEFT JOIN monev.complaint_current AS received
        ON received.site = %(site)s
            AND received.source = told.source
            AND received.is_counted
            AND received.received_at >= told.month::timestamptz
            AND received.received_at < (told.month + interval '1 month')::timestamptz
    GROUP BY told.month
)
SELECT
    days.source,
    days.month,
    days.read_days,
    days.partial_days,
    coalesce(errors.error_count, 0) AS error_count,
    coalesce(errors.fatal_count, 0) AS fatal_count,
    coalesce(failures.failure_count, 0) AS failure_count,
    queries.query_calls,
    queries.query_mean_ms,
    requests.request_count,
    requests.server_error_count,
    figures.cache_hit_pct,
    figures.connection_usage_max_pct,
    sizes.database_size_bytes,
    availability.component_count,
    availability.seen_component_count,
    availability.worst_up_pct,
    availability.worst_component,
    availability.down_seconds,
    coalesce(outages.outage_count, 0) AS outage_count,
    NULL::bigint AS complaint_source_count,
    NULL::bigint AS complaint_partial_count,
    NULL::bigint AS complaint_count
FROM days
LEFT JOIN errors USING (source, month)
LEFT JOIN failures USING (source, month)
LEFT JOIN queries USING (source, month)
LEFT JOIN requests USING (source, month)
LEFT JOIN figures USING (source, month)
LEFT JOIN sizes USING (source, month)
LEFT JOIN availability USING (source, month)
LEFT JOIN outages USING (source, month)
UNION ALL
SELECT
    '',
    month,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    complaint_source_count,
    complaint_partial_count,
    complaint_count
FROM complaints
ORDER BY source, month
