"""The stages of the demo, one function each; `cli` puts them in order and prints what they do."""

from __future__ import annotations

import fcntl
import json
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from spse_monev import pipeline
from spse_monev.connections import EnvironmentConnections
from spse_monev.demo import airflow, story
from spse_monev.demo.cluster import create_cluster
from spse_monev.demo.faults import KINDS
from spse_monev.demo.history import make_day
from spse_monev.demo.home import Home, Secrets, process_environment
from spse_monev.demo.load import Sessions
from spse_monev.demo.postgres import free_port, is_free
from spse_monev.demo.services import Service
from spse_monev.period import Day
from spse_monev.settings import Site

DEFAULT_PORT = 8080
NIGHTLY_DELAY = timedelta(minutes=30)  # after midnight, when the daily run is due


class SetupError(Exception):
    """The demo cannot be set up here; the message says what to do."""


@dataclass(frozen=True, slots=True)
class DayDone:
    """One day of history: what was done, and how long it really took."""

    day: Day
    operations: int
    faults: int
    seconds: float


@contextmanager
def exclusive(home: Home) -> Iterator[None]:
    """Only one command may set up or start the demo at a time; SetupError for the second."""
    home.root.mkdir(parents=True, exist_ok=True)
    with (home.root / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SetupError(f"demo di {home.root} sedang disiapkan oleh perintah lain") from error
        yield


def reset(home: Home) -> None:
    """Stop a demo that runs and delete what it has left; only what the demo itself makes is ever deleted."""
    stop(home)
    folders = [home.root / "spse", home.process_logs, home.pids, home.sites, home.airflow]
    if (home.root / "spse").exists():
        # Elsewhere where the server's user cannot enter the home.
        folders.append(home.server_root)
    for folder in folders:
        if folder.exists():
            shutil.rmtree(folder)
    home.delete_files()


def create(home: Home, port: int | None) -> None:
    """Make the home, the server with its databases, and the monitoring endpoint; `port` is that of Airflow's pages."""
    if port is not None and not is_free(port):
        raise SetupError(f"porta {port} sedang dipakai; pilih yang lain dengan --port")
    home.make_folders()
    chosen = port or (DEFAULT_PORT if is_free(DEFAULT_PORT) else free_port())
    kept = Secrets.new({"postgres": free_port(), "airflow": chosen, "monitoring": free_port()})
    home.write_secrets(kept)
    zone = home.write_site().zone_name
    create_cluster(home.data, home.logs, zone, kept.passwords, kept.ports["postgres"])
    home.write_env()
    _monitoring(home).start(process_environment(home.env()))


def migrate(home: Home, site: Site) -> None:
    """Bring the warehouse and Airflow's metadata to their schemas."""
    pipeline.migrate(site, EnvironmentConnections())
    airflow.migrate(home)


def make_history(home: Home, site: Site, yesterday: Day, seed: int, seconds: float) -> Iterator[DayDone]:
    """Run the days' rounds, and read the statistics at the end of each as that night's run would have done.

    These snapshots carry the time of that night, as the log carries the day's. One before the first round is what the
    first day is compared with. Writes the key of what was provoked, which only tests read.
    """
    server = home.server()
    connect = Sessions(server, home.secrets().passwords)
    key: dict[str, dict[str, int]] = {}
    plans = story.history(yesterday, seed)
    _collect(site, plans[0].day.shift(-1), "database")
    for plan in plans:
        begun = time.monotonic()
        done = make_day(server, connect, plan, seconds, home.logs, home.raw)
        key[str(plan.day)] = dict(sorted(done.faults.items()))
        _collect(site, plan.day, "database")
        yield DayDone(plan.day, done.operations, done.faults.total(), time.monotonic() - begun)
    content = {"synthetic": True, "seed": seed, "kinds": {name: kind._asdict() for name, kind in KINDS.items()}}
    home.key_file.write_text(json.dumps({**content, "days": key}, indent=1), "utf-8")


def collect_history(site: Site, yesterday: Day) -> None:
    """Read the log of every day before `yesterday` into the warehouse."""
    for back in range(1, story.HISTORY_DAYS):
        _collect(site, yesterday.shift(-back), "database_log")


def require(home: Home) -> None:
    """SetupError unless a whole demo was set up here."""
    if not home.exists:
        raise SetupError(f"belum ada demo yang lengkap di {home.root}; jalankan: make demo")


def start(home: Home) -> None:
    """Start the server and the monitoring endpoint of a demo that was set up before."""
    server = home.server()
    if not server.is_running:
        server.start()
    _monitoring(home).start(process_environment(home.env()))


def stop(home: Home) -> list[str]:
    """Stop whatever of the demo runs; returns the names."""
    stopped = airflow.stop(home)
    monitoring = _monitoring(home)
    # Its command line needs the ports, its stopping does not.
    if monitoring.stop():
        stopped.append(monitoring.name)
    if (home.root / "spse").exists() and (home.data / "postgresql.conf").exists():
        server = home.server()
        if server.is_running:
            server.stop()
            stopped.append("postgresql")
    return stopped


def states(home: Home) -> list[tuple[str, int | None, Path]]:
    """Name, process id (None: stopped) and log of each process of the demo."""
    found = [(service.name, service.pid, service.log) for service in (*airflow.services(home), _monitoring(home))]
    if (home.root / "spse").exists() and (home.data / "postgresql.conf").exists():
        found.insert(0, ("postgresql", home.server().pid, home.logs))
    return found


def _monitoring(home: Home) -> Service:
    port = home.secrets().ports["monitoring"] if home.has_secrets else 0
    command = [sys.executable, "-m", "spse_monev.demo.monitoring", str(port)]
    return Service("monitoring", command, home.pids, home.process_logs)


def _collect(site: Site, day: Day, source: str) -> None:
    pipeline.collect_source(site, day, source, EnvironmentConnections(), day.end + NIGHTLY_DELAY)
