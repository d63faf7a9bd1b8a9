"""Access logs through DuckDB: one query, include/sql/logs/access.sql, over a whole file or a slice.

The expression of the safe reader runs in RE2 too. Lines that it does not match are handed to the safe reader one by
one; if the lines do not add up, or at any error, nothing of what was read is taken and the slice is read again.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from spse_monev.facts import Client
from spse_monev.sources.logs.clock import Clock, Slot
from spse_monev.sources.logs.routes import COARSE, COARSE_AS
from spse_monev.sources.logs.tally import MAX_PLACES
from spse_monev.sources.web_log.pattern import Access
from spse_monev.sources.web_log.requests import local_time
from spse_monev.sources.web_log.routes import BOTS, PROBES, Routes
from spse_monev.sources.web_log.safe import SafeReader
from spse_monev.sources.web_log.tally import Tally

MEMORY_LIMIT = "200MB"
THREADS = 2
_SQL = Path(__file__).resolve().parents[3] / "sql" / "logs" / "access.sql"
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  # temporary files without a disk, where there is one
_MONTH_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
# Of whole hours; lines with others are read by the safe reader.
_ZONES = frozenset(
    ("", "Z", "+00:00", *(f"{sign}{hour:02d}00" for sign in "+-" for hour in range(15)), "+07:00", "+08:00", "+09:00")
)
# What the query splits columns at. DuckDB takes a line of nothing else for an empty one.
_DELIMITER = b"\x01"
_ROWS = 5_000
_MAX_STRAY = 10_000
_UNKNOWN = -1  # a number of lines that nothing adds up to
_CLIENTS = {"user": Client.USER, "bot": Client.BOT, "probe": Client.PROBE}
_GROUPS = ("addr", "stamp", "zone", "method", "path", "status", "bytes", "agent", "time", "tail")


class _NotUnderstoodError(Exception):
    """The lines must be read otherwise."""


class ColumnarReader:
    """Stands before the safe reader and spares it the lines that are as expected."""

    def __init__(self, safe: SafeReader, access: Access, clock: Clock, routes: Routes) -> None:
        import duckdb

        self._duckdb = duckdb
        self._safe = safe
        self._clock = clock
        self.reread_count = 0
        self._zones = _ZONES
        names = access.groups
        fields = ", ".join(f"'{name}'" for name in names)
        columns = ",\n        ".join(
            f"found.{name} AS {name}" if name in names else f"'' AS {name}" for name in _GROUPS
        )
        self._query = _SQL.read_text().replace("/*fields*/", fields).replace("/*columns*/", columns)
        self._parameters: dict[str, Any] = {
            "expression": access.re2,
            "tail_time": access.tail_time or "",
            "bots": BOTS,
            "probes": PROBES,
            # Nothing is replaced where the site's patterns name numbers.
            "coarse": r"\z\A." if routes.needs_numbers else COARSE,
            "coarse_as": COARSE_AS,
            "inside": self._inside(),
            "in_ms": access.unit.in_ms if access.unit else 0.0,
        }
        self._connection = duckdb.connect(
            config={
                "memory_limit": MEMORY_LIMIT,
                "threads": THREADS,
                "preserve_insertion_order": False,
                "temp_directory": tempfile.gettempdir(),
                "autoinstall_known_extensions": False,
            }
        )

    def _inside(self) -> list[str]:
        """The hours of the day as the log writes them, with their zones; empty if everything is wanted."""
        day = self._clock.day
        if day is None:
            return []
        hours: list[str] = []
        for back in range(-2, 3):
            date = day.shift(back).date
            for hour in range(24):
                for stamp in (f"{date:%d}/{_MONTH_NAMES[date.month - 1]}/{date:%Y}:{hour:02d}", f"{date}T{hour:02d}"):
                    for zone in self._zones:
                        slot = self._clock.slot(local_time(stamp), zone)
                        if slot is not None and slot.inside:
                            hours.append(stamp + zone)
        return hours

    def read_file(self, path: Path, size: int, tally: Tally, file: str) -> bool:
        """Count a plain file at once; False, and nothing counted, if it must be read in slices."""
        if any(letter in str(path) for letter in "*?[]{}") or path.stat().st_size != size:
            return False
        return self._try(path, 1, lambda: _count_lines(path) if path.stat().st_size == size else _UNKNOWN, tally, file)

    def read(self, data: bytes, tally: Tally, file: str, first_line: int) -> None:
        """Count one slice."""
        folder = _SHARED_MEMORY if _SHARED_MEMORY.is_dir() else None
        lines = data.count(b"\n") + (not data.endswith(b"\n")) if _DELIMITER not in data else _UNKNOWN
        with tempfile.NamedTemporaryFile(prefix="spse-log-", dir=folder, buffering=0) as copy:
            copy.write(data)
            if self._try(Path(copy.name), first_line, lambda: lines, tally, file):
                return
        self.reread_count += 1
        self._safe.read(data, tally, file, first_line)

    def _try(self, path: Path, first_line: int, lines: Callable[[], int], tally: Tally, file: str) -> bool:
        found = Tally()
        unparsed: Counter[bytes] = Counter()
        try:
            seen = self._count(path, found, unparsed)
            if seen != lines():
                return False
            _place(path, first_line, unparsed, found, file)
        except (_NotUnderstoodError, self._duckdb.Error, UnicodeError, ValueError, OSError):
            return False
        tally.merge(found)
        return True

    def _count(self, path: Path, tally: Tally, unparsed: Counter[bytes]) -> int:
        """Count all lines in `tally`, those that are no request in `unparsed`; returns how many there were."""
        result = self._connection.execute(self._query, {**self._parameters, "path": str(path)})
        seen = strays = 0
        while rows := result.fetchmany(_ROWS):
            for row in rows:
                (
                    kind,
                    slot_text,
                    zone,
                    method,
                    path_key,
                    client,
                    status,
                    bucket,
                    line,
                    address,
                    count,
                    sent,
                    total_ms,
                    max_ms,
                    first,
                    last,
                ) = row
                if kind == "stray":
                    seen += count
                    strays += count
                    if strays > _MAX_STRAY:
                        raise _NotUnderstoodError
                    text = line or ""
                    raw = text.encode()
                    for _ in range(count):
                        # As bytes: a str takes more characters for blanks than the safe reader does.
                        if raw.strip() and not self._safe.line(text, tally):
                            unparsed[raw] += 1
                    continue
                if kind == "address":
                    if address:
                        tally.client(address)
                    continue
                key = self._safe.key(method, path_key, _CLIENTS[client])
                if kind == "times":
                    if bucket is not None:
                        tally.times(key, bucket, count)
                    continue
                slot = self._clock.slot(local_time(slot_text), zone)
                if slot is None or not slot.aligned or zone not in self._zones:
                    raise _NotUnderstoodError
                seen += count
                tally.requests(
                    key, status, slot, _moment(slot, first), _moment(slot, last), count, int(sent or 0),
                    total_ms or 0.0, max_ms,
                )  # fmt: skip
        return seen


def _moment(slot: Slot, stamp: str) -> datetime:
    minute, second = int(stamp[-5:-3]), int(stamp[-2:])
    if minute > 59 or second > 60:
        raise _NotUnderstoodError
    return slot.start + timedelta(minutes=minute, seconds=second)


def _place(path: Path, first_line: int, unparsed: Counter[bytes], tally: Tally, file: str) -> None:
    """Count the unparsed lines, with the places of the first: DuckDB gives them in any order, without numbers."""
    placed = 0
    if unparsed:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, first_line):
                if line.rstrip(b"\n") in unparsed:
                    tally.unparsed(file, number, line.rstrip(b"\r\n"))
                    placed += 1
                    if placed == MAX_PLACES:
                        break
    tally.unparsed_count += unparsed.total() - placed


def _count_lines(path: Path) -> int:
    """How many lines a file has; _UNKNOWN if DuckDB may count them otherwise."""
    lines, last = 0, 10
    piece = bytearray(1 << 18)
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(piece):
            if piece.find(_DELIMITER, 0, count) != -1:
                return _UNKNOWN
            lines += piece.count(b"\n", 0, count)
            last = piece[count - 1]
    return lines + (last != 10)
