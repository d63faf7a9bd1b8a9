COPY monev.statement_counter (
    site, day, source, user_name, database, query_id, toplevel, query, calls, total_ms, max_ms, row_count,
    shared_hit_blocks, shared_read_blocks, temp_blocks
) FROM STDIN
