SELECT
    stats_reset AS statements_reset_at,
    dealloc AS deallocations
FROM pg_stat_statements_info
