SELECT
    datname::text AS subject,
    pg_database_size(oid) AS database_size_bytes
FROM pg_database
WHERE datallowconn
  AND NOT datistemplate
