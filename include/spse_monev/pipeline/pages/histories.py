"""The history of one kind of error and of one query, over all stored days of its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from spse_monev.connections import Connections
from spse_monev.facts import HOURS, Histogram
from spse_monev.figures import brief_duration, shown
from spse_monev.period import Month
from spse_monev.pipeline.pages.search import source_label
from spse_monev.pipeline.pages.trends import DELETED, UNREAD, Slot
from spse_monev.pipeline.session import open_warehouse
from spse_monev.settings import Site

Row = Mapping[str, Any]


class NoHistoryError(LookupError):
    """There is no stored day on which it happened."""


@dataclass(frozen=True, slots=True)
class ErrorMonth:
    """A kind of error in a month, of the days that were read."""

    month: Month
    read_days: int
    days: int  # of it within the record
    days_seen: int
    count: int


@dataclass(frozen=True, slots=True)
class ErrorHistory:
    """A kind of error: as it was on its last day, and how often it appeared on each day of the record."""

    source_label: str
    severity: str
    code: str
    message: str
    place: str
    sample: str  # masked when it was read
    sample_statement: str
    last_seen: date
    first_seen: date
    count: int
    days_seen: int
    read_days: int
    sentence: str
    slots: tuple[Slot, ...]
    counts: tuple[int | None, ...]  # by slot; None where the day was not read
    months: tuple[ErrorMonth, ...]  # newest first
    per_hour: tuple[int, ...]  # of all days
    hour_sentence: str


@dataclass(frozen=True, slots=True)
class QueryMonth:
    """A query in a month, of the days that were read; times are None without a call or where the source has none."""

    month: Month
    read_days: int
    days: int
    calls: int
    total_ms: float
    mean_ms: float | None
    p95_ms: float | None
    max_ms: float | None


@dataclass(frozen=True, slots=True)
class QueryHistory:
    """A query: its text as on its last day, and its calls and times on each day of the record."""

    source_label: str
    text: str
    last_seen: date
    first_seen: date
    calls: int
    total_ms: float
    days_seen: int
    read_days: int
    sentence: str
    time_sentence: str
    slots: tuple[Slot, ...]
    day_calls: tuple[int | None, ...]  # None where the day was not read
    mean_ms: tuple[float | None, ...]  # None also without a call
    p95_ms: tuple[float | None, ...]
    months: tuple[QueryMonth, ...]  # newest first

    @property
    def has_percentiles(self) -> bool:
        """Whether the source tells more than means."""
        return any(value is not None for value in self.p95_ms)


def read_error_history(site: Site, source: str, fingerprint: str, connections: Connections) -> ErrorHistory:
    """The history of a kind of error; NoHistoryError if there is none."""
    coverage, found, newest = _read(site, source, fingerprint, "error", connections)
    slots = _slots(coverage)
    by_day = {row["day"]: row for row in found}
    counts = tuple(None if slot.gap else by_day[slot.first]["count"] if slot.first in by_day else 0 for slot in slots)
    per_hour = tuple(sum(row["per_hour"][hour] for row in found) for hour in range(HOURS))
    return ErrorHistory(
        source_label=source_label(site, source),
        severity=newest["severity"],
        code=newest["code"] or "",
        message=newest["message"],
        place=newest["place"],
        sample=newest["sample"],
        sample_statement=newest["sample_statement"] or "",
        last_seen=found[-1]["day"],
        first_seen=found[0]["day"],
        count=sum(row["count"] for row in found),
        days_seen=len(found),
        read_days=_read_days(slots),
        sentence=_sentence("Muncul", "kali", slots, counts),
        slots=slots,
        counts=counts,
        months=tuple(
            ErrorMonth(
                month, _read_days(part), len(part), sum(slot.first in by_day for slot in part),
                sum(by_day[slot.first]["count"] for slot in part if slot.first in by_day),
            )
            for month, part in _months(site, slots)
        ),
        per_hour=per_hour,
        hour_sentence=_hours(per_hour),
    )  # fmt: skip


def read_query_history(site: Site, source: str, fingerprint: str, connections: Connections) -> QueryHistory:
    """The history of a query; NoHistoryError if there is none."""
    coverage, found, newest = _read(site, source, fingerprint, "query", connections)
    slots = _slots(coverage)
    by_day = {row["day"]: row for row in found}
    calls = tuple(None if slot.gap else by_day[slot.first]["calls"] if slot.first in by_day else 0 for slot in slots)
    months = []
    for month, part in _months(site, slots):
        rows = [by_day[slot.first] for slot in part if slot.first in by_day]
        total, called = sum(row["total_ms"] for row in rows), sum(row["calls"] for row in rows)
        longest = max((row["max_ms"] for row in rows if row["max_ms"] is not None), default=None)
        months.append(
            QueryMonth(
                month, _read_days(part), len(part), called, total, total / called if called else None,
                _p95(rows, longest), longest,
            )
        )  # fmt: skip
    return QueryHistory(
        source_label=source_label(site, source),
        text=newest["query"],
        last_seen=found[-1]["day"],
        first_seen=found[0]["day"],
        calls=sum(row["calls"] for row in found),
        total_ms=sum(row["total_ms"] for row in found),
        days_seen=len(found),
        read_days=_read_days(slots),
        sentence=_sentence("Dipanggil", "kali", slots, calls),
        time_sentence=_times(found),
        slots=slots,
        day_calls=calls,
        mean_ms=tuple(by_day[slot.first]["mean_ms"] if slot.first in by_day else None for slot in slots),
        p95_ms=tuple(by_day[slot.first]["p95_ms"] if slot.first in by_day else None for slot in slots),
        months=tuple(months),
    )


def _read(
    site: Site, source: str, fingerprint: str, what: str, connections: Connections
) -> tuple[Sequence[Row], Sequence[Row], Row]:
    if "\0" in source + fingerprint:
        # No text of PostgreSQL, so nothing stored can be called so.
        raise NoHistoryError(source)
    binds = {"source": source, "fingerprint": fingerprint}
    with open_warehouse(site, connections) as warehouse:
        pages = warehouse.pages
        newest = pages.rows(f"history_{what}_newest", site.key, site.zone, **binds)
        if not newest:
            raise NoHistoryError(f"{source} {fingerprint}")
        found = pages.rows(f"history_{what}", site.key, site.zone, **binds)
        coverage = pages.rows("history_days", site.key, site.zone, source=source)
    return coverage, found, newest[0]


def _slots(coverage: Sequence[Row]) -> tuple[Slot, ...]:
    """All days from the first to the last of the record; a day without a record in it was not read either."""
    known = {row["day"]: row for row in coverage}
    first, last = coverage[0]["day"], coverage[-1]["day"]
    return tuple(
        _slot(day, known.get(day))
        for day in (first + timedelta(days=index) for index in range((last - first).days + 1))
    )


def _slot(day: date, row: Row | None) -> Slot:
    if row is not None and row["is_deleted"]:
        return Slot(day, 1, 0, gap=DELETED)
    if row is None or row["state"] == "missing":
        return Slot(day, 1, 0, gap=UNREAD)
    return Slot(day, 1, 1, remark="sebagian" if row["state"] == "partial" else "")


def _read_days(slots: Iterable[Slot]) -> int:
    return sum(not slot.gap for slot in slots)


def _months(site: Site, slots: Sequence[Slot]) -> list[tuple[Month, list[Slot]]]:
    grouped = groupby(slots, key=lambda slot: slot.first.replace(day=1))
    return [(Month(first, site.zone), list(part)) for first, part in grouped][::-1]


def _sentence(verb: str, unit: str, slots: Sequence[Slot], values: Sequence[int | None]) -> str:
    known = [(slot, value) for slot, value in zip(slots, values, strict=True) if value is not None]
    if not known:
        return "Tidak ada hari yang terbaca."
    busiest, most = max(known, key=lambda each: each[1])
    seen = sum(value > 0 for _, value in known)
    return (
        f"{verb} pada {shown(seen)} dari {shown(len(known))} hari yang terbaca; terbanyak {shown(most)} {unit}, "
        f"{shown(busiest.first)}."
    )


def _hours(per_hour: Sequence[int]) -> str:
    # Not every source tells the time.
    total = sum(per_hour)
    if not total:
        return "Sumber ini tidak mencatat jam kejadian."
    busiest = max(range(HOURS), key=lambda hour: per_hour[hour])
    share = shown(100 * per_hour[busiest] / total)
    return f"Paling sering antara pukul {busiest:02}.00 dan {busiest:02}.59: {share}% dari semuanya."


def _times(found: Sequence[Row]) -> str:
    slowest = max(found, key=lambda row: row["mean_ms"])
    mean = sum(row["total_ms"] for row in found) / sum(row["calls"] for row in found)
    return (
        f"Rata-rata {brief_duration(mean)} per panggilan; hari paling lambat {shown(slowest['day'])}, "
        f"{brief_duration(slowest['mean_ms'])}."
    )


def _p95(rows: Sequence[Row], longest: float | None) -> float | None:
    """Of a month; None if any of its days has no histogram, since those of some days are not the month's."""
    if not rows or any(row["histogram"] is None for row in rows):
        return None
    together = Histogram()
    for row in rows:
        together.merge(Histogram({int(bucket): count for bucket, count in row["histogram"].items()}))
    found = together.percentile(0.95)
    return found if found is None or longest is None else min(found, longest)
