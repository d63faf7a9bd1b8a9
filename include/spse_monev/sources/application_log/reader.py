"""A set of application logs as the facts of one day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import PurePath
from zoneinfo import ZoneInfo

from spse_monev.facts import CoverageState, Reading
from spse_monev.period import Day
from spse_monev.sources.application_log.blocks import BlockReader
from spse_monev.sources.application_log.dates import date_file, only_day
from spse_monev.sources.application_log.detect import LogFormatError, check_options, detect
from spse_monev.sources.application_log.entries import EntryReader
from spse_monev.sources.application_log.pattern import Layout
from spse_monev.sources.application_log.tally import Tally
from spse_monev.sources.files import LogFile
from spse_monev.sources.logs.clock import Clock
from spse_monev.sources.logs.coverage import day_coverage, unread_reason
from spse_monev.sources.logs.ends import HEAD_BYTES, newest_entry
from spse_monev.sources.logs.slices import cut_ranges, last_beginning, plain_slices, slices

PACKAGES = ("controllers", "models", "jobs", "utils", "services", "ext", "lkpp")
SLICE_BYTES = 8 << 20
MAX_SLICE_BYTES = 64 << 20  # an entry longer than this is read in parts
_MARGIN = timedelta(days=1)  # between the clocks of the file system and of the log
_ENDLESS_MINUTES = 2 * 24 * 60.0


@dataclass(frozen=True, slots=True)
class _Formed:
    file: LogFile
    layout: Layout

    @property
    def short(self) -> str:
        return PurePath(self.file.name).name


def read_log(
    files: Sequence[LogFile], zone: ZoneInfo, day: Day | None, *,
    format: str = "auto",  # noqa: A002  # the option's name
    pattern: str | None = None, application_packages: Sequence[str] = PACKAGES, log_zone: ZoneInfo | str | None = None,
    max_unparsed_pct: float = 1.0, max_silence_minutes: float = 360.0, now: datetime | None = None,
    progress: Callable[[int], None] | None = None,
) -> Reading:  # fmt: skip
    """Errors, failures and metrics of `day` (None: of everything) in these files, and how complete that is.

    `zone` is the site's, `log_zone` that of times without one; `application_packages` are those of the application's
    own classes. `progress` is told the stored bytes done. LogFormatError if `format` or `pattern` are not valid; a
    file that cannot be read or dated is a reason in the coverage, and the others are read all the same.
    """
    check_options(format, pattern)
    own_zone = ZoneInfo(log_zone) if isinstance(log_zone, str) else log_zone
    tally = Tally(BlockReader(application_packages))
    reasons: list[str] = []
    parsers: dict[str, None] = {}
    unknown_zones: set[str] = set()
    total_bytes = done = 0
    has_hours = False
    formed, skipped = _forms(files, day, format, pattern, reasons)
    for item in formed:
        clock = Clock(zone, day, item.layout.zone or own_zone or zone)
        read = 0
        try:
            reader, told_by, reason = _reader(item, clock)
            if reason:
                reasons.append(reason)
            if reader is not None:
                has_hours = has_hours or item.layout.stamp is not None
                parsers[f"pattern {item.layout.pattern!r}" + (f", tanggal dari {told_by}" if told_by else "")] = None
                line = 1
                for data in _slices(item.file, reader):
                    reader.read(data, tally, item.short, line)
                    line += data.count(b"\n")
                    read += len(data)
                    if progress is not None:
                        progress(done + min(read, item.file.size or read))
        except OSError as error:
            reasons.append(unread_reason(item.file, error))
        unknown_zones |= clock.unknown
        total_bytes += read
        done += item.file.size or read
        if progress is not None:
            progress(done)
    if unknown_zones:
        shown = ", ".join(sorted(unknown_zones))
        reasons.append(f"zona waktu {shown!r} di log tidak dikenal dan dibaca sebagai {own_zone or zone}")
    coverage = day_coverage(
        tally, Clock(zone, day, own_zone), files, [item.file for item in formed], skipped, reasons, total_bytes,
        "; ".join(parsers), max_unparsed_pct,
        # Without hours in the log a silence cannot be told.
        max_silence_minutes if has_hours else _ENDLESS_MINUTES, now or datetime.now(UTC),
    )  # fmt: skip
    if coverage.state is CoverageState.MISSING:
        return Reading(coverage)
    return Reading(coverage, tally.error_counts(), failures=tally.failure_counts(), metrics=tally.metrics())


def newest_entry_at(
    files: Sequence[LogFile], zone: ZoneInfo, *,
    format: str = "auto",  # noqa: A002  # the option's name
    pattern: str | None = None,
    log_zone: ZoneInfo | str | None = None,
) -> datetime | None:  # fmt: skip
    """The time of the newest entry, from the ends of the most recently written files; None if there is no entry.

    Of a log without times it is that of the file's last change. LogFormatError or OSError only if no file could be
    read.
    """
    own_zone = ZoneInfo(log_zone) if isinstance(log_zone, str) else log_zone

    def last_entry(file: LogFile, head: bytes, tail: bytes) -> datetime | None:
        item = _Formed(file, detect(file.name, head or tail, format, pattern))
        return _last_instant(item, tail, Clock(zone, None, item.layout.zone or own_zone or zone))

    return newest_entry(files, last_entry, LogFormatError)


def _forms(
    files: Sequence[LogFile], day: Day | None, log_format: str, pattern: str | None, reasons: list[str]
) -> tuple[list[_Formed], list[LogFile]]:
    """The files that can hold entries of the day, each with its layout; and those that were written before it."""
    formed: list[_Formed] = []
    skipped: list[LogFile] = []
    for file in files:
        if day is not None and file.modified_at is not None and file.modified_at < day.start - _MARGIN:
            skipped.append(file)
            continue
        try:
            with file.open() as stream:
                head = stream.read(HEAD_BYTES)
            if head.strip():
                formed.append(_Formed(file, detect(file.name, head, log_format, pattern)))
        except (OSError, LogFormatError) as error:
            reasons.append(unread_reason(file, error))
    return formed, skipped


def _reader(item: _Formed, clock: Clock) -> tuple[EntryReader | None, str, str]:
    """The reader of a file, where its dates are from, and what is not certain about them; None: it is not counted."""
    file, layout = item.file, item.layout
    if layout.stamp is None:
        return _timeless(item, clock)
    written_by = (file.modified_at or datetime.now(UTC)).astimezone(clock.log_zone).date()
    if layout.stamp.has_date:
        return EntryReader(layout, clock, written_by=written_by), "", ""
    looking = EntryReader(layout, clock)
    midnights = last = 0
    for data in _slices(file, looking):
        midnights, last = looking.midnights(data)
    assert clock.log_zone is not None  # noqa: S101  # read_log gives every clock one
    dating = date_file(file.name, file.modified_at, clock.log_zone, midnights, last)
    if dating.first is None:
        return None, "", dating.reason
    return EntryReader(layout, clock, first=dating.first), dating.told_by, ""


def _timeless(item: _Formed, clock: Clock) -> tuple[EntryReader | None, str, str]:
    """A console's output has no times: it counts for a day where all of it must be of that day."""
    file, changed = item.file, item.file.modified_at
    if changed is None:
        return None, "", f"{item.short} tidak mencatat waktu, dan waktu ubahnya tidak diketahui; isinya tidak dihitung"
    if clock.day is None:
        reader = EntryReader(item.layout, clock, moment=changed)
        return (
            reader,
            "waktu ubah berkas",
            f"{item.short} tidak mencatat waktu; entrinya dicatat pada waktu ubah berkas",
        )
    whole = only_day(file.name, changed, clock.zone)
    if whole == clock.day.date:
        reader = EntryReader(item.layout, clock, moment=changed)
        return reader, "nama berkas", f"{item.short} tidak mencatat waktu; jam entrinya tidak diketahui"
    if whole is not None or changed < clock.day.start:
        return None, "", ""
    return (
        None,
        "",
        (
            f"{item.short} tidak mencatat waktu (pattern {item.layout.pattern!r}), sehingga tidak dapat dipastikan "
            f"mana yang dari tanggal {clock.day}; isinya tidak dihitung. Tambahkan %d{{ISO8601}} pada pattern log itu"
        ),
    )


def _slices(file: LogFile, reader: EntryReader) -> Iterator[bytes]:
    if file.local_path is not None and file.size:
        ranges = cut_ranges(file.local_path, file.size, reader.begins, SLICE_BYTES, MAX_SLICE_BYTES)
        yield from plain_slices(file.local_path, ranges)
    else:
        with file.open() as stream:
            yield from slices(stream, reader.begins, SLICE_BYTES, MAX_SLICE_BYTES)


def _last_instant(item: _Formed, tail: bytes, clock: Clock) -> datetime | None:
    stamp = item.layout.stamp
    if stamp is None:
        return item.file.modified_at
    looking = EntryReader(item.layout, clock)
    position = last_beginning(tail, looking.begins)
    # Entries are nearly in order; the newest is among the last few.
    for _ in range(20):
        position = last_beginning(tail, looking.begins, max(0, position - 1)) if position else 0
    first: date | None = None
    if not stamp.has_date:
        midnights, last = looking.midnights(tail[position:])
        assert clock.log_zone is not None  # noqa: S101  # as above
        # The name tells when a file was begun; of its end only the time of its last change does.
        first = date_file("", item.file.modified_at, clock.log_zone, midnights, last).first
        if first is None:
            return None
    written_by = (item.file.modified_at or datetime.now(UTC)).astimezone(clock.log_zone).date()
    tally = Tally(BlockReader(()))
    EntryReader(item.layout, clock, first=first, written_by=written_by).read(tail[position:], tally, "", 1)
    return tally.seen.last_at
