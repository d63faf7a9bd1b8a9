-- The number of a proposal that was entered already: the same person, at the same moment.
SELECT number
FROM monev.change_request
WHERE site = %(site)s
  AND requested_by = %(requested_by)s
  AND drafted_at = %(drafted_at)s
