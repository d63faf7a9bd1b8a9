-- The latest reading of a month says how complete it is.
INSERT INTO monev.complaint_coverage (site, month, source, state, reasons, read_at)
VALUES (%(site)s, %(month)s, %(source)s, %(state)s, %(reasons)s, %(read_at)s)
ON CONFLICT (site, month, source) DO UPDATE SET
    state = excluded.state,
    reasons = excluded.reasons,
    read_at = excluded.read_at
