-- On which days of the month was a server's configuration recorded, and which record came before each?
WITH snapshots AS (
    SELECT
        source,
        day,
        lag(day) OVER (PARTITION BY source ORDER BY day) AS previous_day
    FROM monev.statistics_snapshot
    WHERE site = %(site)s
      AND day < %(month)s::date + interval '1 month'
)
SELECT source, day, previous_day
FROM snapshots
WHERE day >= %(month)s::date
ORDER BY source, day
