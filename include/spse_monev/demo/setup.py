"""The stages of the demo, one function each; `cli` puts them in order and prints what they do."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from spse_monev import pipeline
from spse_monev.analysis.complaints.corpus import load_examples
from spse_monev.connections import EnvironmentConnections
from spse_monev.demo import airflow, story
from spse_monev.demo.application.load import Client, begin_story
from spse_monev.demo.application.load import make_day as use_spse
from spse_monev.demo.cluster import create_cluster
from spse_monev.demo.helpdesk import make_month
from spse_monev.demo.history import make_day
from spse_monev.demo.home import PROBE_MINUTES, Home, Secrets, process_environment
from spse_monev.demo.key import Key
from spse_monev.demo.load import Sessions
from spse_monev.demo.postgres import free_port, is_free
from spse_monev.demo.services import Service
from spse_monev.period import Day, Month
from spse_monev.settings import Site, load_site

DEFAULT_PORT = 8080
SNAPSHOTS = ("database", "spse_status")  # sources whose state at the end of a day cannot be had later
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
    """Stop a demo that runs and delete what it has left: its own folders, whatever was put into its inbox too."""
    stop(home)
    folders = [
        home.root / "spse", home.process_logs, home.pids, home.sites, home.airflow, home.application, home.inbox,
    ]  # fmt: skip
    if (home.root / "spse").exists():
        # Elsewhere where the server's user cannot enter the home.
        folders.append(home.server_root)
    for folder in folders:
        if folder.exists():
            shutil.rmtree(folder)
    home.delete_files()


def create(home: Home, port: int | None) -> None:
    """Make the home, the server with its databases, SPSE and the monitoring; `port` is that of Airflow's pages."""
    if port is not None and not is_free(port):
        raise SetupError(f"porta {port} sedang dipakai; pilih yang lain dengan --port")
    home.make_folders()
    chosen = port or (DEFAULT_PORT if is_free(DEFAULT_PORT) else free_port())
    ports = {name: free_port() for name in ("postgres", "monitoring", "application")}
    kept = Secrets.new({**ports, "airflow": chosen})
    home.write_secrets(kept)
    zone = home.write_site().zone_name
    create_cluster(home.data, home.logs, zone, kept.passwords, kept.ports["postgres"])
    home.write_env()
    for service in _services(home):
        service.start(process_environment(home.env()))


def migrate(home: Home, site: Site) -> None:
    """Bring the warehouse and Airflow's metadata to their schemas."""
    pipeline.migrate(site, EnvironmentConnections())
    airflow.migrate(home)


def make_history(home: Home, site: Site, yesterday: Day, seed: int, seconds: float) -> Iterator[DayDone]:
    """Run the days' rounds with probes, and read the statistics at the end of each as that night's run would have done.

    These snapshots carry the time of that night, as the log carries the day's. One before the first round is what the
    first day is compared with. Writes the key of what was provoked, which only tests read.
    """
    server = home.server()
    connect = Sessions(server, home.secrets().passwords)
    plans = story.history(yesterday, seed)
    key = Key(seed)
    _write_monitoring_story(home, plans)
    with _spse(home) as spse, ThreadPoolExecutor(1) as pool:
        begin_story(spse, plans[0].day)
        _close(site, spse, plans[0].day.shift(-1))
        for plan in plans:
            begun = time.monotonic()
            # Beside the database's round: the synthetic SPSE does not use the database, the probes use the warehouse.
            used = pool.submit(use_spse, spse, plan, PROBE_MINUTES, partial(_probe, site))
            try:
                done = make_day(server, connect, plan, seconds, home.logs, home.raw)
            finally:
                seen = used.result()
            _close(site, spse, plan.day)
            key.add(plan, done.faults, seen)
            faults = done.faults.total() + seen.faults.total()
            yield DayDone(plan.day, done.operations + seen.requests.total(), faults, time.monotonic() - begun)
        spse.order("selesai")
    # Nobody probes until Airflow is up; the check for fresh probes must find one.
    _probe(site, datetime.now(UTC))
    home.key_file.write_text(key.text(), "utf-8")


def collect_history(site: Site, yesterday: Day) -> None:
    """Read all other sources of every day before `yesterday` into the warehouse."""
    others = [name for name, source in site.sources.items() if source.collected and name not in SNAPSHOTS]
    for back in range(1, story.HISTORY_DAYS):
        _collect(site, yesterday.shift(-back), *others)


def fill_inbox(home: Home, month: Month, seed: int) -> None:
    """Put what the helpdesk has recorded of a month into the inbox, as of the month's end; writes its key as well."""
    made = make_month(month, load_examples(), home.inbox, seed)
    for file in made.files:
        os.utime(file, (month.end.timestamp(),) * 2)
    home.complaint_key_file.write_text(made.text(), "utf-8")


def require(home: Home) -> None:
    """SetupError unless a whole demo was set up here."""
    if not home.exists:
        raise SetupError(f"belum ada demo yang lengkap di {home.root}; jalankan: make demo")


def start(home: Home) -> None:
    """Start the server, SPSE and the monitoring of a demo that was set up before."""
    server = home.server()
    if not server.is_running:
        server.start()
    for service in _services(home):
        service.start(process_environment(home.env()))


def stop(home: Home) -> list[str]:
    """Stop whatever of the demo runs; returns the names."""
    stopped = airflow.stop(home)
    # Their command lines need the ports, their stopping does not.
    stopped += [service.name for service in _services(home) if service.stop()]
    if (home.root / "spse").exists() and (home.data / "postgresql.conf").exists():
        server = home.server()
        if server.is_running:
            server.stop()
            stopped.append("postgresql")
    return stopped


def states(home: Home) -> list[tuple[str, int | None, Path]]:
    """Name, process id (None: stopped) and log of each process of the demo."""
    found = [(service.name, service.pid, service.log) for service in (*airflow.services(home), *_services(home))]
    if (home.root / "spse").exists() and (home.data / "postgresql.conf").exists():
        found.insert(0, ("postgresql", home.server().pid, home.logs))
    return found


def _services(home: Home) -> tuple[Service, ...]:
    """The synthetic SPSE and the monitoring system that watches it."""
    ports = home.secrets().ports if home.has_secrets else {}
    zone = load_site(home.site_file).zone_name if home.site_file.exists() else "UTC"
    commands = {
        "spse": ["application.service", str(ports.get("application", 0)), str(home.application), zone],
        "monitoring": ["monitoring", str(ports.get("monitoring", 0)), str(home.monitoring_story)],
    }
    return tuple(
        Service(name, [sys.executable, "-m", f"spse_monev.demo.{module}", *arguments], home.pids, home.process_logs)
        for name, (module, *arguments) in commands.items()
    )


def _collect(site: Site, day: Day, *sources: str) -> None:
    for source in sources:
        pipeline.collect_source(site, day, source, EnvironmentConnections(), day.end + NIGHTLY_DELAY)


def _close(site: Site, spse: Client, day: Day) -> None:
    """Read the sources whose state cannot be had later, as the run of the following night does."""
    spse.order("maju", day.end + NIGHTLY_DELAY)
    _collect(site, day, *SNAPSHOTS)


def _probe(site: Site, now: datetime) -> None:
    pipeline.take_probes(site, EnvironmentConnections(), now)


def _spse(home: Home) -> Client:
    kept = home.secrets()
    return Client(kept.ports["application"], kept.keys["status"])


def _write_monitoring_story(home: Home, plans: Sequence[story.DayPlan]) -> None:
    def spans(found: Iterable[story.Span | None]) -> list[list[str]]:
        return [[moment.isoformat() for moment in span] for span in found if span is not None]

    content = {
        "since": plans[0].day.start.isoformat(),
        "outages": spans(plan.outage for plan in plans),
        "alerts": spans(plan.alert for plan in plans),
    }
    home.monitoring_story.write_text(json.dumps(content), "utf-8")
