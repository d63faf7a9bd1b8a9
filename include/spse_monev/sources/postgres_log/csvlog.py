"""csvlog: 23 columns (PostgreSQL 10 to 12), 24 (13, backend_type) or 26 (14 and later, leader_pid and query_id)."""

from __future__ import annotations

import re

from spse_monev.sources.logs.clock import Clock
from spse_monev.sources.postgres_log.entries import Record, count_record
from spse_monev.sources.postgres_log.tally import Tally
from spse_monev.sources.postgres_log.words import SEVERITIES

COLUMN_COUNTS = (26, 24, 23)
_START = rb"(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? [^\s,]{1,12},)"
_ANY = rb'(?:"(?:[^"]++|"")*"|[^,"\n\r]*+)'
_FIELD = rb"(" + _ANY + rb")"
# The columns that are counted, by position (see the manual, 'Using CSV-Format Log Output').
_USED = {0: "stamp", 1: "user", 2: "database", 5: "session", 7: "command", 11: "severity", 12: "code", 13: "message",
         14: "detail", 19: "statement", 22: "application", 25: "query_id"}  # fmt: skip
START = re.compile(_START)
_NEXT = re.compile(rb"(?:\A|\n)" + _START)
_MIDDLE = re.compile(_START)


def record_pattern(columns: int) -> re.Pattern[bytes]:
    """A whole record with its end of line; a group for each column that is counted."""
    fields = [_FIELD if column in _USED else _ANY for column in range(columns)]
    return re.compile(_START + rb",".join(fields) + rb"\r?(?:\n|\Z)")


def count_columns(head: bytes) -> int | None:
    """The number of columns of the first whole record in `head`; None if there is none."""
    for start in START.finditer(head):
        for columns in COLUMN_COUNTS:
            match = record_pattern(columns).match(head, start.start())
            if match and _text(match[6]) in SEVERITIES:
                return columns
    return None


class CsvReader:
    """Reads slices record by record; knows where a record begins whatever stands between records."""

    def __init__(self, columns: int, clock: Clock) -> None:
        self.columns = columns
        self.parser = f"csvlog {columns} kolom"
        self._clock = clock
        # A server that is upgraded in the middle of a file changes the number of columns.
        self._patterns = [record_pattern(columns), *(record_pattern(n) for n in COLUMN_COUNTS if n != columns)]

    def begins(self, data: bytes, position: int) -> bool:
        """Whether a whole record begins here."""
        return self._patterns[0].match(data, position) is not None

    def read(self, data: bytes, tally: Tally, file: str, first_line: int) -> None:
        """Count one slice."""
        position = 0
        end = len(data)
        line, counted = first_line, 0
        while position < end:
            match = next((m for pattern in self._patterns if (m := pattern.match(data, position))), None)
            if match is not None and count_record(_record(match), self._clock, tally):
                position = match.end()
                continue
            # No record here: everything up to the next place where one can begin is unparsed.
            following = _MIDDLE.search(data, position + 1)
            stop = following.start() if following else end
            stray = data[position:stop]
            if stray.strip():
                line += data.count(b"\n", counted, position)
                counted = position
                tally.unparsed(file, line, stray.strip(), max(1, len(stray.strip().splitlines())))
            position = stop


def _text(field: bytes) -> str:
    return _plain(field).decode(errors="replace")


def _plain(field: bytes) -> bytes:
    if field[:1] == b'"':
        field = field[1:-1]
        return field.replace(b'""', b'"') if b'"' in field else field
    return field


def _record(match: re.Match[bytes]) -> Record:
    groups = match.groups()
    stamp, user, database, session, command, severity, code, message, detail, statement, application = groups[:11]
    query_id = groups[11] if len(groups) > 11 else b""
    return Record(
        _text(stamp), _text(severity), _text(code), _plain(message), _plain(detail), _plain(statement), _text(user),
        _text(database), _text(application), _text(session), _text(command),
        int(query_id) if len(query_id) <= 20 and query_id.lstrip(b"-").isdigit() else 0,
    )  # fmt: skip
