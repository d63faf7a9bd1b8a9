-- All counts of a log in one pass. The entries come before it as the CTE `entry`; $width cuts the time to the hour
-- (13 characters) or, where the log's clock and the site's are not whole hours apart, to the minute (16).
, headed AS (
    -- Where the measured milliseconds end: 'duration: 0.123 ms  statement: ...'
    SELECT
        *,
        CASE WHEN severity = 'LOG' AND starts_with(message, 'duration: ') THEN instr(message, ' ms') ELSE 0 END AS ms_end
    FROM entry
),

measured AS (
    -- The duration, and the word that says what was measured
    SELECT
        *,
        ms_end > 0 AS is_duration,
        CASE WHEN ms_end > 0 THEN CAST(substr(message, 11, ms_end - 11) AS DOUBLE) END AS ms,
        CASE WHEN ms_end > 0 THEN substr(message, ms_end + 5, 18) END AS word
    FROM headed
),

typed AS (
    -- 'foreign' is what this query does not understand; the log is then read otherwise.
    SELECT
        *,
        CASE
            WHEN is_duration THEN
                CASE
                    WHEN strlen(message) = ms_end + 2 THEN 'bare'
                    WHEN starts_with(word, 'statement: ') THEN 'statement'
                    WHEN starts_with(word, 'execute fetch from') THEN 'fetch'
                    WHEN starts_with(word, 'execute ') THEN 'execute'
                    WHEN starts_with(word, 'parse ') THEN 'parse'
                    WHEN starts_with(word, 'bind ') THEN 'bind'
                    WHEN starts_with(word, 'plan:') THEN 'plan'
                    WHEN starts_with(word, 'fastpath function ') THEN 'fastpath'
                    ELSE 'foreign'
                END
            WHEN severity <> 'LOG' THEN 'message'
            WHEN starts_with(message, 'statement: ') OR starts_with(message, 'execute ') THEN 'logged'
            WHEN regexp_matches(message, '^(Dauer|durée|duración|durasi)') THEN 'foreign'
            ELSE 'message'
        END AS kind
    FROM measured
),

keyed AS (
    -- Texts of which one stands for all. Statements that differ only in numbers that are no part of a name are one
    -- group; with a query_id those that have the same, but for short ones: END and COMMIT share theirs. Of statements
    -- logged before their execution nothing but their number is needed here.
    SELECT
        *,
        CASE
            WHEN kind = 'message' THEN
                CASE
                    WHEN starts_with(message, 'connection ') THEN regexp_replace(message, '[0-9]+', '0', 'g')
                    WHEN starts_with(message, 'disconnection') THEN regexp_replace(message, ' host=.*', '')
                    ELSE message
                END
            WHEN kind IN ('statement', 'execute') AND (query_id = '0' OR strlen(message) < ms_end + 64) THEN
                regexp_replace(substr(message, ms_end + 5), '(^|[^0-9A-Za-z_$"\x{80}-\x{10FFFF}])[0-9]+', '\10', 'g')
            ELSE ''
        END AS key
    FROM typed
)

SELECT
    substr(stamp, 1, $width) AS slot,
    substr(stamp, 25) AS zone,
    severity,
    CASE WHEN NOT is_duration THEN code ELSE '' END AS code,
    kind,
    CASE WHEN is_duration THEN query_id ELSE '' END AS query_id,
    key,
    database,
    CASE WHEN severity <> 'LOG' THEN user_name ELSE '' END AS user_name,
    CASE WHEN severity <> 'LOG' THEN application ELSE '' END AS application,
    CASE WHEN kind = 'bare' THEN command ELSE '' END AS command,
    CASE WHEN is_duration THEN CAST(floor(ln(greatest(ms, 0.001)) / ln(1.02)) AS INTEGER) END AS bucket,
    count(*) AS calls,
    sum(line_count) AS line_count,
    sum(ms) AS total_ms,
    max(ms) AS max_ms,
    min(stamp) AS first_stamp,
    max(stamp) AS last_stamp,
    min(message) AS message,
    -- Of the same message at the same moment always the same is the sample.
    min({'stamp': stamp, 'statement': statement, 'detail': detail})
        FILTER (WHERE severity IN ('WARNING', 'ERROR', 'FATAL', 'PANIC')) AS sample
FROM keyed
GROUP BY ALL
