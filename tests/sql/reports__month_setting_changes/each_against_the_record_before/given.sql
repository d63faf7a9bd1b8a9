-- Settings refer to their snapshot, so they come after it.
INSERT INTO monev.setting_daily (site, source, day, name, value, unit, set_by, pending_restart)
VALUES
    ('lpse_contoh', 'db', '2026-10-31', 'work_mem', '4096', 'kB', 'default', false),
    ('lpse_contoh', 'db', '2026-10-31', 'port', '5432', NULL, 'default', false),
    ('lpse_contoh', 'db', '2026-11-01', 'work_mem', '8192', 'kB', 'configuration file', false),
    ('lpse_contoh', 'db', '2026-11-01', 'port', '5432', NULL, 'default', false),
    ('lpse_contoh', 'db', '2026-11-04', 'work_mem', '8192', 'kB', 'configuration file', true),
    ('lpse_contoh', 'db', '2026-11-04', 'jit', 'on', NULL, 'default', false),
    ('lpse_contoh', 'db', '2026-12-01', 'work_mem', '1', 'kB', 'default', false),
    ('lpse_contoh', 'lain', '2026-11-01', 'work_mem', '4096', 'kB', 'default', false);
