"""The dates of a log that writes only the time of day, or nothing (stock Play 1: `%d{ABSOLUTE}`; its console: none).

A date is taken from the file's name or the time of its last change, and days are counted at each midnight that the
times pass. log4j names a rolled file after the day on which it was begun (application-yyyy-MM-dd-hh-mm.log, whose hour
counts to 12 and so tells nothing; spse4.3.log.2026-11-23), logrotate after the day on which it was ended. Where neither
is certain the file is not dated, and the reason says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import PurePath
from zoneinfo import ZoneInfo

_NAMED = re.compile(r"(?<!\d)(20\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_LOGROTATE = re.compile(r"-20\d{6}(?:-\d+)?(?:\.(?:gz|zip|xz|bz2|zst|log))*\Z")
# Threads write a little out of order, and clocks are set back; a silence of 23 hours is not seen.
_BACK_MINUTES = 60
_DAY_MINUTES = 24 * 60
_TOLERANCE = timedelta(minutes=5)  # between the clock of the log and that of the file system


class DayCounter:
    """Counts midnights in a series of minutes of the day."""

    def __init__(self) -> None:
        self.days = 0
        self.latest: int | None = None

    def day_of(self, minute: int) -> int:
        """The number of midnights passed when `minute` (0 to 1439) is next."""
        latest = self.latest
        if latest is None or latest < minute:
            if latest is not None and self.days and minute - latest >= _DAY_MINUTES - _BACK_MINUTES:
                return self.days - 1  # written just after midnight, of just before it
            self.latest = minute
        elif minute < latest - _BACK_MINUTES:
            self.days += 1
            self.latest = minute
        return self.days

    def days_of(self, minutes: Iterable[bytes], minute_of: Callable[[bytes], int | None]) -> Iterator[int]:
        """The day of each of many times as written; those that are no time keep the day."""
        last, day = b"", self.days
        for minute in minutes:
            if minute != last:
                last = minute
                value = minute_of(minute)
                day = self.days if value is None else self.day_of(value)
            yield day


@dataclass(frozen=True, slots=True)
class Dating:
    """The date of a file's first entry and where it is from; None with the reason where it is not certain."""

    first: date | None
    told_by: str = ""
    reason: str = ""


def date_file(name: str, modified_at: datetime | None, zone: ZoneInfo, midnights: int, last_minute: int) -> Dating:
    """The date of the first entry of a file whose times pass `midnights` and end at `last_minute` of a day."""
    file = PurePath(name).name
    named = date_in_name(file)
    changed = modified_at.astimezone(zone).replace(tzinfo=None) if modified_at is not None else None
    passed = timedelta(days=midnights)

    def by_change() -> Dating:
        if changed is None:
            return Dating(None, reason=f"{file} tidak mencatat tanggal, dan waktu ubahnya tidak diketahui")
        last = changed.date()
        if _moment(last, last_minute) > changed + _TOLERANCE:
            last -= timedelta(days=1)
        return Dating(last - passed, "waktu ubah berkas")

    if named is None:
        return by_change()
    if _LOGROTATE.search(file):
        if changed is not None and named - timedelta(days=1) <= changed.date() <= named:
            return by_change()
        return Dating(
            None,
            reason=f"{file} tidak mencatat tanggal, dan waktu ubahnya tidak sesuai dengan namanya; "
            "tanggal entrinya tidak dapat dipastikan",
        )
    if changed is None or _moment(named + passed, last_minute) <= changed + _TOLERANCE:
        return Dating(named, "nama berkas")
    return by_change()


def only_day(name: str, modified_at: datetime | None, zone: ZoneInfo) -> date | None:
    """The one day of which all of a file without times must be: begun (by its name) and last changed on it."""
    file = PurePath(name).name
    named = date_in_name(file)
    if named is None or modified_at is None or _LOGROTATE.search(file):
        return None
    return named if modified_at.astimezone(zone).date() == named else None


def date_in_name(file: str) -> date | None:
    """The date in a file's name, ``2026-11-23`` or ``20261123``."""
    match = _NAMED.search(file)
    try:
        return date(int(match[1]), int(match[3]), int(match[4])) if match else None
    except ValueError:
        return None


def _moment(day: date, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, minute // 60, minute % 60)  # noqa: DTZ001  # of the log's own clock
