-- On which days did the kind of error appear, how often and at which hours?
SELECT day, count, first_at, last_at, per_hour
FROM monev.error_daily
WHERE site = %(site)s
  AND source = %(source)s
  AND fingerprint = %(fingerprint)s
ORDER BY day
