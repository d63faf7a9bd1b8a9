-- How many days of each slot (a day or a month, as %(grain)s says) of the span were read of each source, and how?
SELECT
    source,
    date_trunc(%(grain)s, day)::date AS slot,
    count(*) FILTER (WHERE state <> 'missing' AND details_deleted_at IS NULL) AS read_days,
    count(*) FILTER (WHERE state = 'partial' AND details_deleted_at IS NULL) AS partial_days,
    count(*) FILTER (WHERE details_deleted_at IS NOT NULL) AS deleted_days
FROM monev.coverage
WHERE site = %(site)s
  AND day >= %(since)s::date
  AND day < %(until)s::date
GROUP BY source, slot
ORDER BY source, slot
