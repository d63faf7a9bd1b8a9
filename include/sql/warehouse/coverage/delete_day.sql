-- The facts that rest on the coverage go with it.
DELETE FROM monev.coverage
WHERE site = %(site)s
  AND day = %(day)s
  AND source = %(source)s
