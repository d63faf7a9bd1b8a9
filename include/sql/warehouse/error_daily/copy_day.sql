COPY monev.error_daily (
    site, day, source, fingerprint, severity, code, message, count, first_at, last_at, per_hour,
    by_user, by_database, by_application, by_route, place, sample, sample_statement
) FROM STDIN
