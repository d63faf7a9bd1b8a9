-- The biggest tables with their indexes and TOAST.
WITH candidate AS (
    -- relpages needs no lock and no look at the files; it only chooses whom to measure.
    SELECT
        pg_class.oid,
        pg_namespace.nspname || '.' || pg_class.relname AS subject
    FROM pg_class
    JOIN pg_namespace ON pg_namespace.oid = pg_class.relnamespace
    WHERE pg_class.relkind IN ('r', 'm')
      AND pg_class.relpersistence <> 't'
      AND pg_namespace.nspname NOT IN ('pg_catalog', 'information_schema')
    ORDER BY pg_class.relpages DESC, pg_class.oid
    LIMIT 4 * %(top)s
)
SELECT
    candidate.subject,
    pg_total_relation_size(candidate.oid) AS table_size_bytes,
    pg_stat_get_live_tuples(candidate.oid) AS table_live_row_count
FROM candidate
ORDER BY table_size_bytes DESC NULLS LAST
LIMIT %(top)s
