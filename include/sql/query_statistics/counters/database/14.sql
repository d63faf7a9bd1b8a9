-- From PostgreSQL 14: sessions
SELECT
    datname::text AS subject,
    stats_reset AS reset_at,
    xact_commit AS commit_count,
    xact_rollback AS rollback_count,
    blks_hit AS hit_blocks,
    blks_read AS read_blocks,
    tup_returned AS row_scanned_count,
    tup_fetched AS row_fetched_count,
    tup_inserted AS row_inserted_count,
    tup_updated AS row_updated_count,
    tup_deleted AS row_deleted_count,
    temp_files AS temp_file_count,
    temp_bytes,
    deadlocks AS deadlock_count,
    conflicts AS conflict_count,
    -- Without track_io_timing the times are not measured, which is not zero.
    CASE WHEN current_setting('track_io_timing')::boolean THEN blk_read_time END AS block_read_ms,
    CASE WHEN current_setting('track_io_timing')::boolean THEN blk_write_time END AS block_write_ms,
    checksum_failures AS checksum_failure_count,
    sessions AS session_count,
    sessions_abandoned AS session_abandoned_count,
    sessions_fatal AS session_fatal_count,
    sessions_killed AS session_killed_count,
    session_time AS session_ms,
    active_time AS session_active_ms,
    idle_in_transaction_time AS session_idle_in_transaction_ms
FROM pg_stat_database
WHERE datname IS NOT NULL
  AND datname NOT IN ('template0', 'template1')
