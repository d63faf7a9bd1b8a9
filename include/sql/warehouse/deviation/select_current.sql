-- The register as it stands now: one row of it, or those of the periods that begin from a date to before another, each
-- NULL where all are wanted.
SELECT
    deviation_id,
    period,
    period_start,
    step,
    kind,
    subject,
    standard,
    actual,
    evidence,
    accountable_title,
    accountable_name,
    recorded_at,
    status,
    last_actual,
    last_seen_at,
    is_seen_since_closing,
    explanation,
    explained_by,
    explained_at,
    action,
    acted_by,
    acted_at,
    closed_by,
    closed_at
FROM monev.deviation_current
WHERE site = %(site)s
  AND (%(deviation_id)s::text IS NULL OR deviation_id = %(deviation_id)s)
  AND (%(since)s::date IS NULL OR period_start >= %(since)s)
  AND (%(until)s::date IS NULL OR period_start < %(until)s)
  -- What was closed and looks otherwise since is for a person again.
  AND (NOT %(open_only)s OR status <> 'ditutup' OR is_seen_since_closing)
ORDER BY period_start, period, step, kind, subject
