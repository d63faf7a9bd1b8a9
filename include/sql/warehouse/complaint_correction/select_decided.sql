-- What people have said on which record repeats which; '' says: none.
SELECT
    complaint_id,
    after AS same_as
FROM monev.complaint_decision
WHERE site = %(site)s
  AND field = 'same_as'
