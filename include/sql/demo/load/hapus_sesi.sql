-- Pembersihan berkala oleh penjadwal aplikasi.
DELETE FROM sesi WHERE ses_id < %(sesi)s
