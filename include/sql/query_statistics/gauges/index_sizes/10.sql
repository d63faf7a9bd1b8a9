WITH candidate AS (
    SELECT
        pg_class.oid,
        pg_namespace.nspname || '.' || pg_class.relname AS subject
    FROM pg_class
    JOIN pg_namespace ON pg_namespace.oid = pg_class.relnamespace
    WHERE pg_class.relkind = 'i'
      AND pg_class.relpersistence <> 't'
      AND pg_namespace.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    ORDER BY pg_class.relpages DESC, pg_class.oid
    LIMIT 4 * %(top)s
)
SELECT
    candidate.subject,
    pg_relation_size(candidate.oid) AS index_size_bytes
FROM candidate
ORDER BY index_size_bytes DESC NULLS LAST
LIMIT %(top)s
