SELECT
    '' AS subject,
    stats_reset AS reset_at,
    num_timed AS checkpoint_timed_count,
    num_requested AS checkpoint_requested_count,
    write_time AS checkpoint_write_ms,
    sync_time AS checkpoint_sync_ms,
    buffers_written AS checkpoint_written_blocks
FROM pg_stat_checkpointer
