"""csvlog and jsonlog through DuckDB: one query over each slice, include/sql/logs/summarise.sql.

A columnar reader knows only whole, right records. Whenever it reports an error, or gives back what it cannot have
understood, nothing of the slice is taken and the record-by-record reader reads it again.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from spse_monev.sources.postgres_log.csvlog import CsvReader
from spse_monev.sources.postgres_log.entries import STAMP
from spse_monev.sources.postgres_log.jsonlog import JsonReader
from spse_monev.sources.postgres_log.tally import Tally, moment
from spse_monev.sources.postgres_log.words import SEVERITIES
from spse_monev.sources.postgres_log.zones import Clock

MEMORY_LIMIT = "200MB"
THREADS = 2
_SQL = Path(__file__).resolve().parents[3] / "sql" / "logs"
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  # temporary files without a disk, where there is one
_HOUR, _MINUTE = 13, 16
_CALLS = {"statement:": "statement", "execute": "execute", "fastpath": "fastpath"}
_NO_CALLS = {"parse": "parse", "bind": "bind", "fetch": "fetch", "plan:": "plan"}


class _NotUnderstoodError(Exception):
    """The slice must be read record by record."""


class ColumnarReader:
    """Stands before a record-by-record reader and spares it the slices that are whole."""

    def __init__(self, safe: CsvReader | JsonReader, clock: Clock) -> None:
        import duckdb

        self._duckdb = duckdb
        self._safe = safe
        self._clock = clock
        self._width = _HOUR
        self.parser = safe.parser
        self.reread_count = 0
        source = "jsonlog" if isinstance(safe, JsonReader) else f"csvlog_{safe.columns}"
        entry = (_SQL / f"{source}.sql").read_text()
        self._query = f"WITH entry AS (\n{entry})\n{(_SQL / 'summarise.sql').read_text()}"
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY_LIMIT,
            "threads": THREADS,
            "preserve_insertion_order": False,
        }
        self._connection = duckdb.connect(config=settings)

    def begins(self, data: bytes, position: int) -> bool:
        """Whether a whole record begins here."""
        return self._safe.begins(data, position)

    def read(self, data: bytes, tally: Tally, file: str, first_line: int) -> None:
        """Count one slice."""
        try:
            tally.merge(self._count(data, tally))
        except (_NotUnderstoodError, self._duckdb.Error, OSError, UnicodeError):
            self.reread_count += 1
            self._safe.read(data, tally, file, first_line)

    def _count(self, data: bytes, whole: Tally) -> Tally:
        folder = _SHARED_MEMORY if _SHARED_MEMORY.is_dir() else None
        with tempfile.NamedTemporaryFile(prefix="spse-log-", dir=folder) as file:
            file.write(data)
            file.flush()
            rows = self._rows(file.name)
            if self._width == _HOUR and not self._is_aligned(rows):
                self._width = _MINUTE
                rows = self._rows(file.name)
        kinds = {row[4] for row in rows}
        if "foreign" in kinds or ("bare" in kinds and ("logged" in kinds or whole.has_pending)):
            raise _NotUnderstoodError
        if isinstance(self._safe, JsonReader) and sum(row[12] for row in rows) != data.count(b"\n") + (
            not data.endswith(b"\n")
        ):
            raise _NotUnderstoodError
        tally = whole.sibling()
        for row in sorted(rows, key=lambda row: row[15]):
            self._add(row, tally)
        return tally

    def _rows(self, path: str) -> list[Any]:
        return self._connection.execute(self._query, {"path": path, "width": self._width}).fetchall()

    def _is_aligned(self, rows: list[Any]) -> bool:
        times = {(row[0], row[1]) for row in rows if row[0] and row[1]}
        return all(slot.aligned for time in times if (slot := self._clock.slot(*time)) is not None)

    def _add(self, row: Any, tally: Tally) -> None:
        (
            local, zone, severity_word, code, kind, query_id, key, database, user, application, command, bucket, count,
            total_ms, max_ms, first_stamp, last_stamp, measured, detail, statement,
        ) = row  # fmt: skip
        severity = SEVERITIES.get(severity_word)
        slot = self._clock.slot(local, zone) if local and zone else None
        if severity is None or slot is None or severity_word not in ("LOG", "DEBUG", severity):
            raise _NotUnderstoodError
        first, last = self._instant(first_stamp), self._instant(last_stamp)
        if not tally.entries(slot, severity, count, first, last):
            return
        if kind in ("message", "logged"):
            tally.message(
                severity, code, key.encode(), slot, first, last, count=count, user=user, database=database,
                application=application, detail=detail.encode(), statement=statement.encode(),
            )  # fmt: skip
        elif kind in _CALLS:
            # A fast-path call has no text after a colon.
            text = measured.partition(": ")[2] if kind != "fastpath" else measured
            tally.timings(int(query_id), text.encode() or b"(kosong)", database, count, total_ms, max_ms, bucket)
        elif kind in _NO_CALLS:
            tally.other_timing(_NO_CALLS[kind], count, total_ms)
        elif kind != "bare":
            raise _NotUnderstoodError
        elif command in ("PARSE", "BIND"):
            tally.other_timing(command.lower(), count, total_ms)
        elif query_id != "0":
            tally.timings(int(query_id), b"", database, count, total_ms, max_ms, bucket)
        else:
            tally.other_timing("unattributed_duration", count, total_ms)

    def _instant(self, stamp: str) -> Any:
        match = STAMP.fullmatch(stamp)
        slot = self._clock.slot(match[1], match[3]) if match else None
        if match is None or slot is None:
            raise _NotUnderstoodError
        return moment(slot, match[2])
