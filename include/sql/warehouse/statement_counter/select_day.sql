SELECT
    user_name AS "user",
    database,
    query_id,
    toplevel,
    query,
    calls,
    total_ms,
    max_ms,
    row_count,
    shared_hit_blocks,
    shared_read_blocks,
    temp_blocks
FROM monev.statement_counter
WHERE site = %(site)s
  AND day = %(day)s
  AND source = %(source)s
ORDER BY user_name, database, query_id, toplevel
