-- How completely each source was read. Where retention took the facts away, the day is no longer whole.
SELECT
    source,
    CASE WHEN details_deleted_at IS NOT NULL AND state = 'ok' THEN 'partial' ELSE state END AS state,
    CASE
        WHEN details_deleted_at IS NULL THEN reasons
        ELSE reasons || format(
            'rincian hari ini sudah dihapus pada %%s menurut masa simpan',
            to_char(details_deleted_at, 'YYYY-MM-DD')
        )
    END AS reasons,
    file_count,
    read_bytes,
    entry_count,
    unparsed_count,
    unparsed_places,
    first_at,
    last_at,
    per_hour,
    parser
FROM monev.coverage
WHERE site = %(site)s
  AND day = %(day)s
ORDER BY source
