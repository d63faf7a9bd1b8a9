SELECT
    '' AS subject,
    stats_reset AS reset_at,
    archived_count AS wal_archived_count,
    failed_count AS wal_archive_failed_count
FROM pg_stat_archiver
