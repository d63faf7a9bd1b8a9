-- The figures of each day.
SELECT
    day,
    source,
    name,
    value,
    subject
FROM monev.metric_daily
WHERE site = %(site)s
  AND day >= %(first)s
  AND day <= %(last)s
ORDER BY day, source, name, subject
