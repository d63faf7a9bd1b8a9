"""A session on the warehouse: queries by the name of their file, one transaction a call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import psycopg
from psycopg.rows import dict_row

from spse_monev.settings import PROJECT

SQL_FOLDER = PROJECT / "include" / "sql"

Row = dict[str, Any]


class Session:
    """What all parts of the warehouse share.

    The session is switched to autocommit, so that each call is a transaction of its own; psycopg.ProgrammingError
    if it is inside one already. Errors of the server are psycopg's.
    """

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        if not connection.autocommit:
            connection.autocommit = True
        self._connection = connection

    def _execute(self, query: str, **binds: Any) -> int:
        return self._connection.execute(_sql(query), binds).rowcount

    def _select(self, query: str, **binds: Any) -> list[Row]:
        with self._connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(_sql(query), binds).fetchall()

    def _copy_rows(self, query: str, rows: Iterable[Sequence[Any]]) -> None:
        with self._connection.cursor() as cursor, cursor.copy(_sql(query)) as copy:
            for row in rows:
                copy.write_row(row)


@cache
def _sql(name: str) -> bytes:
    # Bytes, because psycopg's types take a str for a literal of the code only.
    return (SQL_FOLDER / "warehouse" / f"{name}.sql").read_bytes()
