"""The entries of a log file, piece by piece: one expression cuts a piece at all entries, the rest is bulk counting."""

from __future__ import annotations

import gc
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import compress

from spse_monev.sources.application_log.dates import DayCounter
from spse_monev.sources.application_log.pattern import LEVEL, LEVELS, Layout
from spse_monev.sources.application_log.stamp import seconds
from spse_monev.sources.application_log.tally import ERROR_SEVERITIES, Tally
from spse_monev.sources.logs.clock import Clock, Slot

BOM = b"\xef\xbb\xbf"
_MAX_SLOTS = 50_000
_NOTED = frozenset(name for name, severity in LEVELS.items() if severity in ERROR_SEVERITIES)
# The beginning of an entry of another pattern: the configuration was changed, or two programs write to one file.
_THREAD = rb"(?:\[[^\]\n]{0,100}+\] )?"
_REST = rb"\b[^\n]{0,200}"
_STRANGE = re.compile(
    rb"\n(?=[\[\dDIWEF])("
    rb"\[?\d[\d/.-]{5,9}+[T ]\d[\d:.,]{4,14}+[\d:+Z]{0,6}\]? {1,3}" + _THREAD + rb"\[?(?:" + LEVEL + rb")" + _REST
    + rb"|\d\d:\d\d:\d\d[,.]\d{3} {1,3}" + _THREAD + rb"(?:" + LEVEL + rb")" + _REST
    + rb"|(?:DEBUG|INFO|WARN|ERROR|FATAL) {1,2}~ [^\n]{0,200})"
)  # fmt: skip
# Play 1 (play.Play.start), Spring Boot, Tomcat.
_STARTED = re.compile(
    rb"Application '[^'\n]{0,200}' is now started|\bStarted \w{1,100} in [\d.]{1,10} seconds|Server startup in "
)

_Key = bytes | tuple[bytes, int]  # a time as written, where that has no date with the midnights before it
_Found = tuple[Slot, float] | None  # its minute, and the seconds that are part of what is written


class EntryReader:
    """Reads the pieces of one file in order.

    `first` is the date of its first entry, for a log that writes only the time of day; `moment` the moment of all its
    entries, for one that writes no time. `written_by` is the date after which nothing was written, for a log whose
    dates have no year.
    """

    def __init__(
        self, layout: Layout, clock: Clock, first: date | None = None, moment: datetime | None = None,
        written_by: date | None = None,
    ) -> None:  # fmt: skip
        self.layout = layout
        self.clock = clock
        self._first = first
        self._written_by = written_by
        self._moment = moment
        self._days = DayCounter()
        self._slots: dict[_Key, _Found] = {}
        self._minutes_of_day: dict[bytes, int | None] = {}
        self._is_open = False  # an entry of this file was seen, which the next lines continue
        self._group = layout.start.groupindex
        self._step = layout.start.groups + 1

    def begins(self, data: bytes, position: int) -> bool:
        """Whether an entry begins here."""
        return self.layout.start.match(data, position) is not None

    def midnights(self, data: bytes) -> tuple[int, int]:
        """How many midnights the times of this piece and those before it pass, and the last minute of the day."""
        minutes = self._column(self._split(data), "minute")
        for _ in self._days.days_of(minutes, self._minute_of_day):
            pass
        return self._days.days, self._days.latest or 0

    def read(self, data: bytes, tally: Tally, file: str, first_line: int) -> None:
        """Count one piece."""
        # The garbage collector would look through the growing lists again and again; nothing here is cyclic.
        was_enabled = gc.isenabled()
        gc.disable()
        try:
            self._read(data, tally, file, first_line)
        finally:
            if was_enabled:
                gc.enable()

    def _read(self, data: bytes, tally: Tally, file: str, first_line: int) -> None:
        parts = self._split(data.removeprefix(BOM) if first_line == 1 else data)
        if not self._is_open and (strays := sum(1 for line in parts[0].split(b"\n") if line.strip())):
            tally.unparsed(file, first_line, parts[0].strip(b"\n"), strays)
        bodies = parts[self._step :: self._step]
        if not bodies:
            return
        self._is_open = True
        levels = self._column(parts, "level")
        minutes = self._column(parts, "minute") or [b""] * len(levels)
        rests = self._column(parts, "rest") or [b""] * len(levels)
        categories = self._column(parts, "category")
        del parts
        keys: Sequence[_Key] = minutes
        if self._first is not None:
            keys = list(zip(minutes, self._days.days_of(minutes, self._minute_of_day), strict=True))
        counts = Counter(zip(keys, levels, strict=True))
        slots = {key: self._slot(key) for key, _ in counts}
        self._count(counts, slots, keys, rests, tally)
        for index in [index for index, level in enumerate(levels) if level in _NOTED]:
            if (found := slots[keys[index]]) is not None and found[0].inside:
                at = found[0].start + timedelta(seconds=found[1] + seconds(rests[index]))
                category = categories[index].decode(errors="replace") if categories else ""
                tally.error(LEVELS[levels[index]], category, bodies[index], found[0], at)
        self._count_strange(keys, slots, bodies, tally, file)
        if b"tarted" in data or b"Server startup in" in data:
            for index, body in enumerate(bodies):
                slot = slots[keys[index]]
                if slot is not None and slot[0].inside and _STARTED.search(body[:1000]):
                    tally.start_count += 1

    def _split(self, data: bytes) -> list[bytes]:
        if b"\r\n" in data:
            data = data.replace(b"\r\n", b"\n")
        parts = self.layout.split.split(b"\n" + data)
        # The newline that ends an entry begins the next one, but for the last of a piece.
        parts[-1] = parts[-1].removesuffix(b"\n")
        return parts

    def _column(self, parts: Sequence[bytes], name: str) -> Sequence[bytes]:
        number = self._group.get(name)
        return parts[number :: self._step] if number else []

    def _count(
        self, counts: Counter[tuple[_Key, bytes]], slots: Mapping[_Key, _Found], keys: Sequence[_Key],
        rests: Sequence[bytes], tally: Tally,
    ) -> None:  # fmt: skip
        """Entries by slot; the first and the last moment are looked for in the first and the last minute only."""
        begun = {
            key: found[0].start + timedelta(seconds=found[1])
            for key, found in slots.items()
            if found and found[0].inside
        }
        first = last = None
        if begun:
            low, high = min(begun.values()), max(begun.values())
            edges = {key: at for key, at in begun.items() if at in (low, high)}
            moments = [
                edges[key] + timedelta(seconds=seconds(rest))
                for key, rest in compress(zip(keys, rests, strict=True), map(edges.__contains__, keys))
            ]
            first, last = min(moments), max(moments)
        for (key, level), count in counts.items():
            found = slots[key]
            if found is None:
                continue
            slot, offset = found
            at = slot.start + timedelta(seconds=offset)
            if tally.seen_in(slot, count, first or at, last or at):
                tally.severities[LEVELS[level]] += count

    def _count_strange(
        self, keys: Sequence[_Key], slots: Mapping[_Key, _Found], bodies: Sequence[bytes], tally: Tally, file: str
    ) -> None:  # fmt: skip
        """Lines with a time that does not exist, and those that look like the beginning of an entry of another kind."""
        wrong = {key for key, found in slots.items() if found is None}
        if wrong:
            for key, body in zip(keys, bodies, strict=True):
                if key in wrong:
                    tally.unparsed(file, None, (key if isinstance(key, bytes) else key[0]) + b" ... " + body[:100])
        for body in bodies:
            if b"\n" in body:
                for line in _STRANGE.findall(body):
                    tally.unparsed(file, None, line)

    def _slot(self, key: _Key) -> _Found:
        """The slot of a time as written, and the seconds that are part of it."""
        try:
            return self._slots[key]
        except KeyError:
            if len(self._slots) >= _MAX_SLOTS:
                self._slots.clear()
            minute, days = (key, 0) if isinstance(key, bytes) else key
            found = self._slots[key] = self._make_slot(minute, days)
            return found

    def _make_slot(self, minute: bytes, days: int) -> _Found:
        if self._moment is not None:
            slot = self.clock.slot(self._moment.astimezone(self.clock.log_zone).strftime("%Y-%m-%d %H:%M"), "")
            return (slot, 0.0) if slot else None
        stamp = self.layout.stamp
        told = stamp.read(minute) if stamp is not None else None
        if stamp is None or told is None:
            return None
        day = told.date
        try:
            if day is None:
                assert self._first is not None  # noqa: S101  # a file without dates is only read once it is dated
                day = self._first + timedelta(days=days)
            elif not stamp.has_year and self._written_by is not None:
                day = day.replace(year=self._written_by.year)
                if day > self._written_by + timedelta(days=1):
                    day = day.replace(year=day.year - 1)
        except (ValueError, OverflowError):
            return None
        zone = "UTC" if told.zone == "Z" else told.zone
        slot = self.clock.slot(f"{day.isoformat()} {told.hour:02}:{told.minute:02}", zone)
        return (slot, told.second) if slot else None

    def _minute_of_day(self, minute: bytes) -> int | None:
        try:
            return self._minutes_of_day[minute]
        except KeyError:
            if len(self._minutes_of_day) >= _MAX_SLOTS:
                self._minutes_of_day.clear()
            stamp = self.layout.stamp
            told = stamp.read(minute) if stamp is not None else None
            value = self._minutes_of_day[minute] = told.hour * 60 + told.minute if told else None
            return value
