"""Airflow's connections in the form the package asks for, so that it needs to know nothing of Airflow."""

from __future__ import annotations

import json
from typing import Any

import attrs
import psycopg
from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.sdk import BaseHook
from airflow.sdk.exceptions import AirflowNotFoundException

from spse_monev.connections import CONNECT_TIMEOUT_SECONDS, Connection, ConnectionMissingError


class AirflowConnections:
    """Connections kept in Airflow: metadata database, secrets backend or AIRFLOW_CONN_* variables."""

    def get(self, conn_id: str) -> Connection:
        """The details of a connection."""
        found = _find(conn_id)
        return Connection(
            conn_id=conn_id,
            scheme=found.conn_type,
            host=found.host or "",
            port=found.port,
            login=found.login or "",
            password=found.password or "",
            database=found.schema or "",
            extra=found.extra_dejson,
        )

    def postgres(self, conn_id: str) -> psycopg.Connection[Any]:
        """A new session through PostgresHook."""
        found = _find(conn_id)
        # A server that does not even refuse would hold up a task or a page for minutes.
        extra = {"connect_timeout": CONNECT_TIMEOUT_SECONDS, **found.extra_dejson}
        session = PostgresHook(connection=attrs.evolve(found, extra=json.dumps(extra))).get_conn()
        assert isinstance(session, psycopg.Connection)  # noqa: S101  # the provider uses psycopg 3 with SQLAlchemy 2
        return session


def _find(conn_id: str) -> Any:
    try:
        return BaseHook.get_connection(conn_id)
    except AirflowNotFoundException as error:
        raise ConnectionMissingError(
            f"koneksi {conn_id!r} tidak ada di Airflow; "
            f"buat lewat Admin > Connections atau isi AIRFLOW_CONN_{conn_id.upper()}"
        ) from error
