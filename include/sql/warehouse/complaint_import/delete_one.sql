-- The same content read again takes the place of its earlier reading, with its places and rejections.
DELETE FROM monev.complaint_import
WHERE site = %(site)s
  AND source = %(source)s
  AND import_id = %(import_id)s
