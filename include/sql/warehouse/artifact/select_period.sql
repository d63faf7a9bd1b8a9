-- Every file of a day or a month as it was ever written, oldest first.
SELECT
    path,
    kind,
    state,
    sha256,
    bytes,
    written_at
FROM monev.artifact
WHERE site = %(site)s
  AND period = %(period)s
  AND period_start = %(period_start)s
ORDER BY written_at, path
