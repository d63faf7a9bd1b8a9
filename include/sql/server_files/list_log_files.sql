-- Plain files of the log folder, with the path under which pg_read_binary_file reaches them.
SELECT
    file.name,
    file.size,
    file.modification AS modified_at,
    current_setting('log_directory') || '/' || file.name AS path,
    current_setting('log_filename') AS name_pattern,
    has_function_privilege('pg_read_binary_file(text, bigint, bigint, boolean)', 'EXECUTE') AS is_readable,
    current_user AS role
FROM pg_ls_logdir() AS file
ORDER BY file.modification, file.name;
