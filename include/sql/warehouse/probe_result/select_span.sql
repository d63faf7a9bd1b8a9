SELECT
    component,
    probed_at,
    is_up,
    latency_ms,
    evidence,
    certificate_days
FROM monev.probe_result
WHERE site = %(site)s
  AND source = %(source)s
  AND probed_at >= %(since)s
  AND probed_at < %(until)s
ORDER BY component, probed_at
