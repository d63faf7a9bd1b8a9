-- PostgreSQL 10 to 16: checkpoints and backends' own writes are in this view too.
SELECT
    '' AS subject,
    stats_reset AS reset_at,
    checkpoints_timed AS checkpoint_timed_count,
    checkpoints_req AS checkpoint_requested_count,
    checkpoint_write_time AS checkpoint_write_ms,
    checkpoint_sync_time AS checkpoint_sync_ms,
    buffers_checkpoint AS checkpoint_written_blocks,
    buffers_clean AS background_written_blocks,
    maxwritten_clean AS background_halted_count,
    buffers_backend AS backend_written_blocks,
    buffers_backend_fsync AS backend_fsync_count,
    buffers_alloc AS allocated_blocks
FROM pg_stat_bgwriter
