"""October of a made-up LPSE in a real warehouse, after ten days of September: what the month's evaluation rests on.

Whole but for these gaps: the log of the database was not read on the 12th and 13th, the statistics only in part on the
5th, and one of the two sources of complaints not at all.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

import psycopg
import pytest

from spse_monev.demo.postgres import Server
from spse_monev.facts import Coverage, CoverageState, Reading
from spse_monev.migrations import migrate
from spse_monev.period import Day, Month
from spse_monev.settings import Site
from spse_monev.warehouse import Warehouse
from tests.reports import made_up_surroundings as surroundings
from tests.reports.complaints.made_up_month import HELPDESK, OCTOBER, fill, usual
from tests.reports.made_up_week import analyse, check, log_reading, snapshot, statistics_reading

UNREAD_DAYS = (12, 13)
PARTIAL_DAY = 5
HISTORY_DAYS = 10


@dataclass(frozen=True)
class MadeUpMonth:
    """A filled warehouse, and whose month is in it."""

    warehouse: Warehouse
    site: Site
    month: Month


@pytest.fixture(scope="session")
def evaluated_site(whole_site: Site) -> Site:
    """A site with a source of every kind and two sources of complaints."""
    return whole_site.model_copy(update={"helpdesk": HELPDESK})


@pytest.fixture(scope="session")
def october(server: Server, evaluated_site: Site) -> Iterator[MadeUpMonth]:
    server.execute("CREATE DATABASE evaluation")
    migrate(server.uri("evaluation"))
    with psycopg.connect(server.uri("evaluation")) as connection:
        warehouse = Warehouse(connection)
        for number in range(-HISTORY_DAYS, 31):
            fill_day(warehouse, evaluated_site, OCTOBER.days[0].shift(number))
        fill(warehouse, evaluated_site, list(usual(62)), is_complete=False)
        analyse(warehouse, evaluated_site, OCTOBER)
        yield MadeUpMonth(warehouse, evaluated_site, OCTOBER)
    server.execute("DROP DATABASE evaluation WITH (FORCE)")


def fill_day(warehouse: Warehouse, site: Site, day: Day) -> None:
    """Store one day of every source; errors grow through the month, and Sundays are quiet."""
    back = (OCTOBER.days[-1].date - day.date).days
    dice, is_october = random.Random(back), day.date >= OCTOBER.first
    size = (1.5 - back / 62) * (0.3 if day.date.weekday() == 6 else 1.0)
    log = log_reading(day, dice, size, kinds=40, queries=60)
    if is_october and day.date.day in UNREAD_DAYS:
        log = Reading(Coverage(CoverageState.MISSING, reasons=("berkas log hari ini tidak ada",)))
    statistics = statistics_reading(day, dice, back % 10, size, queries=60)
    if is_october and day.date.day == PARTIAL_DAY:
        partly = replace(
            statistics.coverage, state=CoverageState.PARTIAL, reasons=("statistik diatur ulang pada siang hari",)
        )
        statistics = replace(statistics, coverage=partly)
    warehouse.store_snapshot(site.key, day, "database", snapshot(day, changed=back == 9))
    for source, reading in (
        ("database_log", log),
        ("database", statistics),
        ("application_log", surroundings.application_reading(day, dice, size)),
        ("web_log", surroundings.web_reading(day, dice, size, routes=20)),
        ("spse_status", surroundings.status_reading(day, dice, size)),
        ("zabbix", surroundings.monitoring_reading(day, dice, back % 7)),
        ("probe", surroundings.probe_reading(day, back % 5)),
    ):
        warehouse.store_reading(site.key, day, source, reading)
    for name in site.sources:
        warehouse.add_check(site.key, day, check(day, name, 0, bad=name == "monitoring" and back == 20))
