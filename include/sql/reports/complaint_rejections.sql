-- What of the files and answers that tell of this month (as in complaint_imports) could not be taken, and why?
SELECT
    rejection.source,
    rejection.file,
    rejection.sheet,
    rejection.row_number,
    rejection.column_name,
    rejection.problem,
    rejection.expected
FROM monev.complaint_rejection AS rejection
INNER JOIN monev.complaint_import AS import
    ON rejection.site = import.site
        AND rejection.source = import.source
        AND rejection.import_id = import.import_id
WHERE import.site = %(site)s
  AND import.superseded_at IS NULL
  AND (
      (import.first_at < %(until)s AND import.last_at >= %(since)s)
      OR (import.first_at IS NULL AND import.as_of >= %(since)s)
  )
ORDER BY rejection.source, import.as_of, import.name, import.import_id, rejection.number
