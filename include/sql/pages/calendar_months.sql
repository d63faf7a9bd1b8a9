-- In which months does the site have any record of a day, newest first?
-- The first and the last day, and whether there is one in each month between, are found in the indexes; three years of
-- rows are not read.
WITH bounds AS (
    SELECT min(first_day) AS first_day, max(last_day) AS last_day
    FROM (
        SELECT min(day) AS first_day, max(day) AS last_day FROM monev.coverage WHERE site = %(site)s
        UNION ALL
        SELECT min(day), max(day) FROM monev.source_check WHERE site = %(site)s
    ) AS recorded
)
SELECT month::date AS month
FROM bounds
CROSS JOIN generate_series(date_trunc('month', first_day), date_trunc('month', last_day), interval '1 month') AS month
WHERE EXISTS (
    SELECT FROM monev.coverage
    WHERE site = %(site)s AND day >= month::date AND day < (month + interval '1 month')::date
)
   OR EXISTS (
    SELECT FROM monev.source_check
    WHERE site = %(site)s AND day >= month::date AND day < (month + interval '1 month')::date
)
ORDER BY month DESC
