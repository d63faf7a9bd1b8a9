-- Neither a correction that was entered before, nor one that says what a person has said already, is a new one.
INSERT INTO monev.complaint_correction (
    site, correction_id, complaint_id, field, before, after, corrected_by, corrected_at, note, file, row_number
)
SELECT
    %(site)s,
    %(correction_id)s,
    %(complaint_id)s,
    %(field)s,
    %(before)s,
    %(after)s,
    %(corrected_by)s,
    %(corrected_at)s,
    %(note)s,
    %(file)s,
    %(row_number)s
WHERE NOT EXISTS (
    SELECT FROM monev.complaint_decision
    WHERE site = %(site)s
      AND complaint_id = %(complaint_id)s
      AND field = %(field)s
      AND after = %(after)s
)
ON CONFLICT (site, correction_id) DO NOTHING
