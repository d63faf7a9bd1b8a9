-- The coverage stays as the proof that the day was read; a day that was not read has no facts to lose.
UPDATE monev.coverage
SET details_deleted_at = now()
WHERE site = %(site)s
  AND day < %(before)s
  AND state <> 'missing'
  AND details_deleted_at IS NULL
