-- One attempt; the same attempt told twice is kept once.
INSERT INTO monev.source_check (site, day, source, checked_at, kind, state, latency_ms, evidence)
VALUES (%(site)s, %(day)s, %(source)s, %(checked_at)s, %(kind)s, %(state)s, %(latency_ms)s, %(evidence)s)
ON CONFLICT (site, day, source, checked_at) DO NOTHING
