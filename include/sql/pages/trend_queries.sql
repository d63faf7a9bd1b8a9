-- How often were queries called in each slot (a day or a month) of the span, and how long did they take on average?
-- Days first, as there are far fewer of them than queries.
WITH days AS (
    SELECT source, day, sum(calls) AS calls, sum(total_ms) AS total_ms
    FROM monev.query_daily
    WHERE site = %(site)s
      AND day >= %(since)s::date
      AND day < %(until)s::date
    GROUP BY source, day
)
SELECT
    source,
    date_trunc(%(grain)s, day)::date AS slot,
    sum(calls)::bigint AS calls,
    sum(total_ms) / sum(calls)::double precision AS mean_ms
FROM days
GROUP BY source, slot
ORDER BY source, slot
