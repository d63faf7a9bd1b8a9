-- Extension 1.9 to 1.12: nested statements are told apart. (1.11 renamed the block times, which are not read here.)
SELECT
    COALESCE(pg_roles.rolname::text, 'OID ' || statement.userid) AS user,
    COALESCE(pg_database.datname::text, 'OID ' || statement.dbid) AS database,
    statement.queryid AS query_id,
    statement.toplevel,
    COALESCE(statement.query, '') AS query,
    statement.calls,
    statement.total_exec_time AS total_ms,
    statement.max_exec_time AS max_ms,
    statement.rows AS row_count,
    statement.shared_blks_hit AS shared_hit_blocks,
    statement.shared_blks_read AS shared_read_blocks,
    statement.temp_blks_read + statement.temp_blks_written AS temp_blocks
FROM pg_stat_statements AS statement
-- Statements outlive the roles and databases that ran them.
LEFT JOIN pg_roles ON pg_roles.oid = statement.userid
LEFT JOIN pg_database ON pg_database.oid = statement.dbid
WHERE statement.queryid IS NOT NULL
