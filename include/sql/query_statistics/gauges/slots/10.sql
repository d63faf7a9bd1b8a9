-- A slot that nobody reads keeps WAL until the disk is full.
WITH here AS (
    SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END AS lsn
)
SELECT
    slot_name::text AS subject,
    pg_wal_lsn_diff(here.lsn, restart_lsn) AS replication_slot_retained_bytes
FROM pg_replication_slots
CROSS JOIN here
