"""A set of web logs as the facts of one day."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import PurePath
from typing import Any
from zoneinfo import ZoneInfo

from spse_monev.facts import Client, CoverageState, Reading
from spse_monev.period import Day
from spse_monev.sources.files import LogFile
from spse_monev.sources.logs.clock import Clock
from spse_monev.sources.logs.coverage import day_coverage
from spse_monev.sources.logs.ends import HEAD_BYTES, ends
from spse_monev.sources.logs.slices import slices
from spse_monev.sources.web_log.detect import ERRORS, JSON, NGINX, LogFormatError, check_options, detect
from spse_monev.sources.web_log.errorlog import SEVERITIES, read_entry
from spse_monev.sources.web_log.jsonlines import row_of
from spse_monev.sources.web_log.pattern import LineForm
from spse_monev.sources.web_log.routes import Router, Target
from spse_monev.sources.web_log.stamp import Stamps
from spse_monev.sources.web_log.tally import Cell, Tally

UPLOAD_ROUTES = ("(?i)upload|unggah",)
DOWNLOAD_ROUTES = ("(?i)download|unduh",)
PROBE_ROUTES = ("^/@status", "^/(health|ping|server-status)")
SLICE_BYTES = 4 << 20
MAX_SLICE_BYTES = 16 << 20  # a line longer than this is read in parts
_MARGIN = timedelta(days=1)  # between the clocks of the file system and of the log
_NEWEST_FILES = 3
_LAST_BYTES = 1 << 18
_MAX_CONTINUED = 1 << 16
_ERROR_BEGINS = re.compile(rb"\[[A-Z][a-z]{2} [A-Z][a-z]{2} |\d{4}/\d\d/\d\d \d\d:\d\d:\d\d \[")


def read_log(
    files: Sequence[LogFile], zone: ZoneInfo, day: Day | None, *,
    format: str = "auto",  # noqa: A002  # the option's name
    pattern: str | None = None, upload_routes: Sequence[str] = UPLOAD_ROUTES,
    download_routes: Sequence[str] = DOWNLOAD_ROUTES, probe_routes: Sequence[str] = PROBE_ROUTES,
    log_zone: ZoneInfo | str | None = None, max_unparsed_pct: float = 1.0, max_silence_minutes: float = 360.0,
    now: datetime | None = None, progress: Callable[[int], None] | None = None,
) -> Reading:  # fmt: skip
    """Traffic, failures, errors and metrics of `day` (None: of everything) in these files, and how complete that is.

    `zone` is the site's, `log_zone` that of times without one (error logs). LogFormatError if the options are not
    valid; a file that cannot be read is a reason in the coverage, and the others are read all the same.
    """
    check_options(format, pattern)
    router = Router(upload_routes, download_routes, probe_routes)
    own_zone = ZoneInfo(log_zone) if isinstance(log_zone, str) else log_zone
    clock = Clock(zone, day, own_zone or zone)
    tally = Tally()
    reasons: list[str] = []
    parsers: dict[str, None] = {}
    skipped: list[LogFile] = []
    read: list[LogFile] = []
    total_bytes = done = 0
    for file in files:
        if day is not None and file.modified_at is not None and file.modified_at < day.start - _MARGIN:
            skipped.append(file)
            continue
        begun = total_bytes
        try:
            with file.open() as stream:
                head = stream.read(HEAD_BYTES)
            if head.strip():
                form = detect(file.name, head, format, pattern)
                parsers[form.label] = None
                read.append(file)
                reader = _FileReader(form, clock, router, tally, PurePath(file.name).name)
                with file.open() as stream:
                    for data in slices(stream, reader.begins, SLICE_BYTES, MAX_SLICE_BYTES):
                        reader.read(data)
                        total_bytes += len(data)
                        if progress is not None:
                            progress(done + min(total_bytes - begun, file.size or total_bytes))
        except (OSError, LogFormatError) as error:
            text = str(error)
            reasons.append(text if file.name in text else f"{file.name}: {text or type(error).__name__}")
        done += file.size or total_bytes - begun
        if progress is not None:
            progress(done)
    if clock.unknown:
        shown = ", ".join(sorted(clock.unknown))
        reasons.append(f"zona waktu {shown!r} di log tidak dikenal dan dibaca sebagai {own_zone or zone}")
    coverage = day_coverage(
        tally, clock, files, read, skipped, reasons, total_bytes, "; ".join(parsers), max_unparsed_pct,
        max_silence_minutes, now or datetime.now(UTC),
    )  # fmt: skip
    if coverage.state is CoverageState.MISSING:
        return Reading(coverage)
    return Reading(
        coverage, tally.error_counts(), failures=tally.failure_counts(), traffic=tally.traffic(),
        metrics=tally.metrics(),
    )  # fmt: skip


def newest_entry_at(
    files: Sequence[LogFile], zone: ZoneInfo, *,
    format: str = "auto",  # noqa: A002  # the option's name
    pattern: str | None = None,
    log_zone: ZoneInfo | str | None = None,
) -> datetime | None:  # fmt: skip
    """The time of the newest entry, from the ends of the most recently written files; None if there is no entry.

    LogFormatError or OSError only if no file could be read.
    """
    own_zone = ZoneInfo(log_zone) if isinstance(log_zone, str) else log_zone
    earliest = datetime.min.replace(tzinfo=UTC)
    newest: datetime | None = None
    failure: Exception | None = None
    read = 0
    for file in sorted(files, key=lambda file: file.modified_at or earliest, reverse=True):
        if file.size == 0:
            continue
        try:
            head, tail = ends(file)
            form = detect(file.name, head or tail, format, pattern)
        except (OSError, LogFormatError) as error:
            failure = error
            continue
        tally = Tally()
        reader = _FileReader(form, Clock(zone, None, own_zone or zone), Router((), (), ()), tally, "")
        reader.read(tail[-_LAST_BYTES:])
        at = tally.seen.last_at
        if at is not None and (newest is None or at > newest):
            newest = at
        read += 1
        if newest is not None and read >= _NEWEST_FILES:
            break
    if newest is None and failure is not None:
        raise failure
    return newest


class _FileReader:
    """Reads the slices of one file in order."""

    def __init__(self, form: LineForm, clock: Clock, router: Router, tally: Tally, name: str) -> None:
        self._form = form
        self._router = router
        self._tally = tally
        self._name = name
        self._line = 1
        self._stamps = Stamps(clock, form.strptime)
        self._unit_ms = 1.0 if form is JSON else form.unit_ms
        self._is_error = form in ERRORS
        self._cells: dict[tuple[Target, bytes], tuple[Client, Cell]] = {}
        tally.times.clear()  # of another file's unit

    def begins(self, data: bytes, position: int) -> bool:
        """Whether an entry begins at a start of line."""
        return not self._is_error or _ERROR_BEGINS.match(data, position) is not None

    def read(self, data: bytes) -> None:
        """Count one slice."""
        if self._is_error:
            self._read_errors(data)
        elif self._form is JSON:
            self._read_lines(data, lambda line: row_of(line))
        else:
            rows = self._form.rows(data)
            lines = data.count(b"\n") + (not data.endswith(b"\n"))
            if len(rows) == lines and self._count(rows):
                pass
            else:
                self._read_lines(data, self._row)
        self._line += data.count(b"\n")

    def _row(self, line: bytes) -> Any:
        rows = self._form.rows(line)
        return rows[0] if rows else None

    def _read_lines(self, data: bytes, row_of_line: Callable[[bytes], Any]) -> None:
        rows = []
        for number, line in enumerate(data.split(b"\n")):
            if not line.strip():
                continue
            row = row_of_line(line)
            if row is None or self._stamps.read(row[1]) is None:
                self._tally.unparsed(self._name, self._line + number, line)
            else:
                rows.append(row)
        self._count(rows)

    def _count(self, rows: list[Any]) -> bool:
        """Count requests; False, and nothing counted, if one has a time that is none."""
        tally, router, read = self._tally, self._router, self._stamps.read
        stamps = Counter([row[1] for row in rows])
        moments: dict[bytes, tuple[int, datetime] | None] = {}
        for stamp in stamps:
            found = read(stamp)
            if found is None:
                return False
            slot, at = found
            moments[stamp] = (slot.hour, at) if slot.inside else None
        for stamp, count in stamps.items():
            slot, at = read(stamp) or (None, None)
            if slot is not None and at is not None:
                tally.seen_in(slot, count, at, at)
        tally.has_access = True
        cells, times, unit_ms = self._cells, tally.times, self._unit_ms
        addresses: set[bytes] = set()
        for address, stamp, request, status, sent, agent, took in rows:
            moment = moments[stamp]
            if moment is None:
                continue
            hour = moment[0]
            target = router.target(request)
            known = cells.get((target, agent))
            if known is None:
                if tally.is_full or len(cells) >= 100_000:
                    cells.clear()
                    if tally.is_full:
                        tally.fold()
                client = Client.PROBE if target.is_probe else router.client(agent)
                cell = tally.cell((target.method, target.route, client, target.purpose))
                known = cells[(target, agent)] = (client, cell)
            client, cell = known
            cell.count += 1
            cell.per_hour[hour] += 1
            cell.statuses[status] = cell.statuses.get(status, 0) + 1
            if status >= b"4":
                if status[:1] == b"5":
                    cell.failed_per_hour[hour] += 1
                tally.failure(status, target, client, hour, moment[1])
            if sent.isdigit():
                cell.sent_bytes += int(sent[:18])
            if unit_ms is not None and took:
                ms, bucket = times.get(took) or tally.time_of(took, unit_ms)
                if ms >= 0:
                    cell.timed_count += 1
                    cell.total_ms += ms
                    cell.buckets[bucket] = cell.buckets.get(bucket, 0) + 1
                    if ms > cell.max_ms:
                        cell.max_ms = ms
            if client is Client.USER and address:
                addresses.add(address)
        tally.addresses(addresses)
        return True

    def _read_errors(self, data: bytes) -> None:
        is_nginx = self._form is NGINX
        for number, found, rest in self._entries(data):
            read = self._stamps.read(found["stamp"])
            if read is None:
                self._tally.unparsed(self._name, number, found[0])
                continue
            slot, at = read
            if not self._tally.seen_in(slot, 1, at, at):
                continue
            severity = SEVERITIES.get((found["level"] or b"error").decode())
            said = read_entry((found["module"] or b"").decode(), found["text"] + rest, is_nginx=is_nginx)
            is_file = bool(said.path) and self._router.is_file(said.path)
            self._tally.said(severity, said, slot.hour, at, is_file=is_file)

    def _entries(self, data: bytes) -> Iterator[tuple[int, re.Match[bytes], bytes]]:
        """Line, first line and the lines that belong to it; what stands before the first entry belongs to none."""
        last: tuple[int, re.Match[bytes]] | None = None
        rest = b""
        for number, line in enumerate(data.split(b"\n"), start=self._line):
            found = self._form.line.match(line)
            if found is not None:
                if last is not None:
                    yield *last, rest
                last, rest = (number, found), b""
            elif last is not None:
                if len(rest) < _MAX_CONTINUED:
                    rest += b"\n" + line
            elif line.strip():
                self._tally.unparsed(self._name, number, line)
        if last is not None:
            yield *last, rest
