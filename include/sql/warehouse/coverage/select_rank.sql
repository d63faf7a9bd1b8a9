-- What a new reading of a day must be at least as good as.
SELECT
    state,
    entry_count
FROM monev.coverage
WHERE site = %(site)s
  AND day = %(day)s
  AND source = %(source)s
