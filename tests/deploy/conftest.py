"""The services of docker-compose.yaml, started as processes on this machine over the tests' own office."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from spse_monev.demo.postgres import Server, free_port, temporary_server
from spse_monev.demo.services import Service
from spse_monev.settings import PROJECT, SITES_VARIABLE
from tests.deploy.compose import Here, copy_project, make_env, read_config
from tests.office import Office

HEALTHY_SECONDS = 180
BROKERS = ("valkey-server", "redis-server")  # the one of the file, and what it was forked from


@dataclass(frozen=True)
class Deployed:
    """All services of a configuration, running; `config` is the file's, by service."""

    config: Mapping[str, Any]
    here: Here
    own: Mapping[str, str]  # what a container gets by itself: a network, a home, ports of its own
    server: Server
    processes: Mapping[str, Service]
    client: httpx.Client

    def is_healthy(self, name: str, hostname: str = "") -> bool:
        """What the engine would find by the service's health check, in a container of this name."""
        environment = self.here.environment(self.config[name]) | self.own
        environment["HOSTNAME"] = hostname or socket.gethostname()
        done = subprocess.run(self.here.health(self.config[name]), env=environment, capture_output=True, check=False)
        return done.returncode == 0


@contextmanager
def deployed(folder: Path, office: Office, executor: str, worker_count: int = 0) -> Iterator[Deployed]:
    """Start what the file has, in its order, with its commands and environment; all of it is gone afterwards."""
    project = copy_project(folder / "proyek")
    make_env(project)
    config = read_config(project, *["celery"] * bool(worker_count), AIRFLOW_EXECUTOR=executor)["services"]
    api, health, broker = free_port(), free_port(), free_port()
    with temporary_server() as server, ExitStack() as ends:
        make_databases(config["postgres"]["environment"], server)
        here = Here(
            {
                "postgres:5432": f"127.0.0.1:{server.port}",
                "api-server:8080": f"127.0.0.1:{api}",
                "localhost:8080": f"127.0.0.1:{api}",
                "localhost:8974": f"127.0.0.1:{health}",
                "broker:6379": f"127.0.0.1:{broker}",
                "/opt/spse-monev": str(PROJECT),
                "/opt/airflow": str(folder / "airflow"),
                "/srv/spse-monev/artifacts": str(office.artifacts),
            }
        )
        own = {
            "AIRFLOW_CONN_SPSE_DATABASE": os.environ["AIRFLOW_CONN_SPSE_DATABASE"],
            "AIRFLOW_HOME": str(folder / "airflow"),
            "AIRFLOW__API__PORT": str(api),
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": str(health),
            SITES_VARIABLE: str(office.sites),
        }
        processes: dict[str, Service] = {}

        def start(service: str, name: str, *more: str, **settings: str) -> None:
            command = [*here.command(config[service]), *more]
            if service == "broker":
                command[0] = next(filter(None, map(shutil.which, BROKERS)))
            processes[name] = Service(name, command, folder / "pids", folder / "process_logs")
            ends.callback(processes[name].stop)
            processes[name].start(here.environment(config[service]) | own | settings)

        init = here.command(config["init"])
        done = subprocess.run(
            init, env=here.environment(config["init"]) | own, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        with httpx.Client(base_url=f"http://127.0.0.1:{api}", timeout=60) as client:
            running = Deployed(config, here, own, server, processes, client)
            start("api-server", "api-server")
            wait_for(lambda: running.is_healthy("api-server"), processes["api-server"])
            if worker_count:
                start("broker", "broker", "--port", str(broker))
            for number in range(1, worker_count + 1):
                # As two containers have: a name and a port for its logs.
                port = {"AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(free_port())}
                start("worker", f"worker{number}", "--celery-hostname", f"celery@worker{number}", **port)
            for name in ("scheduler", "dag-processor", "triggerer"):
                start(name, name)
            yield running


def make_databases(environment: Mapping[str, str], server: Server) -> None:
    """Run the script that PostgreSQL's image runs on an empty volume."""
    address = {"PGHOST": "127.0.0.1", "PGPORT": str(server.port), "PATH": f"{server.bin}:{os.defpath}"}
    script = ["bash", str(PROJECT / "deploy" / "databases.sh")]
    subprocess.run(script, env={**environment, **address}, capture_output=True, check=True)


def wait_for(condition: Callable[[], bool], service: Service, seconds: float = HEALTHY_SECONDS) -> None:
    """Wait until something holds that a service brings about; fails with the end of its log, at once if it has died."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert service.pid is not None, service.tail()
        assert time.monotonic() < deadline, service.tail()
        time.sleep(1)
