-- The kinds of error of each day.
SELECT
    day,
    source,
    fingerprint,
    severity,
    code,
    message,
    place,
    count,
    per_hour,
    sample,
    by_route
FROM monev.error_daily
WHERE site = %(site)s
  AND day >= %(first)s
  AND day <= %(last)s
ORDER BY day, source, fingerprint
