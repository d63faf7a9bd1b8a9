-- Which figures did each source give in the month: lowest, mean and highest of the days, the last one, and the mean of
-- the month before? A figure without a row on a day was not measured, which is not zero: only days that have it count.
WITH figures AS (
    SELECT
        fact.source,
        fact.name,
        fact.subject,
        fact.day,
        fact.value,
        fact.day >= %(month)s::date AS is_month
    FROM monev.metric_daily AS fact
    JOIN monev.read_day USING (site, source, day)
    WHERE fact.site = %(site)s
      AND fact.day >= %(month)s::date - interval '1 month'
      AND fact.day < %(month)s::date + interval '1 month'
)
SELECT
    source,
    name,
    subject,
    count(*) FILTER (WHERE is_month) AS day_count,
    min(value) FILTER (WHERE is_month) AS min_value,
    avg(value) FILTER (WHERE is_month) AS mean_value,
    max(value) FILTER (WHERE is_month) AS max_value,
    max(day) AS last_day,
    (array_agg(value ORDER BY day DESC))[1] AS last_value,
    count(*) FILTER (WHERE NOT is_month) AS previous_day_count,
    avg(value) FILTER (WHERE NOT is_month) AS previous_mean_value
FROM figures
GROUP BY source, name, subject
HAVING bool_or(is_month)
ORDER BY source, name, subject
