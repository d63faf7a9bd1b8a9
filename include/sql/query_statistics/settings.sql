-- transaction_* describe the reading session's own transaction, not the server.
SELECT
    name,
    COALESCE(setting, '') AS value,
    unit,
    source,
    pending_restart
FROM pg_settings
WHERE name NOT LIKE 'transaction\_%%'
ORDER BY name
