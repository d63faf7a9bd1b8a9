"""A set of log files as the facts of one day."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from spse_monev.facts import CoverageState, Reading
from spse_monev.period import Day
from spse_monev.sources.files import LogFile
from spse_monev.sources.logs.clock import Clock
from spse_monev.sources.logs.coverage import day_coverage, unread_reason
from spse_monev.sources.logs.ends import HEAD_BYTES, ends, newest_entry
from spse_monev.sources.logs.slices import (
    SLICE_BYTES,
    cut_ranges,
    last_beginning,
    plain_slices,
    slices,
)
from spse_monev.sources.postgres_log.csvlog import CsvReader
from spse_monev.sources.postgres_log.detect import LogForm, LogFormatError, detect
from spse_monev.sources.postgres_log.jsonlog import JsonReader
from spse_monev.sources.postgres_log.stderr import StderrReader
from spse_monev.sources.postgres_log.tally import Tally
from spse_monev.sources.postgres_log.worker import MIN_BYTES, Job, read_in_two
from spse_monev.sources.postgres_log.worker import SLICE_BYTES as STDERR_SLICE_BYTES

if TYPE_CHECKING:
    from spse_monev.sources.postgres_log.columnar import ColumnarReader

_ENDINGS = {".csv", ".json", ".log", ".gz", ".zst", ".bz2", ".xz"}
_RICHNESS = {"csvlog": 2, "jsonlog": 1, "stderr": 0}
_MARGIN = timedelta(days=1)  # between the clocks of the file system and of the log
_TOLERANCE = timedelta(minutes=1)  # formats of one log are begun and ended a moment apart

Reader = StderrReader | CsvReader | JsonReader


@dataclass(frozen=True, slots=True)
class _Formed:
    file: LogFile
    form: LogForm


def read_log(
    files: Sequence[LogFile], zone: ZoneInfo, day: Day | None, *,
    format: str = "auto",  # noqa: A002  # the option's name
    prefix: str | None = None,
    log_zone: ZoneInfo | str | None = None, max_unparsed_pct: float = 1.0, max_silence_minutes: float = 360.0,
    now: datetime | None = None, progress: Callable[[int], None] | None = None,
) -> Reading:  # fmt: skip
    """Errors, query timings, failures and metrics of `day` (None: of everything) in these files, and how complete.

    `zone` is the site's, `log_zone` that of entries whose zone is not written or not known. `progress` is told the
    stored bytes done. LogFormatError if `format` or `prefix` are not valid; a file that cannot be read is a reason in
    the coverage, and the others are read all the same.
    """
    clock = Clock(zone, day, _as_zone(log_zone))
    tally = Tally()
    reasons: list[str] = []
    notes: list[str] = []
    total_bytes = done = 0

    def tell(before: int, count: int) -> None:
        if progress is not None:
            progress(before + count)

    parsers: dict[str, None] = {}
    formed, skipped = _forms(files, day, format, prefix, reasons)
    chosen = _each_log_once(formed, clock, notes, reasons)
    for item in chosen:
        reader = fast_reader(item.form, clock)
        parsers[reader.parser] = None
        line = 1
        read = 0
        try:
            if _read_at_once(item, reader, clock, tally, partial(tell, done)):
                read = item.file.size or 0
            else:
                for data in _slices(item.file, reader):
                    reader.read(data, tally, PurePath(item.file.name).name, line)
                    line += data.count(b"\n")
                    read += len(data)
                    tell(done, min(read, item.file.size or read))
        except OSError as error:
            reasons.append(unread_reason(item.file, error))
        total_bytes += read
        done += item.file.size or read
    parser = "; ".join([*parsers, *notes])
    if clock.unknown:
        unknown = ", ".join(sorted(clock.unknown))
        reasons.append(f"zona waktu {unknown!r} di log tidak dikenal dan dibaca sebagai {clock.log_zone or zone}")
    coverage = day_coverage(
        tally, clock, files, [item.file for item in chosen], skipped, reasons, total_bytes, parser,
        max_unparsed_pct, max_silence_minutes,
        now or datetime.now(UTC),
    )  # fmt: skip
    if coverage.state is CoverageState.MISSING:
        return Reading(coverage)
    return Reading(coverage, tally.error_counts(), tally.query_timings(), tally.failure_counts(), tally.metrics())


def newest_entry_at(
    files: Sequence[LogFile], zone: ZoneInfo, *,
    format: str = "auto",  # noqa: A002  # the option's name
    prefix: str | None = None,
    log_zone: ZoneInfo | str | None = None,
) -> datetime | None:  # fmt: skip
    """The time of the newest entry, from the ends of the most recently written files; None if there is no entry.

    LogFormatError or OSError only if no file could be read.
    """
    clock = Clock(zone, None, _as_zone(log_zone))

    def last_entry(file: LogFile, head: bytes, tail: bytes) -> datetime | None:
        return _last_instant(tail, detect(file.name, head or tail, format, prefix), clock)

    return newest_entry(files, last_entry, LogFormatError)


def make_reader(form: LogForm, clock: Clock) -> Reader:
    """The reader for a form."""
    if form.format == "csvlog":
        return CsvReader(form.columns, clock)
    if form.format == "jsonlog":
        return JsonReader(clock)
    return StderrReader(form.prefix, clock)


def fast_reader(form: LogForm, clock: Clock) -> Reader | ColumnarReader:
    """The fastest reader for a form."""
    from spse_monev.sources.postgres_log.columnar import ColumnarReader

    reader = make_reader(form, clock)
    return reader if isinstance(reader, StderrReader) else ColumnarReader(reader, clock)


def _slices(file: LogFile, reader: Reader | ColumnarReader) -> Iterator[bytes]:
    slice_bytes = STDERR_SLICE_BYTES if isinstance(reader, StderrReader) else SLICE_BYTES
    if file.local_path is not None and file.size:
        ranges = cut_ranges(file.local_path, file.size, reader.begins, slice_bytes)
        yield from plain_slices(file.local_path, ranges)
    else:
        with file.open() as stream:
            yield from slices(stream, reader.begins, slice_bytes)


def _read_at_once(
    item: _Formed, reader: Reader | ColumnarReader, clock: Clock, tally: Tally, progress: Callable[[int], None]
) -> bool:
    """Read a plain file in the fastest way there is; False, and nothing counted, if it must be read in slices."""
    path, size = item.file.local_path, item.file.size
    if path is None or not size or isinstance(reader, CsvReader | JsonReader):
        return False
    if not isinstance(reader, StderrReader):
        return reader.read_file(path, size, tally, progress)
    if size < MIN_BYTES or (os.cpu_count() or 1) < 2:
        return False
    try:
        ranges = cut_ranges(path, size, reader.begins, STDERR_SLICE_BYTES)
    except OSError:
        return False
    job = Job(
        str(path), PurePath(item.file.name).name, reader.prefix, clock.zone.key,
        str(clock.day) if clock.day else None, clock.log_zone.key if clock.log_zone else None,
    )  # fmt: skip
    return read_in_two(job, ranges, reader, tally, progress)


def _as_zone(zone: ZoneInfo | str | None) -> ZoneInfo | None:
    return ZoneInfo(zone) if isinstance(zone, str) else zone


def _forms(
    files: Sequence[LogFile], day: Day | None, log_format: str, prefix: str | None, reasons: list[str]
) -> tuple[list[_Formed], list[LogFile]]:
    """The files that can hold entries of the day, each with its form; and those that were written before it."""
    formed: list[_Formed] = []
    skipped: list[LogFile] = []
    detect("", b'{"timestamp":"', "auto", prefix)  # a prefix that is not valid is an error whatever the files hold
    for file in files:
        if day is not None and file.modified_at is not None and file.modified_at < day.start - _MARGIN:
            skipped.append(file)
            continue
        try:
            with file.open() as stream:
                head = stream.read(HEAD_BYTES)
            if head.strip():
                formed.append(_Formed(file, detect(file.name, head, log_format, prefix)))
        except (OSError, LogFormatError) as error:
            reasons.append(unread_reason(file, error))
    return formed, skipped


def _each_log_once(formed: Iterable[_Formed], clock: Clock, notes: list[str], reasons: list[str]) -> list[_Formed]:
    """Where a server wrote the same log in several formats, under one name, only the richest is read.

    What a poorer one holds of the day before or after the richest is not counted, and is said.
    """
    groups: dict[str, list[_Formed]] = {}
    for item in formed:
        groups.setdefault(_stem(item.file.name), []).append(item)
    chosen: list[_Formed] = []
    for group in groups.values():
        richest = max(_RICHNESS[item.form.format] for item in group)
        rich = [item for item in group if _RICHNESS[item.form.format] == richest]
        chosen += rich
        for item in group:
            if item in rich:
                continue
            name = PurePath(item.file.name).name
            notes.append(f"{name} disisihkan: isinya sama, dalam bentuk {item.form.format}")
            try:
                uncovered = _uncovered(_span(item, clock), [_span(other, clock) for other in rich], clock.day)
            except OSError as error:
                reasons.append(unread_reason(item.file, error))
                continue
            for start, end in uncovered:
                shown = " s.d. ".join(at.astimezone(clock.zone).strftime("%Y-%m-%d %H.%M.%S") for at in (start, end))
                reasons.append(
                    f"{name} memuat entri {shown} yang tidak ada di {PurePath(rich[0].file.name).name} "
                    "dan tidak ikut dihitung; bila perlu, baca berkas itu tersendiri"
                )
    return chosen


_Span = tuple[datetime, datetime]


def _span(item: _Formed, clock: Clock) -> _Span | None:
    """The times of the first and the last entry of a file."""
    head, tail = ends(item.file)
    whole = Clock(clock.zone, None, clock.log_zone)
    reader = make_reader(item.form, whole)
    tally = Tally()
    reader.read(head[: last_beginning(head, reader.begins) or len(head)], tally, "", 1)
    first, last = tally.seen.first_at, _last_instant(tail, item.form, whole)
    return (first, last) if first is not None and last is not None else None


def _uncovered(poor: _Span | None, rich: list[_Span | None], day: Day | None) -> list[_Span]:
    """What `poor` holds of the day before or after all of `rich`, by more than _TOLERANCE."""
    spans = [span for span in rich if span is not None]
    if poor is None or not spans:
        return []
    start, end = (max(poor[0], day.start), min(poor[1], day.end)) if day else poor
    gaps = [(start, min(end, min(spans)[0])), (max(start, max(last for _, last in spans)), end)]
    return [gap for gap in gaps if gap[1] - gap[0] > _TOLERANCE]


def _stem(name: str) -> str:
    path = PurePath(name)
    while path.suffix in _ENDINGS:
        path = path.with_suffix("")
    return str(path)


def _last_instant(tail: bytes, form: LogForm, clock: Clock) -> datetime | None:
    reader = make_reader(form, clock)
    position = last_beginning(tail, reader.begins)
    tally = Tally()
    # Entries are nearly in order; the newest is among the last few.
    for _ in range(20):
        position = last_beginning(tail, reader.begins, max(0, position - 1)) if position else 0
    reader.read(tail[position:], tally, "", 1)
    return tally.seen.last_at
