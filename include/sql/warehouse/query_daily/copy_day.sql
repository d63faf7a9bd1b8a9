COPY monev.query_daily (
    site, day, source, fingerprint, query, query_ids, calls, total_ms, max_ms, p50_ms, p95_ms, p99_ms,
    histogram, by_database, row_count, shared_hit_blocks, shared_read_blocks, temp_blocks
) FROM STDIN
