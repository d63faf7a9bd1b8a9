"""jsonlog (PostgreSQL 15 and later): one object a line, absent fields left out."""

from __future__ import annotations

from typing import Any

import msgspec

from spse_monev.sources.logs.clock import Clock
from spse_monev.sources.postgres_log.entries import Record, count_record
from spse_monev.sources.postgres_log.tally import Tally

START = b'{"timestamp":"'


class _Fields(msgspec.Struct):
    timestamp: str
    error_severity: str
    message: str = ""
    state_code: str = ""
    detail: str = ""
    statement: str = ""
    user: str = ""
    dbname: str = ""
    application_name: str = ""
    session_id: str = ""
    ps: str = ""
    query_id: int = 0


_decode: Any = msgspec.json.Decoder(_Fields).decode


class JsonReader:
    """Reads slices object by object."""

    parser = "jsonlog"

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def begins(self, data: bytes, position: int) -> bool:
        """Whether an object begins here."""
        return data.startswith(START, position)

    def read(self, data: bytes, tally: Tally, file: str, first_line: int) -> None:
        """Count one slice."""
        for number, line in enumerate(data.split(b"\n"), first_line):
            if not line or self._count(line, tally):
                continue
            # An object can stand behind the rest of one that was cut when the server died.
            start = line.find(START, 1)
            while start > 0 and not self._count(line[start:], tally):
                start = line.find(START, start + 1)
            stray = line[:start] if start > 0 else line
            if stray.strip():
                tally.unparsed(file, number, stray.strip())

    def _count(self, line: bytes, tally: Tally) -> bool:
        try:
            fields = _decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            try:
                fields = _decode(line.decode(errors="replace"))
            except msgspec.DecodeError:
                return False
        record = Record(
            fields.timestamp, fields.error_severity, fields.state_code, fields.message.encode(errors="replace"),
            fields.detail.encode(errors="replace"), fields.statement.encode(errors="replace"), fields.user,
            fields.dbname, fields.application_name, fields.session_id, fields.ps, fields.query_id,
        )  # fmt: skip
        return count_record(record, self._clock, tally)
