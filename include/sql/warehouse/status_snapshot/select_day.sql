-- The row is locked against deletion until its monitors have been read too.
SELECT
    taken_at,
    started_at,
    java_version,
    notes
FROM monev.status_snapshot
WHERE site = %(site)s
  AND day = %(day)s
  AND source = %(source)s
FOR KEY SHARE
