-- Tables with the most dead rows, and how long ago they were vacuumed and analysed. Never (since the statistics
-- were last reset) has no age and so no figure.
SELECT
    schemaname || '.' || relname AS subject,
    n_dead_tup AS table_dead_row_count,
    100.0 * n_dead_tup / (n_live_tup + n_dead_tup) AS table_dead_row_pct,
    EXTRACT(epoch FROM clock_timestamp() - GREATEST(last_vacuum, last_autovacuum)) / 3600 AS table_vacuum_age_hours,
    EXTRACT(epoch FROM clock_timestamp() - GREATEST(last_analyze, last_autoanalyze)) / 3600 AS table_analyze_age_hours
FROM pg_stat_user_tables
WHERE n_dead_tup > 0
  AND schemaname NOT LIKE 'pg\_temp\_%%'
ORDER BY n_dead_tup DESC, relid
LIMIT %(top)s
