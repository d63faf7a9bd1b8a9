"""A week of a made-up LPSE in a real warehouse, asked with the report's own SQL."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from spse_monev.demo.postgres import Server
from spse_monev.migrations import migrate
from spse_monev.period import Day
from spse_monev.settings import PROJECT, Site, load_site
from spse_monev.warehouse import Warehouse
from tests.reports import made_up_surroundings as surroundings
from tests.reports.made_up_week import Rows, analyse, answers, comparison_rows, deviation_rows, fill_week

EXAMPLES = PROJECT / "docs" / "contoh-situs"


@pytest.fixture(scope="session")
def whole_site() -> Site:
    """A site with a source of every kind of which there can be facts at once: one monitoring system is enough."""
    site = load_site(EXAMPLES / "lpse_semua_sumber.yaml")
    kept = ("database", "database_log", "monitoring", "application_log", "web_log", "spse_status", "zabbix", "probe")
    return site.model_copy(update={"sources": {name: site.sources[name] for name in kept}})


@pytest.fixture(scope="session")
def site(whole_site: Site) -> Site:
    """A site that has its database, the log of it, and a monitoring system that is only checked."""
    kept = ("database", "database_log", "monitoring")
    return whole_site.model_copy(
        update={"key": "lpse_contoh", "sources": {name: whole_site.sources[name] for name in kept}}
    )


@pytest.fixture(scope="session")
def outside_site() -> Site:
    """A site without access to anything: only its own probe."""
    return load_site(EXAMPLES / "lpse_tanpa_akses.yaml")


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


def prospect(name: str, state: str, days: tuple[int, int, int] | None = None, **others: Any) -> dict[str, Any]:
    earliest, expected, latest = days or (None, None, None)
    return {
        "name": name, "subject": "", "source": "database", "value": 40.0, "limit": 100.0, "state": state,
        "days_observed": 28, "per_day": 1.5, "earliest": earliest, "expected": expected, "latest": latest,
    } | others  # fmt: skip


PROSPECTS = [
    prospect("connection_usage_pct", "reaches", (30, 40, 55)),
    prospect("database_size_bytes", "grows", subject="=HYPERLINK(1)", limit=None, value=5e9),
]


@pytest.fixture(scope="session")
def week(site: Site, day: Day, warehouse: Warehouse) -> Rows:
    """A usual day after a usual week: 300 kinds of error, 1,000 queries, all sources whole, a few deviations."""
    fill_week(warehouse, site, day)
    analyse(warehouse, site, day)
    return answers(warehouse, site, day) | {
        "deviations": deviation_rows(day),
        "rule_titles": [{"rule_id": "R31", "title": "Perangkat keras …"}],
        "comparisons": comparison_rows(day),
        "comparison_notes": [{"note": "Log aplikasi tidak terbaca."}],
        "prospects": PROSPECTS,
    }


@pytest.fixture(scope="session")
def whole_week(whole_site: Site, day: Day, warehouse: Warehouse) -> Rows:
    """The same with an application, a web server, a monitoring system and probes."""
    fill_week(warehouse, whole_site, day)
    for back in range(7, -1, -1):
        when, dice, size = day.shift(-back), random.Random(back), 1.0 if back else 1.3
        for source, reading in (
            ("application_log", surroundings.application_reading(when, dice, size)),
            ("web_log", surroundings.web_reading(when, dice, size)),
            ("spse_status", surroundings.status_reading(when, dice, size)),
            ("zabbix", surroundings.monitoring_reading(when, dice, back)),
            ("probe", surroundings.probe_reading(when, back)),
        ):
            warehouse.store_reading(whole_site.key, when, source, reading)
    return answers(warehouse, whole_site, day)


@pytest.fixture(scope="session")
def outside_week(outside_site: Site, day: Day, warehouse: Warehouse) -> Rows:
    """What an office without access can know."""
    from tests.reports.made_up_week import check

    for back in range(7, -1, -1):
        when = day.shift(-back)
        warehouse.store_reading(outside_site.key, when, "probe", surroundings.probe_reading(when, back))
        warehouse.add_check(outside_site.key, when, check(when, "probe", 0, False))
    return answers(warehouse, outside_site, day)
