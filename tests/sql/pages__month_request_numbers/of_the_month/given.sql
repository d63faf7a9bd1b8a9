INSERT INTO monev.change_request (
    site, number, rule_id, requested_by, first_month, state, title, change_class, class_reason, change, how, test, undo,
    actor, urgency, impact, priority, drafted_at, waiting_since, ended_at
)
SELECT
    site, number, rule_id, CASE WHEN rule_id = '' THEN 'kepala' ELSE '' END, first_month::date, state, '', 'minor', '',
    '', '', '', '', 'administrator', 'mendesak', 'besar', 'tinggi', '2026-09-01 02:00+07',
    CASE WHEN state = 'review' THEN '2026-10-01 02:00+07'::timestamptz END, ended_at::timestamptz
FROM (
    VALUES
        -- still open, from before
        ('lpse_contoh', 'PP-2026-09-001', 'R01', '2026-09-01', 'review', NULL),
        -- ended on the first and the last day of the month on the site's clock, just before and just after
        ('lpse_contoh', 'PP-2026-09-002', 'R02', '2026-09-01', 'closed', '2026-11-01 00:00+07'),
        ('lpse_contoh', 'PP-2026-09-003', 'R03', '2026-09-01', 'refused', '2026-11-30 23:59+07'),
        ('lpse_contoh', 'PP-2026-09-004', 'R04', '2026-09-01', 'withdrawn', '2026-10-31 23:59+07'),
        ('lpse_contoh', 'PP-2026-09-005', 'R05', '2026-09-01', 'closed', '2026-12-01 00:00+07'),
        -- ended, but rests on what the month found
        ('lpse_contoh', 'PP-2026-09-006', 'R06', '2026-09-01', 'closed', '2026-12-02 00:00+07'),
        -- of the month: a draft, and a proposal by hand that has ended since
        ('lpse_contoh', 'PP-2026-11-001', 'R07', '2026-11-01', 'draft', NULL),
        ('lpse_contoh', 'PP-2026-11-002', '', '2026-11-01', 'closed', '2026-12-03 00:00+07'),
        ('lpse_contoh', 'PP-2026-12-001', 'R08', '2026-12-01', 'review', NULL),
        ('lpse_lain', 'PP-2026-11-003', 'R09', '2026-11-01', 'draft', NULL)
) AS given (site, number, rule_id, first_month, state, ended_at);

INSERT INTO monev.change_request_finding (site, number, month, finding_id)
VALUES
    ('lpse_contoh', 'PP-2026-09-004', '2026-10-01', '1'),
    ('lpse_contoh', 'PP-2026-09-006', '2026-11-01', '2');
