-- How the server writes its log; all of these may be seen by every role.
SELECT
    name,
    setting AS value
FROM pg_settings
WHERE name IN (
    'log_destination',
    'log_line_prefix',
    'log_min_duration_sample',
    'log_min_duration_statement',
    'log_duration',
    'log_min_error_statement',
    'log_min_messages',
    'logging_collector',
    'auto_explain.log_min_duration'
)
ORDER BY name;
