-- Which settings of a server changed in the month, each against the record before?
-- A record stands by itself: it is whole also on a day of which nothing else could be read.
WITH snapshots AS (
    SELECT
        source,
        day,
        lag(day) OVER (PARTITION BY source ORDER BY day) AS previous_day
    FROM monev.statistics_snapshot
    WHERE site = %(site)s
      AND day < %(month)s::date + interval '1 month'
),
-- Only days that have a record before, or every setting would look new on the first day; and only records that hold
-- settings, or all of them would look gone.
pairs AS (
    SELECT source, day, previous_day
    FROM snapshots
    WHERE day >= %(month)s::date
      AND previous_day IS NOT NULL
      AND EXISTS (
          SELECT FROM monev.setting_daily AS kept
          WHERE kept.site = %(site)s AND kept.source = snapshots.source AND kept.day = snapshots.day
      )
      AND EXISTS (
          SELECT FROM monev.setting_daily AS kept
          WHERE kept.site = %(site)s AND kept.source = snapshots.source AND kept.day = snapshots.previous_day
      )
),
before AS (
    SELECT pairs.source, pairs.day, kept.name, kept.value, kept.unit, kept.set_by, kept.pending_restart
    FROM pairs
    JOIN monev.setting_daily AS kept ON kept.source = pairs.source AND kept.day = pairs.previous_day
    WHERE kept.site = %(site)s
),
after AS (
    SELECT pairs.source, pairs.day, kept.name, kept.value, kept.unit, kept.set_by, kept.pending_restart
    FROM pairs
    JOIN monev.setting_daily AS kept USING (source, day)
    WHERE kept.site = %(site)s
)
SELECT
    source,
    day,
    pairs.previous_day,
    name,
    before.value AS previous_value,
    after.value,
    coalesce(after.unit, before.unit) AS unit,
    coalesce(after.set_by, before.set_by) AS set_by,
    coalesce(after.pending_restart, false) AS pending_restart
FROM pairs
JOIN (before FULL JOIN after USING (source, day, name)) USING (source, day)
WHERE (before.value, before.pending_restart) IS DISTINCT FROM (after.value, after.pending_restart)
ORDER BY source, day, name
