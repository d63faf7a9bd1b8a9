-- All counts of an access log in one pass. $expression matches a whole line; the lines that it does not match come
-- back as they are ('stray'). Times ('times') and addresses ('address') are counted apart from the requests, as the
-- three together would make nearly as many groups as there are lines.
WITH lined AS (
    SELECT coalesce(line, '') AS line
    FROM read_csv(
        $path,
        columns = {'line': 'VARCHAR'},
        auto_detect = false,
        header = false,
        delim = chr(1),
        quote = '',
        escape = '',
        new_line = '\n',
        strict_mode = true,
        ignore_errors = false,
        null_padding = false,
        compression = 'none',
        hive_partitioning = false,
        max_line_size = 1048576,
        buffer_size = 8388608
    )
),

matched AS (
    SELECT line, regexp_extract(line, $expression, [/*fields*/]) AS found
    FROM lined
),

named AS (
    SELECT
        line,
        /*columns*/
    FROM matched
),

typed AS (
    SELECT
        status <> '' AS is_request,
        CASE WHEN status = '' THEN line END AS line,
        -- 23/Nov/2026:10 or 2026-11-23T10
        CASE WHEN contains(stamp, '/') THEN substr(stamp, 1, 14) ELSE substr(stamp, 1, 13) END AS slot,
        zone,
        stamp,
        CASE WHEN method = '-' THEN '' ELSE method END AS method,
        CASE WHEN status <> '' THEN regexp_replace(path, $coarse, $coarse_as, 'g') END AS path_key,
        CASE
            WHEN regexp_matches(agent, $probes) THEN 'probe'
            WHEN regexp_matches(agent, $bots) THEN 'bot'
            ELSE 'user'
        END AS client,
        status,
        TRY_CAST(nullif(bytes, '-') AS BIGINT) AS sent,
        CASE
            WHEN $in_ms = 0 THEN NULL
            WHEN $tail_time <> '' THEN TRY_CAST(regexp_extract(tail, $tail_time, 1) AS DOUBLE) * $in_ms
            ELSE TRY_CAST(time AS DOUBLE) * $in_ms
        END AS ms,
        addr
    FROM named
),

measured AS (
    -- Times and addresses are wanted of the day only, so they need no hour.
    SELECT
        *,
        CASE WHEN ms IS NOT NULL THEN CAST(floor(ln(greatest(ms, 0.001)) / ln(1.02)) AS INTEGER) END AS bucket,
        len($inside) = 0 OR list_contains($inside, slot || zone) AS is_inside,
        CASE WHEN client = 'user' THEN addr ELSE '' END AS address
    FROM typed
)

SELECT
    CASE
        WHEN NOT is_request THEN 'stray'
        WHEN grouping(status) = 0 THEN 'requests'
        WHEN grouping(bucket) = 0 THEN 'times'
        ELSE 'address'
    END AS kind,
    slot,
    zone,
    method,
    path_key,
    client,
    status,
    bucket,
    line,
    address,
    count(*) AS requests,
    sum(sent) AS sent,
    sum(ms) AS total_ms,
    max(ms) AS max_ms,
    min(stamp) AS first_stamp,
    max(stamp) AS last_stamp
FROM measured
GROUP BY GROUPING SETS (
    (is_request, line, slot, zone, method, path_key, client, status),
    (is_request, is_inside, method, path_key, client, bucket),
    (is_request, is_inside, address)
)
HAVING
    (NOT is_request AND grouping(line) = 0)
    OR (is_request AND (grouping(status) = 0 OR is_inside))
