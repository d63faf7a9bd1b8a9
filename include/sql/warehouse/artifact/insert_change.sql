-- A file written again with the same content is no new record; one that changes back is.
INSERT INTO monev.artifact (site, path, kind, period, period_start, state, sha256, bytes, written_at)
SELECT
    %(site)s,
    %(path)s,
    %(kind)s,
    %(period)s,
    %(period_start)s,
    %(state)s,
    %(sha256)s,
    %(bytes)s,
    %(written_at)s
WHERE %(sha256)s IS DISTINCT FROM (
    SELECT sha256
    FROM monev.artifact
    WHERE site = %(site)s
      AND path = %(path)s
    ORDER BY written_at DESC
    LIMIT 1
)
ON CONFLICT (site, path, written_at) DO NOTHING
