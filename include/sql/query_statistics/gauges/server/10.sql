-- statistics_age_hours is absent where the statistics of the database were never reset.
SELECT
    '' AS subject,
    EXTRACT(epoch FROM clock_timestamp() - pg_postmaster_start_time()) AS uptime_seconds,
    EXTRACT(epoch FROM clock_timestamp() - pg_stat_get_db_stat_reset_time(pg_database.oid)) / 3600
        AS statistics_age_hours,
    pg_is_in_recovery()::integer AS standby_count,
    -- A standby that has replayed all it received is not behind, however old the last transaction is.
    CASE
        WHEN NOT pg_is_in_recovery() THEN NULL
        WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
        ELSE EXTRACT(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())
    END AS replication_replay_lag_seconds
FROM pg_database
WHERE pg_database.datname = current_database()
