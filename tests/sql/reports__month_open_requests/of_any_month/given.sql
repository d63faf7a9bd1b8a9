INSERT INTO monev.change_request (
    site, number, rule_id, requested_by, first_month, state, title, change_class, class_reason, change, how, test, undo,
    actor, urgency, impact, priority, drafted_at, waiting_since, ended_at
)
SELECT
    site, number, rule_id, CASE WHEN rule_id = '' THEN 'kepala' ELSE '' END, first_month::date, state, title, 'minor', '',
    '', '', '', '', 'administrator', 'mendesak', 'besar', 'tinggi', drafted_at::timestamptz, waiting_since::timestamptz,
    CASE WHEN state IN ('closed', 'refused', 'withdrawn') THEN drafted_at::timestamptz END
FROM (
    VALUES
        ('lpse_contoh', 'PP-2026-09-001', 'R01', '2026-09-01', 'approval', 'lama', '2026-10-01 02:00+07', '2026-10-31 23:30+07'),
        ('lpse_contoh', 'PP-2026-09-002', 'R02', '2026-09-01', 'closed', 'ditutup', '2026-10-01 02:00+07', NULL),
        ('lpse_contoh', 'PP-2026-09-003', 'R02', '2026-09-01', 'refused', 'ditolak', '2026-10-01 02:00+07', NULL),
        ('lpse_contoh', 'PP-2026-09-004', 'R02', '2026-09-01', 'withdrawn', 'ditarik', '2026-10-01 02:00+07', NULL),
        ('lpse_contoh', 'PP-2026-10-001', 'R03', '2026-10-01', 'draft', 'draf', '2026-10-31 23:30+07', NULL),
        ('lpse_contoh', 'PP-2026-11-001', 'R04', '2026-11-01', 'draft', 'bulan ini', '2026-12-01 02:00+07', NULL),
        ('lpse_contoh', 'PP-2026-11-002', '', '2026-11-01', 'execution', 'usulan', '2026-11-20 09:00+07', '2026-12-02 09:00+07'),
        ('lpse_contoh', 'PP-2026-12-001', 'R05', '2026-12-01', 'draft', 'bulan sesudahnya', '2027-01-01 02:00+07', NULL),
        ('lpse_lain', 'PP-2026-11-001', 'R04', '2026-11-01', 'draft', 'situs lain', '2026-11-01 02:00+07', NULL)
) AS given (site, number, rule_id, first_month, state, title, drafted_at, waiting_since);

INSERT INTO monev.change_request_finding (site, number, month, finding_id)
VALUES
    ('lpse_contoh', 'PP-2026-09-001', '2026-09-01', '1'),
    ('lpse_contoh', 'PP-2026-09-001', '2026-11-01', '2'),
    ('lpse_contoh', 'PP-2026-09-001', '2026-11-01', '3'),
    ('lpse_contoh', 'PP-2026-09-001', '2026-12-01', '4'),
    ('lpse_contoh', 'PP-2026-11-001', '2026-11-01', '5');
