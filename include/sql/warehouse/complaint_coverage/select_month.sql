-- How completely each source told of a month.
SELECT
    source,
    state,
    reasons
FROM monev.complaint_coverage
WHERE site = %(site)s
  AND month = %(month)s
