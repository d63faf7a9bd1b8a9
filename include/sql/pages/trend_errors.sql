-- How many errors did each source have in each slot (a day or a month) of the span?
-- Days first, as there are far fewer of them than kinds of errors.
WITH days AS (
    SELECT
        source,
        day,
        sum(count) FILTER (WHERE severity NOT IN ('WARNING', 'FATAL', 'PANIC')) AS error_count,
        sum(count) FILTER (WHERE severity IN ('FATAL', 'PANIC')) AS fatal_count
    FROM monev.error_daily
    WHERE site = %(site)s
      AND day >= %(since)s::date
      AND day < %(until)s::date
    GROUP BY source, day
)
SELECT
    source,
    date_trunc(%(grain)s, day)::date AS slot,
    coalesce(sum(error_count), 0)::bigint AS error_count,
    coalesce(sum(fatal_count), 0)::bigint AS fatal_count
FROM days
GROUP BY source, slot
ORDER BY source, slot
