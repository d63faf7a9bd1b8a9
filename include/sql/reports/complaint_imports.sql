-- Which files and answers tell of this month? Those that hold complaints of it, and those that hold none at all but are
-- newer than its start: nobody knows of what month their rejected rows are.
SELECT
    source,
    name,
    sha256,
    state,
    reasons,
    as_of,
    row_count,
    complaint_count,
    rejection_count,
    correction_count
FROM monev.complaint_import
WHERE site = %(site)s
  AND superseded_at IS NULL
  AND (
      (first_at < %(until)s AND last_at >= %(since)s)
      OR (first_at IS NULL AND as_of >= %(since)s)
  )
ORDER BY source, as_of, name, import_id
