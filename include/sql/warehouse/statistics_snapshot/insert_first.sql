-- The first snapshot of a day stays; no row comes back when there is one already.
INSERT INTO monev.statistics_snapshot (
    site, day, source, taken_at, server_version, extension_version, started_at, statements_reset_at,
    deallocations, notes
)
VALUES (
    %(site)s, %(day)s, %(source)s, %(taken_at)s, %(server_version)s, %(extension_version)s, %(started_at)s,
    %(statements_reset_at)s, %(deallocations)s, %(notes)s
)
ON CONFLICT (site, day, source) DO NOTHING
RETURNING day
