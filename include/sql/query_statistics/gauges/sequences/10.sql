-- How much of its numbers has each sequence used? The type of the column that it fills may end before the sequence.
WITH sequence AS (
    SELECT
        pg_class.oid,
        pg_namespace.nspname || '.' || pg_class.relname AS subject,
        pg_sequence.seqmin AS lowest,
        LEAST(
            pg_sequence.seqmax,
            CASE pg_attribute.atttypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647 END
        ) AS highest
    FROM pg_sequence
    JOIN pg_class ON pg_class.oid = pg_sequence.seqrelid
    JOIN pg_namespace ON pg_namespace.oid = pg_class.relnamespace
    LEFT JOIN pg_depend ON pg_depend.classid = 'pg_class'::regclass
        AND pg_depend.objid = pg_class.oid
        AND pg_depend.refclassid = 'pg_class'::regclass
        AND pg_depend.deptype IN ('a', 'i')
    LEFT JOIN pg_attribute ON pg_attribute.attrelid = pg_depend.refobjid
        AND pg_attribute.attnum = pg_depend.refobjsubid
    -- A cycling sequence never ends; a descending one is not used for keys.
    WHERE NOT pg_sequence.seqcycle
      AND pg_sequence.seqincrement > 0
      AND pg_class.relpersistence <> 't'
      AND has_sequence_privilege(pg_sequence.seqrelid, 'SELECT')
),
used AS (
    -- Not yet used gives NULL.
    SELECT
        subject,
        100.0 * (COALESCE(pg_sequence_last_value(oid), lowest) - lowest) / NULLIF(highest - lowest, 0) AS used_pct
    FROM sequence
)
SELECT
    subject,
    used_pct AS sequence_used_pct
FROM used
ORDER BY used_pct DESC NULLS LAST, subject
LIMIT %(top)s
