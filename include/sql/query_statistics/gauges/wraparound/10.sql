-- How near is each database to a forced vacuum (freeze limit) and to the stop at about 2^31 transactions?
-- template0 counts too: it can stop the server as well as any other.
SELECT
    datname::text AS subject,
    age(datfrozenxid) AS xid_age_count,
    100.0 * age(datfrozenxid) / current_setting('autovacuum_freeze_max_age')::bigint AS xid_freeze_limit_pct,
    100.0 * age(datfrozenxid) / 2147483648 AS xid_wraparound_pct,
    mxid_age(datminmxid) AS multixact_age_count,
    100.0 * mxid_age(datminmxid) / current_setting('autovacuum_multixact_freeze_max_age')::bigint
        AS multixact_freeze_limit_pct
FROM pg_database
