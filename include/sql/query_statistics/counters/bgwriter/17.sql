SELECT
    '' AS subject,
    stats_reset AS reset_at,
    buffers_clean AS background_written_blocks,
    maxwritten_clean AS background_halted_count,
    buffers_alloc AS allocated_blocks
FROM pg_stat_bgwriter
