-- How many complaints of each class were received in each month, of the sources that were read?
-- A month that was read and had none has a row without a class.
WITH told AS (
    SELECT month, source, state
    FROM monev.complaint_coverage
    WHERE site = %(site)s
      AND month >= date_trunc('month', %(since)s::date)::date
      AND month < %(until)s::date
      AND state <> 'missing'
),
months AS (
    SELECT month, count(*) AS source_count, count(*) FILTER (WHERE state = 'partial') AS partial_count
    FROM told
    GROUP BY month
),
-- The view puts corrections together, so it is asked once for all months.
counted AS (
    SELECT source, date_trunc('month', received_at)::date AS month, class, count(*) AS complaint_count
    FROM monev.complaint_current
    WHERE site = %(site)s
      AND is_counted
      AND received_at >= date_trunc('month', %(since)s::date)::timestamptz
      AND received_at < (date_trunc('month', %(until)s::date) + interval '1 month')::timestamptz
    GROUP BY source, date_trunc('month', received_at)::date, class
),
classes AS (
    SELECT told.month, counted.class, sum(counted.complaint_count)::bigint AS complaint_count
    FROM told
    JOIN counted USING (month, source)
    GROUP BY told.month, counted.class
)
SELECT
    months.month,
    months.source_count,
    months.partial_count,
    classes.class,
    coalesce(classes.complaint_count, 0) AS complaint_count
FROM months
LEFT JOIN classes USING (month)
ORDER BY months.month, classes.class
