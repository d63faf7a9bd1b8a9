-- The failed transactions and processes of each day.
SELECT
    day,
    source,
    kind AS failure,
    count,
    per_hour,
    evidence
FROM monev.failure_daily
WHERE site = %(site)s
  AND day >= %(first)s
  AND day <= %(last)s
ORDER BY day, source, kind
