-- The monitors and gauges go with it.
DELETE FROM monev.status_snapshot
WHERE site = %(site)s
  AND day < %(before)s
