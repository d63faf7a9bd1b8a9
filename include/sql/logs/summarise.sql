-- All counts of a slice in one pass. The entries come before it as the CTE `entry`; $width cuts the time to the hour
-- (13 characters) or, where the log's clock and the site's are not whole hours apart, to the minute (16).
-- Durations of auto_explain ('plan') and of the extended protocol are told apart by `kind`.
, headed AS (
    -- Where the measured milliseconds end: 'duration: 0.123 ms  statement: ...'
    SELECT
        *,
        severity = 'LOG' AND starts_with(message, 'duration: ') AS is_duration,
        CASE WHEN severity = 'LOG' AND starts_with(message, 'duration: ') THEN instr(message, ' ms') END AS ms_end
    FROM entry
),

typed AS (
    -- What was measured, and the duration itself
    SELECT
        *,
        CASE
            WHEN NOT is_duration THEN
                CASE
                    WHEN severity <> 'LOG' THEN 'message'
                    WHEN starts_with(message, 'statement: ') OR starts_with(message, 'execute ') THEN 'logged'
                    WHEN regexp_matches(message, '^(Dauer|durée|duración|durasi)') THEN 'foreign'
                    ELSE 'message'
                END
            WHEN length(message) = ms_end + 2 THEN 'bare'
            ELSE split_part(substr(message, ms_end + 5, 40), ' ', 1)
        END AS kind,
        CASE WHEN is_duration THEN CAST(substr(message, 11, ms_end - 11) AS DOUBLE) END AS ms,
        CASE WHEN is_duration THEN substr(message, ms_end + 5) END AS measured
    FROM headed
),

keyed AS (
    -- The text of a statement follows the first ': '. Where the log has no query_id, texts that differ in numbers
    -- only are one group.
    SELECT
        *,
        CASE
            WHEN NOT is_duration AND starts_with(message, 'connection ') THEN regexp_replace(message, '[0-9]+', '0', 'g')
            WHEN NOT is_duration AND starts_with(message, 'disconnection') THEN regexp_replace(message, ' host=.*', '')
            WHEN NOT is_duration THEN message
            WHEN kind NOT IN ('statement:', 'execute', 'fastpath') OR query_id <> '0' THEN ''
            ELSE regexp_replace(measured, '[0-9]+', '0', 'g')
        END AS key
    FROM typed
)

SELECT
    substr(stamp, 1, $width) AS slot,
    substr(stamp, 25) AS zone,
    severity,
    CASE WHEN NOT is_duration THEN code ELSE '' END AS code,
    CASE WHEN kind = 'execute' AND starts_with(measured, 'execute fetch from') THEN 'fetch' ELSE kind END AS kind,
    CASE WHEN is_duration THEN query_id ELSE '' END AS query_id,
    key,
    database,
    CASE WHEN NOT is_duration AND severity <> 'LOG' THEN user_name ELSE '' END AS user_name,
    CASE WHEN NOT is_duration AND severity <> 'LOG' THEN application ELSE '' END AS application,
    CASE WHEN kind = 'bare' THEN command ELSE '' END AS command,
    CASE WHEN is_duration THEN CAST(floor(ln(greatest(ms, 0.001)) / ln(1.02)) AS INTEGER) END AS bucket,
    count(*) AS calls,
    sum(ms) AS total_ms,
    max(ms) AS max_ms,
    min(stamp) AS first_stamp,
    max(stamp) AS last_stamp,
    any_value(measured) AS measured,
    arg_min(detail, stamp) AS detail,
    arg_min(statement, stamp) AS statement
FROM keyed
GROUP BY ALL
