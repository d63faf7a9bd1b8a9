-- Which imports need not be made again: all but those of which nothing could be read.
SELECT import_id
FROM monev.complaint_import
WHERE site = %(site)s
  AND source = %(source)s
  AND state <> 'missing'
