-- The last attempt of each source in the run of a day.
SELECT DISTINCT ON (source)
    source,
    kind,
    state,
    checked_at,
    latency_ms,
    evidence
FROM monev.source_check
WHERE site = %(site)s
  AND day = %(day)s
ORDER BY source, checked_at DESC
