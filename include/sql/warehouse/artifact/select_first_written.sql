-- When was the file of a kind first written for each period that begins from a date on?
SELECT
    period_start,
    min(written_at) AS written_at
FROM monev.artifact
WHERE site = %(site)s
  AND period = %(period)s
  AND kind = %(kind)s
  AND period_start >= %(since)s
GROUP BY period_start
ORDER BY period_start
