-- A probe that is stored again, after a retry, is the same probe.
INSERT INTO monev.probe_result (site, source, component, probed_at, is_up, latency_ms, evidence, certificate_days)
VALUES (
    %(site)s, %(source)s, %(component)s, %(probed_at)s, %(is_up)s, %(latency_ms)s, %(evidence)s, %(certificate_days)s
)
ON CONFLICT (site, source, component, probed_at) DO NOTHING
