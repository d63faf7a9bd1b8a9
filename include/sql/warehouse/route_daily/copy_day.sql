COPY monev.route_daily (
    site, day, source, method, route, client, purpose, request_count, by_status, per_hour, failed_per_hour,
    sent_bytes, timed_count, total_ms, max_ms, p50_ms, p95_ms, p99_ms, histogram
) FROM STDIN
