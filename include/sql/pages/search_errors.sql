-- Which kinds of error have every word of %(patterns)s somewhere in their newest text, over all stored days?
-- Kinds first: they are far fewer than their days, and only the newest of each is searched and shown.
WITH kinds AS (
    SELECT
        source,
        fingerprint,
        sum(count)::bigint AS count,
        count(*) AS days_seen,
        min(day) AS first_day,
        max(day) AS last_day
    FROM monev.error_daily
    WHERE site = %(site)s
    GROUP BY source, fingerprint
),
found AS (
    SELECT kinds.*, newest.severity, newest.code, newest.message, newest.place
    FROM kinds
    JOIN monev.error_daily AS newest
        ON newest.site = %(site)s
       AND newest.day = kinds.last_day
       AND newest.source = kinds.source
       AND newest.fingerprint = kinds.fingerprint
    WHERE concat_ws(E'\n', newest.severity, newest.code, newest.message, newest.place) ILIKE ALL (%(patterns)s::text[])
)
SELECT
    source, fingerprint, severity, code, message, place, count, days_seen, first_day, last_day,
    count(*) OVER () AS found_count
FROM found
ORDER BY count DESC, source, fingerprint
LIMIT %(limit)s::integer
