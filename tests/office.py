"""An office for the tests of whole steps: a site with everything it reads."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from spse_monev.demo.postgres import Server, free_port
from spse_monev.period import Day
from spse_monev.settings import Site, find_site

SITE_KEY = "lpse_uji"
ERRORS = 7


@dataclass
class Office:
    """A site and its surroundings. `yesterday` is the last whole day in its zone (UTC)."""

    server: Server
    artifacts: Path
    logs: Path
    sites: Path
    yesterday: Day

    @property
    def site(self) -> Site:
        """Its settings, as a task reads them."""
        return find_site(SITE_KEY)

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """Rows of the warehouse."""
        with psycopg.connect(self.server.uri("warehouse")) as connection:
            return connection.execute(statement.encode()).fetchall()

    def write_yesterdays_log(self) -> None:
        """Let what the server has logged so far be of yesterday: its own records, with the date of the day before."""
        today, yesterday = self.yesterday.shift(1), self.yesterday
        logged = (self.server.log_folder / "live.csv").read_text()
        (self.logs / "postgresql-kemarin.csv").write_text(logged.replace(f"{today} ", f"{yesterday} "))

    def clear(self) -> None:
        """Forget every reading; what it was read from stays."""
        with psycopg.connect(self.server.uri("warehouse"), autocommit=True) as connection:
            connection.execute("TRUNCATE monev.coverage CASCADE")

    def wait_until_alone(self) -> None:
        """Wait until the server has noticed that a killed client is gone, and ended or undone its transaction."""
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'warehouse' AND pid <> pg_backend_pid()"
        while self.rows(others) != [(0,)]:
            time.sleep(0.05)

    def kill_database(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let SPSE's database be where nothing answers."""
        monkeypatch.setenv("AIRFLOW_CONN_SPSE_DATABASE", f"postgresql://nobody@127.0.0.1:{free_port()}/spse")

    def revive_database(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let it answer again."""
        monkeypatch.setenv("AIRFLOW_CONN_SPSE_DATABASE", self.server.uri("spse"))
