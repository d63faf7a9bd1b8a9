-- Tables of the connected database. The view has no reset time of its own: that of the database also moves when a
-- single other table is reset, and so proves nothing here. idx_scan is left out: it is the sum over the indexes that the
-- table has now, so dropping one makes it fall as a reset would; the view of indexes tells the same by index.
SELECT
    schemaname || '.' || relname AS subject,
    NULL AS reset_at,
    seq_scan AS table_seq_scan_count,
    seq_tup_read AS table_seq_row_read_count,
    n_tup_ins AS table_row_inserted_count,
    n_tup_upd AS table_row_updated_count,
    n_tup_del AS table_row_deleted_count,
    n_tup_hot_upd AS table_row_hot_updated_count,
    vacuum_count AS table_vacuum_count,
    autovacuum_count AS table_autovacuum_count,
    analyze_count AS table_analyze_count,
    autoanalyze_count AS table_autoanalyze_count
FROM pg_stat_user_tables
-- Temporary tables come and go with their sessions.
WHERE schemaname NOT LIKE 'pg\_temp\_%%'
