-- Which versions of the database server, its statistics extension and SPSE's Java did the month's snapshots see, and when?
WITH seen AS (
    SELECT
        source,
        day,
        'PostgreSQL' AS component,
        -- 140011 is 14.11.
        (server_version / 10000) || '.' || (server_version %% 10000) AS version
    FROM monev.statistics_snapshot
    WHERE site = %(site)s
    UNION ALL
    SELECT source, day, 'pg_stat_statements', extension_version
    FROM monev.statistics_snapshot
    WHERE site = %(site)s
      AND extension_version IS NOT NULL
    UNION ALL
    SELECT source, day, 'Java', java_version
    FROM monev.status_snapshot
    WHERE site = %(site)s
      AND java_version <> ''
)
SELECT component, source, version, min(day) AS first_day, max(day) AS last_day
FROM seen
WHERE day >= %(month)s::date
  AND day < %(month)s::date + interval '1 month'
GROUP BY component, source, version
ORDER BY component, source, first_day, version
