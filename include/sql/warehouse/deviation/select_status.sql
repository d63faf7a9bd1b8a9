-- How far people have come with one deviation.
SELECT status
FROM monev.deviation_current
WHERE site = %(site)s
  AND deviation_id = %(deviation_id)s
