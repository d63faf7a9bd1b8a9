"""A helper process that reads every other slice of a plain stderr log.

It is a program of its own, not a fork: tasks of an orchestrator are daemonic or threaded processes, where
multiprocessing is forbidden or unsafe. Requests and answers are pickles over its own pipes, which no one else can
write to.
"""

from __future__ import annotations

import gc
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from spse_monev.period import Day
from spse_monev.sources.postgres_log.stderr import StderrReader
from spse_monev.sources.postgres_log.tally import Tally
from spse_monev.sources.postgres_log.zones import Clock

SLICE_BYTES = 8 << 20
MIN_BYTES = 24 << 20  # below, starting a process costs more than it saves


@dataclass(frozen=True, slots=True)
class Job:
    """Slices of one file, all read with one prefix and clock."""

    path: str
    name: str
    prefix: str
    zone: str
    day: str | None
    log_zone: str | None
    ranges: tuple[tuple[int, int], ...]


def read_in_two(job: Job, reader: StderrReader, tally: Tally, done: Callable[[int], None]) -> bool:
    """Read all of `job` with a helper process; False if that cannot be done and nothing was counted."""
    mine, theirs = job.ranges[::2], job.ranges[1::2]
    request = Job(job.path, job.name, job.prefix, job.zone, job.day, job.log_zone, theirs)
    try:
        helper = subprocess.Popen(
            [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError:
        return False
    assert helper.stdin is not None  # noqa: S101  # both are pipes
    assert helper.stdout is not None  # noqa: S101
    with helper:
        try:
            with helper.stdin as pipe:
                pickle.dump(request, pipe)
            own = _read_ranges(job.path, job.name, mine, reader, done)
            other: Tally = pickle.load(helper.stdout)  # noqa: S301  # our own process wrote it
        except (OSError, EOFError, pickle.UnpicklingError):
            helper.kill()
            return False
    if helper.returncode or own.is_paired or other.is_paired:
        # A duration may belong to a statement at the end of the slice before: that needs the slices in order.
        return False
    done(sum(end - start for start, end in theirs))
    tally.merge(own)
    tally.merge(other)
    return True


def _read_ranges(
    path: str, name: str, ranges: tuple[tuple[int, int], ...], reader: StderrReader, done: Callable[[int], None]
) -> Tally:
    tally = Tally()
    with Path(path).open("rb") as file:
        for start, end in ranges:
            file.seek(start)
            data = file.read(end - start)
            if len(data) < end - start:
                raise EOFError(path)
            # Lines are counted from the start of the file only when one has to be named.
            reader.read(data, tally, name, lambda start=start: 1 + _count_lines(path, start))  # type: ignore[misc]
            done(end - start)
    return tally


def _count_lines(path: str, end: int) -> int:
    lines = position = 0
    with Path(path).open("rb") as file:
        while position < end and (piece := file.read(min(1 << 20, end - position))):
            lines += piece.count(b"\n")
            position += len(piece)
    return lines


def main(stdin: BinaryIO, stdout: BinaryIO) -> None:
    """Answer one request."""
    gc.disable()  # nothing here is cyclic, and a slice makes some 100,000 tuples
    job: Job = pickle.load(stdin)  # noqa: S301  # from the process that started this one
    zone = ZoneInfo(job.zone)
    clock = Clock(zone, Day.parse(job.day, zone) if job.day else None, ZoneInfo(job.log_zone) if job.log_zone else None)
    reader = StderrReader(job.prefix, clock)
    pickle.dump(_read_ranges(job.path, job.name, job.ranges, reader, lambda _: None), stdout)


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
