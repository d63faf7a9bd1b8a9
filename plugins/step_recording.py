"""What the listener in `step_times` records, in at most `PATIENCE_SECONDS` of the task's time."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from threading import Thread
from typing import Any

import attrs
import psycopg
from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.sdk import BaseHook
from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance

import run_period
from airflow_connections import AirflowConnections
from site_dags import dag_id
from spse_monev.connections import Connection, ConnectionMissingError
from spse_monev.deviations import Step
from spse_monev.settings import Site, read_sites
from spse_monev.steps import Attempt, AttemptState, limit_of
from spse_monev.text import mask

CONNECT_SECONDS = 3
STATEMENT_SECONDS = 3
PATIENCE_SECONDS = 10  # for everything, also where a server takes the connection and never answers
MAX_ERROR = 300  # characters


class RecordingError(Exception):
    """An attempt that could not be recorded (Bahasa Indonesia)."""


def record(task_instance: Any, step: str, state: str, error: Any = None) -> None:
    """Record that an attempt of a task of `step` begins or has ended. Raises whatever went wrong."""
    if not isinstance(task_instance, RuntimeTaskInstance):
        # The API server and the scheduler tell when people mark a task, or a heartbeat is missed: no attempt of theirs.
        return
    name = task_instance.dag_id.partition("__")[0]
    site = next(each for each in read_sites()[0].values() if dag_id(name, each) == task_instance.dag_id)
    attempt = _attempt(site, task_instance, Step(step), AttemptState(state), error)
    # Asked here: the process has one line to Airflow, which two threads must not use.
    connections = _Prepared(site.warehouse)
    problems: list[Exception] = []
    worker = Thread(target=_store, args=(site, attempt, connections, problems), daemon=True)
    worker.start()
    worker.join(PATIENCE_SECONDS)
    if worker.is_alive():
        raise RecordingError(f"gudang data tidak menjawab dalam {PATIENCE_SECONDS} detik")
    if problems:
        raise problems[0]


def _attempt(site: Site, task_instance: Any, step: Step, state: AttemptState, error: Any) -> Attempt:
    context = task_instance.get_template_context()
    run = context["dag_run"]
    find = run_period.month_of if task_instance.dag_id.startswith("spse_monthly") else run_period.day_of
    started_at: datetime = task_instance.start_date
    timeout = task_instance.task.execution_timeout
    ended_at = None
    if state is not AttemptState.RUNNING:
        ended_at = max(task_instance.end_date or datetime.now(UTC), started_at)
    return Attempt(
        task_instance.dag_id,
        task_instance.run_id,
        task_instance.task_id,
        -1 if task_instance.map_index is None else task_instance.map_index,
        task_instance.try_number,
        run.clear_number or 0,
        step,
        find(site, context["params"], run.data_interval_end, run.run_after),
        state,
        started_at,
        ended_at,
        timeout and started_at + timeout,
        limit_of(site.step_limits, step),
        _first_line(error),
    )


def _first_line(error: Any) -> str:
    if error is None:
        return ""
    text = str(error).strip()
    return mask(text.splitlines()[0] if text else type(error).__name__, MAX_ERROR)


def _store(site: Site, attempt: Attempt, connections: _Prepared, problems: list[Exception]) -> None:
    from spse_monev import pipeline

    try:
        if attempt.state is AttemptState.RUNNING:
            pipeline.begin_attempt(site, attempt, connections)
        else:
            pipeline.end_attempt(site, attempt, connections)
    except Exception as error:
        problems.append(error)


class _Prepared:
    """One connection, looked up already, and made with less patience than the task's own."""

    def __init__(self, conn_id: str) -> None:
        self.details = AirflowConnections().get(conn_id)
        found = BaseHook.get_connection(conn_id)
        impatient = {"connect_timeout": CONNECT_SECONDS, "tcp_user_timeout": STATEMENT_SECONDS * 1000}
        self.hook = PostgresHook(
            connection=attrs.evolve(found, extra=json.dumps({**found.extra_dejson, **impatient})),
            options=f"-c statement_timeout={STATEMENT_SECONDS}s",
        )

    def get(self, conn_id: str) -> Connection:
        """The details of the connection."""
        if conn_id != self.details.conn_id:
            raise ConnectionMissingError(f"koneksi {conn_id!r} tidak disiapkan")
        return self.details

    def postgres(self, conn_id: str) -> psycopg.Connection[Any]:
        """A new session."""
        self.get(conn_id)
        session = self.hook.get_conn()
        assert isinstance(session, psycopg.Connection)  # noqa: S101  # as in `airflow_connections`
        return session
