-- Superseded from the start where a newer content of the same name came in before.
INSERT INTO monev.complaint_import (
    site, source, import_id, name, sha256, size_bytes, state, reasons, as_of, imported_at, row_count,
    complaint_count, rejection_count, correction_count, first_at, last_at, superseded_at
)
SELECT
    %(site)s,
    %(source)s,
    %(import_id)s,
    %(name)s,
    %(sha256)s,
    %(size_bytes)s,
    %(state)s,
    %(reasons)s,
    %(as_of)s,
    %(imported_at)s,
    %(row_count)s,
    %(complaint_count)s,
    %(rejection_count)s,
    %(correction_count)s,
    %(first_at)s,
    %(last_at)s,
    (
        SELECT min(imported_at)
        FROM monev.complaint_import
        WHERE site = %(site)s
          AND source = %(source)s
          AND name = %(name)s
          AND sha256 <> ''
          AND as_of > %(as_of)s
          AND state <> 'missing'
    )
