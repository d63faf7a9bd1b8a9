-- Sessions of clients, each against max_connections; transactions of others than this session.
WITH session AS (
    SELECT
        pid,
        state,
        wait_event_type,
        clock_timestamp() - xact_start AS transaction_age,
        clock_timestamp() - query_start AS query_age,
        clock_timestamp() - state_change AS state_age
    FROM pg_stat_activity
    WHERE backend_type = 'client backend'
)
SELECT
    '' AS subject,
    count(*) AS connection_count,
    count(*) FILTER (WHERE state = 'active') AS connection_active_count,
    count(*) FILTER (WHERE state = 'idle') AS connection_idle_count,
    count(*) FILTER (WHERE state LIKE 'idle in transaction%%') AS connection_idle_in_transaction_count,
    count(*) FILTER (WHERE wait_event_type = 'Lock') AS connection_waiting_for_lock_count,
    current_setting('max_connections')::integer AS max_connections_count,
    100.0 * count(*) / current_setting('max_connections')::integer AS connection_usage_pct,
    COALESCE(EXTRACT(epoch FROM max(transaction_age) FILTER (WHERE pid <> pg_backend_pid())), 0)
        AS longest_transaction_seconds,
    COALESCE(EXTRACT(epoch FROM max(query_age) FILTER (WHERE pid <> pg_backend_pid() AND state = 'active')), 0)
        AS longest_query_seconds,
    COALESCE(EXTRACT(epoch FROM max(state_age) FILTER (WHERE state LIKE 'idle in transaction%%')), 0)
        AS longest_idle_in_transaction_seconds
FROM session
