-- Which change requests concern a month: those first found or proposed in it, those that rest on what was found in it,
-- those that ended in it, and those from before that have not ended?
SELECT request.number
FROM monev.change_request AS request
WHERE request.site = %(site)s
  AND (
      request.first_month = %(month)s
      OR (request.first_month < %(month)s AND request.state NOT IN ('closed', 'refused', 'withdrawn'))
      OR (request.ended_at >= %(since)s AND request.ended_at < %(until)s)
      OR EXISTS (
          SELECT 1
          FROM monev.change_request_finding AS basis
          WHERE basis.site = request.site
            AND basis.number = request.number
            AND basis.month = %(month)s
      )
  )
ORDER BY request.number
