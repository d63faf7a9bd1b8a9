-- Which figures did each source give, against the day before and the median of the seven days before?
WITH today AS (
    SELECT source, name, subject, value
    FROM monev.metric_daily
    WHERE site = %(site)s
      AND day = %(day)s
),
-- A figure without a row was not measured, which is not zero: only days that have it are compared with.
compared AS (
    SELECT
        source,
        name,
        subject,
        max(value) FILTER (WHERE day = %(day)s::date - 1) AS previous_value,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY value) AS median_value,
        count(*) AS compared_days
    FROM monev.metric_daily
    WHERE site = %(site)s
      AND day >= %(day)s::date - 7
      AND day < %(day)s::date
    GROUP BY source, name, subject
)
SELECT
    today.source,
    today.name,
    today.subject,
    today.value,
    compared.previous_value,
    compared.median_value,
    coalesce(compared.compared_days, 0) AS compared_days
FROM today
LEFT JOIN compared USING (source, name, subject)
ORDER BY today.source, today.name, today.subject
