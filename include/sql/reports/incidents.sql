-- Which outages and problems did the monitoring systems and the probes see, and how much of each fell into the day?
SELECT
    source,
    incident_id,
    component,
    name,
    severity,
    is_outage,
    started_at,
    ended_at,
    -- The day's own bounds on the clock of the site, which this session's TimeZone is.
    started_at < %(day)s::date::timestamptz AS began_before,
    ended_at IS NULL OR ended_at >= (%(day)s::date + 1)::timestamptz AS went_on,
    extract(epoch FROM
        least(coalesce(ended_at, 'infinity'), (%(day)s::date + 1)::timestamptz)
        - greatest(started_at, %(day)s::date::timestamptz)
    )::double precision AS seconds_in_day
FROM monev.incident_daily
WHERE site = %(site)s
  AND day = %(day)s
ORDER BY
    is_outage DESC,
    CASE severity WHEN 'critical' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END,
    started_at,
    source,
    incident_id
