INSERT INTO monev.change_request (
    site, number, rule_id, requested_by, first_month, state, title, change_class, class_reason, change, how, test, undo,
    actor, urgency, impact, priority, drafted_at, waiting_since, ended_at
)
SELECT
    site, number, rule_id, CASE WHEN rule_id = '' THEN 'kepala' ELSE '' END, '2026-10-01', state, '', 'minor', '', '', '',
    '', '', 'administrator', 'mendesak', 'besar', 'tinggi', '2026-10-31 23:30+07',
    CASE WHEN ended_at IS NULL THEN '2026-11-02 09:00+07'::timestamptz END, ended_at::timestamptz
FROM (
    VALUES
        ('lpse_contoh', 'PP-2026-10-001', 'R01', 'closed', '2026-10-31 23:59:59+07'),
        ('lpse_contoh', 'PP-2026-10-002', 'R01', 'refused', '2026-11-30 23:59:59+07'),
        ('lpse_contoh', 'PP-2026-10-003', '', 'withdrawn', '2026-11-01 00:00+07'),
        ('lpse_contoh', 'PP-2026-10-004', 'R01', 'closed', '2026-12-01 00:00+07'),
        ('lpse_contoh', 'PP-2026-10-005', 'R01', 'review', NULL),
        ('lpse_lain', 'PP-2026-10-001', 'R01', 'closed', '2026-11-15 00:00+07')
) AS given (site, number, rule_id, state, ended_at);
