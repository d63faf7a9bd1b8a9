SELECT
    pg_extension.extversion AS version,
    pg_namespace.nspname::text AS schema
FROM pg_extension
JOIN pg_namespace ON pg_namespace.oid = pg_extension.extnamespace
WHERE pg_extension.extname = 'pg_stat_statements'
