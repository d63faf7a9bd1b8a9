"""A week of a made-up LPSE in a real warehouse, asked with the report's own SQL."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from spse_monev.demo.postgres import Server
from spse_monev.migrations import migrate
from spse_monev.period import Day
from spse_monev.settings import PROJECT, Site, load_site
from spse_monev.warehouse import Warehouse
from tests.reports.made_up_week import Rows, answers, fill_week


@pytest.fixture(scope="session")
def site() -> Site:
    return load_site(PROJECT / "include" / "sites" / "lpse_contoh.yaml")


@pytest.fixture(scope="session")
def day(site: Site) -> Day:
    return Day.parse("2026-11-23", site.zone)


@pytest.fixture(scope="session")
def warehouse(server: Server) -> Iterator[Warehouse]:
    server.execute("CREATE DATABASE reports")
    migrate(server.uri("reports"))
    with psycopg.connect(server.uri("reports")) as connection:
        yield Warehouse(connection)
    server.execute("DROP DATABASE reports WITH (FORCE)")


@pytest.fixture(scope="session")
def week(site: Site, day: Day, warehouse: Warehouse) -> Rows:
    """A usual day after a usual week: 300 kinds of error, 1,000 queries, all sources whole."""
    fill_week(warehouse, site, day)
    return answers(warehouse, site, day)
