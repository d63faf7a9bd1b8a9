COPY monev.statistics_counter (
    site, day, source, name, subject, value, reset_at
) FROM STDIN
