"""The calendar over a real warehouse: how days stand, by the very rule that closes them, and what is shown of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from spse_monev.connections import EnvironmentConnections
from spse_monev.demo.postgres import Server
from spse_monev.facts import (
    CheckState,
    Coverage,
    CoverageState,
    ErrorCount,
    Reading,
    SourceCheck,
)
from spse_monev.figures import brief_duration
from spse_monev.migrations import migrate
from spse_monev.period import Day, Month
from spse_monev.pipeline import judge_day
from spse_monev.pipeline.pages.calendar import KEY_FIGURES, Calendar, CalendarDay, Standing, read_calendar
from spse_monev.settings import PROJECT, Site, read_sites
from spse_monev.warehouse import Warehouse

NOW = datetime(2026, 11, 24, 16, 59, tzinfo=UTC)  # one minute before the end of the 24th in Jakarta
OK, PARTIAL, MISSING = CoverageState.OK, CoverageState.PARTIAL, CoverageState.MISSING


@pytest.fixture
def site(server: Server, database: str, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The example site: a database and its log, both collected, and monitoring that is only checked."""
    migrate(server.uri(database))
    monkeypatch.setenv("AIRFLOW_CONN_SPSE_WAREHOUSE", server.uri(database))
    return read_sites(PROJECT / "include" / "sites")[0]["lpse_contoh"]


@pytest.fixture
def warehouse(server: Server, database: str, site: Site) -> Iterator[Warehouse]:
    with psycopg.connect(server.uri(database)) as connection:
        yield Warehouse(connection)


def store(
    site: Site, warehouse: Warehouse, date: str, database: CoverageState | None = OK, log: CoverageState | None = OK,
    monitoring: CheckState | None = CheckState.OK, errors: int = 0,
) -> Day:  # fmt: skip
    day = Day.parse(date, site.zone)
    found = tuple(
        ErrorCount(f"e{n}", "ERROR", None, "galat", 2, day.start, day.start, (0,) * 24, {}, {}, sample="galat")
        for n in range(errors)
    )
    for name, state in (("database", database), ("database_log", log)):
        if state is not None:
            coverage = Coverage(state, reasons=() if state is OK else ("rusak",))
            facts = found if name == "database_log" and state is not MISSING else ()
            warehouse.store_reading(site.key, day, name, Reading(coverage, errors=facts))
    if monitoring is not None:
        check = SourceCheck(
            source="monitoring", kind="http", state=monitoring, checked_at=day.end, latency_ms=1.0, evidence="502"
        )
        warehouse.add_check(site.key, day, check)
    return day


def shown(site: Site, month: str | None = "2026-11", now: datetime = NOW) -> Calendar:
    return read_calendar(site, Month.parse(month, site.zone) if month else None, EnvironmentConnections(), now)


def days_of(calendar: Calendar) -> dict[int, CalendarDay]:
    return {each.day.date.day: each for week in calendar.weeks for each in week if each}


def test_each_day_stands_as_the_run_that_closed_it_said(site: Site, warehouse: Warehouse) -> None:
    cases = {
        "2026-11-01": (OK, OK, CheckState.OK),
        "2026-11-02": (OK, PARTIAL, CheckState.OK),
        "2026-11-03": (OK, MISSING, CheckState.OK),
        "2026-11-04": (OK, None, CheckState.OK),
        "2026-11-05": (OK, OK, CheckState.DOWN),
        "2026-11-06": (OK, OK, None),
        "2026-11-07": (None, None, CheckState.OK),
        "2026-11-08": (PARTIAL, PARTIAL, CheckState.STALE),
    }
    optional = site.model_copy(
        update={"sources": {name: each.model_copy(update={"required": False}) for name, each in site.sources.items()}}
    )
    words = {True: {True: Standing.COMPLETE, False: Standing.PARTIAL}, False: {False: Standing.FAILED}}
    for date, states in cases.items():
        day = store(site, warehouse, date, *states)
        for each in (site, optional):
            closed = judge_day(each, warehouse.coverages(site.key, day), warehouse.last_checks(site.key, day))
            expected = words[not closed.missing][closed.is_complete]
            assert days_of(shown(each))[day.date.day].standing is expected, (date, each is site)


def test_what_is_not_stored_is_not_read_or_still_to_come(site: Site, warehouse: Warehouse) -> None:
    store(site, warehouse, "2026-11-01")
    found = days_of(shown(site))
    assert (found[23].standing, found[24].standing, found[25].standing) == (
        Standing.MISSING, Standing.COMING, Standing.COMING,
    )  # fmt: skip
    assert not any(found[day].figures or found[day].gaps for day in (23, 24))
    # A minute later the 24th is over in the site's zone, and nobody has read it.
    assert days_of(shown(site, now=datetime(2026, 11, 24, 17, 0, tzinfo=UTC)))[24].standing is Standing.MISSING
    # A day that a run has begun before its end shows what there is.
    store(site, warehouse, "2026-11-24", log=PARTIAL)
    assert days_of(shown(site))[24].standing is Standing.PARTIAL
    assert shown(site).counts == {
        Standing.COMPLETE: 1, Standing.PARTIAL: 1, Standing.FAILED: 0, Standing.MISSING: 22, Standing.COMING: 6,
    }  # fmt: skip


def test_nothing_found_and_not_read_are_told_apart(site: Site, warehouse: Warehouse) -> None:
    store(site, warehouse, "2026-11-01", errors=3)
    store(site, warehouse, "2026-11-02")
    store(site, warehouse, "2026-11-03", log=MISSING)
    store(site, warehouse, "2026-11-04", log=PARTIAL, errors=1)
    found = days_of(shown(site))
    # The example site has a database log and no other source of a key figure.
    assert [each.what.label for each in found[1].figures] == ["Galat basis data", "Kegagalan basis data", "Query p95"]
    assert [(found[day].figures[0].value, found[day].figures[0].state) for day in (1, 2, 3, 4)] == [
        (6, OK), (0, OK), (None, MISSING), (2, PARTIAL),
    ]  # fmt: skip
    # Nothing was timed: no time, but read.
    assert (found[2].figures[2].value, found[2].figures[2].state) == (None, OK)
    assert [found[day].gaps for day in (2, 3, 4)] == [
        (), ("tidak terbaca: Log server basis data",), ("sebagian: Log server basis data",),
    ]  # fmt: skip
    store(site, warehouse, "2026-11-06", database=MISSING, log=MISSING)
    assert days_of(shown(site))[6].gaps == ("tidak terbaca: Basis data SPSE, Log server basis data",)
    store(site, warehouse, "2026-11-05", monitoring=CheckState.DOWN)
    assert days_of(shown(site))[5].gaps == ("tidak aktif: Sistem pemantauan aplikasi",)


def test_details_that_went_with_retention_are_no_failure(site: Site, warehouse: Warehouse) -> None:
    store(site, warehouse, "2026-01-05", errors=3)
    warehouse.apply_retention(site.key, NOW.date(), site.retention.model_copy(update={"detail_days": 30}))
    day = days_of(shown(site, "2026-01"))[5]
    assert (day.standing, day.gaps) == (Standing.PARTIAL, ("rincian telah dihapus sesuai masa simpan",))
    assert [(each.value, each.is_deleted) for each in day.figures] == [(None, True)] * 3


def test_counts_of_several_sources_add_up_and_a_missing_one_makes_them_partial(
    site: Site, warehouse: Warehouse
) -> None:
    second = site.sources["database_log"].model_copy(update={"label": "Log kedua", "required": False})
    two = site.model_copy(update={"sources": {**site.sources, "second_log": second}})
    day = store(site, warehouse, "2026-11-01", errors=3)
    figure = days_of(shown(two))[1].figures[0]
    assert (figure.value, figure.state) == (6, PARTIAL)
    errors = (ErrorCount("x", "ERROR", None, "galat", 5, day.start, day.start, (0,) * 24, {}, {}, sample="galat"),)
    warehouse.store_reading(site.key, day, "second_log", Reading(Coverage(OK), errors=errors))
    figure = days_of(shown(two))[1].figures[0]
    assert (figure.value, figure.state) == (11, OK)
    # What is left of a source that is no longer configured is not shown, nor counts it as a record.
    assert days_of(shown(site))[1].figures[0].value == 6


def test_which_month_is_shown_and_where_it_leads(site: Site, warehouse: Warehouse) -> None:
    calendar = shown(site, None)
    assert (str(calendar.month), calendar.months, calendar.next) == ("2026-11", (), None)
    # The first of December in Jakarta is still November in London.
    assert str(shown(site, None, datetime(2026, 11, 30, 17, 0, tzinfo=UTC)).month) == "2026-12"
    store(site, warehouse, "2026-08-31")
    store(site, warehouse, "2026-06-01", database=None, log=None)
    calendar = shown(site, None)
    assert [str(each) for each in (calendar.month, calendar.previous, calendar.next, *calendar.months)] == [
        "2026-08", "2026-07", "2026-09", "2026-08", "2026-06",
    ]  # fmt: skip


def test_weeks_run_from_monday_to_sunday(site: Site) -> None:
    for month, first, weeks in (("2026-11", 6, 6), ("2026-02", 6, 5), ("2027-02", 0, 4), ("2024-02", 3, 5)):
        calendar = shown(site, month)
        assert len(calendar.weeks) == weeks
        assert all(len(week) == 7 for week in calendar.weeks)
        assert [bool(each) for each in calendar.weeks[0]].index(True) == first
        assert list(days_of(calendar)) == list(range(1, len(calendar.month.days) + 1))
        assert all(
            each.day.date.weekday() == column for week in calendar.weeks for column, each in enumerate(week) if each
        )


def test_figures_are_as_short_as_a_cell() -> None:
    shown_as = {what.column: what.shown for what in KEY_FIGURES}
    assert shown_as["error_count"](1234567) == "1.234.567"
    assert shown_as["availability_worst_pct"](99.999) == "99,99%"
    assert shown_as["availability_worst_pct"](100.0) == "100,00%"
    assert [brief_duration(each) for each in (0.44, 99.96, 218.4, 999.6, 1300, 59_999.9, 150_000)] == [
        "0,4 ms", "100 ms", "218 ms", "1 dtk", "1,3 dtk", "1 mnt", "2,5 mnt",
    ]  # fmt: skip
