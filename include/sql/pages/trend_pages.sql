-- What was the 95th percentile of the answers of each web server in each slot (a day or a month) of the span?
-- Percentiles of days do not add up: of a month, the median of its days.
SELECT
    source,
    date_trunc(%(grain)s, day)::date AS slot,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY value) AS p95_ms
FROM monev.metric_daily
WHERE site = %(site)s
  AND day >= %(since)s::date
  AND day < %(until)s::date
  AND name = 'request_p95_ms'
  AND subject = ''
GROUP BY source, slot
ORDER BY source, slot
