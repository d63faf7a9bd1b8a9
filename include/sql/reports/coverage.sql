-- How completely was each source read on this day?
SELECT
    source,
    state,
    reasons,
    file_count,
    read_bytes,
    entry_count,
    unparsed_count,
    unparsed_places,
    first_at,
    last_at,
    per_hour,
    parser,
    details_deleted_at
FROM monev.coverage
WHERE site = %(site)s
  AND day = %(day)s
ORDER BY source
