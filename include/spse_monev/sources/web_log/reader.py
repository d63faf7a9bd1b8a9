"""A set of access and error logs as the facts of one day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import PurePath
from zoneinfo import ZoneInfo

from spse_monev.facts import CoverageState, Reading
from spse_monev.period import Day
from spse_monev.settings.sources import DOWNLOAD_ROUTES, PROBE_ROUTES, UPLOAD_ROUTES
from spse_monev.sources.files import LogFile
from spse_monev.sources.logs.clock import Clock
from spse_monev.sources.logs.coverage import day_coverage, unread_reason
from spse_monev.sources.logs.ends import HEAD_BYTES, newest_entry
from spse_monev.sources.logs.slices import cut_ranges, plain_slices, slices
from spse_monev.sources.web_log.columnar import ColumnarReader
from spse_monev.sources.web_log.detect import FORMATS, LogForm, LogFormatError, detect
from spse_monev.sources.web_log.pattern import compile_pattern
from spse_monev.sources.web_log.routes import Routes
from spse_monev.sources.web_log.safe import SafeReader
from spse_monev.sources.web_log.tally import Tally

SLICE_BYTES = 32 << 20
_SAFE_SLICE_BYTES = 4 << 20
_MARGIN = timedelta(days=1)  # between the clocks of the file system and of the log
_LAST_LINES = 50
_ENDLESS_MINUTES = 2 * 24 * 60.0


def read_log(
    files: Sequence[LogFile],
    zone: ZoneInfo,
    day: Day | None,
    *,
    format: str = "auto",  # noqa: A002  # the option's name
    pattern: str | None = None,
    upload_routes: Sequence[str] = UPLOAD_ROUTES,
    download_routes: Sequence[str] = DOWNLOAD_ROUTES,
    probe_routes: Sequence[str] = PROBE_ROUTES,
    log_zone: ZoneInfo | str | None = None,
    max_unparsed_pct: float = 1.0,
    max_silence_minutes: float = 360.0,
    now: datetime | None = None,
    progress: Callable[[int], None] | None = None,
) -> Reading:
    """Traffic, errors, failures and metrics of `day` (None: of everything) in these files, and how complete that is.

    `zone` is the site's, `log_zone` that of times without one; the routes are regular expressions on the path without
    query. `progress` is told the stored bytes done. LogFormatError if `format` or `pattern` are not valid; a file that
    cannot be read is a reason in the coverage, and the others are read all the same.
    """
    _check_options(format, pattern)
    clock = Clock(zone, day, ZoneInfo(log_zone) if isinstance(log_zone, str) else log_zone)
    routes = Routes(upload_routes, download_routes, probe_routes)
    tally = Tally()
    reasons: list[str] = []
    parsers: dict[str, None] = {}
    total_bytes = done = reread = 0
    has_access = False
    formed, skipped = _forms(files, day, format, pattern, reasons)
    for file, form in formed:
        parsers["; ".join(part for part in (form.name, form.note) if part)] = None
        has_access = has_access or form.kind != "error"
        short = PurePath(file.name).name
        safe = SafeReader(form, clock, routes)
        fast = ColumnarReader(safe, form.access, clock, routes) if form.access is not None else None
        read, line = 0, 1
        try:
            if (
                fast is not None
                and file.local_path is not None
                and file.size
                and fast.read_file(file.local_path, file.size, tally, short)
            ):
                read = file.size
            else:
                for data in _slices(file, SLICE_BYTES if fast is not None else _SAFE_SLICE_BYTES):
                    (fast or safe).read(data, tally, short, line)
                    line += data.count(b"\n")
                    read += len(data)
                    if progress is not None:
                        progress(done + min(read, file.size or read))
        except OSError as error:
            reasons.append(unread_reason(file, error))
        reread += fast.reread_count if fast is not None else 0
        total_bytes += read
        done += file.size or read
        if progress is not None:
            progress(done)
    if reread:
        parsers[f"{reread} potongan dibaca ulang baris demi baris"] = None
    coverage = day_coverage(
        tally,
        clock,
        files,
        [file for file, _ in formed],
        skipped,
        reasons,
        total_bytes,
        "; ".join(parsers),
        max_unparsed_pct,
        # A healthy server may write no errors for days.
        max_silence_minutes if has_access else _ENDLESS_MINUTES,
        now or datetime.now(UTC),
    )
    if coverage.state is CoverageState.MISSING:
        return Reading(coverage)
    traffic = tally.traffic()
    return Reading(
        coverage, tally.error_counts(), failures=tally.failure_counts(), metrics=tally.metrics(traffic), traffic=traffic
    )


def newest_entry_at(
    files: Sequence[LogFile],
    zone: ZoneInfo,
    *,
    format: str = "auto",  # noqa: A002  # the option's name
    pattern: str | None = None,
    log_zone: ZoneInfo | str | None = None,
) -> datetime | None:
    """The time of the newest entry, from the ends of the most recently written files; None if there is no entry.

    LogFormatError or OSError only if no file could be read.
    """
    _check_options(format, pattern)
    clock = Clock(zone, None, ZoneInfo(log_zone) if isinstance(log_zone, str) else log_zone)

    def last_entry(file: LogFile, head: bytes, tail: bytes) -> datetime | None:
        form = detect(file.name, head or tail, format, pattern)
        tally = Tally()
        last = b"\n".join(tail.rstrip(b"\n").rsplit(b"\n", _LAST_LINES)[-_LAST_LINES:])
        SafeReader(form, clock, Routes((), (), ())).read(last, tally, "", 1)
        return tally.seen.last_at

    return newest_entry(files, last_entry, LogFormatError)


def _check_options(log_format: str, pattern: str | None) -> None:
    if log_format not in FORMATS:
        raise LogFormatError(f"format {log_format!r} tidak dikenal; pilih {', '.join(FORMATS)}")
    if pattern:
        compile_pattern(pattern)


def _forms(
    files: Sequence[LogFile], day: Day | None, log_format: str, pattern: str | None, reasons: list[str]
) -> tuple[list[tuple[LogFile, LogForm]], list[LogFile]]:
    """The files that can hold entries of the day, each with its form; and those that were written before it."""
    formed: list[tuple[LogFile, LogForm]] = []
    skipped: list[LogFile] = []
    for file in files:
        if day is not None and file.modified_at is not None and file.modified_at < day.start - _MARGIN:
            skipped.append(file)
            continue
        try:
            with file.open() as stream:
                head = stream.read(HEAD_BYTES)
            if head.strip():
                formed.append((file, detect(file.name, head, log_format, pattern)))
        except (OSError, LogFormatError) as error:
            reasons.append(unread_reason(file, error))
    return formed, skipped


def _begins(data: bytes, position: int) -> bool:
    """An entry is a line."""
    return True


def _slices(file: LogFile, size: int) -> Iterator[bytes]:
    if file.local_path is not None and file.size:
        yield from plain_slices(file.local_path, cut_ranges(file.local_path, file.size, _begins, size))
    else:
        with file.open() as stream:
            yield from slices(stream, _begins, size)
