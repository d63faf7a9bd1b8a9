-- How long each component was up, down and not seen each day.
SELECT
    day,
    source,
    component,
    up_seconds,
    down_seconds,
    unknown_seconds,
    outage_count
FROM monev.availability_daily
WHERE site = %(site)s
  AND day >= %(first)s
  AND day <= %(last)s
ORDER BY day, source, component
