"""From the time of a log entry, as it is written, to an instant and to the site's clock.

PostgreSQL writes local time and the abbreviation of log_timezone: ``2026-11-23 10:15:00.123 WIB``, ``... UTC``,
``... +07``. Abbreviations are not unique (IST, CST), so those that the given zones use themselves come first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from spse_monev.period import Day

_NUMERIC = re.compile(r"<?([+-])(\d\d):?(\d\d)?(?::?\d\d)?>?")

# Hours east of UTC of abbreviations in wide use that mean one thing in practice.
_ABBREVIATIONS = {
    "UTC": 0, "GMT": 0, "Z": 0, "UCT": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3,
    "MSK": 3, "PKT": 5, "IST": 5.5, "WIB": 7, "ICT": 7, "WITA": 8, "SGT": 8, "MYT": 8, "HKT": 8, "PHT": 8, "PST8": -8,
    "WIT": 9, "JST": 9, "KST": 9, "ACST": 9.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "EST": -5, "EDT": -4,
    "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "BRT": -3,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slot:
    """One minute, or one hour, of a log's clock."""

    start: datetime  # UTC
    inside: bool  # belongs to the day
    hour: int  # 0 to 23 on the site's clock
    date: str  # on the site's clock, YYYY-MM-DD
    aligned: bool  # whole hours lie between the log's clock and the site's


class Clock:
    """Reads the times of a log for one site and day; `day` None takes everything in.

    `slot` is called for every new minute or hour only, its answers are kept.
    """

    def __init__(self, zone: ZoneInfo, day: Day | None, log_zone: ZoneInfo | None) -> None:
        self.zone = zone
        self.day = day
        self.log_zone = log_zone
        self.unknown: set[str] = set()  # abbreviations that were read as `log_zone` or `zone` for want of better
        self._start = day.start_utc if day else None
        self._end = day.end_utc if day else None
        self._slots: dict[tuple[str, str], Slot | None] = {}

    def instant(self, local: str, abbreviation: str) -> datetime | None:
        """`local` is ``YYYY-MM-DD HH[:MM[:SS[.fff]]]``, or seconds since 1970; None if there is no such time."""
        try:
            if local[4:5] != "-":
                return datetime.fromtimestamp(float(local), UTC)
            naive = datetime.fromisoformat(local)
            return naive.replace(tzinfo=self._zone_of(naive, abbreviation)).astimezone(UTC)
        except (ValueError, OverflowError, OSError):
            return None

    def slot(self, local: str, abbreviation: str) -> Slot | None:
        """The slot that `local`, cut to the minute or the hour, stands for; None if there is no such time."""
        key = (local, abbreviation)
        try:
            return self._slots[key]
        except KeyError:
            slot = self._slots[key] = self._make_slot(local, abbreviation)
            return slot

    def _make_slot(self, local: str, abbreviation: str) -> Slot | None:
        start = self.instant(local, abbreviation)
        if start is None:
            return None
        site = start.astimezone(self.zone)
        inside = self._start is None or self._end is None or self._start <= start < self._end
        return Slot(start, inside, site.hour, site.date().isoformat(), start.minute == site.minute)

    def _zone_of(self, naive: datetime, abbreviation: str) -> tzinfo:
        """The zone whose abbreviation at that time this is; a fold is decided by it."""
        for zone in (self.log_zone, self.zone):
            if zone is None:
                continue
            for fold in (0, 1):
                if naive.replace(tzinfo=zone, fold=fold).tzname() == abbreviation:
                    return _fixed(naive.replace(tzinfo=zone, fold=fold))
        if match := _NUMERIC.fullmatch(abbreviation):
            sign = -1 if match[1] == "-" else 1
            return timezone(sign * timedelta(hours=int(match[2]), minutes=int(match[3] or 0)))
        hours = _ABBREVIATIONS.get(abbreviation)
        if hours is not None:
            return timezone(timedelta(hours=hours))
        if abbreviation or self.log_zone is None:
            self.unknown.add(abbreviation)
        return _fixed(naive.replace(tzinfo=self.log_zone or self.zone))


def _fixed(moment: datetime) -> tzinfo:
    offset = moment.utcoffset()
    return timezone(offset) if offset is not None else UTC
