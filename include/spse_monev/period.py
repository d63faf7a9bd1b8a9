"""All date arithmetic: a calendar day or month in the zone of a site.

>>> from zoneinfo import ZoneInfo, ZoneInfoNotFoundError
>>> day = Day.parse("2026-11-23", ZoneInfo("Asia/Jakarta"))
>>> day.start.isoformat(), day.end.isoformat()
('2026-11-23T00:00:00+07:00', '2026-11-24T00:00:00+07:00')

A day is the half-open interval [start, end); in a zone with summer time it may last 23 or 25 hours. So is a month.

>>> month = Month.parse("2026-10", ZoneInfo("Asia/Jakarta"))
>>> month.start.isoformat(), month.end.isoformat(), len(month.days)
('2026-10-01T00:00:00+07:00', '2026-11-01T00:00:00+07:00', 31)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def find_zone(name: str) -> ZoneInfo:
    """The zone of an IANA name; ValueError if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"zona waktu {name!r} tidak dikenal; tulis nama IANA, misalnya Asia/Jakarta") from error


def after_working_days(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same clock time `days` working days (Monday to Friday) later, as of which a limit of so many has run out.

    A Saturday or Sunday counts for nothing: what begins on one is counted from the first instant of the Monday after.
    OverflowError if the calendar ends before that.
    """
    local = moment.astimezone(zone)
    at, clock = local.date(), local.time()
    if at.weekday() >= 5:
        at, clock = at + timedelta(days=7 - at.weekday()), time()
    weeks, rest = divmod(days, 5)
    weekend = 2 if at.weekday() + rest >= 5 else 0
    return datetime.combine(at + timedelta(weeks=weeks, days=rest + weekend), clock, zone)


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """One calendar day of a site."""

    grain: ClassVar[str] = "day"

    date: date
    zone: ZoneInfo

    @classmethod
    def parse(cls, text: str, zone: ZoneInfo) -> Day:
        """Read ``YYYY-MM-DD``; anything else is a ValueError."""
        try:
            return cls(date.fromisoformat(text), zone)
        except ValueError as error:
            raise ValueError(f"tanggal {text!r} tidak terbaca; tulis seperti 2026-11-23 (TTTT-BB-HH)") from error

    @classmethod
    def before(cls, moment: datetime, zone: ZoneInfo) -> Day:
        """The last whole day that had ended at `moment` (timezone-aware)."""
        return cls(moment.astimezone(zone).date() - timedelta(days=1), zone)

    @property
    def start(self) -> datetime:
        """First instant of the day."""
        return datetime.combine(self.date, time(), self.zone)

    @property
    def end(self) -> datetime:
        """First instant of the next day."""
        return datetime.combine(self.date + timedelta(days=1), time(), self.zone)

    @property
    def start_utc(self) -> datetime:
        """`start` in UTC, the form in which log entries are compared."""
        return self.start.astimezone(UTC)

    @property
    def end_utc(self) -> datetime:
        """`end` in UTC."""
        return self.end.astimezone(UTC)

    def shift(self, days: int) -> Day:
        """The day that lies `days` later (earlier if negative)."""
        return Day(self.date + timedelta(days=days), self.zone)

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    def __str__(self) -> str:
        return self.date.isoformat()


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month of a site; `first` is its first day."""

    grain: ClassVar[str] = "month"

    first: date
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if self.first.day != 1:
            raise ValueError(f"bulan dimulai pada tanggal 1, bukan {self.first}")

    @classmethod
    def parse(cls, text: str, zone: ZoneInfo) -> Month:
        """Read ``YYYY-MM``; anything else is a ValueError."""
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text, re.ASCII) or text.startswith("0000"):
            raise ValueError(f"bulan {text!r} tidak terbaca; tulis seperti 2026-10 (TTTT-BB)")
        return cls(date.fromisoformat(f"{text}-01"), zone)

    @classmethod
    def before(cls, moment: datetime, zone: ZoneInfo) -> Month:
        """The last whole month that had ended at `moment` (timezone-aware)."""
        return cls(moment.astimezone(zone).date().replace(day=1), zone).shift(-1)

    @property
    def start(self) -> datetime:
        """First instant of the month."""
        return datetime.combine(self.first, time(), self.zone)

    @property
    def end(self) -> datetime:
        """First instant of the next month."""
        return self.shift(1).start

    @property
    def days(self) -> tuple[Day, ...]:
        """Its days, in order."""
        count = (self.shift(1).first - self.first).days
        return tuple(Day(self.first + timedelta(days=index), self.zone) for index in range(count))

    def shift(self, months: int) -> Month:
        """The month that lies `months` later (earlier if negative)."""
        year, month = divmod(self.first.year * 12 + self.first.month - 1 + months, 12)
        return Month(date(year, month + 1, 1), self.zone)

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"
