"""The log folder of a PostgreSQL server through SQL, for offices that have a database login and nothing else.

Needs PostgreSQL 11 or later, membership of pg_monitor, and EXECUTE on the function `_SIGNATURE`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.rows import namedtuple_row

from spse_monev.settings import PROJECT
from spse_monev.sources.files.model import FileReadError, FoundFiles, LogFile

if TYPE_CHECKING:
    from collections.abc import Callable

STATEMENT_SECONDS = 60

_FOLDER = PROJECT / "include" / "sql" / "server_files"
_SIGNATURE = "pg_read_binary_file(text, bigint, bigint, boolean)"


def find_server_files(connection: psycopg.Connection[Any]) -> FoundFiles:
    """The files that the logging collector has written, oldest first.

    Files in the folder whose names do not fit `log_filename` are not the collector's and are left out. The files are
    read through `connection`, which the caller keeps open, and uses for nothing else, while a stream is read.
    """
    try:
        with _limited(connection), connection.cursor(row_factory=namedtuple_row) as cursor:
            rows: list[Any] = cursor.execute((_FOLDER / "list_log_files.sql").read_bytes()).fetchall()
    except psycopg.errors.InsufficientPrivilege:
        role = connection.info.user
        return _none(
            f"peran {role!r} tidak berhak melihat folder log server; jalankan sebagai superuser: "
            f'GRANT pg_monitor TO "{role}";'
        )
    except psycopg.errors.UndefinedFile:
        return _none(
            "folder log server (log_directory) tidak ada; nyalakan logging_collector, lalu mulai ulang PostgreSQL"
        )
    except psycopg.Error as error:
        return _none(f"folder log server tidak dapat dilihat: {_first_line(error)}")

    fits = _name_test(rows[0].name_pattern) if rows else bool
    rows = [row for row in rows if fits(row.name)]
    if not rows:
        return _none("folder log server tidak memuat berkas log; periksa logging_collector dan log_destination")
    if not rows[0].is_readable:
        role = rows[0].role
        return _none(
            f"peran {role!r} tidak berhak membaca berkas log; jalankan sebagai superuser di basis data "
            f'{connection.info.dbname!r}: GRANT EXECUTE ON FUNCTION {_SIGNATURE} TO "{role}";'
        )
    files = (
        LogFile(
            name=row.name,
            size=row.size,
            modified_at=row.modified_at,
            local_path=None,
            opener=partial(_ServerFile, connection, row.name, row.path),
        )
        for row in rows
    )
    return FoundFiles(tuple(files))


def _none(problem: str) -> FoundFiles:
    return FoundFiles(problems=(problem,))


class _ServerFile:
    def __init__(self, connection: psycopg.Connection[Any], name: str, path: str) -> None:
        self._connection = connection
        self._name = name
        self._path = path
        self._offset = 0
        self._query = (_FOLDER / "read_log_file.sql").read_bytes()

    def read(self, size: int, /) -> bytes:
        place = {"path": self._path, "offset": self._offset, "length": size}
        try:
            with _limited(self._connection):
                row = self._connection.execute(self._query, place, binary=True).fetchone()
        except psycopg.Error as error:
            raise FileReadError(f"{self._name}: tidak dapat dibaca lewat SQL: {_first_line(error)}") from error
        if row is None or row[0] is None:
            raise FileReadError(f"{self._name}: berkas sudah tidak ada di server; mungkin dirotasi atau dihapus")
        piece = bytes(row[0])
        self._offset += len(piece)
        return piece

    def close(self) -> None:
        """Nothing is held between two reads."""


@contextmanager
def _limited(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """A short transaction with a time limit, so that no session lies open on SPSE's server between two reads."""
    with connection.transaction():
        connection.execute("SELECT set_config('statement_timeout', %s, TRUE)", [f"{STATEMENT_SECONDS}s"])
        yield


def _name_test(log_filename: str) -> Callable[[str], object]:
    """Whether a name can come from `log_filename`: any value for its % escapes, any format, archived or numbered."""
    stem = log_filename.removesuffix(".log")
    names = "".join(_escape(part) for part in re.split(r"(%.)", stem))
    return re.compile(rf"{names}(\.log|\.csv|\.json)?([.-]\d+)*(\.(gz|zst|bz2|xz))?").fullmatch


def _escape(part: str) -> str:
    if part == "%%":
        return "%"
    return ".+" if part.startswith("%") else re.escape(part)


def _first_line(error: psycopg.Error) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
