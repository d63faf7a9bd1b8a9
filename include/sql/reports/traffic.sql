-- What did all routes of a source amount to, by who asked and for what?
WITH today AS (
    SELECT source, client, purpose, request_count, by_status, per_hour, failed_per_hour, sent_bytes, timed_count
    FROM monev.route_daily
    WHERE site = %(site)s
      AND day = %(day)s
),
totals AS (
    SELECT
        source,
        client,
        purpose,
        count(*) AS route_count,
        sum(request_count)::bigint AS request_count,
        sum(sent_bytes)::bigint AS sent_bytes,
        sum(timed_count)::bigint AS timed_count,
        count(*) FILTER (WHERE timed_count > 0) AS timed_route_count
    FROM today
    GROUP BY source, client, purpose
),
statuses AS (
    SELECT source, client, purpose, jsonb_object_agg(status, count ORDER BY status) AS by_status
    FROM (
        SELECT source, client, purpose, status.key AS status, sum(status.value::bigint) AS count
        FROM today
        CROSS JOIN LATERAL jsonb_each_text(by_status) AS status
        GROUP BY source, client, purpose, status.key
    ) AS counted
    GROUP BY source, client, purpose
),
hours AS (
    SELECT
        source,
        client,
        purpose,
        array_agg(request_count ORDER BY hour) AS per_hour,
        array_agg(failed_count ORDER BY hour) AS failed_per_hour
    FROM (
        SELECT
            source,
            client,
            purpose,
            hour,
            sum(coalesce(asked, 0))::bigint AS request_count,
            sum(coalesce(failed, 0))::bigint AS failed_count
        FROM today
        CROSS JOIN LATERAL unnest(per_hour, failed_per_hour) WITH ORDINALITY AS hourly (asked, failed, hour)
        GROUP BY source, client, purpose, hour
    ) AS summed
    GROUP BY source, client, purpose
)
SELECT
    totals.source,
    totals.client,
    totals.purpose,
    totals.route_count,
    totals.request_count,
    totals.sent_bytes,
    totals.timed_count,
    totals.timed_route_count,
    coalesce(statuses.by_status, '{}') AS by_status,
    hours.per_hour,
    hours.failed_per_hour
FROM totals
JOIN hours USING (source, client, purpose)
LEFT JOIN statuses USING (source, client, purpose)
ORDER BY totals.source, totals.client, totals.purpose
