-- Standbys of this server. Several receivers may share a name, so the most backward one counts.
WITH here AS (
    SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END AS lsn
)
SELECT
    COALESCE(NULLIF(application_name, ''), 'tanpa nama') AS subject,
    max(pg_wal_lsn_diff(here.lsn, replay_lsn)) AS replication_lag_bytes,
    EXTRACT(epoch FROM max(replay_lag)) AS replication_lag_seconds
FROM pg_stat_replication
CROSS JOIN here
GROUP BY 1
