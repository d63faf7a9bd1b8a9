-- Which settings of the server changed since the snapshot before?
WITH opening AS (
    SELECT source, max(day) AS day
    FROM monev.statistics_snapshot
    WHERE site = %(site)s
      AND day < %(day)s::date
    GROUP BY source
),
before AS (
    SELECT setting_daily.source, name, value, unit, set_by, pending_restart
    FROM monev.setting_daily
    JOIN opening USING (source, day)
    WHERE setting_daily.site = %(site)s
),
-- Only sources that have a snapshot before, or every setting would look new on the first day.
after AS (
    SELECT setting_daily.source, name, value, unit, set_by, pending_restart
    FROM monev.setting_daily
    JOIN opening USING (source)
    WHERE setting_daily.site = %(site)s
      AND setting_daily.day = %(day)s::date
),
-- A source without a snapshot today would look as if all its settings were gone.
closing AS (
    SELECT DISTINCT source
    FROM after
)
SELECT
    source,
    name,
    before.value AS previous_value,
    after.value,
    coalesce(after.unit, before.unit) AS unit,
    coalesce(after.set_by, before.set_by) AS set_by,
    coalesce(after.pending_restart, false) AS pending_restart
FROM closing
JOIN (before FULL JOIN after USING (source, name)) USING (source)
WHERE (before.value, before.pending_restart) IS DISTINCT FROM (after.value, after.pending_restart)
ORDER BY source, name
