-- What an earlier analysis of the period found.
DELETE FROM monev.finding
WHERE site = %(site)s
  AND period = %(period)s
  AND period_start = %(period_start)s
