"""A session on MySQL or MariaDB that reads only, within limits of time, and says plainly why it cannot.

The connection's extras choose TLS as MySQL's own programs do: `ssl_mode` is one of DISABLED, REQUIRED, VERIFY_CA and
VERIFY_IDENTITY (which is meant where only `ssl_ca` is given); `ssl_ca`, `ssl_cert` and `ssl_key` are files. Airflow's
form, `ssl` with `ca`, `cert` and `key`, is taken too. `unix_socket` takes the place of host and port.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import pymysql
from pymysql.constants import CR, ER
from pymysql.cursors import DictCursor

from spse_monev.connections import CONNECT_TIMEOUT_SECONDS, Connection
from spse_monev.sources.http import FetchError

STATEMENT_SECONDS = 60
_CLIENT_ERRORS = (CR.CR_CONN_HOST_ERROR, CR.CR_CONNECTION_ERROR, CR.CR_UNKNOWN_HOST)
_LOST = (CR.CR_SERVER_GONE_ERROR, CR.CR_SERVER_LOST)
_TOO_LONG = (1969, 3024)  # MariaDB's max_statement_time, MySQL's max_execution_time
_MODES = ("DISABLED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY")
Values = Mapping[str, Any]


class DatabaseError(FetchError):
    """No answer of a database that can be used. It says nothing of what the database said, which may quote data."""


class Session:
    """Queries within one read-only transaction, which sees one moment of the database."""

    def __init__(self, connection: Any, shown: str) -> None:
        self._connection = connection
        self._shown = shown

    def rows(self, query: str, values: Values | None = None) -> list[dict[str, Any]]:
        """The rows of a query with named binds, `%(name)s`; DatabaseError if it fails."""
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(query, values or None)
                return list(cursor.fetchall())
        except (pymysql.Error, OSError) as error:
            raise _explained(error, self._shown) from None


@contextmanager
def reading(connection: Connection) -> Iterator[Session]:
    """A session that is rolled back and closed at the end."""
    extra = connection.extra
    host, port = connection.host or "localhost", connection.port or 3306
    socket = str(extra.get("unix_socket") or "") or None
    shown = f"basis data {connection.database!r} di {socket or f'{host}:{port}'}"
    try:
        opened = pymysql.connect(
            host=host, port=port, unix_socket=socket, user=connection.login, password=connection.password,
            database=connection.database, charset="utf8mb4", connect_timeout=CONNECT_TIMEOUT_SECONDS,
            # The server ends a statement first, and tells why.
            read_timeout=STATEMENT_SECONDS + 15, write_timeout=STATEMENT_SECONDS, autocommit=False,
            cursorclass=DictCursor, program_name="spse-monev", **_tls(extra, connection.conn_id),
        )  # fmt: skip
    except (pymysql.Error, OSError, RuntimeError) as error:
        raise _explained(error, shown) from None
    try:
        session = Session(opened, shown)
        session.rows("SET SESSION TRANSACTION READ ONLY")
        (version,) = session.rows("SELECT VERSION() AS version")
        if "mariadb" in str(version["version"]).lower():
            session.rows("SET SESSION max_statement_time = %(seconds)s", {"seconds": STATEMENT_SECONDS})
        else:
            session.rows("SET SESSION max_execution_time = %(ms)s", {"ms": STATEMENT_SECONDS * 1000})
        session.rows("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
        yield session
    finally:
        with suppress(pymysql.Error, OSError):
            opened.rollback()
        with suppress(pymysql.Error, OSError):
            opened.close()


def _tls(extra: Mapping[str, Any], conn_id: str) -> dict[str, Any]:
    """What `pymysql.connect` takes for TLS."""
    given = extra.get("ssl") or {}
    with suppress(ValueError):
        given = json.loads(given) if isinstance(given, str) else given
    files = given if isinstance(given, Mapping) else {}
    ca, cert, key = (str(extra.get(f"ssl_{name}") or files.get(name) or "") or None for name in ("ca", "cert", "key"))
    mode = str(extra.get("ssl_mode") or ("VERIFY_IDENTITY" if ca else "REQUIRED" if given else "DISABLED")).upper()
    if mode not in _MODES:
        raise DatabaseError(f"'ssl_mode' koneksi {conn_id!r} tidak dikenal; isi salah satu dari {', '.join(_MODES)}")
    if mode == "DISABLED":
        return {"ssl_disabled": True}
    try:
        context = ssl.create_default_context(cafile=ca)
        if cert is not None:
            context.load_cert_chain(cert, key)
    except (OSError, ssl.SSLError):
        raise DatabaseError(
            f"berkas TLS koneksi {conn_id!r} (ssl_ca, ssl_cert, ssl_key) tidak ada atau tidak terbaca; periksa letak "
            "dan isinya"
        ) from None
    context.check_hostname = mode == "VERIFY_IDENTITY"
    context.verify_mode = ssl.CERT_NONE if mode == "REQUIRED" else ssl.CERT_REQUIRED
    return {"ssl": context}


def _explained(error: Exception, shown: str) -> DatabaseError:
    """Why, and what to do, without what the server said."""
    number = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    if number in (ER.ACCESS_DENIED_ERROR, ER.DBACCESS_DENIED_ERROR, 1698, 4151):
        return DatabaseError(
            f"{shown} menolak masuk; periksa pengguna dan kata sandi koneksinya, dan apakah akun itu sudah dibuka",
            answered=True,
        )
    if number in (ER.TABLEACCESS_DENIED_ERROR, ER.COLUMNACCESS_DENIED_ERROR):
        return DatabaseError(
            f"{shown} menolak membaca tabel; jalankan include/sql/roles/osticket_reader.sql sebagai DBA", answered=True
        )
    if number in (ER.BAD_DB_ERROR, ER.NO_SUCH_TABLE):
        return DatabaseError(
            f"{shown} tidak berisi tabel osTicket; periksa nama basis datanya dan 'table_prefix'", answered=True
        )
    if number == ER.BAD_FIELD_ERROR:
        return DatabaseError(f"{shown} tidak berbentuk osTicket 1.14 ke atas; perbarui osTicket", answered=True)
    if number in _TOO_LONG:
        return DatabaseError(f"{shown} tidak menjawab dalam {STATEMENT_SECONDS} detik; periksa bebannya", answered=True)
    if any(isinstance(cause, ssl.SSLError) for cause in (error, error.__cause__, error.__context__)):
        return DatabaseError(f"TLS ke {shown} gagal; periksa sertifikat server dan 'ssl_ca', atau 'ssl_mode'")
    if number in _CLIENT_ERRORS or isinstance(error, OSError):
        return DatabaseError(f"{shown} tidak dapat dihubungi; periksa apakah server berjalan, jaringan dan firewall")
    if number in _LOST:
        return DatabaseError(f"koneksi ke {shown} terputus; periksa server itu dan lognya")
    return DatabaseError(f"{shown} menolak permintaan (kesalahan {number or type(error).__name__}); periksa lognya")
