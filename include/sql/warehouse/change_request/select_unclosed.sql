-- The request for this needed change that is not closed yet.
SELECT number
FROM monev.change_request
WHERE site = %(site)s
  AND rule_id = %(rule_id)s
  AND state NOT IN ('closed', 'refused', 'withdrawn')
