"""The calendar of a month: how each day stands, by the rule that closes days, and what was counted on it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from spse_monev.completeness import DayState, month_days
from spse_monev.connections import Connections
from spse_monev.facts import CoverageState
from spse_monev.figures import brief_duration
from spse_monev.period import Day, Month
from spse_monev.pipeline.session import open_warehouse
from spse_monev.reports.kinds import APPLICATION_LOG, DATABASE_LOG, WATCHING, WEB_LOG
from spse_monev.reports.words import number
from spse_monev.settings import Site

Row = Mapping[str, Any]


class Standing(StrEnum):
    """How a day stands as a whole; the value is the word an office reads."""

    COMPLETE = "lengkap"
    PARTIAL = "sebagian"
    FAILED = "gagal"  # a required source is missing
    MISSING = "tidak dibaca"  # there is no record of any source
    COMING = "belum tiba"


class Unit(StrEnum):
    """What a figure is measured in."""

    COUNT = "count"
    MILLISECONDS = "ms"
    PERCENT = "pct"


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure of a day: what it is called, and how the values of several sources become one."""

    label: str
    kinds: tuple[str, ...]  # of the sources that count it
    column: str  # of `calendar_figures`
    unit: Unit
    together: Callable[[Iterable[float]], float]  # the sum of counts, of the others the worst

    def shown(self, value: float) -> str:
        """A value of it, as short as a cell of the calendar."""
        match self.unit:
            case Unit.MILLISECONDS:
                return brief_duration(value)
            case Unit.PERCENT:
                # Cut off, not rounded: what was down for a moment was not up for 100 per cent.
                return f"{number(math.floor(value * 100) / 100, 2)}%"
            case Unit.COUNT:
                return number(value)


KEY_FIGURES = (
    KeyFigure("Galat basis data", (DATABASE_LOG,), "error_count", Unit.COUNT, sum),
    KeyFigure("Kegagalan basis data", (DATABASE_LOG,), "failure_count", Unit.COUNT, sum),
    KeyFigure("Galat aplikasi", (APPLICATION_LOG,), "error_count", Unit.COUNT, sum),
    KeyFigure("Query p95", (DATABASE_LOG,), "query_p95_ms", Unit.MILLISECONDS, max),
    KeyFigure("Halaman p95", (WEB_LOG,), "page_p95_ms", Unit.MILLISECONDS, max),
    KeyFigure("Ketersediaan", WATCHING, "availability_worst_pct", Unit.PERCENT, min),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure of one day; `value` is None where it was not read, or where there was nothing to measure."""

    what: KeyFigure
    value: float | None
    state: CoverageState  # of the sources that count it together
    is_deleted: bool  # it was read once, and went with retention


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day with a record has figures, one for each kind that the site has sources for."""

    day: Day
    standing: Standing
    gaps: tuple[str, ...]  # in Bahasa Indonesia, which sources are not whole; the day's page says why
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """A month, Monday to Sunday a week; None stands for days of the months beside it."""

    month: Month
    weeks: tuple[tuple[CalendarDay | None, ...], ...]
    counts: Mapping[Standing, int]  # days of the month by how they stand, none left out
    months: tuple[Month, ...]  # those with any record, newest first
    next: Month | None  # None from the current month on

    @property
    def previous(self) -> Month:
        """The month before."""
        return self.month.shift(-1)


def read_calendar(site: Site, month: Month | None, connections: Connections, now: datetime) -> Calendar:
    """The calendar of a month; without one, of the newest that has a record, or else of the current one."""
    current = Month(now.astimezone(site.zone).date().replace(day=1), site.zone)
    with open_warehouse(site, connections) as warehouse:
        months = tuple(
            Month(row["month"], site.zone) for row in warehouse.pages.rows("calendar_months", site.key, site.zone)
        )
        month = month or next(iter(months), current)
        coverages = warehouse.report_rows("month_coverage", site.key, month)
        checks = warehouse.report_rows("month_checks", site.key, month)
        figures = warehouse.pages.rows("calendar_figures", site.key, site.zone, month=month.first)
    recorded = {row["day"] for row in (*coverages, *checks) if row["source"] in site.sources}
    states = month_days(site, month, coverages, checks)
    counted = {(row["source"], row["day"]): row for row in figures}
    days = [
        _calendar_day(site, day, {name: states[name][index] for name in states}, counted, day.date in recorded, now)
        for index, day in enumerate(month.days)
    ]
    found = Counter(each.standing for each in days)
    return Calendar(
        month,
        _weeks(days),
        {standing: found[standing] for standing in Standing},
        months,
        month.shift(1) if month < current else None,
    )


def _calendar_day(
    site: Site, day: Day, states: Mapping[str, DayState], counted: Mapping[tuple[str, Any], Row], is_recorded: bool,
    now: datetime,
) -> CalendarDay:  # fmt: skip
    if not is_recorded:
        return CalendarDay(day, Standing.COMING if now < day.end else Standing.MISSING, (), ())
    return CalendarDay(
        day, standing_of(site, states), tuple(_gaps(site, states)), tuple(_figures(site, states, counted))
    )


def standing_of(site: Site, states: Mapping[str, DayState]) -> Standing:
    """As `judge_day` closes a day. One whose details retention took had been read: it is no failure."""
    if all(state.state is CoverageState.OK for state in states.values()):
        return Standing.COMPLETE
    failed = any(
        site.sources[name].required and not state.is_read and not state.is_deleted for name, state in states.items()
    )
    return Standing.FAILED if failed else Standing.PARTIAL


def _gaps(site: Site, states: Mapping[str, DayState]) -> Iterable[str]:
    if any(state.is_deleted for state in states.values()):
        yield "rincian telah dihapus sesuai masa simpan"
    lacking: dict[str, list[str]] = {}
    for name, state in states.items():
        source = site.sources[name]
        if state.state is CoverageState.PARTIAL:
            lacking.setdefault("sebagian", []).append(source.label)
        elif not state.is_read and not state.is_deleted:
            lacking.setdefault("tidak terbaca" if source.collected else "tidak aktif", []).append(source.label)
    for word, labels in lacking.items():
        yield f"{word}: {', '.join(labels)}"


def _figures(site: Site, states: Mapping[str, DayState], counted: Mapping[tuple[str, Any], Row]) -> Iterable[Figure]:
    for what in KEY_FIGURES:
        of_kind = [state for name, state in states.items() if site.sources[name].kind in what.kinds]
        if not of_kind:
            continue
        rows = [
            counted[name, state.day.date]
            for name, state in states.items()
            if site.sources[name].kind in what.kinds and state.is_read
        ]
        values = [row[what.column] for row in rows if row[what.column] is not None]
        found = {state.state for state in of_kind}
        # Some of several sources read is a part of the figure.
        together = found.pop() if len(found) == 1 else CoverageState.PARTIAL
        yield Figure(
            what, what.together(values) if values else None, together, all(state.is_deleted for state in of_kind)
        )


def _weeks(days: list[CalendarDay]) -> tuple[tuple[CalendarDay | None, ...], ...]:
    cells: list[CalendarDay | None] = [None] * days[0].day.date.weekday() + list(days)
    cells += [None] * (-len(cells) % 7)
    return tuple(tuple(cells[start : start + 7]) for start in range(0, len(cells), 7))
