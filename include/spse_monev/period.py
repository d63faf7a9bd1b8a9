"""All date arithmetic: a calendar day in the zone of a site.

>>> from zoneinfo import ZoneInfo, ZoneInfoNotFoundError
>>> day = Day.parse("2026-11-23", ZoneInfo("Asia/Jakarta"))
>>> day.start.isoformat(), day.end.isoformat()
('2026-11-23T00:00:00+07:00', '2026-11-24T00:00:00+07:00')

A day is the half-open interval [start, end); in a zone with summer time it may last 23 or 25 hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def find_zone(name: str) -> ZoneInfo:
    """The zone of an IANA name; ValueError if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"zona waktu {name!r} tidak dikenal; tulis nama IANA, misalnya Asia/Jakarta") from error


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """One calendar day of a site."""

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
