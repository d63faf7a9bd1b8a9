-- How well the same content or question was read before.
SELECT
    state,
    as_of
FROM monev.complaint_import
WHERE site = %(site)s
  AND source = %(source)s
  AND import_id = %(import_id)s
