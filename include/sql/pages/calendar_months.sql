-- In which months does the site have any record of a day, newest first?
-- A year of days is few rows, but three years of checks need not be read: only whether a month has one.
WITH bounds AS (
    SELECT min(day) AS first_day, max(day) AS last_day
    FROM (
        SELECT day FROM monev.coverage WHERE site = %(site)s
        UNION ALL
        SELECT day FROM monev.source_check WHERE site = %(site)s
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
