COPY monev.statistics_gauge (
    site, day, source, name, subject, value
) FROM STDIN
