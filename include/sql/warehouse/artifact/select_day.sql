-- Every file of a day as it was ever written, oldest first.
SELECT
    path,
    kind,
    state,
    sha256,
    bytes,
    written_at
FROM monev.artifact
WHERE site = %(site)s
  AND day = %(day)s
ORDER BY written_at, path
