"""The demo's Airflow: its processes, and its REST API to run a DAG and follow it.

Nothing here imports Airflow: it is started as the programs that it is, and spoken to over HTTP.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from spse_monev.demo.home import Home, process_environment
from spse_monev.demo.services import Service, ServiceError, tail

DAILY, MONTHLY = "spse_daily", "spse_monthly"
START_SECONDS = 120
RUN_SECONDS = 300
POLL_SECONDS = 1.0
PARKING_SECONDS = 3.0
FINISHED = {"success", "failed"}
ENDED = {*FINISHED, "skipped", "upstream_failed"}


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a DAG."""

    dag: str
    id: str

    @property
    def path(self) -> str:
        """Where the API has it."""
        return f"/api/v2/dags/{self.dag}/dagRuns/{self.id}"


@dataclass(frozen=True, slots=True)
class TaskChange:
    """A task has come to a new state."""

    task: str
    label: str
    state: str
    try_number: int


def services(home: Home) -> tuple[Service, ...]:
    """Airflow's processes in the order in which they start; no triggerer, because nothing here is deferred."""
    program = str(Path(sys.executable).parent / "airflow")
    commands = {"api-server": ["api-server"], "dag-processor": ["dag-processor"], "scheduler": ["scheduler"]}
    return tuple(
        Service(f"airflow-{name}", [program, *arguments], home.pids, home.process_logs)
        for name, arguments in commands.items()
    )


def migrate(home: Home) -> None:
    """Make or update Airflow's metadata database; ServiceError with the program's words if that fails."""
    log = home.process_logs / "airflow-db-migrate.log"
    with log.open("wb") as output:
        done = subprocess.run(
            [str(Path(sys.executable).parent / "airflow"), "db", "migrate"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=process_environment(home.env()),
            check=False,
        )
    if done.returncode:
        raise ServiceError(f"basis data metadata Airflow tidak dapat disiapkan; lihat {log}:\n{tail(log)}")


def start(home: Home) -> None:
    """Start Airflow and wait until all of it is healthy; ServiceError with the end of a log if it is not."""
    environment = process_environment(home.env())
    api_server, *others = services(home)
    api_server.start(environment)
    # A scheduler that starts before the API server answers fails the runs that are due at once.
    _wait_until(lambda: bool(_health(home)), api_server)
    for service in others:
        service.start(environment)
    for service, part in zip(others, ("dag_processor", "scheduler"), strict=True):
        _wait_until(lambda part=part: _health(home).get(part, {}).get("status") == "healthy", service)  # type: ignore[misc]


def stop(home: Home) -> list[str]:
    """Stop Airflow; returns the names of what had been running."""
    return [service.name for service in reversed(services(home)) if service.stop()]


class Api:
    """Airflow's REST API, as one of the demo's people."""

    def __init__(self, home: Home, user: str = "admin") -> None:
        kept = home.secrets()
        self._client = httpx.Client(base_url=f"http://127.0.0.1:{kept.ports['airflow']}", timeout=30)
        answer = self._client.post("/auth/token", json={"username": user, "password": kept.logins[user]})
        answer.raise_for_status()
        self._client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def wait_for_dag(self, dag: str, seconds: float = START_SECONDS) -> None:
        """Wait until a DAG has been read; ServiceError with Airflow's import errors if it is not."""
        deadline = time.monotonic() + seconds
        while self._client.get(f"/api/v2/dags/{dag}").status_code != httpx.codes.OK:
            if time.monotonic() > deadline:
                errors = self._get("/api/v2/importErrors")["import_errors"]
                said = "\n".join(f"{error['filename']}:\n{error['stack_trace']}" for error in errors)
                raise ServiceError(f"DAG {dag} tidak terbaca oleh Airflow:\n{said}")
            time.sleep(POLL_SECONDS)

    def trigger(self, dag: str, logical_date: datetime, conf: Mapping[str, str]) -> Run:
        """Queue a run with these parameters and let the DAG run.

        `logical_date` is the schedule's last tick: a run of that date keeps the scheduler from adding one of its own
        for the same period as soon as the DAG is no longer paused.
        """
        queued = self._send(
            "POST",
            f"/api/v2/dags/{dag}/dagRuns",
            {"logical_date": logical_date.isoformat(), "conf": dict(conf)},
        )
        self._send("PATCH", f"/api/v2/dags/{dag}", {"is_paused": False})
        return Run(dag, str(queued["dag_run_id"]))

    def follow(self, run: Run, seconds: float = RUN_SECONDS) -> Iterator[TaskChange]:
        """Every change of a task's state until the run has ended; ServiceError when that takes too long."""
        seen: dict[tuple[str, int], tuple[str, int]] = {}
        deadline = time.monotonic() + seconds
        while True:
            state = self.run_state(run)
            for task in self.tasks(run):
                now = (task["state"] or "menunggu", task["try_number"])
                key = task["task_id"], task["map_index"]
                if now != seen.get(key, ("menunggu", 0)):
                    seen[key] = now
                    if task["map_index"] < 0:
                        yield TaskChange(task["task_id"], task["task_display_name"], *now)
                    elif task["state"] in ENDED:
                        # Of many alike, what came of each is enough.
                        label = f"{task['task_display_name']}: {task['rendered_map_index']}"
                        yield TaskChange(task["task_id"], label, *now)
            if state in FINISHED:
                return
            if time.monotonic() > deadline:
                raise ServiceError(f"run {run.id} belum selesai sesudah {seconds:g} detik (keadaan: {state})")
            time.sleep(POLL_SECONDS)

    def run_state(self, run: Run) -> str:
        """The state of the whole run."""
        return str(self._get(run.path)["state"])

    def tasks(self, run: Run) -> list[dict[str, Any]]:
        """The task instances of a run, as the API gives them."""
        found: list[dict[str, Any]] = self._get(f"{run.path}/taskInstances", {"limit": "100"})["task_instances"]
        return found

    def result(self, run: Run, task: str) -> Any:
        """What a task returned."""
        return self._get(f"{run.path}/taskInstances/{task}/xcomEntries/return_value")["value"]

    def task_log(self, run: Run, task: str, try_number: int) -> str:
        """The end of a task's log."""
        content = self._get(f"{run.path}/taskInstances/{task}/logs/{try_number}", {"full_content": "true"})["content"]
        lines = [entry if isinstance(entry, str) else _log_line(entry) for entry in content]
        return "\n".join(lines[-25:])

    def questions(self, dag: str) -> list[dict[str, Any]]:
        """What the runs of a DAG ask of people, as the API gives it."""
        path = f"/api/v2/dags/{dag}/dagRuns/~/hitlDetails"
        found: list[dict[str, Any]] = self._get(path, {"response_received": "false", "limit": "100"})["hitl_details"]
        return found

    def wait_until_asked(self, run: Run, task: str, seconds: float = RUN_SECONDS) -> None:
        """Wait until a task waits for a person; ServiceError when that takes too long."""
        self._wait_for(run, task, {"awaiting_input"}, seconds)

    def answer(self, run: Run, task: str, choice: str, fields: Mapping[str, str]) -> None:
        """Say what a task asks; ServiceError if Airflow refuses."""
        content = {"chosen_options": [choice], "params_input": dict(fields)}
        self._send("PATCH", f"{run.path}/taskInstances/{task}/-1/hitlDetails", content)

    def answer_until_done(self, run: Run, task: str, choice: str, fields: Mapping[str, str]) -> None:
        """Say what a task asks as soon as it asks, and wait until it is done; ServiceError if Airflow refuses.

        An answer in the moment in which a task begins to wait, as only programs are quick enough to give, can be lost:
        Airflow takes the task's end for a failure then, and it asks again.
        """
        while self._wait_for(run, task, {*ENDED, "awaiting_input"}, RUN_SECONDS) not in ENDED:
            time.sleep(PARKING_SECONDS)
            self.answer(run, task, choice, fields)
            self._wait_for(run, task, {*ENDED, "up_for_retry"}, RUN_SECONDS)

    def _wait_for(self, run: Run, task: str, states: Collection[str], seconds: float) -> str:
        path, deadline = f"{run.path}/taskInstances/{task}", time.monotonic() + seconds
        while (state := str(self._get(path)["state"])) not in states:
            if time.monotonic() > deadline:
                raise ServiceError(f"tugas {task} dari run {run.id} masih {state} sesudah {seconds:g} detik")
            time.sleep(POLL_SECONDS)
        return state

    def _get(self, path: str, parameters: Mapping[str, str] | None = None) -> dict[str, Any]:
        answer = self._client.get(path, params=parameters)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def _send(self, method: str, path: str, content: Mapping[str, Any]) -> dict[str, Any]:
        answer = self._client.request(method, path, json=content)
        if answer.is_error:
            raise ServiceError(f"Airflow menolak {method} {path}: {answer.status_code} {answer.text[:500]}")
        found: dict[str, Any] = answer.json()
        return found


def last_daily_tick(now: datetime, daily_at: str) -> datetime:
    """The last moment at or before `now` (in the site's zone) at which the daily schedule was due."""
    tick = _at(now, daily_at)
    return tick if tick <= now else tick - timedelta(days=1)


def last_monthly_tick(now: datetime, monthly_at: str) -> datetime:
    """The last moment at or before `now` (in the site's zone) at which the schedule of a month's first day was due."""
    tick = _at(now.replace(day=1), monthly_at)
    return tick if tick <= now else (tick - timedelta(days=1)).replace(day=1)


def _at(day: datetime, clock: str) -> datetime:
    hour, minute = (int(part) for part in clock.split(":"))
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def _log_line(entry: Mapping[str, Any]) -> str:
    details = [f"{error.get('exc_type')}: {error.get('exc_value')}" for error in entry.get("error_detail") or ()]
    return " ".join([str(entry.get("event", "")), *details])


def _health(home: Home) -> dict[str, Any]:
    url = f"http://127.0.0.1:{home.secrets().ports['airflow']}/api/v2/monitor/health"
    try:
        answer = httpx.get(url, timeout=5)
        found: dict[str, Any] = answer.json() if answer.status_code == httpx.codes.OK else {}
    except (httpx.HTTPError, ValueError):
        return {}
    return found if found.get("metadatabase", {}).get("status") == "healthy" else {}


def _wait_until(is_healthy: Callable[[], bool], service: Service) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_healthy():
        if service.pid is None or time.monotonic() > deadline:
            raise ServiceError(f"{service.name} tidak mau menyala; lihat {service.log}:\n{service.tail()}")
        time.sleep(0.3)
