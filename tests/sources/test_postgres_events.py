"""The catalogue of events, held against a real server's log and against PostgreSQL's own texts."""

from __future__ import annotations

import csv
import math
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spse_monev.demo.postgres import Server, temporary_server
from spse_monev.labels import failure_label, metric_label
from spse_monev.sources.postgres_events import Event, recognise

SEVERITY, CODE, MESSAGE = 11, 12, 13  # columns of csvlog
SETTINGS = {
    "logging_collector": "on",
    "log_destination": "csvlog",
    "log_filename": "server",
    "log_connections": "on",
    "log_disconnections": "on",
    "log_lock_waits": "on",
    "log_temp_files": "0",
    "log_autovacuum_min_duration": "0",
    "autovacuum_naptime": "1s",
    "deadlock_timeout": "100ms",
    "max_connections": "12",
    "archive_mode": "on",
    "archive_command": "exit 1",
    "log_min_duration_statement": "0",
    "restart_after_crash": "on",
}

# One statement a line; the last one fails, in a database with the tables of `_prepare`.
FAILING = {
    "unique_violation": "INSERT INTO paket VALUES (1, 1, 5)",
    "foreign_key_violation": "INSERT INTO paket VALUES (9, 77, 5)",
    "not_null_violation": "INSERT INTO paket VALUES (9, NULL, 5)",
    "check_violation": "INSERT INTO paket VALUES (9, 1, -5)",
    "exclusion_violation": "INSERT INTO jadwal VALUES ('[1,5)')",
    "syntax_error": "SELEC 1",
    "undefined_object": "SELECT * FROM tidak_ada",
    "duplicate_object": "CREATE TABLE paket (a int)",
    "invalid_input": "SELECT 'abc'::int",
    "invalid_statement": "SELECT id, count(*) FROM paket",
    "permission_denied": "SET ROLE biasa\nSELECT * FROM paket",
    "statement_timeout": "SET statement_timeout = 20\nSELECT pg_sleep(5)",
    "transaction_state": "BEGIN\nVACUUM",
    "read_only_transaction": "BEGIN READ ONLY\nDELETE FROM paket",
    "raised_exception": "DO $$ BEGIN RAISE EXCEPTION 'paket 12 sudah ditutup'; END $$",
    "not_supported": "SELECT 1 FROM lain.publik.tabel",
    "limit_exceeded": "SELECT putar(1)",
    "object_in_use": "DROP ROLE pemilik",
    "lock_not_available": "SET lock_timeout = 0\nSELECT * FROM terkunci FOR UPDATE NOWAIT",
    "lock_timeout": "SET lock_timeout = 20\nSELECT * FROM terkunci FOR UPDATE",
    "idle_in_transaction_timeout": "SET idle_in_transaction_session_timeout = 20\nBEGIN\nSELECT 1",
    "idle_session_timeout": "SET idle_session_timeout = 20\nSELECT 1",
    "transaction_timeout": "SET transaction_timeout = 20\nBEGIN\nSELECT 1",
    "replication_error": "SELECT pg_drop_replication_slot('tidak_ada')",
}


def _prepare(server: Server) -> None:
    with server.connect() as connection:
        connection.execute(
            """
            CREATE TABLE satker (id int PRIMARY KEY);
            CREATE TABLE paket (id int PRIMARY KEY, satker int NOT NULL REFERENCES satker, hps int CHECK (hps > 0));
            CREATE TABLE jadwal (masa int4range, EXCLUDE USING gist (masa WITH &&));
            CREATE TABLE terkunci (id int); CREATE TABLE rusak (id int);
            INSERT INTO satker VALUES (1); INSERT INTO paket VALUES (1, 1, 5), (2, 1, 5);
            INSERT INTO jadwal VALUES ('[1,3)'); INSERT INTO terkunci VALUES (1); INSERT INTO rusak VALUES (1);
            CREATE ROLE biasa; CREATE ROLE pemilik LOGIN;
            CREATE TABLE miliknya (a int); ALTER TABLE miliknya OWNER TO pemilik;
            CREATE ROLE satu LOGIN CONNECTION LIMIT 0; CREATE ROLE sandi LOGIN PASSWORD 'benar';
            CREATE FUNCTION putar(n int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN putar(n + 1); END';
            """
        )


def _let_fail(server: Server, statements: str) -> None:
    with suppress(psycopg.Error), server.connect() as connection:
        for statement in statements.splitlines():
            connection.execute(statement.encode())
        time.sleep(0.1)
        connection.execute("SELECT 1")


@contextmanager
def _lock(server: Server) -> Iterator[None]:
    with server.connect() as holder, holder.transaction():
        holder.execute("SELECT * FROM terkunci FOR UPDATE")
        yield


def _deadlock(server: Server) -> None:
    barrier = threading.Barrier(2)

    def cross(first: int, second: int) -> None:
        with suppress(psycopg.Error), server.connect() as connection, connection.transaction():
            connection.execute("UPDATE paket SET hps = 6 WHERE id = %s", [first])
            barrier.wait(5)
            connection.execute("UPDATE paket SET hps = 6 WHERE id = %s", [second])

    threads = [threading.Thread(target=cross, args=order) for order in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)


def _serialization_failure(server: Server) -> None:
    with server.connect() as one, server.connect() as two:
        one.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        one.execute("SELECT * FROM paket")
        two.execute("UPDATE paket SET hps = hps + 1")
        with suppress(psycopg.Error):
            one.execute("UPDATE paket SET hps = hps + 1")
        with suppress(psycopg.Error):
            one.execute("SELECT 1")  # aborted_transaction


def _cancel_and_terminate(server: Server) -> None:
    for action in ("pg_cancel_backend", "pg_terminate_backend"):
        with suppress(psycopg.Error), server.connect() as victim:
            pid = victim.info.backend_pid
            timer = threading.Timer(0.2, server.execute, [f"SELECT {action}({pid})"])
            timer.start()
            victim.execute("SELECT pg_sleep(5)")
        timer.join()


def _bad_logins(server: Server) -> None:
    hba = server.data / "pg_hba.conf"
    hba.write_text(
        "host all sandi 127.0.0.1/32 scram-sha-256\nhost all ditolak 127.0.0.1/32 reject\n" + hba.read_text()
    )
    server.execute("SELECT pg_reload_conf()")
    time.sleep(0.2)
    for uri in (
        server.uri(user="tidak_ada"),
        server.uri("tidak_ada"),
        server.uri(user="satu"),
        server.uri(user="sandi", password="salah"),
        server.uri(user="ditolak"),
    ):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(uri)


def _too_many_clients(server: Server) -> None:
    crowd: list[psycopg.Connection] = []

    def come() -> None:
        for _ in range(20):
            crowd.append(server.connect(user="pemilik"))  # noqa: PERF401 - those before the refusal are kept

    with pytest.raises(psycopg.OperationalError):
        come()
    for connection in crowd:
        connection.close()


def _lost_clients(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as raw:
        raw.sendall(b"\0\0")
    vanishing = server.connect()
    vanishing.execute("BEGIN")
    with socket.socket(fileno=os.dup(vanishing.fileno())) as raw:
        raw.shutdown(socket.SHUT_RDWR)
    with suppress(psycopg.Error):
        vanishing.close()


def _work(server: Server) -> None:
    with server.connect() as connection:
        connection.execute("SET work_mem = '64kB'")
        connection.execute("SELECT count(*) FROM (SELECT g FROM generate_series(1, 50000) g ORDER BY g DESC) x")
        connection.execute("CREATE TABLE banyak AS SELECT g FROM generate_series(1, 5000) g")
        connection.execute("DELETE FROM banyak WHERE g < 4000")
        connection.execute("SELECT pg_switch_wal()")
        connection.execute("CHECKPOINT")
        connection.execute("ALTER SYSTEM SET work_mem = '8MB'")
        connection.execute("SELECT pg_reload_conf()")
    with _lock(server), server.connect() as waiting:
        waiting.execute("SET lock_timeout = 300")
        with suppress(psycopg.Error):
            waiting.execute("SELECT * FROM terkunci FOR UPDATE")


def _crash_and_corrupt(server: Server) -> None:
    with server.connect() as connection:
        path = server.data / connection.execute("SELECT pg_relation_filepath('rusak')").fetchone()[0]
        connection.execute("CHECKPOINT")
        os.kill(connection.info.backend_pid, signal.SIGKILL)
        with suppress(psycopg.Error):
            connection.execute("SELECT 1")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with suppress(psycopg.OperationalError):
            server.execute("SELECT 1")
            break
        time.sleep(0.1)
    server.stop()
    page = bytearray(path.read_bytes())
    page[100:200] = b"\xaa" * 100
    path.write_bytes(page)
    server.start()
    _let_fail(server, "SELECT * FROM rusak")
    server.configure({"log_rotation_age": "banyak"})
    server.execute("SELECT pg_reload_conf()")
    time.sleep(0.3)


def _entries(folder: Path) -> list[tuple[str, str, str]]:
    with (folder / "server.csv").open(newline="", encoding="utf-8", errors="replace") as file:
        return [(row[SEVERITY], row[CODE], row[MESSAGE]) for row in csv.reader(file) if len(row) > MESSAGE]


@pytest.fixture(scope="module")
def entries() -> list[tuple[str, str, str]]:
    """Severity, SQLSTATE and message of all that a server said on a bad day."""
    with temporary_server(SETTINGS) as server:
        _prepare(server)
        _work(server)
        with _lock(server):
            for statements in FAILING.values():
                _let_fail(server, statements)
        _deadlock(server)
        _serialization_failure(server)
        _cancel_and_terminate(server)
        _bad_logins(server)
        _too_many_clients(server)
        _lost_clients(server)
        time.sleep(2)  # the archiver tries again every second, autovacuum comes round
        _crash_and_corrupt(server)
        server.stop()
        return _entries(server.log_folder)


ALSO_FAILING = {
    "deadlock", "serialization_failure", "aborted_transaction", "query_cancelled", "connection_terminated",
    "login_failed", "too_many_connections", "protocol_error", "connection_lost", "crash", "recovery", "restart",
    "data_corruption", "archive_failed", "configuration_error",
}  # fmt: skip
INFORMATION = {
    "autoanalyze", "autovacuum", "checkpoint", "checkpoint_start", "config_reload", "connection_authenticated",
    "connection_authorized", "connection_received", "disconnection", "duration", "lock_wait", "lock_wait_end",
    "parameter_change", "recovery_progress", "shutdown", "startup", "temp_file",
}  # fmt: skip


def test_a_real_log_holds_every_kind_that_was_provoked(entries: list[tuple[str, str, str]]) -> None:
    events = [recognise(*entry) for entry in entries]
    assert {event.kind for event in events if event.is_failure} >= FAILING.keys() | ALSO_FAILING
    assert {event.kind for event in events if not event.is_failure} >= INFORMATION


def test_sqlstate_and_words_tell_the_same_kind(entries: list[tuple[str, str, str]]) -> None:
    differing = [
        (severity, code, message)
        for severity, code, message in entries
        # What an application raises is its own text: only the code tells.
        if code != "P0001" and recognise(severity, code, message) != recognise(severity, None, message)
    ]
    assert differing == []


def test_nothing_a_server_says_on_a_bad_day_is_unknown(entries: list[tuple[str, str, str]]) -> None:
    assert [entry for entry in entries if recognise(*entry).kind == "other"] == []


def test_the_figures_are_those_the_server_wrote(entries: list[tuple[str, str, str]]) -> None:
    def total(name: str) -> float:
        return sum(recognise(*entry).totals.get(name, 0) for entry in entries)

    messages = [message for _, _, message in entries]
    assert total("connection_received_count") == sum(m.startswith("connection received") for m in messages)
    assert total("disconnection_count") == sum(m.startswith("disconnection") for m in messages)
    assert total("temp_file_bytes") == sum(int(m.split("size ")[1]) for m in messages if m.startswith("temporary"))
    assert total("checkpoint_count") == sum(m.startswith("checkpoint complete") for m in messages) > 0
    assert total("autovacuum_removed_tuple_count") >= 3999
    assert total("server_start_count") == 3
    waits = [float(m.split(" after ")[1].split()[0]) for m in messages if "still waiting for" in m]
    assert max(recognise(*entry).peaks.get("lock_wait_max_ms", 0) for entry in entries) >= max(waits) > 100


def test_every_kind_and_figure_has_a_label(entries: list[tuple[str, str, str]]) -> None:
    events = [recognise(*entry) for entry in entries]
    assert [e.kind for e in events if e.is_failure and failure_label(e.kind) == e.kind] == []
    names = {name for e in events for name in (*e.totals, *e.peaks)}
    assert [name for name in names if metric_label(name) == name] == []


# After PostgreSQL's source: what cannot be provoked in a test, and other versions' words.
MESSAGES = [
    ("FATAL", "53300", "sorry, too many clients already", "too_many_connections"),
    ("FATAL", "53300", "remaining connection slots are reserved for non-replication superuser connections",
     "too_many_connections"),
    ("FATAL", "53300", 'too many connections for database "epns"', "too_many_connections"),
    ("FATAL", "28000", 'no pg_hba.conf entry for host "10.0.0.5", user "spse", database "epns", SSL off',
     "login_failed"),
    ("FATAL", "28000", 'Ident authentication failed for user "spse"', "login_failed"),
    ("FATAL", "55000", 'database "epns" is not currently accepting connections', "login_failed"),
    ("FATAL", "57014", "canceling authentication due to timeout", "login_failed"),
    ("FATAL", "57P03", "the database system is starting up", "database_unavailable"),
    ("ERROR", "53200", "out of memory", "out_of_memory"),
    ("ERROR", "53200", "out of shared memory", "out_of_shared_memory"),
    ("ERROR", "53100", 'could not extend file "base/16384/16397": No space left on device', "disk_full"),
    ("PANIC", "53100", 'could not write to file "pg_wal/xlogtemp.123": No space left on device', "disk_full"),
    ("ERROR", "53100",
     'could not resize shared memory segment "/PostgreSQL.4" to 67108864 bytes: No space left on device',
     "out_of_shared_memory"),
    ("ERROR", "53000", 'could not open file "base/1/2": Too many open files', "too_many_open_files"),
    ("ERROR", "58P01", 'could not open file "base/16384/16397": No such file or directory', "io_error"),
    ("ERROR", "XX001", 'could not read block 5 in file "base/1/2": read only 0 of 8192 bytes', "data_corruption"),
    ("ERROR", "XX001", "missing chunk number 0 for toast value 16500 in pg_toast_2619", "data_corruption"),
    ("ERROR", "XX002", 'index "paket_pkey" contains unexpected zero page at block 3', "data_corruption"),
    ("WARNING", "01000", 'database "epns" must be vacuumed within 10985967 transactions', "wraparound_warning"),
    ("ERROR", "54000", "database is not accepting commands that assign new XIDs to avoid wraparound data loss in "
     'database "epns"', "wraparound_warning"),
    ("ERROR", "40001", "canceling statement due to conflict with recovery", "replication_conflict"),
    ("FATAL", "40001", "terminating connection due to conflict with recovery", "replication_conflict"),
    ("ERROR", "57014", "canceling autovacuum task", "autovacuum_cancelled"),
    ("ERROR", "40001", "could not serialize access due to read/write dependencies among transactions",
     "serialization_failure"),
    ("WARNING", "57P02", "terminating connection because of crash of another server process",
     "connection_terminated"),
    ("LOG", "00000", "server process (PID 4711) was terminated by signal 11: Segmentation fault", "crash"),
    ("LOG", "00000", "server process (PID 4711) exited with exit code 2", "crash"),
    ("LOG", "08006", "could not receive data from client: Connection reset by peer", "connection_lost"),
    ("FATAL", "08006", "connection to client lost", "connection_lost"),
    ("LOG", "08P01", "invalid length of startup packet", "protocol_error"),
    ("LOG", "08P01", "could not accept SSL connection: EOF detected", "protocol_error"),
    ("FATAL", "XX000", "could not receive data from WAL stream: server closed the connection unexpectedly",
     "replication_error"),
    ("ERROR", "58P01", "requested WAL segment 000000010000000000000003 has already been removed",
     "replication_error"),
    ("LOG", "00000", "terminating walsender process due to replication timeout", "replication_error"),
    ("ERROR", "42883", "operator does not exist: integer = character varying", "undefined_object"),
    ("ERROR", "42703", "column p.nama does not exist", "undefined_object"),
    ("ERROR", "3F000", 'schema "lama" does not exist', "undefined_object"),
    ("ERROR", "26000", 'prepared statement "S_1" does not exist', "undefined_object"),
    ("ERROR", "22001", "value too long for type character varying(20)", "invalid_input"),
    ("ERROR", "22012", "division by zero", "invalid_input"),
    ("ERROR", "22021", 'invalid byte sequence for encoding "UTF8": 0xe9 0x20', "invalid_input"),
    ("ERROR", "22008", 'date/time field value out of range: "2026-13-01"', "invalid_input"),
    ("ERROR", "0A000", "cached plan must not change result type", "not_supported"),
    ("ERROR", "53400", "temporary file size exceeds temp_file_limit (1024kB)", "limit_exceeded"),
    ("ERROR", "23503",
     'update or delete on table "satker" violates foreign key constraint "paket_satker_fkey" on table "paket"',
     "foreign_key_violation"),
    ("ERROR", "23502", 'null value in column "nama" violates not-null constraint', "not_null_violation"),
    ("ERROR", "XX000", "cache lookup failed for relation 16397", "internal_error"),
    ("LOG", "00000", "worker process: parallel worker for PID 12 (PID 4711) was terminated by signal 11: Segmentation "
     "fault", "crash"),
    ("LOG", "00000", "worker process: logical replication launcher (PID 12) exited with exit code 1",
     "background_worker"),
    ("LOG", "00000", "archiver process (PID 12) exited with exit code 1", "archive_failed"),
    ("ERROR", "23514", 'column "a" of table "t" contains values that violate the new constraint', "check_violation"),
    ("ERROR", "42601", "subquery in FROM must have an alias", "syntax_error"),
    ("ERROR", "42804", 'column "a" cannot be cast automatically to type integer', "invalid_statement"),
    ("ERROR", "42809", "op ANY/ALL (array) requires array on right side", "invalid_statement"),
    ("ERROR", "42P10", "there is no unique or exclusion constraint matching the ON CONFLICT specification",
     "invalid_statement"),
    ("ERROR", "21000", "ON CONFLICT DO UPDATE command cannot affect row a second time", "invalid_statement"),
    ("ERROR", "2BP01", "cannot drop table paket because other objects depend on it", "object_in_use"),
    ("ERROR", "22003", 'value "99999999999" is out of range for type integer', "invalid_input"),
    ("ERROR", "2201B", "invalid regular expression: parentheses () not balanced", "invalid_input"),
    ("ERROR", "22P02", 'malformed array literal: "x"', "invalid_input"),
    ("ERROR", "42P02", "there is no parameter $1", "undefined_object"),
    ("ERROR", "42P05", 'prepared statement "S_1" already exists', "duplicate_object"),
    ("ERROR", "42501", "must be owner of table paket", "permission_denied"),
    ("WARNING", "01000", 'permission denied to vacuum "paket", skipping it', "other"),
    ("LOG", "00000", "restarted WAL streaming at 0/3000000 on timeline 1", "replication_start"),
    ("LOG", "00000", 'restored log file "000000010000000000000003" from archive', "recovery_progress"),
    ("LOG", "00000", "checkpoints are occurring too frequently (9 seconds apart)", "checkpoints_too_frequent"),
    ("LOG", "55P03", 'skipping vacuum of "paket" --- lock not available', "vacuum_skipped"),
    ("LOG", "00000", "started streaming WAL from primary at 0/3000000 on timeline 1", "replication_start"),
    ("LOG", "00000", 'logical replication apply worker for subscription "s" has started', "replication_start"),
    ("LOG", "00000", "duration: 12.345 ms  plan:\nQuery Text: SELECT 1\nResult", "plan"),
    ("LOG", "00000", "statement: SELECT 1", "statement"),
    # Bahasa Indonesia, German, Spanish, French
    ("ERROR", "40P01", "terdeteksi 'deadlock'", "deadlock"),
    ("ERROR", "57014", "pembatalan perintah karena perintah kehabisan waktu tunggu", "statement_timeout"),
    ("ERROR", "55P03", "pembatalan perintah karena kunci kehabisan waktu tunggu", "lock_timeout"),
    ("ERROR", "23505", "nilai kunci ganda melanggar batasan unik « paket_pkey »", "unique_violation"),
    ("ERROR", "22P02", "sintaks masukan tidak valid untuk tipe integer : « abc »", "invalid_input"),
    ("FATAL", "57P01", "memutus koneksi karena perintah administrator", "connection_terminated"),
    ("LOG", "00000", "file sementara: path « base/pgsql_tmp/pgsql_tmp7.0 », ukuran 4096", "temp_file"),
    ("LOG", "00000", "proses 7 masih menunggu ShareLock pada transaksi 9 setelah 1000.123 ms", "lock_wait"),
    ("ERROR", "40P01", "Verklemmung (Deadlock) entdeckt", "deadlock"),
    ("ERROR", "57014", "storniere Anfrage wegen Zeitüberschreitung der Anfrage", "statement_timeout"),
    ("FATAL", "28000", "Rolle »spse« existiert nicht", "login_failed"),
    ("LOG", "00000", "Prozess 7 wartet immer noch auf ShareLock-Sperre auf Transaktion 9 nach 1000,123 ms",
     "lock_wait"),
    ("ERROR", "42P01", "no existe la relación «paket»", "undefined_object"),
    ("FATAL", "53300", "lo siento, ya tenemos demasiados clientes", "too_many_connections"),
    ("ERROR", "23505", "la valeur d'une clé dupliquée rompt la contrainte unique « paket_pkey »", "unique_violation"),
    ("FATAL", "28000", "le rôle « spse » n'existe pas", "login_failed"),
]  # fmt: skip


@pytest.mark.parametrize(("severity", "code", "message", "kind"), MESSAGES)
def test_known_messages_with_and_without_sqlstate(severity: str, code: str, message: str, kind: str) -> None:
    assert recognise(severity, code, message).kind == kind
    assert recognise(severity, None, message).kind == kind


def test_checkpoint_figures_of_old_and_new_servers() -> None:
    old = recognise(
        "LOG", None,
        "checkpoint complete: wrote 4051 buffers (24.7%); 0 transaction log file(s) added, 1 removed, 14 recycled; "
        "write=26.956 s, sync=0.009 s, total=26.989 s; sync files=30, longest=0.003 s, average=0.000 s; "
        "distance=229700 kB, estimate=229700 kB",
    )  # fmt: skip
    new = recognise(
        "LOG", None,
        "checkpoint complete: wrote 3 buffers (0.0%), wrote 1 SLRU buffers; 0 WAL file(s) added, 0 removed, 1 "
        "recycled; write=0.001 s, sync=0.002 s, total=0.010 s; sync files=3, longest=0.002 s, average=0.001 s; "
        "distance=9 kB, estimate=9 kB; lsn=0/1A2B3C8, redo lsn=0/1A2B390",
    )  # fmt: skip
    assert old.totals["checkpoint_buffers_written_count"] == 4051
    assert (old.totals["checkpoint_wal_removed_count"], old.totals["checkpoint_wal_recycled_count"]) == (1, 14)
    assert old.peaks["checkpoint_max_ms"] == 26989
    assert (new.totals["checkpoint_write_ms"], new.totals["checkpoint_sync_ms"]) == (1, 2)


@pytest.mark.parametrize(
    ("flags", "cause"), [("time", "timed"), ("wal", "wal"), ("xlog", "wal"), ("immediate force wait", "requested")]
)
def test_checkpoints_are_told_apart_by_their_cause(flags: str, cause: str) -> None:
    assert recognise("LOG", None, f"checkpoint starting: {flags}").totals == {f"checkpoint_{cause}_count": 1}


def test_a_session_time_is_read_in_full() -> None:
    event = recognise("LOG", None, "disconnection: session time: 25:01:01.500 user=a database=b host=c port=1")
    assert event.totals["session_duration_ms"] == event.peaks["session_max_ms"] == (25 * 3600 + 61.5) * 1000


def test_code_is_trusted_before_words() -> None:
    assert recognise("ERROR", "P0001", "deadlock detected").kind == "raised_exception"


def test_the_same_words_mean_another_thing_at_login() -> None:
    assert recognise("ERROR", "42704", 'role "x" does not exist').kind == "undefined_object"
    assert recognise("FATAL", "28000", 'role "x" does not exist').kind == "login_failed"


def test_what_is_unknown_is_other_and_an_error_still_a_failure() -> None:
    assert recognise("LOG", None, "sesuatu yang baru") == Event("other")
    assert recognise("ERROR", None, "sesuatu yang baru") == Event("other", is_failure=True)
    assert recognise("WARNING", "01000", 'relation "x" does not exist, skipping') == Event("other")


@given(
    st.sampled_from(["LOG", "WARNING", "ERROR", "FATAL", "PANIC", "", "DEBUG1"]),
    st.none() | st.text(max_size=6),
    st.text() | st.tuples(st.sampled_from([m for _, _, m, _ in MESSAGES]), st.text()).map("".join),
)
def test_recognise_never_raises(severity: str, code: str | None, message: str) -> None:
    event = recognise(severity, code, message)
    assert event.kind
    assert all(value >= 0 for value in (*event.totals.values(), *event.peaks.values()))


@pytest.mark.parametrize("figure", ["1.2.3", "9" * 400, "1" * 5000 + ".5", "."])
def test_figures_that_are_no_numbers_are_not_taken(figure: str) -> None:
    for message in (
        f"duration: {figure} ms",
        f'temporary file: path "base/pgsql_tmp/pgsql_tmp7.0", size {figure}',
        f"process 7 still waiting for ShareLock on transaction 8 after {figure} ms",
    ):
        event = recognise("LOG", None, message)
        assert all(map(math.isfinite, (*event.totals.values(), *event.peaks.values())))


@pytest.mark.parametrize("unit", ["(", '"', "' ", "a b ", "relation ", "\n", "1,", "- "])
def test_a_huge_message_takes_no_time(unit: str) -> None:
    started = time.perf_counter()
    for start in (
        "column ",
        "process 1 still waiting for ",
        "automatic vacuum of table ",
        "checkpoint complete: wrote 1 ",
    ):
        recognise("LOG", None, start + unit * 1_000_000)
        recognise("ERROR", None, start + unit * 1_000_000)
    assert time.perf_counter() - started < 1
