"""Real faults on a real server: each function provokes one kind and tells what the client saw of it.

>>> faults = Faults(connect, random.Random(7))
>>> faults.provoke("deadlock")
Counter({'deadlock': 1})

The statements stand here and not under include/sql, because they are wrong on purpose. A fault that did not happen
raises FaultMissingError: a key that claims more than the server has seen would be worth nothing.
"""

from __future__ import annotations

import os
import random
import select
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol

import psycopg
from psycopg import errors

WAIT_SECONDS = 20
# Vendors whom the ordinary load never touches, so that a fault waits for nobody but its own partner.
FAULT_VENDORS = range(4801, 5001)


class Kind(NamedTuple):
    """How a kind of fault stands in the server's log."""

    severity: str
    sqlstate: str
    message: str  # how the logged message begins


KINDS = {
    "unique_violation": Kind("ERROR", "23505", "duplicate key value violates unique constraint"),
    "foreign_key_violation": Kind("ERROR", "23503", "insert or update on table"),
    "not_null_violation": Kind("ERROR", "23502", "null value in column"),
    "check_violation": Kind("ERROR", "23514", "new row for relation"),
    "deadlock": Kind("ERROR", "40P01", "deadlock detected"),
    "lock_timeout": Kind("ERROR", "55P03", "canceling statement due to lock timeout"),
    "lock_not_available": Kind("ERROR", "55P03", "could not obtain lock on row"),
    "statement_timeout": Kind("ERROR", "57014", "canceling statement due to statement timeout"),
    "query_canceled": Kind("ERROR", "57014", "canceling statement due to user request"),
    "serialization_failure": Kind("ERROR", "40001", "could not serialize access"),
    "syntax_error": Kind("ERROR", "42601", "syntax error at or near"),
    "undefined_table": Kind("ERROR", "42P01", "relation"),
    "undefined_column": Kind("ERROR", "42703", "column"),
    "undefined_function": Kind("ERROR", "42883", "function"),
    "invalid_input": Kind("ERROR", "22P02", "invalid input syntax for type"),
    "numeric_overflow": Kind("ERROR", "22003", "numeric field overflow"),
    "text_too_long": Kind("ERROR", "22001", "value too long for type"),
    "division_by_zero": Kind("ERROR", "22012", "division by zero"),
    "transaction_aborted": Kind("ERROR", "25P02", "current transaction is aborted"),
    "permission_denied": Kind("ERROR", "42501", "permission denied for table"),
    "application_error": Kind("ERROR", "P0001", "Batas pemasukan penawaran"),
    "temp_file_limit": Kind("ERROR", "53400", "temporary file size exceeds"),
    "no_transaction": Kind("WARNING", "25P01", "there is no transaction in progress"),
    "login_failed": Kind("FATAL", "28P01", "password authentication failed"),
    "unknown_database": Kind("FATAL", "3D000", "database"),
    "too_many_connections": Kind("FATAL", "53300", "too many connections for role"),
    "idle_in_transaction_timeout": Kind("FATAL", "25P03", "terminating connection due to idle-in-transaction timeout"),
    "backend_terminated": Kind("FATAL", "57P01", "terminating connection due to administrator command"),
    "connection_lost": Kind("LOG", "08006", "unexpected EOF on client connection with an open transaction"),
}


class FaultMissingError(Exception):
    """The server did not answer with the fault that was to be provoked."""


class Connect(Protocol):
    """Opens an autocommit session as one of the demo's users."""

    def __call__(self, user: str, application: str, **parameters: str) -> psycopg.Connection[Any]:
        """`parameters` override libpq's (dbname, password, ...)."""


class Faults:
    """Provokes faults one at a time; several instances may work side by side."""

    _limited_role = threading.Lock()  # a connection limit belongs to the server, so only one may fill it

    def __init__(self, connect: Connect, chance: random.Random, vendors: range = FAULT_VENDORS) -> None:
        self._connect = connect
        self._chance = chance
        self._vendors = vendors
        self._seen: Counter[str] = Counter()

    def provoke(self, kind: str) -> Counter[str]:
        """Provoke `kind` once; returns everything that was provoked on the way, by kind."""
        self._seen = Counter()
        provoke: Callable[[], None] = getattr(self, f"_{kind}")
        provoke()
        if not self._seen[kind]:
            raise FaultMissingError(f"galat sintetis {kind!r} tidak terjadi")
        return self._seen

    @contextmanager
    def _expect(self, kind: str, error: type[Exception]) -> Iterator[None]:
        try:
            yield
        except error:
            self._seen[kind] += 1
        else:
            raise FaultMissingError(f"galat sintetis {kind!r} tidak terjadi")

    def _fail(self, kind: str, error: type[Exception], statement: str, user: str = "spse_app", **values: Any) -> None:
        with self._connect(user, "spse-web") as session, self._expect(kind, error):
            # Half of the sessions bind on the client (simple protocol), half on the server (extended protocol).
            cursor = psycopg.ClientCursor(session) if self._chance.random() < 0.5 else session.cursor()
            cursor.execute(statement.encode(), values or None)

    # Data

    def _unique_violation(self) -> None:
        vendor = self._chance.choice(self._vendors)
        self._fail(
            "unique_violation",
            errors.UniqueViolation,
            "INSERT INTO rekanan (rkn_id, rkn_nama, rkn_npwp, rkn_kota) "
            "VALUES (%(vendor)s, 'CV Sintetis Ganda', '00.000.0000000', 'Kota Contoh 1')",
            vendor=vendor,
        )

    def _foreign_key_violation(self) -> None:
        self._fail(
            "foreign_key_violation",
            errors.ForeignKeyViolation,
            "INSERT INTO penawaran (psr_id, pnw_harga) VALUES (%(bidder)s, 125000000)",
            bidder=900000 + self._chance.randrange(1000),
        )

    def _not_null_violation(self) -> None:
        self._fail(
            "not_null_violation",
            errors.NotNullViolation,
            "INSERT INTO dokumen (lls_id, dok_jenis, dok_nama, dok_ukuran) VALUES (1, 'Penawaran', NULL, 1024)",
        )

    def _check_violation(self) -> None:
        self._fail("check_violation", errors.CheckViolation, "UPDATE paket SET pkt_pagu = -1 WHERE pkt_id = 17")

    def _invalid_input(self) -> None:
        text = self._chance.choice(["dua puluh", "12.500.000", "-", "NaN juta"])
        self._fail(
            "invalid_input",
            errors.InvalidTextRepresentation,
            "SELECT pkt_id FROM paket WHERE pkt_tahun = CAST(CAST(%(text)s AS text) AS integer)",
            text=text,
        )

    def _numeric_overflow(self) -> None:
        self._fail(
            "numeric_overflow",
            errors.NumericValueOutOfRange,
            "UPDATE rekanan SET rkn_saldo = 1e15 WHERE rkn_id = %(vendor)s",
            vendor=self._chance.choice(self._vendors),
        )

    def _text_too_long(self) -> None:
        self._fail(
            "text_too_long",
            errors.StringDataRightTruncation,
            "UPDATE rekanan SET rkn_npwp = repeat('9', 40) WHERE rkn_id = %(vendor)s",
            vendor=self._chance.choice(self._vendors),
        )

    def _division_by_zero(self) -> None:
        self._fail(
            "division_by_zero", errors.DivisionByZero, "SELECT pkt_hps / (pkt_tahun - pkt_tahun) FROM paket LIMIT 1"
        )

    # Statements

    def _syntax_error(self) -> None:
        self._fail("syntax_error", errors.SyntaxError, "SELECT pkt_nama FROM paket WHERE AND pkt_tahun = 2026")

    def _undefined_table(self) -> None:
        self._fail("undefined_table", errors.UndefinedTable, "SELECT count(*) FROM paket_swakelola")

    def _undefined_column(self) -> None:
        self._fail("undefined_column", errors.UndefinedColumn, "SELECT lls_versi FROM lelang LIMIT 1")

    def _undefined_function(self) -> None:
        self._fail("undefined_function", errors.UndefinedFunction, "SELECT tahap_berjalan(17)")

    def _permission_denied(self) -> None:
        self._fail(
            "permission_denied", errors.InsufficientPrivilege, "SELECT peg_nama FROM pegawai LIMIT 1", "spse_publik"
        )

    def _application_error(self) -> None:
        self._fail(
            "application_error",
            errors.RaiseException,
            "DO $$ BEGIN RAISE EXCEPTION 'Batas pemasukan penawaran sudah lewat'; END $$",
        )

    def _temp_file_limit(self) -> None:
        self._fail(
            "temp_file_limit",
            errors.ConfigurationLimitExceeded,
            "SELECT dok_nama FROM dokumen ORDER BY dok_ukuran DESC, dok_nama",
            "spse_ekspor",
        )

    # Transactions

    def _transaction_aborted(self) -> None:
        with self._connect("spse_app", "spse-web") as session:
            session.execute("BEGIN")
            with self._expect("division_by_zero", errors.DivisionByZero):
                session.execute("SELECT 1 / (SELECT 0)")
            with self._expect("transaction_aborted", errors.InFailedSqlTransaction):
                session.execute("SELECT count(*) FROM lelang")
            session.execute("ROLLBACK")

    def _no_transaction(self) -> None:
        with self._connect("spse_app", "penjadwal") as session:
            session.add_notice_handler(lambda notice: self._seen.update({"no_transaction": notice.sqlstate == "25P01"}))
            session.execute("COMMIT")

    def _deadlock(self) -> None:
        one, other = self._chance.sample(self._vendors, 2)
        with (
            self._connect("spse_app", "spse-web") as first,
            self._connect("spse_app", "penjadwal") as second,
            ThreadPoolExecutor(2) as pool,
        ):
            for session, vendor in ((first, one), (second, other)):
                session.execute("BEGIN")
                _touch(session, vendor)
            waits = [pool.submit(_touch, first, other), pool.submit(_touch, second, one)]
            for wait in waits:
                failure = wait.exception(WAIT_SECONDS)
                if isinstance(failure, errors.DeadlockDetected):
                    self._seen["deadlock"] += 1
                elif failure is not None:
                    raise failure
            first.execute("ROLLBACK")
            second.execute("ROLLBACK")

    def _lock_timeout(self) -> None:
        with self._held_vendor() as vendor, self._connect("spse_app", "spse-web") as session:
            session.execute("SET lock_timeout = '80ms'")
            with self._expect("lock_timeout", errors.LockNotAvailable):
                _touch(session, vendor)

    def _lock_not_available(self) -> None:
        with (
            self._held_vendor() as vendor,
            self._connect("spse_app", "spse-web") as session,
            self._expect("lock_not_available", errors.LockNotAvailable),
        ):
            session.execute("SELECT rkn_id FROM rekanan WHERE rkn_id = %s FOR UPDATE NOWAIT", [vendor])

    @contextmanager
    def _held_vendor(self) -> Iterator[int]:
        vendor = self._chance.choice(self._vendors)
        with self._connect("spse_app", "penjadwal") as holder:
            holder.execute("BEGIN")
            _touch(holder, vendor)
            yield vendor
            holder.execute("ROLLBACK")

    def _serialization_failure(self) -> None:
        vendor = self._chance.choice(self._vendors)
        with self._connect("spse_app", "spse-web") as early, self._connect("spse_app", "penjadwal") as late:
            early.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            early.execute("SELECT rkn_saldo FROM rekanan WHERE rkn_id = %s", [vendor])
            _touch(late, vendor)
            with self._expect("serialization_failure", errors.SerializationFailure):
                _touch(early, vendor)
            early.execute("ROLLBACK")

    # Sessions

    def _statement_timeout(self) -> None:
        with self._connect("spse_laporan", "laporan") as session:
            session.execute("SET statement_timeout = '60ms'")
            with self._expect("statement_timeout", errors.QueryCanceled):
                session.execute("SELECT count(*) FROM penawaran AS satu CROSS JOIN penawaran AS dua")

    def _query_canceled(self) -> None:
        with self._connect("spse_laporan", "laporan") as session, ThreadPoolExecutor(1) as pool:
            running = pool.submit(session.execute, "SELECT pg_sleep(60)")
            # A cancellation that arrives before the statement does is lost, hence more than one.
            for _ in range(WAIT_SECONDS * 20):
                select.select([], [], [], 0.05)
                if running.done():
                    break
                session.cancel_safe()
            with self._expect("query_canceled", errors.QueryCanceled):
                running.result(WAIT_SECONDS)

    def _idle_in_transaction_timeout(self) -> None:
        with self._connect("spse_laporan", "laporan") as session:
            session.execute("BEGIN")
            session.execute("SELECT count(*) FROM panitia")
            # Last, so that a machine that is slow between two commands does not end the session before its time.
            session.execute("SET idle_in_transaction_session_timeout = '60ms'")
            self._expect_ended("idle_in_transaction_timeout", session)

    def _backend_terminated(self) -> None:
        with (
            self._connect("spse_laporan", "laporan") as session,
            self._connect("postgres", "psql") as administrator,
        ):
            administrator.execute("SELECT pg_terminate_backend(%s)", [session.info.backend_pid])
            self._expect_ended("backend_terminated", session)

    def _expect_ended(self, kind: str, session: psycopg.Connection[Any]) -> None:
        readable, _, _ = select.select([session.fileno()], [], [], WAIT_SECONDS)
        if not readable:
            raise FaultMissingError(f"galat sintetis {kind!r} tidak terjadi")
        with self._expect(kind, psycopg.Error):
            session.execute("SELECT 1")

    def _connection_lost(self) -> None:
        session = self._connect("spse_app", "spse-web")
        session.execute("BEGIN")
        with socket.socket(fileno=os.dup(session.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)
        session.close()
        self._seen["connection_lost"] += 1

    def _login_failed(self) -> None:
        with self._expect("login_failed", psycopg.OperationalError):
            self._connect("spse_app", "spse-web", password="kata sandi yang salah").close()  # noqa: S106  # meant to fail

    def _unknown_database(self) -> None:
        with self._expect("unknown_database", psycopg.OperationalError):
            self._connect("spse_app", "spse-web", dbname="spse_latihan").close()

    def _too_many_connections(self) -> None:
        held: list[psycopg.Connection[Any]] = []
        with self._limited_role:
            try:
                # A session that has just been closed may still count, so it is filled until the server refuses.
                held.extend(self._connect("spse_bot", "bot-rekap") for _ in range(10))
            except psycopg.OperationalError as error:
                if KINDS["too_many_connections"].message not in str(error):
                    raise
                self._seen["too_many_connections"] += 1
            finally:
                for session in held:
                    session.close()


def _touch(session: psycopg.Connection[Any], vendor: int) -> None:
    session.execute("UPDATE rekanan SET rkn_saldo = rkn_saldo + 1 WHERE rkn_id = %s", [vendor])
