COPY monev.availability_daily (
    site, day, source, component, up_seconds, down_seconds, unknown_seconds, outage_count, longest_outage_seconds
) FROM STDIN
