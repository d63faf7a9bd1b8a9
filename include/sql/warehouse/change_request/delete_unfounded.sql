-- Drafts of the month that no finding of any month supports any more.
DELETE FROM monev.change_request AS request
WHERE request.site = %(site)s
  AND request.first_month = %(month)s
  AND request.state = 'draft'
  AND request.rule_id <> ''
  AND NOT EXISTS (
      SELECT FROM monev.change_request_finding AS finding
      WHERE finding.site = request.site
        AND finding.number = request.number
  )
