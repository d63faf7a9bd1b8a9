-- Tables, columns and types as osTicket 1.18 has them (setup/inc/streams/core/install-mysql.sql), as far as they are read
-- or must not be; the two of its forms as osTicket makes them of the fields an office has.
CREATE TABLE ost_ticket (
    ticket_id int(11) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    ticket_pid int(11) unsigned DEFAULT NULL,
    number varchar(20),
    user_id int(11) unsigned NOT NULL DEFAULT 0,
    status_id int(10) unsigned NOT NULL DEFAULT 0,
    dept_id int(10) unsigned NOT NULL DEFAULT 0,
    topic_id int(10) unsigned NOT NULL DEFAULT 0,
    staff_id int(10) unsigned NOT NULL DEFAULT 0,
    flags int(10) unsigned NOT NULL DEFAULT 0,
    ip_address varchar(64) NOT NULL DEFAULT '',
    source enum('Web', 'Email', 'Phone', 'API', 'Other') NOT NULL DEFAULT 'Other',
    reopened datetime DEFAULT NULL,
    closed datetime DEFAULT NULL,
    created datetime NOT NULL,
    KEY created (created)
);
CREATE TABLE ost_ticket_status (
    id int(11) NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name varchar(60) NOT NULL DEFAULT '',
    state varchar(16) DEFAULT NULL
);
CREATE TABLE ost_ticket_priority (
    priority_id tinyint(4) NOT NULL AUTO_INCREMENT PRIMARY KEY,
    priority varchar(60) NOT NULL DEFAULT '',
    priority_desc varchar(30) NOT NULL DEFAULT ''
);
CREATE TABLE ost_thread (
    id int(11) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    object_id int(11) unsigned NOT NULL,
    object_type char(1) NOT NULL,
    created datetime NOT NULL,
    KEY object_id (object_id)
);
CREATE TABLE ost_thread_entry (
    id int(11) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    thread_id int(11) unsigned NOT NULL DEFAULT 0,
    staff_id int(11) unsigned NOT NULL DEFAULT 0,
    user_id int(11) unsigned NOT NULL DEFAULT 0,
    type char(1) NOT NULL DEFAULT '',
    flags int(11) unsigned NOT NULL DEFAULT 0,
    title varchar(255),
    body mediumtext NOT NULL,
    format varchar(16) NOT NULL DEFAULT 'html',
    ip_address varchar(64) NOT NULL DEFAULT '',
    created datetime NOT NULL,
    KEY thread_id (thread_id)
);
CREATE TABLE ost_thread_event (
    id int(10) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    thread_id int(11) unsigned NOT NULL DEFAULT 0,
    thread_type char(1) NOT NULL DEFAULT '',
    event_id int(11) unsigned DEFAULT NULL,
    annulled tinyint(1) unsigned NOT NULL DEFAULT 0,
    timestamp datetime NOT NULL
);
CREATE TABLE ost_event (id int(10) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(60) NOT NULL);
CREATE TABLE ost_user (
    id int(10) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    org_id int(10) unsigned NOT NULL,
    name varchar(128) NOT NULL
);
CREATE TABLE ost_user_email (
    id int(10) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id int(10) unsigned NOT NULL,
    address varchar(255) NOT NULL
);
CREATE TABLE ost_user_account (user_id int(10) unsigned NOT NULL, passwd varchar(128));
CREATE TABLE ost_session (session_id varchar(255) NOT NULL PRIMARY KEY, session_data blob);
CREATE TABLE ost_organization (
    id int(11) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name varchar(128) NOT NULL DEFAULT ''
);
CREATE TABLE ost_department (
    id int(11) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name varchar(128) NOT NULL DEFAULT '',
    signature text
);
CREATE TABLE ost_help_topic (
    topic_id int(11) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    topic_pid int(10) unsigned NOT NULL DEFAULT 0,
    topic varchar(128) NOT NULL DEFAULT ''
);
CREATE TABLE ost_staff (
    staff_id int(11) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    username varchar(32) NOT NULL DEFAULT '',
    firstname varchar(32) DEFAULT NULL,
    lastname varchar(32) DEFAULT NULL,
    passwd varchar(128) DEFAULT NULL
);
CREATE TABLE ost_ticket__cdata (
    ticket_id int(11) unsigned NOT NULL PRIMARY KEY,
    subject mediumtext,
    priority mediumtext,
    tiket_lpse_support mediumtext
);
CREATE TABLE ost_user__cdata (
    user_id int(11) unsigned NOT NULL PRIMARY KEY,
    name mediumtext,
    email mediumtext,
    phone mediumtext,
    notes mediumtext,
    nik mediumtext
);

INSERT INTO ost_ticket_status VALUES
    (1, 'Open', 'open'), (2, 'Resolved', 'closed'), (3, 'Closed', 'closed'), (4, 'Archived', 'archived'),
    (5, 'Deleted', 'deleted'), (6, 'Spam', 'closed');
INSERT INTO ost_ticket_priority VALUES (1, 'low', 'Rendah'), (2, 'normal', 'Normal'), (3, 'high', 'Tinggi');
INSERT INTO ost_event VALUES (1, 'created'), (2, 'closed'), (3, 'reopened');
INSERT INTO ost_organization VALUES (1, 'Dinas Contoh');
INSERT INTO ost_department VALUES (1, 'Helpdesk', 'Salam');
INSERT INTO ost_help_topic VALUES (1, 0, 'Penyedia'), (2, 1, 'Unggah penawaran');
INSERT INTO ost_staff VALUES (1, 'petugas', 'Petugas', 'Contoh', '$2a$08$rahasia');
INSERT INTO ost_user VALUES (1, 1, 'Pengguna Sintetis');
INSERT INTO ost_user_email VALUES (1, 1, 'sintetis@contoh.id'), (2, 1, 'kedua@contoh.id');
INSERT INTO ost_user_account VALUES (1, '$2a$08$rahasia');
INSERT INTO ost_user__cdata VALUES
    (1, 'Pengguna Sintetis', 'sintetis@contoh.id', '081200000000X12', 'catatan', '3500000000000000');
