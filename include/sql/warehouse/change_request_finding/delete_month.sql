-- What an earlier analysis of the month gave as evidence.
DELETE FROM monev.change_request_finding
WHERE site = %(site)s
  AND month = %(month)s
