-- The first snapshot of a day stays; no row comes back when there is one already.
INSERT INTO monev.status_snapshot (site, day, source, taken_at, started_at, java_version, notes)
VALUES (%(site)s, %(day)s, %(source)s, %(taken_at)s, %(started_at)s, %(java_version)s, %(notes)s)
ON CONFLICT (site, day, source) DO NOTHING
RETURNING day
