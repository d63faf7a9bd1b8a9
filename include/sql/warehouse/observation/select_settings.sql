-- The settings of the database server at the close of each day.
SELECT
    day,
    source,
    name,
    value,
    unit
FROM monev.setting_daily
WHERE site = %(site)s
  AND day >= %(first)s
  AND day <= %(last)s
ORDER BY day, source, name
