-- Earlier contents of a file of this name; a question to a system has no file, and each span its own answer.
UPDATE monev.complaint_import
SET superseded_at = %(imported_at)s
WHERE site = %(site)s
  AND source = %(source)s
  AND name = %(name)s
  AND import_id <> %(import_id)s
  AND sha256 <> ''
  AND as_of <= %(as_of)s
  AND superseded_at IS NULL
