-- How much of the time in which it was seen was each component up, in each slot (a day or a month) of the span?
SELECT
    source,
    component,
    date_trunc(%(grain)s, day)::date AS slot,
    sum(down_seconds) AS down_seconds,
    100 * sum(up_seconds) / nullif(sum(up_seconds + down_seconds), 0) AS up_pct
FROM monev.availability_daily
WHERE site = %(site)s
  AND day >= %(since)s::date
  AND day < %(until)s::date
GROUP BY source, component, slot
ORDER BY source, component, slot
