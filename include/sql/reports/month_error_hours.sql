-- At which hours of which weekday (1 = Monday) did errors without warnings happen, and how many such days were read?
WITH covered AS (
    SELECT source, day, extract(isodow FROM day)::integer AS weekday
    FROM monev.read_day
    WHERE site = %(site)s
      AND day >= %(month)s::date
      AND day < %(month)s::date + interval '1 month'
),
read AS (
    SELECT source, weekday, count(*) AS read_days
    FROM covered
    GROUP BY source, weekday
),
hours AS (
    SELECT covered.source, covered.weekday, hour.number, sum(hour.count)::bigint AS count
    FROM covered
    JOIN monev.error_daily AS error USING (source, day)
    CROSS JOIN LATERAL unnest(error.per_hour) WITH ORDINALITY AS hour (count, number)
    WHERE error.site = %(site)s
      AND error.severity <> 'WARNING'
    GROUP BY covered.source, covered.weekday, hour.number
)
SELECT
    read.source,
    read.weekday,
    read.read_days,
    array_agg(coalesce(hours.count, 0) ORDER BY hour.number) AS per_hour
FROM read
CROSS JOIN generate_series(1, 24) AS hour (number)
LEFT JOIN hours USING (source, weekday, number)
GROUP BY read.source, read.weekday, read.read_days
ORDER BY read.source, read.weekday
