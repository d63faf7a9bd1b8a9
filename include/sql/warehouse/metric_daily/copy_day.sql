COPY monev.metric_daily (
    site, day, source, name, subject, value
) FROM STDIN
