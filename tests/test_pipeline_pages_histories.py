"""Histories over a real warehouse: every day of the record has its place, and what was not read has no figure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import psycopg
import pytest

from spse_monev.connections import EnvironmentConnections
from spse_monev.demo.postgres import Server
from spse_monev.facts import Coverage, CoverageState, ErrorCount, Histogram, QueryTiming, Reading
from spse_monev.migrations import migrate
from spse_monev.period import Day
from spse_monev.pipeline.pages.histories import NoHistoryError, read_error_history, read_query_history
from spse_monev.settings import PROJECT, Site, read_sites
from spse_monev.warehouse import Warehouse

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


def store(
    site: Site, warehouse: Warehouse, text: str, count: int = 0, state: CoverageState = OK, with_times: bool = True
) -> None:
    """A day of the database's log: `count` errors at nine, and as many calls of `count` ms each."""
    day = Day.parse(text, site.zone)
    hours = tuple(count if hour == 9 else 0 for hour in range(24))
    error = ErrorCount(
        "e", "ERROR", "23505", f"galat {text}", count, day.start, day.start, hours, sample=f"contoh {text}"
    )
    histogram = Histogram.of([count] * count) if with_times else None
    query = QueryTiming("q", "SELECT 1", (), max(count, 1), float(count * count), count, histogram)
    coverage = Coverage(state, reasons=() if state is OK else ("rusak",))
    reading = Reading(coverage, errors=(error,), queries=(query,)) if count else Reading(coverage)
    warehouse.store_reading(site.key, day, "database_log", reading)


@pytest.fixture
def record(site: Site, warehouse: Warehouse) -> None:
    store(site, warehouse, "2026-10-30", 4)
    store(site, warehouse, "2026-10-31")
    store(site, warehouse, "2026-11-01", state=MISSING)
    # There is no record at all of the second.
    store(site, warehouse, "2026-11-03", 10, PARTIAL)


@pytest.mark.usefixtures("record")
def test_error_has_a_place_for_every_day(site: Site) -> None:
    history = read_error_history(site, "database_log", "e", EnvironmentConnections())
    assert history.counts == (4, 0, None, None, 10)
    assert [slot.gap for slot in history.slots] == ["", "", "tidak terbaca", "tidak terbaca", ""]
    assert history.slots[-1].remark == "sebagian"
    assert (history.count, history.days_seen, history.read_days) == (14, 2, 3)
    assert (history.first_seen, history.last_seen) == (date(2026, 10, 30), date(2026, 11, 3))
    # What is shown of a kind is what its last day had.
    assert (history.message, history.sample) == ("galat 2026-11-03", "contoh 2026-11-03")
    assert history.sentence == "Muncul pada 2 dari 3 hari yang terbaca; terbanyak 10 kali, 3 November 2026."
    assert history.hour_sentence == "Paling sering antara pukul 09.00 dan 09.59: 100% dari semuanya."
    assert [(str(each.month), each.count, each.days_seen, each.read_days, each.days) for each in history.months] == [
        ("2026-11", 10, 1, 1, 3), ("2026-10", 4, 1, 2, 2),
    ]  # fmt: skip


@pytest.mark.usefixtures("record")
def test_query_has_times_only_where_it_was_called(site: Site) -> None:
    history = read_query_history(site, "database_log", "q", EnvironmentConnections())
    assert history.day_calls == (4, 0, None, None, 10)
    assert history.mean_ms == (4, None, None, None, 10)
    assert history.has_percentiles
    november, october = history.months
    assert (november.calls, november.mean_ms, november.max_ms) == (10, 10, 10)
    assert november.p95_ms == pytest.approx(10, rel=0.02)
    assert (october.calls, october.mean_ms, october.read_days) == (4, 4, 2)


def test_month_with_a_day_without_histogram_has_no_percentile(site: Site, warehouse: Warehouse) -> None:
    store(site, warehouse, "2026-11-01", 5)
    store(site, warehouse, "2026-11-02", 5, with_times=False)
    (month,) = read_query_history(site, "database_log", "q", EnvironmentConnections()).months
    assert (month.p95_ms, month.mean_ms) == (None, 5)


@pytest.mark.usefixtures("record")
def test_deleted_days_are_told_apart(site: Site, server: Server, database: str) -> None:
    with psycopg.connect(server.uri(database)) as connection:
        connection.execute("DELETE FROM monev.error_daily WHERE day = '2026-10-30'")
        connection.execute("UPDATE monev.coverage SET details_deleted_at = now() WHERE day = '2026-10-30'")
    history = read_error_history(site, "database_log", "e", EnvironmentConnections())
    assert history.slots[0].gap == "rincian dihapus sesuai masa simpan"
    assert history.counts == (None, 0, None, None, 10)


@pytest.mark.usefixtures("record")
@pytest.mark.parametrize(("source", "fingerprint"), [("database_log", "x"), ("lain", "e"), ("a\0", "e"), ("", "")])
def test_what_never_happened_has_no_history(site: Site, source: str, fingerprint: str) -> None:
    for read in (read_error_history, read_query_history):
        with pytest.raises(NoHistoryError):
            read(site, source, fingerprint, EnvironmentConnections())
