INSERT INTO monev.change_request (
    site, number, rule_id, requested_by, first_month, state, title, change_class, class_reason, change, how, test, undo,
    actor, urgency, impact, priority, drafted_at, waiting_since, ended_at
)
SELECT
    site, number, rule_id, CASE WHEN rule_id = '' THEN 'kepala' ELSE '' END, first_month::date, state, '', 'minor', '', '',
    '', '', '', 'administrator', 'mendesak', 'besar', 'tinggi', '2025-11-01 02:00+07',
    CASE WHEN state = 'review' THEN '2026-02-01 02:00+07'::timestamptz END, ended_at::timestamptz
FROM (
    VALUES
        ('lpse_contoh', 'PP-2026-02-001', 'R20', '2026-02-01', 'closed', '2026-02-28 23:59+07'),
        -- None of these is asked about: too long ago, after the month, refused, waiting, by hand, without evidence.
        ('lpse_contoh', 'PP-2025-09-001', 'R20', '2026-02-01', 'closed', '2025-10-31 23:59+07'),
        ('lpse_contoh', 'PP-2026-02-002', 'R20', '2026-02-01', 'closed', '2026-03-01 00:00+07'),
        ('lpse_contoh', 'PP-2026-02-003', 'R20', '2026-02-01', 'refused', '2026-02-10 00:00+07'),
        ('lpse_contoh', 'PP-2026-02-004', 'R20', '2026-02-01', 'review', NULL),
        ('lpse_contoh', 'PP-2026-02-005', '', '2026-02-01', 'closed', '2026-02-10 00:00+07'),
        ('lpse_contoh', 'PP-2026-02-006', 'R40', '2026-02-01', 'closed', '2026-02-10 00:00+07'),
        ('lpse_lain', 'PP-2026-02-001', 'R20', '2026-02-01', 'closed', '2026-02-10 00:00+07')
) AS request (site, number, rule_id, first_month, state, ended_at);

INSERT INTO monev.finding (
    site, finding_id, period, period_start, number, rule_id, subject, title, change_class, class_reason, change, how,
    test, undo, actor, urgency, impact, priority, evidence, doubts
)
SELECT
    site, finding_id, 'month', month::date, place, 'R20', subject, '', 'major', '', '', '', '', '', 'lkpp', 'mendesak',
    'besar', 'tinggi', evidence::jsonb, '{}'
FROM (
    VALUES
        ('lpse_contoh', '0000000000000001', '2026-02-01', 1, 'deadlock', '[{"source": "log"}, {"source": "aplikasi"}]'),
        ('lpse_contoh', '0000000000000002', '2026-02-01', 2, '00000000000000aa', '[{"source": "log"}, {"source": ""}]'),
        ('lpse_contoh', '0000000000000003', '2026-02-01', 3, '', '[{"source": ""}]'),
        ('lpse_contoh', '0000000000000004', '2026-03-01', 1, '00000000000000bb', '[{"source": "lain"}]')
) AS found (site, finding_id, month, place, subject, evidence);

INSERT INTO monev.change_request_finding (site, number, month, finding_id)
SELECT 'lpse_contoh', number, month::date, finding_id
FROM (
    VALUES
        ('PP-2026-02-001', '2026-02-01', '0000000000000001'), ('PP-2026-02-001', '2026-02-01', '0000000000000002'),
        ('PP-2026-02-001', '2026-03-01', '0000000000000004'), ('PP-2025-09-001', '2026-02-01', '0000000000000001'),
        ('PP-2026-02-002', '2026-02-01', '0000000000000001'), ('PP-2026-02-003', '2026-02-01', '0000000000000001'),
        ('PP-2026-02-004', '2026-02-01', '0000000000000001'), ('PP-2026-02-006', '2026-02-01', '0000000000000003')
) AS rests (number, month, finding_id);
