"""Log times stretched over a day: a few real seconds of a server become the day that a report is about.

A round of load lasts seconds, a report covers a day. Each record's time, and a csvlog record's session start, is
mapped linearly from the round's window onto the whole day; every other byte stays as the server wrote it. Durations
inside the messages are therefore the real ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from spse_monev.period import Day

_TIME = rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? [^\s,]+"
_STDERR = re.compile(rb"(?P<at>" + _TIME + rb")(?P<rest> .*)", re.DOTALL)
# The session's start is the ninth field of a csvlog record.
_CSV = re.compile(
    rb"(?P<at>"
    + _TIME
    + rb')(?P<between>,(?:(?:"(?:[^"]|"")*"|[^,"]*),){7})(?P<session>'
    + _TIME
    + rb")?(?P<rest>,.*)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Maps moments of the window [start, end] onto `day`; what lies outside goes to the day's nearest end."""

    start: datetime
    end: datetime
    day: Day

    def map(self, moment: datetime) -> datetime:
        """The moment of the day that stands for `moment`; millisecond precision, always inside the day."""
        share = (moment - self.start) / (self.end - self.start)
        length = self.day.end_utc - self.day.start_utc
        last = length - timedelta(milliseconds=1)
        return (self.day.start_utc + min(max(share * length, timedelta()), last)).astimezone(self.day.zone)

    def stretch_stderr(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """A stderr log whose log_line_prefix begins with %m, written in the day's zone."""
        for line in lines:
            match = _STDERR.match(line)
            yield self._moved(match["at"]) + match["rest"] if match else line

    def stretch_csv(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """A csvlog, written in the day's zone; yields whole records."""
        for record in _records(lines):
            match = _CSV.match(record)
            if match is None:
                yield record
                continue
            session = self._moved(match["session"]) if match["session"] else b""
            yield self._moved(match["at"]) + match["between"] + session + match["rest"]

    def _moved(self, text: bytes) -> bytes:
        stamp, _, _ = text.decode("ascii").rpartition(" ")
        moved = self.map(datetime.fromisoformat(stamp).replace(tzinfo=self.day.zone))
        fraction = f".{moved.microsecond // 1000:03d}" if "." in stamp else ""
        return f"{moved:%Y-%m-%d %H:%M:%S}{fraction} {moved:%Z}".encode("ascii")


def _records(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Records of a csvlog: a line break inside quotes belongs to the record."""
    record = b""
    for line in lines:
        record += line
        if record.count(b'"') % 2 == 0:
            yield record
            record = b""
    if record:
        yield record
