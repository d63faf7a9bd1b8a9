-- What people asked of the web server each day; robots and probes say nothing of their trouble.
SELECT
    day,
    source,
    method,
    route,
    purpose,
    request_count,
    by_status,
    per_hour,
    mean_ms,
    p95_ms
FROM monev.route_daily
WHERE site = %(site)s
  AND day >= %(first)s
  AND day <= %(last)s
  AND client = 'user'
ORDER BY day, source, method, route, purpose
