COPY monev.status_gauge (
    site, day, source, name, subject, value
) FROM STDIN
