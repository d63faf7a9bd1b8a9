"""Figures over months: few, each with the sentence that says what one sees, and gaps where nothing was read.

A span of up to three months is shown by days, a longer one by months. It begins no earlier than the site's record.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from spse_monev.connections import Connections
from spse_monev.figures import brief_duration, shown
from spse_monev.labels import class_label
from spse_monev.period import Day, Month
from spse_monev.pipeline.pages.calendar import Unit
from spse_monev.pipeline.session import open_warehouse
from spse_monev.reports.kinds import APPLICATION_LOG, DATABASE_LOG, STATISTICS, WATCHING, WEB_LOG, kind_label
from spse_monev.reports.words import month_name, number
from spse_monev.settings import Site

Row = Mapping[str, Any]

SPANS = (3, 6, 12, 24, 36)  # months
_BY_DAYS = 3  # up to so many months
_COMPONENTS = 4  # lines that can be told apart
UNREAD = "tidak terbaca"
DELETED = "rincian dihapus sesuai masa simpan"
UNTOLD = "belum direkap"
UNCLASSED = "Belum dikelompokkan"


class Grain(StrEnum):
    """What a point of a chart stands for."""

    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Slot:
    """A day or a month of the span, as the sources of one trend were read in it."""

    first: date
    days: int  # of it, that are over
    read_days: float  # of the mean source
    gap: str = ""  # why there are no figures, in Bahasa Indonesia
    remark: str = ""  # what is missing of them

    @property
    def is_whole(self) -> bool:
        """Whether all of it was read."""
        return not self.gap and not self.remark


@dataclass(frozen=True, slots=True)
class Line:
    """One thing over all slots; None where there was nothing to measure, or nobody looked."""

    label: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """A chart: counts add up and are stacked, other units are lines."""

    key: str
    title: str
    sentence: str
    grain: Grain
    unit: Unit
    slots: tuple[Slot, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Trends:
    """The page. `since` is the first day shown, `last` the last; `trends` is empty where there is no record."""

    months: int
    since: date
    last: date
    begins: date | None  # the site's record, if it begins within the span
    trends: tuple[Trend, ...]
    absent: tuple[str, ...]  # kinds of sources that the site does not have, so that there is no chart of them


def written(unit: Unit, value: float) -> str:
    """A value as charts and their tables write it."""
    match unit:
        case Unit.MILLISECONDS:
            return brief_duration(value)
        case Unit.PERCENT:
            # Cut off, not rounded: what was down for a moment was not up for 100 per cent.
            text = number(math.floor(value * 100 + 1e-6) / 100, 2)
            return f"{text.rstrip('0').rstrip(',')}%"
        case Unit.COUNT:
            return shown(value)


def read_trends(site: Site, months: int, connections: Connections, now: datetime) -> Trends:
    """The last `months` months up to yesterday, the current one among them."""
    last = Day.before(now, site.zone).date
    asked = Month(last.replace(day=1), site.zone).shift(1 - months).first
    with open_warehouse(site, connections) as warehouse:
        pages = warehouse.pages
        begins = pages.rows("trend_first_day", site.key, site.zone)[0]["first_day"]
        if begins is None or begins > last:
            return Trends(months, asked, last, begins, (), ())
        since = max(asked, begins)
        span = (last.year - since.year) * 12 + last.month - since.month + 1
        grain = Grain.DAY if span <= _BY_DAYS else Grain.MONTH
        names = ["coverage", "errors", "failures", "queries", "pages", "availability", "complaints"]
        binds = {"grain": grain.value, "since": since, "until": last + timedelta(days=1)}
        rows = {name: pages.rows(f"trend_{name}", site.key, site.zone, **binds) for name in names}
    read = _Read(site, grain, since, last, rows)
    return Trends(months, since, last, begins if begins > asked else None, tuple(read.trends()), tuple(read.absent()))


class _Read:
    """What was read of the span, made into trends."""

    def __init__(self, site: Site, grain: Grain, since: date, last: date, rows: Mapping[str, Sequence[Row]]) -> None:
        self._site, self._grain, self._since, self._last, self._rows = site, grain, since, last, rows
        self._coverage = {(row["source"], row["slot"]): row for row in rows["coverage"]}
        self._firsts = list(_firsts(grain, since, last))

    def trends(self) -> Iterator[Trend]:
        """Each that the site has sources for."""
        if sources := self._sources(DATABASE_LOG):
            yield self._counts(
                "galat-basis-data", "Galat basis data", sources, "errors",
                {"ERROR": "error_count", "FATAL atau PANIC": "fatal_count"},
            )  # fmt: skip
            yield self._counts(
                "kegagalan-basis-data", "Kegagalan transaksi dan proses basis data", sources, "failures",
                {"Kegagalan": "failure_count"},
            )  # fmt: skip
        if sources := self._sources(APPLICATION_LOG):
            yield self._counts(
                "galat-aplikasi", "Galat aplikasi", sources, "errors",
                {"ERROR": "error_count", "FATAL": "fatal_count"},
            )  # fmt: skip
        if sources := self._sources(DATABASE_LOG, STATISTICS):
            yield self._measures(
                "waktu-query", "Waktu query, rata-rata semua panggilan", sources, "queries", "mean_ms", "rata-rata"
            )
        # Statistics count every call, a log only what it was told to write; the two do not add up.
        if sources := self._sources(STATISTICS) or self._sources(DATABASE_LOG):
            yield self._counts("panggilan-query", "Panggilan query", sources, "queries", {"Panggilan": "calls"})
        if sources := self._sources(WEB_LOG):
            daily = "" if self._grain is Grain.DAY else " (median harian)"
            yield self._measures(
                "waktu-jawab", f"Waktu jawab web, persentil 95{daily}", sources, "pages", "p95_ms", "persentil 95"
            )
        if sources := self._sources(*WATCHING):
            yield self._availability(sources)
        if self._site.helpdesk:
            yield self._complaints(len(self._site.helpdesk.sources))

    def absent(self) -> Iterator[str]:
        """What the site has no source for."""
        for kind in (DATABASE_LOG, STATISTICS, APPLICATION_LOG, WEB_LOG):
            if not self._sources(kind):
                yield kind_label(kind)
        if not self._sources(*WATCHING):
            yield "data ketersediaan"
        if not self._site.helpdesk:
            yield "rekap keluhan"

    def _sources(self, *kinds: str) -> list[str]:
        return [name for name, source in self._site.sources.items() if source.kind in kinds]

    def _slots(self, sources: Sequence[str]) -> tuple[Slot, ...]:
        return tuple(self._slot(first, sources) for first in self._firsts)

    def _slot(self, first: date, sources: Sequence[str]) -> Slot:
        begin, end = max(first, self._since), min(_next(self._grain, first), self._last + timedelta(days=1))
        days = (end - begin).days
        found = [row for name in sources if (row := self._coverage.get((name, first)))]
        read, partial = sum(row["read_days"] for row in found), sum(row["partial_days"] for row in found)
        if not read:
            return Slot(first, days, 0, gap=DELETED if any(row["deleted_days"] for row in found) else UNREAD)
        wanted = days * len(sources)
        return Slot(first, days, read / len(sources), remark=self._remark(first, end, read, wanted, partial))

    def _remark(self, first: date, end: date, read: int, wanted: int, partial: int) -> str:
        if self._grain is Grain.DAY:
            return "sebagian" if partial or read < wanted else ""
        unit = "hari" if wanted <= 31 else "hari sumber"
        parts = []
        if first < self._since or end < _next(self._grain, first):
            begin = max(first, self._since)
            parts.append(
                f"{begin.day} sampai {(end - timedelta(days=1)).day} {month_name(Month(first, self._site.zone))}"
            )
        if read < wanted:
            parts.append(f"{number(read)} dari {number(wanted)} {unit} terbaca")
        if partial:
            parts.append(f"{number(partial)} {unit} sebagian")
        return "; ".join(parts)

    def _counts(self, key: str, title: str, sources: Sequence[str], rows: str, columns: Mapping[str, str]) -> Trend:
        slots = self._slots(sources)
        found: dict[tuple[str, date], float] = {}
        for row in self._rows[rows]:
            if row["source"] in sources:
                for label, column in columns.items():
                    place = (label, row["slot"])
                    found[place] = found.get(place, 0) + row[column]
        lines = tuple(
            # What was read and has no row did not happen.
            Line(label, tuple(None if slot.gap else found.get((label, slot.first), 0) for slot in slots))
            for label in columns
        )
        return Trend(key, title, _counted(title, self._grain, slots, lines), self._grain, Unit.COUNT, slots, lines)

    def _measures(self, key: str, title: str, sources: Sequence[str], rows: str, column: str, what: str) -> Trend:
        slots = self._slots(sources)
        found = {(row["source"], row["slot"]): row[column] for row in self._rows[rows]}
        lines = tuple(
            Line(
                self._site.sources[name].label,
                tuple(found.get((name, slot.first)) if self._is_read(name, slot.first) else None for slot in slots),
            )
            for name in sources
        )
        sentence = " ".join(_measured(line, what, self._grain, slots, len(lines) > 1) for line in lines)
        return Trend(key, title, sentence, self._grain, Unit.MILLISECONDS, slots, lines)

    def _is_read(self, source: str, first: date) -> bool:
        found = self._coverage.get((source, first))
        return found is not None and found["read_days"] > 0

    def _availability(self, sources: Sequence[str]) -> Trend:
        slots = self._slots(sources)
        found: dict[tuple[str, str], dict[date, Row]] = {}
        for row in self._rows["availability"]:
            if row["source"] in sources:
                found.setdefault((row["source"], row["component"]), {})[row["slot"]] = row
        worst = sorted(found, key=lambda each: (-sum(row["down_seconds"] for row in found[each].values()), each))
        lines = tuple(
            Line(
                component,
                tuple(
                    None if slot.gap else found[source, component].get(slot.first, {}).get("up_pct") for slot in slots
                ),
            )
            for source, component in worst[:_COMPONENTS]
        )
        return Trend(
            "ketersediaan", "Ketersediaan komponen", _available(self._grain, slots, lines, len(worst)), self._grain,
            Unit.PERCENT, slots, lines,
        )  # fmt: skip

    def _complaints(self, sources: int) -> Trend:
        """By months, whatever the grain of the others: so they are read."""
        told: dict[date, list[Row]] = {}
        for row in self._rows["complaints"]:
            told.setdefault(row["month"], []).append(row)
        slots = []
        for first in _firsts(Grain.MONTH, self._since, self._last):
            end = _next(Grain.MONTH, first)
            days = (end - first).days
            if first not in told:
                slots.append(Slot(first, days, 0, gap=UNTOLD if end > self._last else UNREAD))
                continue
            partial = told[first][0]["partial_count"] or told[first][0]["source_count"] < sources
            slots.append(Slot(first, days, days, remark="sebagian" if partial else ""))
        # A complaint that nobody has classed yet counts too; a month without any has a row without a class as well.
        counts = {
            (row["month"], class_label(row["class"]) if row["class"] else UNCLASSED): row["complaint_count"]
            for rows in told.values()
            for row in rows
            if row["complaint_count"]
        }
        lines = tuple(
            Line(label, tuple(None if slot.gap else counts.get((slot.first, label), 0) for slot in slots))
            for label in sorted({label for _, label in counts}, key=lambda label: (label == UNCLASSED, label))
        )
        return Trend(
            "keluhan", "Keluhan yang diterima, per bulan", _counted("Keluhan", Grain.MONTH, slots, lines), Grain.MONTH,
            Unit.COUNT, tuple(slots), lines or (Line("Keluhan", tuple(None if slot.gap else 0 for slot in slots)),),
        )  # fmt: skip


def _firsts(grain: Grain, since: date, last: date) -> Iterator[date]:
    first = since if grain is Grain.DAY else since.replace(day=1)
    while first <= last:
        yield first
        first = _next(grain, first)


def _next(grain: Grain, first: date) -> date:
    if grain is Grain.DAY:
        return first + timedelta(days=1)
    return (first.replace(day=1) + timedelta(days=32)).replace(day=1)


def _name(grain: Grain, first: date) -> str:
    return shown(first) if grain is Grain.DAY else shown(first).partition(" ")[2]


def _direction(before: float, after: float, unit: Unit) -> str:
    # What is written alike is not told apart.
    if written(unit, before) == written(unit, after):
        return "tetap"
    return "naik" if after > before else "turun"


def _counted(title: str, grain: Grain, slots: Sequence[Slot], lines: Sequence[Line]) -> str:
    totals = [
        (slot, sum(line.values[index] or 0 for line in lines)) for index, slot in enumerate(slots) if not slot.gap
    ]
    if not totals:
        return "Tidak ada yang terbaca dalam rentang ini."
    if grain is Grain.DAY:
        read = f"{number(len(totals))} dari {number(len(slots))} hari terbaca"
        highest, most = max(totals, key=lambda each: each[1])
        if not most:
            return f"Tidak ada satu pun; {read}."
        mean = sum(total for _, total in totals) / len(totals)
        return f"Rata-rata {shown(mean)} per hari; tertinggi {shown(most)} pada {shown(highest.first)}; {read}."
    if len(totals) == 1:
        slot, total = totals[0]
        return f"Baru satu bulan terbaca: {shown(total)} pada {_name(grain, slot.first)}."
    (before, first), (after, second) = totals[-2:]
    start = title
    if not (before.is_whole and after.is_whole):
        # Months of unequal reading compare by the days that were read.
        first, second = first / before.read_days, second / after.read_days
        start = f"{title} per hari yang terbaca"
    return _moved(start, _direction(first, second, Unit.COUNT), first, before, second, after, Unit.COUNT, grain)


def _moved(
    start: str, direction: str, first: float, before: Slot, second: float, after: Slot, unit: Unit, grain: Grain
) -> str:
    names = _name(grain, before.first), _name(grain, after.first)
    if direction == "tetap":
        return f"{start} tetap {written(unit, second)} ({names[0]} dan {names[1]})."
    return f"{start} {direction} dari {written(unit, first)} ({names[0]}) ke {written(unit, second)} ({names[1]})."


def _measured(line: Line, what: str, grain: Grain, slots: Sequence[Slot], is_named: bool) -> str:
    unit = Unit.MILLISECONDS
    known = [(slot, value) for slot, value in zip(slots, line.values, strict=True) if value is not None]
    start = f"{line.label}: " if is_named else ""
    if not known:
        return f"{start}tidak terbaca." if is_named else "Tidak ada yang terbaca dalam rentang ini."
    if grain is Grain.DAY or len(known) == 1:
        (low, least), (high, most) = min(known, key=lambda each: each[1]), max(known, key=lambda each: each[1])
        between = (
            f"{written(unit, least)} ({_name(grain, low.first)}) sampai {written(unit, most)} "
            f"({_name(grain, high.first)})"
        )
        return f"{start}{between}." if len(known) > 1 else f"{start}{written(unit, most)} ({_name(grain, high.first)})."
    (before, first), (after, second) = known[-2:]
    start += what if is_named else what.capitalize()
    return _moved(start, _direction(first, second, unit), first, before, second, after, unit, grain)


def _available(grain: Grain, slots: Sequence[Slot], lines: Sequence[Line], components: int) -> str:
    known = [
        (value, line.label, slot)
        for line in lines
        for slot, value in zip(slots, line.values, strict=True)
        if value is not None
    ]
    if not known:
        return "Tidak ada yang terbaca dalam rentang ini."
    value, label, slot = min(known, key=lambda each: each[0])
    told = (
        "Setiap komponen tersedia 100% selama terpantau."
        if value >= 100
        else f"Terendah {written(Unit.PERCENT, value)}: {label}, {_name(grain, slot.first)}."
    )
    rest = components - len(lines)
    return told + (f" {number(rest)} komponen lain, yang matinya tidak lebih lama, tidak digambar." if rest else "")
