-- Peran baca-saja untuk pemantauan server basis data SPSE (PostgreSQL 10 sampai 18).
--
-- Dijalankan oleh DBA sebagai superuser, di basis data SPSE, boleh berulang kali:
--     psql -X -v ON_ERROR_STOP=1 -d spse -f monitoring_role.sql
-- Sesudahnya beri kata sandi (tidak ditulis di berkas mana pun) dan izinkan alamat server pemantauan:
--     psql -d spse -c '\password spse_monev'
--     pg_hba.conf:  hostssl  spse  spse_monev  <alamat server pemantauan>/32  scram-sha-256
-- Jalankan lagi bila tabel baru dengan nomor urut (sequence) ditambahkan.
--
-- Peran ini melihat statistik, nama objek, teks query yang sedang berjalan dan pengaturan server. Peran ini tidak
-- mendapat hak apa pun atas isi tabel SPSE. Mencabutnya: DROP OWNED BY spse_monev; DROP ROLE spse_monev;

BEGIN;

-- CREATE ROLE has no IF NOT EXISTS.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'spse_monev') THEN
        CREATE ROLE spse_monev;
    END IF;
END
$$;

-- INHERIT: the rights of pg_monitor hold without SET ROLE. A stuck collector cannot use up SPSE's connections.
ALTER ROLE spse_monev WITH
    LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
    CONNECTION LIMIT 5;

-- Safety nets, not barriers: a session may change them. What the role cannot do rests on the rights it lacks.
ALTER ROLE spse_monev SET default_transaction_read_only = on;
ALTER ROLE spse_monev SET statement_timeout = '60s';
ALTER ROLE spse_monev SET lock_timeout = '5s';
ALTER ROLE spse_monev SET idle_in_transaction_session_timeout = '60s';

-- pg_read_all_stats and pg_read_all_settings, and the names in the log folder; no rows of any table.
GRANT pg_monitor TO spse_monev;

DO $$
DECLARE
    sequence regclass;
BEGIN
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO spse_monev', current_database());
    -- The last number given out, to warn before a key runs out. It does not let the role draw numbers.
    FOR sequence IN SELECT oid FROM pg_catalog.pg_class WHERE relkind = 'S' AND relpersistence <> 't' LOOP
        EXECUTE format('GRANT SELECT ON SEQUENCE %s TO spse_monev', sequence);
    END LOOP;
END
$$;

COMMIT;

-- Of its own, so that the role stands even where the package postgresql-contrib is missing.
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;

DO $$
DECLARE
    home text;
    open_tables text;
BEGIN
    SELECT pg_namespace.nspname INTO home
    FROM pg_catalog.pg_extension
    JOIN pg_catalog.pg_namespace ON pg_namespace.oid = pg_extension.extnamespace
    WHERE pg_extension.extname = 'pg_stat_statements';
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO spse_monev', home);
    EXECUTE format('GRANT SELECT ON %I.pg_stat_statements TO spse_monev', home);

    IF current_setting('shared_preload_libraries') NOT LIKE '%pg_stat_statements%' THEN
        RAISE WARNING 'pg_stat_statements belum dimuat: tambahkan ke shared_preload_libraries di postgresql.conf, lalu mulai ulang PostgreSQL';
    END IF;

    -- What PUBLIC may do, every role may do; PostgreSQL cannot take it from a single one.
    SELECT string_agg(format('%I.%I', pg_namespace.nspname, pg_class.relname), ', ' ORDER BY 1) INTO open_tables
    FROM pg_catalog.pg_class
    JOIN pg_catalog.pg_namespace ON pg_namespace.oid = pg_class.relnamespace
    WHERE pg_class.relkind IN ('r', 'p', 'm', 'v', 'f')
      AND pg_namespace.nspname NOT IN ('pg_catalog', 'information_schema')
      AND pg_class.relname NOT IN ('pg_stat_statements', 'pg_stat_statements_info')
      AND has_schema_privilege('spse_monev', pg_namespace.oid, 'USAGE')
      AND has_table_privilege('spse_monev', pg_class.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE');
    IF open_tables IS NOT NULL THEN
        RAISE WARNING 'terbuka bagi semua pengguna (PUBLIC), jadi juga bagi spse_monev: %', open_tables
            USING HINT = 'Cabut dengan REVOKE ALL ON <tabel> FROM PUBLIC bila SPSE tidak memerlukannya.';
    END IF;
    IF has_schema_privilege('spse_monev', 'public', 'CREATE') THEN
        RAISE WARNING 'semua pengguna (PUBLIC) boleh membuat tabel di skema public'
            USING HINT = 'Cabut dengan REVOKE CREATE ON SCHEMA public FROM PUBLIC sesudah memastikan pengguna SPSE mempunyai haknya sendiri.';
    END IF;
END
$$;
