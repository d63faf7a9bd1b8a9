"""Trends over a real warehouse: gaps are gaps, partial is said, and sentences say what the figures say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest

from spse_monev.connections import EnvironmentConnections
from spse_monev.demo.postgres import Server
from spse_monev.facts import Coverage, CoverageState, ErrorCount, Histogram, QueryTiming, Reading
from spse_monev.migrations import migrate
from spse_monev.period import Day
from spse_monev.pipeline.pages.calendar import Unit
from spse_monev.pipeline.pages.trends import Grain, Trend, Trends, read_trends, written
from spse_monev.settings import PROJECT, Site, read_sites
from spse_monev.warehouse import Warehouse

NOW = datetime(2026, 11, 24, 16, 59, tzinfo=UTC)  # one minute before the end of the 24th in Jakarta
OK, PARTIAL, MISSING = CoverageState.OK, CoverageState.PARTIAL, CoverageState.MISSING


@pytest.fixture
def site(server: Server, database: str, monkeypatch: pytest.MonkeyPatch) -> Site:
    migrate(server.uri(database))
    monkeypatch.setenv("AIRFLOW_CONN_SPSE_WAREHOUSE", server.uri(database))
    return read_sites(PROJECT / "include" / "sites")[0]["lpse_contoh"]


@pytest.fixture
def warehouse(server: Server, database: str, site: Site) -> Iterator[Warehouse]:
    with psycopg.connect(server.uri(database)) as connection:
        yield Warehouse(connection)


def store(site: Site, warehouse: Warehouse, day: date, errors: int = 0, state: CoverageState = OK) -> None:
    """A day of the database's log, with one query of 20 ms that is called ten times."""
    at = Day(day, site.zone)
    found = ErrorCount("e", "ERROR", None, "galat", errors, at.start, at.start, (0,) * 24, {}, {}, sample="galat")
    query = QueryTiming("q", "SELECT 1", (), 10, 200, 20, Histogram.of([20] * 10))
    coverage = Coverage(state, reasons=() if state is OK else ("rusak",))
    reading = Reading(coverage, errors=(found,) if errors else (), queries=(query,))
    warehouse.store_reading(site.key, at, "database_log", Reading(coverage) if state is MISSING else reading)


def read(site: Site, months: int = 12) -> Trends:
    return read_trends(site, months, EnvironmentConnections(), NOW)


def trend(trends: Trends, key: str) -> Trend:
    return next(each for each in trends.trends if each.key == key)


def whole_month(site: Site, warehouse: Warehouse, first: date, errors: int) -> None:
    day = first
    while day.month == first.month:
        store(site, warehouse, day, errors)
        day += timedelta(days=1)


def test_without_a_record_there_is_nothing_to_draw(site: Site) -> None:
    found = read(site)
    assert (found.trends, found.begins) == ((), None)


def test_short_record_is_shown_by_days_and_begins_with_it(site: Site, warehouse: Warehouse) -> None:
    store(site, warehouse, date(2026, 11, 20), 2)
    store(site, warehouse, date(2026, 11, 21), state=MISSING)
    store(site, warehouse, date(2026, 11, 22), 5, PARTIAL)
    store(site, warehouse, date(2026, 11, 23))
    found = read(site)
    errors = trend(found, "galat-basis-data")
    assert (found.since, found.begins, found.last) == (date(2026, 11, 20), date(2026, 11, 20), date(2026, 11, 23))
    assert errors.grain is Grain.DAY
    assert [(slot.gap, slot.remark) for slot in errors.slots] == [
        ("", ""), ("tidak terbaca", ""), ("", "sebagian"), ("", ""),
    ]  # fmt: skip
    # Read and nothing found is zero, not read is no figure.
    assert errors.lines[0].values == (2, None, 5, 0)
    assert errors.sentence == "Rata-rata 2,3 per hari; tertinggi 5 pada 22 November 2026; 3 dari 4 hari terbaca."


def test_long_record_is_shown_by_months_and_compared(site: Site, warehouse: Warehouse) -> None:
    store(site, warehouse, date(2026, 6, 1))
    whole_month(site, warehouse, date(2026, 9, 1), 1)
    whole_month(site, warehouse, date(2026, 10, 1), 2)
    found = read(site)
    errors = trend(found, "galat-basis-data")
    assert errors.grain is Grain.MONTH
    assert [slot.first.month for slot in errors.slots] == [6, 7, 8, 9, 10, 11]
    assert [slot.gap for slot in errors.slots] == ["", "tidak terbaca", "tidak terbaca", "", "", "tidak terbaca"]
    assert errors.slots[0].remark == "1 dari 30 hari terbaca"
    assert errors.lines[0].values == (0, None, None, 30, 62, None)
    assert errors.sentence == "Galat basis data naik dari 30 (September 2026) ke 62 (Oktober 2026)."
    assert trend(found, "waktu-query").sentence.endswith(
        "Log server basis data: rata-rata tetap 20 ms (September 2026 dan Oktober 2026)."
    )


def test_months_of_unequal_reading_compare_by_read_days(site: Site, warehouse: Warehouse) -> None:
    store(site, warehouse, date(2026, 6, 1))
    whole_month(site, warehouse, date(2026, 10, 1), 2)
    store(site, warehouse, date(2026, 11, 1), 3)
    store(site, warehouse, date(2026, 11, 23), 3, PARTIAL)
    errors = trend(read(site), "galat-basis-data")
    assert errors.sentence == (
        "Galat basis data per hari yang terbaca naik dari 2 (Oktober 2026) ke 3 (November 2026)."
    )
    assert errors.slots[-1].remark == "1 sampai 23 November 2026; 2 dari 23 hari terbaca; 1 hari sebagian"


def test_what_retention_took_is_told(site: Site, warehouse: Warehouse, server: Server, database: str) -> None:
    store(site, warehouse, date(2026, 11, 22), 5)
    store(site, warehouse, date(2026, 11, 23), 5)
    with psycopg.connect(server.uri(database)) as connection:
        connection.execute("DELETE FROM monev.error_daily WHERE day = '2026-11-22'")
        connection.execute("UPDATE monev.coverage SET details_deleted_at = now() WHERE day = '2026-11-22'")
    assert [slot.gap for slot in trend(read(site), "galat-basis-data").slots] == [
        "rincian dihapus sesuai masa simpan", "",
    ]  # fmt: skip


def test_what_the_site_has_no_source_for_is_said(site: Site, warehouse: Warehouse) -> None:
    store(site, warehouse, date(2026, 11, 22))
    found = read(site)
    assert found.absent == ("log aplikasi", "log server web", "data ketersediaan")
    assert "ketersediaan" not in {each.key for each in found.trends}
    assert {slot.gap for slot in trend(found, "keluhan").slots} == {"belum direkap"}


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        (Unit.PERCENT, 99.999, "99,99%"), (Unit.PERCENT, 100, "100%"), (Unit.PERCENT, 99.2, "99,2%"),
        (Unit.MILLISECONDS, 1300, "1,3 dtk"), (Unit.COUNT, 1234, "1.234"),
    ],
)  # fmt: skip
def test_values_are_written_as_an_office_reads_them(unit: Unit, value: float, text: str) -> None:
    assert written(unit, value) == text
