-- How many complaints of each class counted in the month and in the month before, of the sources that were read?
-- A month that no source told of has no row; one that was read and had none, has a row without a class.
WITH told AS (
    SELECT
        month,
        source,
        state
    FROM monev.complaint_coverage
    WHERE site = %(site)s
      AND month IN (%(month)s::date, (%(month)s::date - interval '1 month')::date)
      AND state IN ('ok', 'partial')
),
months AS (
    SELECT
        month,
        array_agg(source ORDER BY source) AS sources,
        bool_or(state = 'partial') AS is_partial
    FROM told
    GROUP BY month
),
counted AS (
    SELECT
        told.month,
        received.class,
        count(*) AS complaint_count
    FROM told
    INNER JOIN monev.complaint_current AS received
        ON received.site = %(site)s
            AND received.source = told.source
            AND received.is_counted
            AND received.received_at >= told.month::timestamptz
            AND received.received_at < (told.month + interval '1 month')::timestamptz
    GROUP BY told.month, received.class
)
SELECT
    months.month,
    months.sources,
    months.is_partial,
    counted.class,
    coalesce(counted.complaint_count, 0) AS complaint_count
FROM months
LEFT JOIN counted USING (month)
ORDER BY months.month, counted.class
