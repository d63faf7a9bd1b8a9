"""What all tests share: one embedded PostgreSQL 18 for the session, and an office over another one that keeps a log."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psycopg
import pytest
import yaml
from psycopg.errors import SyntaxError as SqlSyntaxError

from spse_monev.demo.postgres import Server, temporary_server
from spse_monev.migrations import migrate
from spse_monev.period import Day
from spse_monev.settings import ARTIFACTS_VARIABLE, PROJECT, SITES_VARIABLE, Site, find_site, read_sites
from spse_monev.warehouse import Warehouse
from tests.changes import forge
from tests.office import ERRORS, SITE_KEY, Office

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A running server for the whole session. A test that stops or reconfigures a server makes one of its own."""
    with temporary_server() as running:
        yield running


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    """The name of a new, empty database on `server`."""
    name = f"test_{next(_numbers)}"
    server.execute(f"CREATE DATABASE {name}")
    yield name
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


class _Healthy(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"Healthy")

    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="session")
def spse_server() -> Iterator[Server]:
    """SPSE's server with a log in csvlog, a few errors in it, and an empty warehouse."""
    with temporary_server(
        {"logging_collector": "on", "log_destination": "csvlog", "log_filename": "live.log", "timezone": "UTC",
         "log_timezone": "UTC", "log_min_duration_statement": "0"}
    ) as server:  # fmt: skip
        server.execute("CREATE DATABASE spse")
        server.execute("CREATE EXTENSION pg_stat_statements", "spse")
        for _ in range(ERRORS):
            with suppress(SqlSyntaxError):
                server.execute("SELEC 1", "spse")
        yield server


@pytest.fixture
def office(spse_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A site over `spse_server`, whose log of yesterday is the server's own with yesterday's date; new warehouse."""
    spse_server.execute("DROP DATABASE IF EXISTS warehouse WITH (FORCE)")
    spse_server.execute("CREATE DATABASE warehouse")
    logs, sites, artifacts = (tmp_path / name for name in ("logs", "sites", "artifacts"))
    for folder in (logs, sites, artifacts):
        folder.mkdir()
    (logs / "postgresql-kini.csv").symlink_to(spse_server.log_folder / "live.csv")

    monitoring = ThreadingHTTPServer(("127.0.0.1", 0), _Healthy)
    threading.Thread(target=monitoring.serve_forever, daemon=True).start()
    content = yaml.safe_load((PROJECT / "include" / "sites" / "lpse_contoh.yaml").read_text(encoding="utf-8"))
    content |= {"name": "LPSE Uji", "zone": "UTC"}
    # Tests of complaints give it a helpdesk of their own.
    del content["helpdesk"]
    # The log is as long as the test, not a day: silence at its ends is no sign of a gap here.
    content["sources"]["database_log"] |= {"files": [f"{logs}/*.csv"], "max_silence_minutes": 2000}
    content["sources"]["database"] |= {"max_snapshot_delay_hours": 24 * 40}
    content["sources"]["monitoring"]["url"] = f"http://127.0.0.1:{monitoring.server_port}/"
    (sites / f"{SITE_KEY}.yaml").write_text(yaml.safe_dump(content))

    monkeypatch.setenv(SITES_VARIABLE, str(sites))
    monkeypatch.setenv(ARTIFACTS_VARIABLE, str(artifacts))
    monkeypatch.setenv("AIRFLOW_CONN_SPSE_WAREHOUSE", spse_server.uri("warehouse"))
    monkeypatch.setenv("AIRFLOW_CONN_SPSE_DATABASE", spse_server.uri("spse"))
    office = Office(spse_server, artifacts, logs, sites, Day.before(datetime.now(UTC), find_site(SITE_KEY).zone))
    office.write_yesterdays_log()
    yield office
    monitoring.shutdown()
    monitoring.server_close()


@pytest.fixture(scope="session")
def requests_database(server: Server) -> str:
    """The address of a migrated warehouse for tests of change requests."""
    server.execute("CREATE DATABASE change_requests")
    migrate(server.uri("change_requests"))
    return server.uri("change_requests")


@pytest.fixture
def requests_site(requests_database: str, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The example site over `requests_database`, with an empty register."""
    monkeypatch.setenv("AIRFLOW_CONN_SPSE_WAREHOUSE", requests_database)
    forge(
        requests_database,
        "TRUNCATE monev.change_request, monev.change_event, monev.finding, monev.artifact CASCADE",
    )
    return read_sites(PROJECT / "include" / "sites")[0]["lpse_contoh"]


@pytest.fixture
def requests_warehouse(requests_site: Site, requests_database: str) -> Iterator[Warehouse]:
    """A session on it."""
    with psycopg.connect(requests_database) as connection:
        yield Warehouse(connection)
