-- On which days was the query called, how often and how long did it take?
SELECT day, calls, total_ms, mean_ms, max_ms, p95_ms, histogram
FROM monev.query_daily
WHERE site = %(site)s
  AND source = %(source)s
  AND fingerprint = %(fingerprint)s
ORDER BY day
