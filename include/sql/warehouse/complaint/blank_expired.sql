-- What could still tell of a person goes; that there was a complaint, of which class and when, stays.
UPDATE monev.complaint
SET
    title = '',
    text = '',
    solution = '',
    institution = '',
    handler = '',
    reporter_hashes = '{}',
    text_hash = '',
    text_deleted_at = now()
WHERE site = %(site)s
  AND received_at < %(before)s
  AND text_deleted_at IS NULL
