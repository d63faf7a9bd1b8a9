SELECT
    kind,
    name,
    hits,
    total_ms,
    min_ms,
    max_ms
FROM monev.status_monitor
WHERE site = %(site)s
  AND day = %(day)s
  AND source = %(source)s
ORDER BY kind, name
