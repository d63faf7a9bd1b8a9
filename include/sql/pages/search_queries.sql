-- Which queries have every word of %(patterns)s somewhere in their newest text, over all stored days?
-- Kinds first: they are far fewer than their days, and only the newest of each is searched and shown.
WITH kinds AS (
    SELECT
        source,
        fingerprint,
        sum(calls)::bigint AS calls,
        sum(total_ms) AS total_ms,
        count(*) AS days_seen,
        min(day) AS first_day,
        max(day) AS last_day
    FROM monev.query_daily
    WHERE site = %(site)s
    GROUP BY source, fingerprint
),
found AS (
    SELECT kinds.*, newest.query
    FROM kinds
    JOIN monev.query_daily AS newest
        ON newest.site = %(site)s
       AND newest.day = kinds.last_day
       AND newest.source = kinds.source
       AND newest.fingerprint = kinds.fingerprint
    WHERE newest.query ILIKE ALL (%(patterns)s::text[])
)
SELECT
    source, fingerprint, query, calls, total_ms, total_ms / calls AS mean_ms, days_seen, first_day, last_day,
    count(*) OVER () AS found_count
FROM found
ORDER BY total_ms DESC, source, fingerprint
LIMIT %(limit)s::integer
