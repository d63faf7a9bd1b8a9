-- jsonlog of PostgreSQL 15 and later: the entries of the file $path. Absent fields come as NULL.
SELECT
    "timestamp" AS stamp,
    error_severity AS severity,
    coalesce(state_code, '') AS code,
    coalesce(message, '') AS message,
    coalesce(detail, '') AS detail,
    coalesce(statement, '') AS statement,
    coalesce("user", '') AS user_name,
    coalesce(dbname, '') AS database,
    coalesce(application_name, '') AS application,
    coalesce(ps, '') AS command,
    coalesce(query_id, 0)::VARCHAR AS query_id,
    session_id AS session,
    line_num AS session_line,
    1 AS line_count
FROM read_json(
    $path,
    columns = {
        'timestamp': 'VARCHAR',
        'error_severity': 'VARCHAR',
        'state_code': 'VARCHAR',
        'message': 'VARCHAR',
        'detail': 'VARCHAR',
        'statement': 'VARCHAR',
        'user': 'VARCHAR',
        'dbname': 'VARCHAR',
        'application_name': 'VARCHAR',
        'ps': 'VARCHAR',
        'query_id': 'BIGINT',
        'session_id': 'VARCHAR',
        'line_num': 'BIGINT'
    },
    format = 'newline_delimited',
    ignore_errors = false,
    compression = 'none',
    hive_partitioning = false,
    maximum_object_size = 4194304
)
