"""An Airflow with one of the auth managers: its metadata database, its API server, and a run that asks questions."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml

from spse_monev.demo.home import process_environment
from spse_monev.demo.postgres import Server, free_port
from spse_monev.demo.services import Service
from spse_monev.settings import PROJECT, SITES_VARIABLE

DAG = "questions"
FOLDER = Path(__file__).parent / "dags"
JWT_SECRET = "rahasia-uji-" * 8
MIGRATED = "airflow_migrated"  # the database that the others are copies of: migrating one takes seconds
START_SECONDS = 90
# Right after a task is parked, the process that ran it may still write its state.
PARKED_SECONDS = 1.5
_ASK = f"from airflow.dag_processing.dagbag import DagBag; DagBag({str(FOLDER)!r}).dags[{DAG!r}].test()"


@dataclass(frozen=True, slots=True)
class Asked:
    """The heads of the site of the question's name, who are asked; `more` are entries besides theirs."""

    users: Sequence[str] = ()
    roles: Sequence[str] = ()
    more: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class RealAirflow:
    """An Airflow of its own; `folder` has its configuration, processes and logs."""

    folder: Path
    environment: Mapping[str, str]
    url: str

    def command(self, *arguments: str) -> None:
        """Run `airflow` with these arguments; fails with its output."""
        done = self.run(arguments)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]

    def run(
        self, arguments: Sequence[str], settings: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run `airflow` with these arguments and more settings until it ends."""
        return subprocess.run(
            [str(Path(sys.executable).parent / "airflow"), *arguments],
            env=process_environment({**self.environment, **(settings or {})}), cwd=self.folder,
            capture_output=True, text=True, check=False, timeout=START_SECONDS,
        )  # fmt: skip

    def write_site(self, key: str, asked: Asked) -> None:
        """Write the settings of a site whose head is asked."""
        content = yaml.safe_load((PROJECT / "include" / "sites" / "lpse_contoh.yaml").read_text(encoding="utf-8"))
        head = {"users": list(asked.users), "roles": list(asked.roles)}
        content |= {"default": False, "change_requests": {"people": {"head": head}}}
        path = self.folder / "sites" / f"{key}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump(content), encoding="utf-8")

    @property
    def services(self) -> tuple[Service, Service]:
        """The process that runs the DAG, and the API server."""
        programs, pids, logs = Path(sys.executable).parent, self.folder / "pids", self.folder / "logs"
        return (
            Service("questions", [str(programs / "python"), "-c", _ASK], pids, logs),
            Service("api-server", [str(programs / "airflow"), "api-server"], pids, logs),
        )

    def start(self) -> None:
        """Start the run and the API server; returns when the latter answers."""
        for each in self.services:
            each.start(process_environment(self.environment))
        self.wait()

    def wait(self) -> None:
        """Wait until the API server, which was started, answers."""
        _, api = self.services
        deadline = time.monotonic() + START_SECONDS
        while not _is_healthy(self.url):
            assert api.pid, api.tail()
            assert time.monotonic() < deadline, api.tail()
            time.sleep(0.3)

    def token(self, user: str) -> str:
        """A token of Airflow's own log-in; passwords are the users' names backwards."""
        told = httpx.post(f"{self.url}/auth/token", json={"username": user, "password": user[::-1]}, timeout=30)
        assert told.status_code == httpx.codes.CREATED, told.text
        return str(told.json()["access_token"])

    def call(self, method: str, path: str, token: str, body: object = None) -> httpx.Response:
        """One request to the API."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.request(method, f"{self.url}{path}", headers=headers, json=body, timeout=30)


@dataclass(frozen=True, slots=True)
class Questions:
    """A run that waits for answers."""

    airflow: RealAirflow
    run: str
    tokens: Mapping[str, str]

    def path(self, task: str = "") -> str:
        """Where the API has the run, or a task of it."""
        run = f"/api/v2/dags/{DAG}/dagRuns/{self.run}"
        return f"{run}/taskInstances/{task}" if task else run

    def call(self, method: str, path: str, user: str, body: object = None) -> httpx.Response:
        """One request as a user; '' for nobody."""
        return self.airflow.call(method, path, self.tokens[user] if user else "", body)

    def answer(self, task: str, user: str, token: str = "") -> int:
        """What Airflow says to an answer: 200, or why not."""
        body = {"chosen_options": ["Setuju"], "params_input": {}}
        path = f"{self.path(task)}/-1/hitlDetails"
        return self.airflow.call("PATCH", path, token or (self.tokens[user] if user else ""), body).status_code

    def detail(self, task: str, user: str) -> dict[str, Any]:
        """The question as Airflow keeps it, with who answered."""
        return dict(self.call("GET", f"{self.path(task)}/-1/hitlDetails", user).json())

    def state(self, task: str, user: str) -> str:
        """The task's state."""
        return str(self.call("GET", self.path(task), user).json()["state"])

    def wait_for(self, task: str, state: str, user: str) -> None:
        """Wait until the task is in a state."""
        deadline = time.monotonic() + START_SECONDS
        while (now := self.state(task, user)) != state:
            assert time.monotonic() < deadline, now
            time.sleep(0.3)


@contextmanager
def created(
    server: Server, folder: Path, name: str, questions: Mapping[str, Asked | None], **settings: str
) -> Iterator[RealAirflow]:
    """An Airflow with a migrated database of this name; its processes, if it was started, end afterwards.

    A question that is None is asked of nobody in particular, as none of ours ever is.
    """
    if not server.execute(f"SELECT 1 FROM pg_database WHERE datname = '{MIGRATED}'"):
        server.execute(f"CREATE DATABASE {MIGRATED}")
        _airflow(server, folder, MIGRATED).command("db", "migrate")
    server.execute(f"CREATE DATABASE {name} TEMPLATE {MIGRATED}")
    entries = {key: [f"executor:{key}/head", *asked.more] if asked else [] for key, asked in questions.items()}
    airflow = _airflow(server, folder, name, {**settings, "QUESTIONS": json.dumps(entries)})
    for key, asked in questions.items():
        airflow.write_site(key, asked or Asked())
    try:
        yield airflow
    finally:
        for each in airflow.services:
            each.stop(seconds=1)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _airflow(server: Server, folder: Path, database: str, settings: Mapping[str, str] | None = None) -> RealAirflow:
    port = free_port()
    environment = {
        "AIRFLOW_HOME": str(folder),
        SITES_VARIABLE: str(folder / "sites"),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": server.uri(database).replace("postgresql", "postgresql+psycopg2", 1),
        "AIRFLOW__CORE__DAGS_FOLDER": str(FOLDER),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__SECRET_KEY": JWT_SECRET,
        "AIRFLOW__API_AUTH__JWT_SECRET": JWT_SECRET,
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
    }
    return RealAirflow(folder, environment | dict(settings or {}), f"http://127.0.0.1:{port}")


def waiting(airflow: RealAirflow, tokens: Mapping[str, str], reader: str, count: int) -> Questions:
    """The run, once all its questions wait for their answers."""
    deadline = time.monotonic() + START_SECONDS
    path = f"/api/v2/dags/{DAG}/dagRuns/~/taskInstances?state=awaiting_input"
    while True:
        told = airflow.call("GET", path, tokens[reader])
        tasks = told.json().get("task_instances", [])
        if len(tasks) == count:
            time.sleep(PARKED_SECONDS)
            return Questions(airflow, tasks[0]["dag_run_id"], tokens)
        assert time.monotonic() < deadline, (told.text[-1000:], airflow.services[0].tail())
        time.sleep(0.3)


def _is_healthy(url: str) -> bool:
    try:
        return httpx.get(f"{url}/api/v2/monitor/health", timeout=5).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
