SELECT
    '' AS subject,
    stats_reset AS reset_at,
    wal_records AS wal_record_count,
    wal_fpi AS wal_full_page_count,
    wal_bytes,
    wal_buffers_full AS wal_buffers_full_count
FROM pg_stat_wal
