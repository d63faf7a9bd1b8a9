-- Tables that hold rows and of which no vacuum or analyze is known since the statistics were last reset.
SELECT
    '' AS subject,
    count(*) AS table_count,
    count(*) FILTER (
        WHERE n_live_tup > 0 AND GREATEST(last_vacuum, last_autovacuum) IS NULL
    ) AS table_never_vacuumed_count,
    count(*) FILTER (
        WHERE n_live_tup > 0 AND GREATEST(last_analyze, last_autoanalyze) IS NULL
    ) AS table_never_analyzed_count
FROM pg_stat_user_tables
WHERE schemaname NOT LIKE 'pg\_temp\_%%'
