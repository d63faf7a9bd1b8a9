-- Pengguna baca-saja untuk membaca keluhan dari basis data osTicket 1.14 ke atas (MariaDB 10.4 atau MySQL 8.0 ke atas).
--
-- Dijalankan oleh DBA di basis data osTicket, boleh berulang kali; bila awalan tabelnya bukan ost_, ganti lebih dahulu:
--     mariadb osticket < osticket_reader.sql
-- Sesudahnya beri kata sandi (tidak ditulis di berkas mana pun) dan buka kuncinya:
--     ALTER USER 'spse_monev'@'%' IDENTIFIED BY '...' REQUIRE SSL ACCOUNT UNLOCK;
-- REQUIRE SSL boleh ditinggalkan hanya bila koneksi tidak melewati jaringan. Sebaiknya '%' diganti dengan alamat server
-- pemantauan, di semua baris.
--
-- Pengguna ini hanya membaca kolom yang disebut di bawah: tidak ada kata sandi, sesi, kunci API, lampiran maupun log
-- osTicket. Mencabutnya: DROP USER 'spse_monev'@'%';

-- Locked, because a user without a password could otherwise log in before it has got one.
CREATE USER IF NOT EXISTS 'spse_monev'@'%' WITH MAX_USER_CONNECTIONS 5 ACCOUNT LOCK;

GRANT SELECT (ticket_id, ticket_pid, number, user_id, status_id, dept_id, topic_id, staff_id, flags, source, reopened,
    closed, created) ON ost_ticket TO 'spse_monev'@'%';
GRANT SELECT (id, name, state) ON ost_ticket_status TO 'spse_monev'@'%';
GRANT SELECT (priority_id, priority_desc) ON ost_ticket_priority TO 'spse_monev'@'%';
GRANT SELECT (id, object_id, object_type) ON ost_thread TO 'spse_monev'@'%';
GRANT SELECT (id, thread_id, staff_id, type, flags, title, body, format, created) ON ost_thread_entry
    TO 'spse_monev'@'%';
GRANT SELECT (thread_id, event_id) ON ost_thread_event TO 'spse_monev'@'%';
GRANT SELECT (id, name) ON ost_event TO 'spse_monev'@'%';
GRANT SELECT (id, org_id, name) ON ost_user TO 'spse_monev'@'%';
GRANT SELECT (id, user_id, address) ON ost_user_email TO 'spse_monev'@'%';
GRANT SELECT (id, name) ON ost_organization TO 'spse_monev'@'%';
GRANT SELECT (id, name) ON ost_department TO 'spse_monev'@'%';
GRANT SELECT (topic_id, topic_pid, topic) ON ost_help_topic TO 'spse_monev'@'%';
GRANT SELECT (staff_id, firstname, lastname) ON ost_staff TO 'spse_monev'@'%';

-- Whole, because their columns are the fields of the office's own forms. osTicket makes these tables itself: where one is
-- missing, open a ticket or run osTicket's cron once, and run this file again.
GRANT SELECT ON ost_ticket__cdata TO 'spse_monev'@'%';
GRANT SELECT ON ost_user__cdata TO 'spse_monev'@'%';
