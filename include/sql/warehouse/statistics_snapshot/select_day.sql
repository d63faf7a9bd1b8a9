-- The row is locked against deletion until its counters have been read too.
SELECT
    taken_at,
    server_version,
    extension_version,
    started_at,
    statements_reset_at,
    deallocations,
    notes
FROM monev.statistics_snapshot
WHERE site = %(site)s
  AND day = %(day)s
  AND source = %(source)s
FOR KEY SHARE
