-- All links of the complaints of a span, which are about to be found anew.
DELETE FROM monev.complaint_link AS link
USING monev.complaint
WHERE link.site = %(site)s
  AND complaint.site = link.site
  AND complaint.complaint_id = link.complaint_id
  AND complaint.received_at >= %(since)s
  AND complaint.received_at < %(until)s
