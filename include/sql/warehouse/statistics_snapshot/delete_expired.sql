-- The counters, gauges and settings go with it.
DELETE FROM monev.statistics_snapshot
WHERE site = %(site)s
  AND day < %(before)s
