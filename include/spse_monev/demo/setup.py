"""The stages of the demo, one function each; `cli` puts them in order and prints what they do."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from spse_monev import pipeline
from spse_monev.analysis.complaints.corpus import load_examples
from spse_monev.connections import EnvironmentConnections
from spse_monev.demo import airflow
from spse_monev.demo.cluster import create_cluster
from spse_monev.demo.helpdesk import make_month
from spse_monev.demo.home import Home, Secrets, process_environment
from spse_monev.demo.postgres import free_port, is_free
from spse_monev.demo.services import Service
from spse_monev.period import Month
from spse_monev.settings import Site, load_site

DEFAULT_PORT = 8080


class SetupError(Exception):
    """The demo cannot be set up here; the message says what to do."""


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
