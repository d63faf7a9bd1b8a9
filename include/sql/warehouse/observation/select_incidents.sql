-- The problems and outages that monitoring saw each day.
SELECT
    day,
    source,
    component,
    name,
    severity,
    is_outage,
    started_at,
    ended_at
FROM monev.incident_daily
WHERE site = %(site)s
  AND day >= %(first)s
  AND day <= %(last)s
ORDER BY day, source, started_at, incident_id
