"""How completely a day was read from a set of log files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import PurePath

from spse_monev.facts import HOURS, Coverage, CoverageState
from spse_monev.sources.files import LogFile
from spse_monev.sources.logs.clock import Clock
from spse_monev.sources.logs.tally import LogTally


def day_coverage(
    tally: LogTally, clock: Clock, files: Sequence[LogFile], read: Sequence[LogFile], skipped: Sequence[LogFile],
    reasons: Sequence[str], read_bytes: int, parser: str, max_unparsed_pct: float, max_silence_minutes: float,
    now: datetime,
) -> Coverage:  # fmt: skip
    """How completely the day of `clock` was read from `files`, of which `read` were read and `skipped` left out.

    `skipped` are files last written before the day; `reasons` are what else stood in the way, in Bahasa Indonesia.
    """
    seen = tally.seen
    day = clock.day
    state = CoverageState.OK
    reasons = list(reasons)
    if not seen.count:
        state = CoverageState.MISSING
        if not files:
            reasons.append("tidak ada berkas log")
        elif tally.dates:
            reasons.append(f"tidak ada entri tanggal {day} di berkas; yang ada: {_dates(tally)}")
        elif skipped:
            reasons.append(f"semua berkas terakhir ditulis sebelum {day}: {_names(skipped)}")
        elif not reasons:
            reasons.append(f"tidak ada entri log di berkas: {_names(files)}")
    else:
        lines = seen.count + tally.unparsed_count
        pct = 100 * tally.unparsed_count / lines
        if pct > max_unparsed_pct:
            reasons.append(
                f"{tally.unparsed_count} baris tidak terurai, {pct:.1f}% dari {lines} (batas {max_unparsed_pct:g}%)"
            )
        if day is not None and seen.first_at is not None and seen.last_at is not None:
            limit = timedelta(minutes=max_silence_minutes)
            if seen.first_at - day.start > limit:
                reasons.append(f"tidak ada entri sebelum pukul {_time(seen.first_at, clock)}")
            if min(day.end, now) - seen.last_at > limit:
                reasons.append(f"tidak ada entri sesudah pukul {_time(seen.last_at, clock)}")
        if reasons:
            state = CoverageState.PARTIAL
    return Coverage(
        state=state, reasons=tuple(reasons), file_count=len(read), read_bytes=read_bytes, entry_count=seen.count,
        unparsed_count=tally.unparsed_count, unparsed_places=tuple(tally.unparsed_places), first_at=seen.first_at,
        last_at=seen.last_at, per_hour=tuple(seen.per_hour) if seen.count else (0,) * HOURS, parser=parser,
    )  # fmt: skip


def _time(moment: datetime, clock: Clock) -> str:
    return moment.astimezone(clock.zone).strftime("%H.%M")


def _dates(tally: LogTally) -> str:
    dates = sorted(tally.dates)
    shown = dates if len(dates) <= 10 else [*dates[:5], "...", *dates[-5:]]
    return ", ".join(shown)


def _names(files: Sequence[LogFile]) -> str:
    names = [PurePath(file.name).name for file in files]
    return ", ".join(names[:5]) + (f" dan {len(names) - 5} lagi" if len(names) > 5 else "")


def unread_reason(file: LogFile, error: Exception) -> str:
    """Why a file could not be read, or not to its end, with its name."""
    text = str(error)
    return text if file.name in text else f"{file.name}: {text or type(error).__name__}"
