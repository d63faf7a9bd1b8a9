COPY monev.incident_daily (
    site, day, source, incident_id, component, name, severity, is_outage, started_at, ended_at
) FROM STDIN
