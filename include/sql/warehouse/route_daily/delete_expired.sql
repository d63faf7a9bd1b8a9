-- Only days that this transaction marked (now() is its start): one read again meanwhile keeps its rows.
DELETE FROM monev.route_daily AS fact
USING monev.coverage
WHERE coverage.site = %(site)s
  AND coverage.day < %(before)s
  AND coverage.details_deleted_at = now()
  AND fact.site = coverage.site
  AND fact.day = coverage.day
  AND fact.source = coverage.source
