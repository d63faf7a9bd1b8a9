"""Dates as people write them in a recap, and whether a column puts the day or the month first.

>>> read_text("Senin, 5 Oktober 2026 pukul 9.05 WIB")
Written(first=5, second=10, year=2026, ...)

Month names, weekdays and times in Indonesian and English, Google Forms' time stamps, ISO 8601, and the numbers by which
Excel keeps a date. What is more than one date, or has other words beside it, is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import Enum
from functools import lru_cache
from zoneinfo import ZoneInfo

from spse_monev.sources.helpdesk.grid import Value

# SPSE came into use in 2008; what is older is a slip.
FIRST_DAY = date(2008, 1, 1)

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # Excel's day 0; a sheet's times have no zone
_FIRST_SERIAL = 39_448  # 1 January 2008
_LAST_SERIAL = 73_050  # 31 December 2099
_FIRST_COMPACT, _LAST_COMPACT = 2008_01_01, 2099_12_31
_MAX_CHARACTERS = 80
_CENTURY = 2000

_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "januari january jan", "februari february pebruari feb peb", "maret march mar mrt", "april apr", "mei may",
            "juni june jun", "juli july jul", "agustus august agt agu ags agust aug", "september sept sep",
            "oktober october okt oct", "november nopember nov nop", "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {
    name: weekday
    for weekday, names in enumerate(
        (
            "senin monday mon sen", "selasa tuesday tue sel", "rabu wednesday wed rab", "kamis thursday thu kam",
            "jumat jum'at jum’at friday fri jum", "sabtu saturday sat sab", "minggu sunday sun min ahad",
        )
    )
    for name in names.split()
}  # fmt: skip
_OFFSETS = {"wib": 7, "wita": 8, "wit": 9}

_TIME = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d{1,9})?)?(?: ?(?P<half>[ap])\.?m\b\.?)?"
)
_ZONE = (
    r"(?:(?P<zone>wib|wita|wit)|(?:gmt|utc) ?(?P<offset>[+-]\d{1,2})(?::?00)?|(?P<iso>[+-]\d{2}):?00"
    r"|(?P<utc>z|utc|gmt))"
)
_SEPARATOR = r"(?: ?[-/.] ?| )"
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_DATES = (
    rf"(?P<y>\d{{4}}){_SEPARATOR}(?P<m>\d{{1,2}}){_SEPARATOR}(?P<d>\d{{1,2}})",
    rf"(?P<a>\d{{1,2}}){_SEPARATOR}(?P<b>\d{{1,2}}){_SEPARATOR}(?P<y>\d{{4}}|\d{{2}})",
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ ./-]{{0,3}}{_MONTH}[ .,/-]{{0,3}}(?P<y>\d{{4}}|\d{{2}})",
    rf"{_MONTH} ?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})",
)
_WRITTEN = tuple(re.compile(rf"{form}(?:(?:t| ?[,;-] ?| ){_TIME}(?: ?{_ZONE})?)?") for form in _DATES)
_TIME_FIRST = re.compile(rf"{_TIME}(?: ?{_ZONE})?[ ,-]{{1,3}}(?P<rest>\d.*)")
_WEEKDAY = re.compile(rf"(?:hari )?({'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})(?:[ ,/.-]{{1,3}}|$)")
_WORDS = re.compile(r"\b(?:pukul|pkl|jam|tanggal|tgl|at)\b\.?:?")
_BLANKS = re.compile(r"[\s\u00a0]+")
_SERIAL = re.compile(r"[3-7]\d{4}|20\d{6}", re.ASCII)
_TIME_ALONE = re.compile(rf"{_TIME}(?: ?(?:-|–|s/d|s\.d\.?|sd|sampai) ?.{{1,20}})?(?: ?{_ZONE})?")
_HOUR_ALONE = re.compile(rf"(?P<hour>\d{{1,2}})(?: ?(?P<half>[ap])\.?m\b\.?| ?{_ZONE})")


class Order(Enum):
    """What stands first in a date of numbers."""

    DAY = "dmy"
    MONTH = "mdy"


@dataclass(frozen=True, slots=True)
class Written:
    """A date as text: with `is_open`, `first` and `second` are day and month in an order that it does not tell."""

    first: int  # the day where it is known
    second: int
    year: int
    is_open: bool = False
    is_padded: bool = False  # '05', not '5'
    weekday: int | None = None  # 0: Monday
    at: time | None = None
    zone: timezone | None = None

    def day(self, order: Order) -> date | None:
        """The day in this order, or in the other one if it is none in this."""
        orders = (order, Order.MONTH if order is Order.DAY else Order.DAY) if self.is_open else (Order.DAY,)
        for each in orders:
            day, month = (self.first, self.second) if each is Order.DAY else (self.second, self.first)
            try:
                return date(self.year, month, day)
            except ValueError:
                continue
        return None


@dataclass(frozen=True, slots=True)
class Moment:
    """A date of a recap, aware."""

    at: datetime
    has_time: bool


def read_value(value: Value, order: Order, zone: ZoneInfo) -> Moment | None:
    """The moment in a cell; None if there is none. A time of 00:00:00 sharp is no time: programs add it to a date."""
    try:
        if isinstance(value, str):
            return _of_text(value, order, zone)
        if (found := _of_cell(value)) is None:
            return None
        # Excel counts days in binary fractions: 9.05 may come out as 9.04.59,9999.
        at = (found + timedelta(microseconds=500_000)).replace(microsecond=0)
        return Moment(at.replace(tzinfo=zone), at.time() != time())
    except (ValueError, OverflowError):
        return None


def is_dated(value: Value) -> bool:
    """Whether a cell holds a date, in whichever order it is written."""
    if isinstance(value, str):
        return read_text(value) is not None or _SERIAL.fullmatch(value.strip()) is not None
    return _of_cell(value) is not None


def _of_cell(value: Value) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if _FIRST_SERIAL <= value <= _LAST_SERIAL:
        return _EPOCH + timedelta(days=value)
    if isinstance(value, int) and _FIRST_COMPACT <= value <= _LAST_COMPACT:
        return datetime(value // 10_000, value // 100 % 100, value % 100)  # noqa: DTZ001
    return None


def _of_text(value: str, order: Order, zone: ZoneInfo) -> Moment | None:
    written = read_text(value)
    if written is None:
        number = value.strip()
        # A csv keeps no types.
        return read_value(int(number), order, zone) if _SERIAL.fullmatch(number) else None
    day = written.day(order)
    if day is None:
        return None
    at = datetime.combine(day, written.at or time(), written.zone or zone)
    return Moment(at.astimezone(zone), written.at is not None and written.at != time())


@lru_cache(maxsize=1 << 18)
def read_text(text: str) -> Written | None:
    """The date that a text is; None if it is none, or more than one, or something beside it."""
    if len(text) > _MAX_CHARACTERS:
        return None
    found = _BLANKS.sub(" ", text.casefold()).strip(" .,;'`")
    weekday = None
    if named := _WEEKDAY.match(found):
        weekday = _WEEKDAYS[named[1]]
        found = found[named.end() :]
    found = _BLANKS.sub(" ", _WORDS.sub(" ", found)).strip(" ,").replace(" , ", ", ")
    earlier = None
    if (first := _TIME_FIRST.fullmatch(found)) and not any(form.fullmatch(found) for form in _WRITTEN):
        earlier, found = first, first["rest"]
    for form in _WRITTEN:
        if match := form.fullmatch(found):
            return _written(match, earlier, weekday)
    return None


def forget_texts() -> None:
    """Drop the texts that were read, some of which may have been no dates."""
    read_text.cache_clear()


def _written(match: re.Match[str], earlier: re.Match[str] | None, weekday: int | None) -> Written | None:
    parts = match.groupdict()
    clock = parts if parts["hour"] else earlier.groupdict() if earlier else None
    at = None
    if clock and (at := _clock(clock["hour"], clock["minute"], clock["second"], clock["half"])) is None:
        return None
    zone = _zone(clock) if clock else None
    year = int(parts["y"])
    year += _CENTURY if len(parts["y"]) == 2 else 0
    if "a" in parts:
        is_padded = parts["a"].startswith("0") or parts["b"].startswith("0")
        return Written(int(parts["a"]), int(parts["b"]), year, True, is_padded, weekday, at, zone)
    month = _MONTHS[parts["month"]] if "month" in parts else int(parts["m"])
    return Written(int(parts["d"]), month, year, weekday=weekday, at=at, zone=zone)


def _clock(hour: str, minute: str | None, second: str | None, half: str | None) -> time | None:
    hours = int(hour)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half == "p" else 0)
    try:
        return time(hours, int(minute or 0), int(second or 0))
    except ValueError:
        return None


def _zone(parts: dict[str, str | None]) -> timezone | None:
    if parts["utc"]:
        return UTC
    hours = _OFFSETS.get(parts["zone"] or "") or int(parts["offset"] or parts["iso"] or 99)
    return timezone(timedelta(hours=hours)) if abs(hours) <= 14 else None


def read_time(value: Value) -> time | None:
    """A time of day; of a span its start. None if it is none."""
    if isinstance(value, datetime):
        return value.time().replace(microsecond=0)
    if isinstance(value, time):
        return value.replace(microsecond=0, tzinfo=None)
    if isinstance(value, float) and 0 <= value < 1:
        return (_EPOCH + timedelta(seconds=round(value * 86_400) % 86_400)).time()
    if not isinstance(value, str) or len(value) > _MAX_CHARACTERS:
        return None
    found = _BLANKS.sub(" ", _WORDS.sub(" ", value.casefold())).strip(" .,;'`")
    if match := _TIME_ALONE.fullmatch(found):
        return _clock(match["hour"], match["minute"], match["second"], match["half"])
    if match := _HOUR_ALONE.fullmatch(found):
        return _clock(match["hour"], None, None, match["half"])
    return None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the values of a column say of their order."""

    day_first: int = 0  # values that are a date with the day first only
    month_first: int = 0
    open: int = 0  # values that are a date either way, and a different one
    padded: int = 0
    # Whether a program has probably taken texts such as 05/10 for 10 May and left 13/10, as there is no month 13.
    may_be_swapped: bool = False

    @property
    def order(self) -> Order | None:
        """What the values decide; None if they do not, or not with one voice."""
        if bool(self.day_first) == bool(self.month_first):
            return None
        return Order.DAY if self.day_first else Order.MONTH

    @property
    def is_mixed(self) -> bool:
        """Whether some values have the day first and others the month."""
        return bool(self.day_first and self.month_first)


def evidence_of(values: Iterable[Value], last_day: date) -> Evidence:
    """Look through a column. A date after `last_day` is no date, and a weekday that is named has to be right."""
    day_first = month_first = undecided = padded = late_day_first = late_month_first = 0
    cells: set[tuple[int, int]] = set()
    months: set[int] = set()
    for value in values:
        if isinstance(value, date):
            cells.add((value.day, value.month))
            continue
        written = read_text(value) if isinstance(value, str) else None
        if written is None or not written.is_open:
            continue
        by_day, by_month = _exactly(written, Order.DAY), _exactly(written, Order.MONTH)
        if by_day == by_month:
            continue
        if by_day and by_month and written.weekday is not None:
            fits_day, fits_month = by_day.weekday() == written.weekday, by_month.weekday() == written.weekday
            if fits_day != fits_month:
                by_day, by_month = (by_day, None) if fits_day else (None, by_month)
        if by_day and by_month:
            undecided += 1
            padded += written.is_padded
            late_month_first += by_day > last_day >= by_month
            late_day_first += by_month > last_day >= by_day
        elif by_day:
            day_first += 1
            months.add(by_day.month)
        else:
            month_first += 1
    if not day_first and not month_first and bool(late_day_first) != bool(late_month_first):
        day_first, month_first = late_day_first, late_month_first
    # All of the column would be in the texts' months, were the dates the other way round.
    may_be_swapped = (
        not undecided
        and not month_first
        and bool(cells)
        and all(day in months for day, _ in cells)
        and any(month not in months for _, month in cells)
    )
    return Evidence(day_first, month_first, undecided, padded, may_be_swapped)


def _exactly(written: Written, order: Order) -> date | None:
    day, month = (written.first, written.second) if order is Order.DAY else (written.second, written.first)
    try:
        return date(written.year, month, day)
    except ValueError:
        return None
