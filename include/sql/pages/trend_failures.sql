-- How many failures did each source have in each slot (a day or a month) of the span?
SELECT source, date_trunc(%(grain)s, day)::date AS slot, sum(count)::bigint AS failure_count
FROM monev.failure_daily
WHERE site = %(site)s
  AND day >= %(since)s::date
  AND day < %(until)s::date
GROUP BY source, slot
ORDER BY source, slot
