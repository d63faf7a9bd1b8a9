-- The imports that tell of a month: those that hold complaints of it, and those that hold none but are newer than
-- its start, of which nobody knows where their rejected rows belong.
SELECT
    name,
    state,
    reasons,
    as_of,
    complaint_count,
    rejection_count,
    correction_count,
    first_at,
    last_at
FROM monev.complaint_import
WHERE site = %(site)s
  AND source = %(source)s
  AND superseded_at IS NULL
  AND (
      (first_at < %(until)s AND last_at >= %(since)s)
      OR (first_at IS NULL AND as_of >= %(since)s)
  )
ORDER BY as_of, name
