-- When was the file of a kind first written for each period that begins from a date on? What was written before a
-- period was over told of a part of it only.
SELECT
    period_start,
    min(written_at) AS written_at
FROM monev.artifact
WHERE site = %(site)s
  AND period = %(period)s
  AND kind = %(kind)s
  AND period_start >= %(since)s
  AND written_at >= (period_start + ('1 ' || period)::interval) AT TIME ZONE %(zone)s
GROUP BY period_start
ORDER BY period_start
