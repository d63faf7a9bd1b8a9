-- The monitored server serves users: a slow view or a lock ends this reading, not their work. Names resolve in
-- pg_catalog only, so that no object of the database can stand in for a system view.
SELECT
    set_config('statement_timeout', %(statement_ms)s::text, TRUE),
    set_config('lock_timeout', %(lock_ms)s::text, TRUE),
    set_config('search_path', 'pg_catalog', TRUE)
