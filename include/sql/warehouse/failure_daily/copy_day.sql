COPY monev.failure_daily (
    site, day, source, kind, count, first_at, last_at, per_hour, evidence
) FROM STDIN
