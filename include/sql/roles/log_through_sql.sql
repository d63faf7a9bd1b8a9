-- Pilihan: membaca log server lewat SQL, hanya untuk kantor yang tidak dapat membuka berkas log (PostgreSQL 11 ke
-- atas). Dijalankan sesudah monitoring_role.sql, sebagai superuser, di basis data SPSE:
--     psql -X -v ON_ERROR_STOP=1 -d spse -f log_through_sql.sql
--
-- RISIKO: fungsi ini membaca semua berkas di folder data PostgreSQL, bukan hanya log. Di sana ada isi seluruh tabel dan
-- sari (hash) kata sandi, sehingga hak ini setara dengan hak membaca semua data SPSE. Siapa pun yang memegang kata sandi
-- spse_monev memegang hak itu. Bila berkas log dapat dibaca langsung, melalui SFTP atau syslog, jangan jalankan berkas ini.
-- Mencabutnya: REVOKE EXECUTE ON FUNCTION pg_read_binary_file(text, bigint, bigint, boolean) FROM spse_monev;
GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_binary_file(text, bigint, bigint, boolean) TO spse_monev;
