-- All that happened to requests, in order.
SELECT
    number,
    sequence,
    kind,
    state,
    at,
    said_by,
    details,
    previous_hash,
    hash
FROM monev.change_event
WHERE site = %(site)s
  AND number = ANY(%(numbers)s)
ORDER BY number, sequence
