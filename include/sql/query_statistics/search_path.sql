-- The extension may live in any schema.
SELECT set_config('search_path', 'pg_catalog, ' || quote_ident(%(schema)s), TRUE)
