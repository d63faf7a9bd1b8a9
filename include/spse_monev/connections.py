"""How a step gets at a server: by the id of an Airflow connection, whose secret the settings never hold.

Inside Airflow the DAGs hand in Airflow's own connections. Elsewhere (the command line, tests) the same ids are read
from the environment in Airflow's own form, ``AIRFLOW_CONN_<ID>=postgresql://user:password@host:5432/database``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg
from psycopg.conninfo import make_conninfo

CONNECT_TIMEOUT_SECONDS = 15


class ConnectionMissingError(Exception):
    """No connection has this id; the message says how to make one."""


@dataclass(frozen=True, slots=True)
class Connection:
    """What an Airflow connection says. `repr` leaves the password and the extras out."""

    conn_id: str
    scheme: str
    host: str = ""
    port: int | None = None
    login: str = ""
    password: str = field(default="", repr=False)
    database: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def conninfo(self) -> str:
        """The connection as a libpq string, for a PostgreSQL server; extras are passed on as libpq parameters."""
        parameters: dict[str, Any] = {
            "host": self.host,
            "port": self.port,
            "user": self.login,
            "password": self.password,
            "dbname": self.database,
            "connect_timeout": CONNECT_TIMEOUT_SECONDS,
            **self.extra,
        }
        return make_conninfo(**{key: value for key, value in parameters.items() if value})


class Connections(Protocol):
    """Where connections come from."""

    def get(self, conn_id: str) -> Connection:
        """The details of a connection; ConnectionMissingError if there is none."""

    def postgres(self, conn_id: str) -> psycopg.Connection[Any]:
        """A new session on a PostgreSQL server, which the caller closes; psycopg.OperationalError if it is down."""


class EnvironmentConnections:
    """Connections from AIRFLOW_CONN_* variables, as a URI or as JSON, both as Airflow reads them."""

    def get(self, conn_id: str) -> Connection:
        """Read the variable of `conn_id`."""
        variable = f"AIRFLOW_CONN_{conn_id.upper()}"
        text = os.environ.get(variable, "").strip()
        if not text:
            raise ConnectionMissingError(
                f"koneksi {conn_id!r} tidak ada; isi variabel {variable}, "
                "misalnya postgresql://pengguna:sandi@host:5432/basisdata"
            )
        return _from_json(conn_id, variable, text) if text.startswith("{") else _from_uri(conn_id, text)

    def postgres(self, conn_id: str) -> psycopg.Connection[Any]:
        """Connect with the variable's values."""
        return psycopg.connect(self.get(conn_id).conninfo())


def _from_uri(conn_id: str, text: str) -> Connection:
    parts = urlsplit(text)
    extra: dict[str, Any] = dict(parse_qsl(parts.query))
    if "__extra__" in extra:
        extra = json.loads(extra["__extra__"])
    return Connection(
        conn_id=conn_id,
        scheme=parts.scheme,
        host=unquote(parts.hostname or ""),
        port=parts.port,
        login=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        database=unquote(parts.path.lstrip("/")),
        extra=extra,
    )


def _from_json(conn_id: str, variable: str, text: str) -> Connection:
    try:
        found = json.loads(text)
    except ValueError as error:
        # The text itself may hold a password, so it is not shown.
        raise ConnectionMissingError(f"variabel {variable} bukan JSON yang benar") from error
    extra = found.get("extra") or {}
    return Connection(
        conn_id=conn_id,
        scheme=found.get("conn_type", ""),
        host=found.get("host") or "",
        port=int(found["port"]) if found.get("port") else None,
        login=found.get("login") or "",
        password=found.get("password") or "",
        database=found.get("schema") or "",
        extra=json.loads(extra) if isinstance(extra, str) else extra,
    )
