-- Whether a server's statistics can be trusted. NULL: the setting does not exist there, or may not be seen.
WITH
-- pg_settings, unlike SHOW, passes over what the role may not see.
setting AS (
    SELECT
        name,
        setting AS value
    FROM pg_settings
),

-- The extension belongs to the database that we are connected to.
extension AS (
    SELECT extversion
    FROM pg_extension
    WHERE extname = 'pg_stat_statements'
)

SELECT
    (SELECT value FROM setting WHERE name = 'server_version') AS version,
    (SELECT value::integer FROM setting WHERE name = 'server_version_num') AS version_number,
    pg_is_in_recovery() AS is_standby,
    current_database() AS database,
    current_user AS role,
    pg_has_role('pg_read_all_stats', 'USAGE') AS sees_all_statistics,
    (SELECT extversion FROM extension) AS extension_version,
    (SELECT value FROM setting WHERE name = 'pg_stat_statements.track') AS statements_track,
    (SELECT value FROM setting WHERE name = 'shared_preload_libraries') AS preloaded,
    (SELECT value FROM setting WHERE name = 'compute_query_id') AS compute_query_id,
    (SELECT value FROM setting WHERE name = 'track_counts') AS track_counts,
    (SELECT value FROM setting WHERE name = 'track_activities') AS track_activities,
    (SELECT value FROM setting WHERE name = 'track_io_timing') AS track_io_timing;
