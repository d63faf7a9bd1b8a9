-- Who is connected to what, and may they change the schema? The last two are NULL while there is no schema.
SELECT
    current_setting('server_encoding') AS encoding,
    current_user AS role,
    current_database() AS database,
    pg_get_userbyid(schema.nspowner) AS owner,
    has_schema_privilege(schema.oid, 'CREATE') AS may_create
FROM (VALUES ('monev')) AS wanted (nspname)
LEFT JOIN pg_namespace AS schema USING (nspname)
