-- How completely did each helpdesk source tell of this month?
SELECT
    source,
    state,
    reasons,
    read_at
FROM monev.complaint_coverage
WHERE site = %(site)s
  AND month = %(month)s
ORDER BY source
