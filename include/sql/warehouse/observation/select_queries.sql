-- The queries of each day.
SELECT
    day,
    source,
    fingerprint,
    query,
    calls,
    total_ms,
    mean_ms,
    max_ms,
    p95_ms,
    row_count,
    shared_hit_blocks,
    shared_read_blocks,
    temp_blocks
FROM monev.query_daily
WHERE site = %(site)s
  AND day >= %(first)s
  AND day <= %(last)s
ORDER BY day, source, fingerprint
