INSERT INTO monev.change_request (
    site, number, rule_id, first_month, state, title, change_class, class_reason, change, how, test, undo, actor, urgency,
    impact, priority, drafted_at
)
SELECT
    site, number, rule_id, '2026-11-01', 'draft', '', 'major', '', '', '', '', '', 'lkpp', 'mendesak', 'besar', 'tinggi',
    '2026-12-01 02:00+07'
FROM (
    VALUES
        ('lpse_contoh', 'PP-2026-11-001', 'R20'), ('lpse_contoh', 'PP-2026-11-002', 'R21'),
        ('lpse_lain', 'PP-2026-11-001', 'R20')
) AS request (site, number, rule_id);

-- Two findings of one request: of the failure, the log of the web server is no evidence.
INSERT INTO monev.finding (
    site, finding_id, period, period_start, number, rule_id, subject, title, change_class, class_reason, change, how,
    test, undo, actor, urgency, impact, priority, evidence, doubts
)
SELECT
    site, finding_id, 'month', month::date, place, 'R20', subject, '', 'major', '', '', '', '', '', 'lkpp', 'mendesak',
    'besar', 'tinggi', evidence::jsonb, '{}'
FROM (
    VALUES
        ('lpse_contoh', '0000000000000001', '2026-11-01', 1, 'deadlock', '[{"source": "log"}, {"source": "aplikasi"}]'),
        ('lpse_contoh', '0000000000000002', '2026-11-01', 2, '00000000000000aa', '[{"source": "log"}]'),
        ('lpse_contoh', '0000000000000003', '2026-11-01', 3, '', '[{"source": "log"}]'),
        ('lpse_contoh', '0000000000000004', '2026-10-01', 1, '00000000000000bb', '[{"source": "log"}]'),
        ('lpse_lain', '0000000000000005', '2026-11-01', 1, 'deadlock', '[{"source": "log"}]')
) AS found (site, finding_id, month, place, subject, evidence);

INSERT INTO monev.change_request_finding (site, number, month, finding_id)
VALUES
    ('lpse_contoh', 'PP-2026-11-001', '2026-11-01', '0000000000000001'),
    ('lpse_contoh', 'PP-2026-11-001', '2026-11-01', '0000000000000002'),
    ('lpse_contoh', 'PP-2026-11-002', '2026-11-01', '0000000000000003'),
    ('lpse_contoh', 'PP-2026-11-001', '2026-10-01', '0000000000000004'),
    ('lpse_lain', 'PP-2026-11-001', '2026-11-01', '0000000000000005');
