-- Was each source alive? Every attempt of the day's run, oldest first.
SELECT
    source,
    checked_at,
    kind,
    state,
    latency_ms,
    evidence
FROM monev.source_check
WHERE site = %(site)s
  AND day = %(day)s
ORDER BY source, checked_at
