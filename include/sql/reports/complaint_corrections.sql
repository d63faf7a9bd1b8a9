-- What have people said of the month's complaints? All of it, in the order in which it was entered.
SELECT
    correction.corrected_at,
    correction.corrected_by,
    correction.complaint_id,
    complaint.received_at,
    complaint.ticket,
    correction.field,
    correction.before,
    correction.after,
    correction.note,
    correction.file,
    correction.row_number
FROM monev.complaint_correction AS correction
INNER JOIN monev.complaint
    ON correction.site = complaint.site
        AND correction.complaint_id = complaint.complaint_id
WHERE correction.site = %(site)s
  AND complaint.received_at >= %(since)s
  AND complaint.received_at < %(until)s
ORDER BY correction.number
