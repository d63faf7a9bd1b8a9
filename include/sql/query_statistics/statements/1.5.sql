-- Extension 1.5 to 1.7: one time per statement, execution only.
WITH statement AS (
    -- A newer library behind an older extension gives nested and top-level calls as two rows with one identity.
    SELECT
        userid,
        dbid,
        queryid,
        min(query) AS query,
        sum(calls)::bigint AS calls,
        sum(total_time) AS total_ms,
        max(max_time) AS max_ms,
        sum(rows)::bigint AS row_count,
        sum(shared_blks_hit)::bigint AS shared_hit_blocks,
        sum(shared_blks_read)::bigint AS shared_read_blocks,
        sum(temp_blks_read + temp_blks_written)::bigint AS temp_blocks
    FROM pg_stat_statements
    WHERE queryid IS NOT NULL
    GROUP BY userid, dbid, queryid
)
SELECT
    COALESCE(pg_roles.rolname::text, 'OID ' || statement.userid) AS user,
    COALESCE(pg_database.datname::text, 'OID ' || statement.dbid) AS database,
    statement.queryid AS query_id,
    TRUE AS toplevel,
    COALESCE(statement.query, '') AS query,
    statement.calls,
    statement.total_ms,
    statement.max_ms,
    statement.row_count,
    statement.shared_hit_blocks,
    statement.shared_read_blocks,
    statement.temp_blocks
FROM statement
-- Statements outlive the roles and databases that ran them.
LEFT JOIN pg_roles ON pg_roles.oid = statement.userid
LEFT JOIN pg_database ON pg_database.oid = statement.dbid
