-- All that happened to one deviation, in order.
SELECT
    event,
    actual,
    said,
    said_by,
    said_at
FROM monev.deviation_event
WHERE site = %(site)s
  AND deviation_id = %(deviation_id)s
ORDER BY number
