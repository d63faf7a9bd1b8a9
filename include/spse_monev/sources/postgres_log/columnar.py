"""csvlog and jsonlog through DuckDB: one query, include/sql/logs/summarise.sql, over a whole file or a slice.

A columnar reader knows only whole, right records, and may drop or misread others without a word. So the lines of the
file, counted apart from it, must be those of the records that it gave back. If they are not, or at any error, or at
anything that it cannot have understood, nothing of what it read is taken: a file is then read slice by slice, and a
slice record by record.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

from spse_monev.sources.logs.clock import Clock
from spse_monev.sources.postgres_log.csvlog import CsvReader
from spse_monev.sources.postgres_log.entries import LOGGED, STAMP
from spse_monev.sources.postgres_log.jsonlog import JsonReader
from spse_monev.sources.postgres_log.stderr import FASTPATH
from spse_monev.sources.postgres_log.tally import Tally, moment
from spse_monev.sources.postgres_log.words import SEVERITIES

MEMORY_LIMIT = "200MB"
THREADS = 2
_SQL = Path(__file__).resolve().parents[3] / "sql" / "logs"
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  # temporary files without a disk, where there is one
_COUNTED_BYTES = 1 << 18  # small enough for the processor's cache
_ROWS = 2_000
_POLL_SECONDS = 0.2
_HOUR, _MINUTE = 13, 16
_WILDCARD = re.compile(r"[*?\[\]{}]")
# A number that summarise.sql took for a value but that is part of a name.
_KEPT_NUMBER = re.compile(r"(?<![\w$\"\x80-\U0010ffff])\d")


class _NotUnderstoodError(Exception):
    """The log must be read otherwise."""


class _PairedError(_NotUnderstoodError):
    """Durations belong to statements that were logged before: that takes the records in order."""


class _UnalignedError(Exception):
    """The log's clock and the site's are not whole hours apart."""


class ColumnarReader:
    """Stands before a record-by-record reader and spares it what is whole."""

    def __init__(self, safe: CsvReader | JsonReader, clock: Clock) -> None:
        import duckdb

        self._duckdb = duckdb
        self._safe = safe
        self._clock = clock
        self._width = _HOUR
        self._is_paired = False
        self.parser = safe.parser
        self.reread_count = 0  # slices that were read record by record
        source = "jsonlog" if isinstance(safe, JsonReader) else f"csvlog_{safe.columns}"
        entry = f"WITH entry AS (\n{(_SQL / f'{source}.sql').read_text()})\n"
        self._summarise = entry + (_SQL / "summarise.sql").read_text()
        self._pending = entry + (_SQL / "pending.sql").read_text()
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY_LIMIT,
            "threads": THREADS,
            "preserve_insertion_order": False,
            "temp_directory": tempfile.gettempdir(),
            "autoinstall_known_extensions": False,
        }
        self._connection = duckdb.connect(config=settings)

    def begins(self, data: bytes, position: int) -> bool:
        """Whether a whole record begins here."""
        return self._safe.begins(data, position)

    def read_file(self, path: Path, size: int, tally: Tally, progress: Callable[[int], None]) -> bool:
        """Count a plain file at once; False, and nothing counted, if it must be read in slices.

        `progress` is told the bytes done, now and then.
        """
        # DuckDB would take a wildcard in the name for a pattern, and a file that has grown to its new end.
        if _WILDCARD.search(str(path)) or path.stat().st_size != size:
            return False
        lines: list[int] = []
        done = Event()
        beside = Thread(target=self._beside, args=(path, size, lines, done, progress))
        beside.start()

        def counted() -> int:
            done.set()
            beside.join()
            # It may have grown meanwhile.
            return lines[0] if lines and path.stat().st_size == size else -1

        try:
            found = self._count(str(path), counted, tally)
        except (_NotUnderstoodError, self._duckdb.Error, OSError, UnicodeError):
            return False
        finally:
            done.set()
            beside.join()
        tally.merge(found)
        return True

    def _beside(self, path: Path, size: int, lines: list[int], done: Event, progress: Callable[[int], None]) -> None:
        """What the main thread does not wait for: count the lines, tell how far the query is."""
        with suppress(OSError):
            lines.append(_count_lines(path))
        while not done.wait(_POLL_SECONDS):
            progress(int(size * max(0.0, self._connection.query_progress()) / 100))

    def read(self, data: bytes, tally: Tally, file: str, first_line: int) -> None:
        """Count one slice."""
        if not self._is_paired:
            folder = _SHARED_MEMORY if _SHARED_MEMORY.is_dir() else None
            lines = data.count(b"\n") + (not data.endswith(b"\n"))
            try:
                with tempfile.NamedTemporaryFile(prefix="spse-log-", dir=folder, buffering=0) as copy:
                    copy.write(data)
                    found = self._count(copy.name, lambda: lines, tally)
                tally.merge(found)
                return
            except (_NotUnderstoodError, self._duckdb.Error, OSError, UnicodeError):
                pass
        self.reread_count += 1
        self._safe.read(data, tally, file, first_line)

    def _count(self, path: str, lines: Callable[[], int], whole: Tally) -> Tally:
        """The counts of one file, to be added to `whole`."""
        try:
            try:
                tally, kinds = self._tally(path, lines, whole)
            except _UnalignedError:
                self._width = _MINUTE
                tally, kinds = self._tally(path, lines, whole)
            if "bare" in kinds and ("logged" in kinds or whole.has_pending):
                raise _PairedError
        except _PairedError:
            self._is_paired = True
            raise
        if "logged" in kinds:
            for session, message in self._connection.execute(self._pending, {"path": path}).fetchall():
                text = message.encode()
                if match := LOGGED.match(text):
                    whole.statement(session.encode(), text[match.end() :])
        return tally

    def _tally(self, path: str, lines: Callable[[], int], whole: Tally) -> tuple[Tally, set[str]]:
        result = self._connection.execute(self._summarise, {"path": path, "width": self._width})
        tally = whole.sibling()
        kinds = set()
        seen_lines = 0
        while rows := result.fetchmany(_ROWS):
            for row in rows:
                kinds.add(row[4])
                seen_lines += row[13]
                self._add(row, tally)
        if seen_lines != lines():
            raise _NotUnderstoodError
        return tally, kinds

    def _add(self, row: Any, tally: Tally) -> None:
        (
            local, zone, severity_word, code, kind, query_id, _, database, user, application, command, bucket, count,
            _, total_ms, max_ms, first_stamp, last_stamp, message, sample,
        ) = row  # fmt: skip
        severity = SEVERITIES.get(severity_word)
        slot = self._clock.slot(local, zone) if local and zone else None
        # A LOG in another language than English is none to the query.
        if severity is None or slot is None or (severity == "LOG" and severity_word != "LOG"):
            raise _NotUnderstoodError
        if self._width == _HOUR and not slot.aligned:
            raise _UnalignedError
        first, last = self._instant(first_stamp), self._instant(last_stamp)
        if not tally.entries(slot, severity, count, first, last):
            return
        if kind == "message":
            detail, statement = (sample["detail"], sample["statement"]) if sample else ("", "")
            tally.message(
                severity, code, message.encode(), slot, first, last, count=count, user=user, database=database,
                application=application, detail=detail.encode(), statement=statement.encode(),
            )  # fmt: skip
        elif kind == "logged":
            tally.message(severity, code, message.encode(), slot, first, last, count=count)
        elif kind in ("statement", "execute"):
            # What was measured begins after 'duration: 0.123 ms  ', its text after the next ': '.
            text = message.partition(" ms  ")[2].partition(": ")[2].encode() or b"(kosong)"
            if query_id == "0" and _KEPT_NUMBER.search(tally.normal_query(text)):
                raise _NotUnderstoodError
            tally.timings(int(query_id), text, database, count, total_ms, max_ms, bucket)
        elif kind == "fastpath":
            tally.timings(int(query_id), FASTPATH, database, count, total_ms, max_ms, bucket)
        elif kind in ("parse", "bind", "fetch", "plan"):
            tally.other_timing(kind, count, total_ms)
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


def _count_lines(path: Path) -> int:
    """Lines of a file, the last with or without its end."""
    lines = 0
    piece = bytearray(_COUNTED_BYTES)
    last = 10
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(piece):
            lines += piece.count(b"\n", 0, count)
            last = piece[count - 1]
    return lines + (last != 10)
