-- One complaint as it counts now; the latest word of a person on it, or the program's.
SELECT
    class,
    topic,
    coalesce(same_as, '') AS same_as,
    CASE WHEN is_complaint THEN 'ya' ELSE 'tidak' END AS is_complaint
FROM monev.complaint_current
WHERE site = %(site)s
  AND complaint_id = %(complaint_id)s
