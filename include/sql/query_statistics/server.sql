-- Who is connected to what, and what may this role see?
SELECT
    current_setting('server_version_num')::integer AS server_version,
    pg_postmaster_start_time() AS started_at,
    current_database()::text AS database,
    current_user::text AS role,
    pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS can_read_all_stats,
    pg_has_role(current_user, 'pg_read_all_settings', 'USAGE') AS can_read_all_settings,
    -- A role that owns tables, or a superuser, is also used for other work than monitoring.
    NOT pg_roles.rolsuper
        AND NOT EXISTS (SELECT FROM pg_class WHERE pg_class.relowner = pg_roles.oid) AS is_dedicated
FROM pg_roles
WHERE pg_roles.rolname = current_user
