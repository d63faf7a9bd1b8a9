SELECT
    schemaname || '.' || indexrelname AS subject,
    NULL AS reset_at,
    idx_scan AS index_scan_count
FROM pg_stat_user_indexes
WHERE schemaname NOT LIKE 'pg\_temp\_%%'
