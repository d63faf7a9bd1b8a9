-- csvlog of PostgreSQL 10 to 12: the entries of the file $path. Any record that is not of this shape is an error.
SELECT
    log_time AS stamp,
    error_severity AS severity,
    coalesce(sql_state_code, '') AS code,
    coalesce(message, '') AS message,
    coalesce(detail, '') AS detail,
    coalesce(query, '') AS statement,
    coalesce(user_name, '') AS user_name,
    coalesce(database_name, '') AS database,
    coalesce(application_name, '') AS application,
    coalesce(command_tag, '') AS command,
    '0' AS query_id,
    session_id AS session,
    TRY_CAST(session_line_num AS BIGINT) AS session_line,
    -- The lines that the record takes up, by its fields: added up they must give those of the file
    1
    + CASE WHEN contains(message, chr(10)) THEN strlen(message) - strlen(replace(message, chr(10), '')) ELSE 0 END
    + CASE WHEN contains(detail, chr(10)) THEN strlen(detail) - strlen(replace(detail, chr(10), '')) ELSE 0 END
    + CASE WHEN contains(hint, chr(10)) THEN strlen(hint) - strlen(replace(hint, chr(10), '')) ELSE 0 END
    + CASE WHEN contains(internal_query, chr(10)) THEN strlen(internal_query) - strlen(replace(internal_query, chr(10), '')) ELSE 0 END
    + CASE WHEN contains(context, chr(10)) THEN strlen(context) - strlen(replace(context, chr(10), '')) ELSE 0 END
    + CASE WHEN contains(query, chr(10)) THEN strlen(query) - strlen(replace(query, chr(10), '')) ELSE 0 END
    AS line_count
FROM read_csv(
    $path,
    columns = {
        'log_time': 'VARCHAR',
        'user_name': 'VARCHAR',
        'database_name': 'VARCHAR',
        'process_id': 'VARCHAR',
        'connection_from': 'VARCHAR',
        'session_id': 'VARCHAR',
        'session_line_num': 'VARCHAR',
        'command_tag': 'VARCHAR',
        'session_start_time': 'VARCHAR',
        'virtual_transaction_id': 'VARCHAR',
        'transaction_id': 'VARCHAR',
        'error_severity': 'VARCHAR',
        'sql_state_code': 'VARCHAR',
        'message': 'VARCHAR',
        'detail': 'VARCHAR',
        'hint': 'VARCHAR',
        'internal_query': 'VARCHAR',
        'internal_query_pos': 'VARCHAR',
        'context': 'VARCHAR',
        'query': 'VARCHAR',
        'query_pos': 'VARCHAR',
        'location': 'VARCHAR',
        'application_name': 'VARCHAR'
    },
    auto_detect = false,
    header = false,
    delim = ',',
    quote = '"',
    escape = '"',
    strict_mode = true,
    ignore_errors = false,
    null_padding = false,
    compression = 'none',
    hive_partitioning = false,
    buffer_size = 8388608
)
