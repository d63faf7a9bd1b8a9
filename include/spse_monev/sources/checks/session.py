"""A short session on SPSE's server for a check, and the words for why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row

from spse_monev.connections import ConnectionMissingError, Connections
from spse_monev.settings import PROJECT

STATEMENT_SECONDS = 15

_FOLDER = PROJECT / "include" / "sql" / "checks"

# libpq's and the server's own words -> what they mean and what to do. Servers may speak another language, so that
# the SQLSTATE is tried first where there is one.
_MEANINGS = (
    ("28P01|28000|password authentication failed|no password supplied",
     "pengguna atau kata sandi ditolak; perbaiki koneksi {conn_id!r} atau kata sandi perannya"),
    (r"no pg_hba\.conf entry", "server tidak mengizinkan alamat ini; tambahkan baris di pg_hba.conf lalu muat ulang"),
    ("3D000|database .* does not exist", "basis data {database!r} tidak ada; perbaiki koneksi {conn_id!r}"),
    ("role .* does not exist", "peran tidak ada; jalankan skrip peran include/sql/roles di server"),
    ("53300|too many clients|remaining connection slots|too many connections for",
     "semua slot koneksi terpakai; periksa max_connections dan pool aplikasi"),
    ("57P03|starting up|shutting down|recovery mode",
     "server sedang menyala, berhenti atau memulihkan diri; tunggu, lalu periksa log server"),
    ("Connection refused", "koneksi ditolak; periksa apakah PostgreSQL berjalan, listen_addresses dan portnya"),
    ("resolve host|translate host name|Name or service not known",
     "nama host tidak dikenal DNS; periksa ejaan atau DNS"),
    ("timeout|timed out", "waktu tunggu habis; periksa jaringan, firewall dan beban server"),
    ("No route to host|unreachable", "jaringan ke server terputus; periksa rute dan firewall"),
    ("server closed the connection|terminating connection|Connection reset",
     "koneksi diputus oleh server; periksa apakah server baru dimulai ulang"),
    ("SSL|certificate", "TLS ditolak; periksa sslmode dan sertifikat pada koneksi {conn_id!r}"),
)  # fmt: skip


@contextmanager
def session(conn_id: str, connections: Connections) -> Iterator[psycopg.Connection[Any]]:
    """A session that is closed afterwards, with a time limit on each statement."""
    with connections.postgres(conn_id) as connection:
        connection.execute("SELECT set_config('statement_timeout', %s, FALSE)", [f"{STATEMENT_SECONDS}s"])
        yield connection


def rows(connection: psycopg.Connection[Any], file: str) -> list[Any]:
    """The rows of one of the checks' SQL files, as named tuples."""
    with connection.cursor(row_factory=namedtuple_row) as cursor:
        return list(cursor.execute((_FOLDER / file).read_bytes()).fetchall())


def place(conn_id: str, connections: Connections) -> str:
    """``host:port`` of a connection, or its id where the connection does not say."""
    try:
        found = connections.get(conn_id)
    except ConnectionMissingError:
        return conn_id
    return f"{found.host or 'localhost'}:{found.port or 5432}"


def explain(error: ConnectionMissingError | psycopg.Error, conn_id: str, connections: Connections) -> str:
    """Why a server did not answer, and what to do."""
    if isinstance(error, ConnectionMissingError):
        return str(error)
    try:
        database = connections.get(conn_id).database
    except ConnectionMissingError:
        database = ""
    said = " ".join(str(error).split())[:300]
    for pattern, meaning in _MEANINGS:
        if re.search(pattern, f"{error.sqlstate or ''} {said}", re.IGNORECASE):
            return meaning.format(conn_id=conn_id, database=database)
    return f"kesalahan {type(error).__name__}: {said}; periksa koneksi {conn_id!r} dan log server"
