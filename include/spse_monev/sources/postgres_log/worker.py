"""A helper process that reads slices of a plain stderr log beside this one, so that two processors share the work.

It is a program of its own, not a fork: tasks of an orchestrator are daemonic or threaded processes, where
multiprocessing is forbidden or unsafe. Requests and answers are pickles over its own pipes, which no one else can
write to.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import BinaryIO
from zoneinfo import ZoneInfo

from spse_monev.period import Day
from spse_monev.sources.logs.clock import Clock
from spse_monev.sources.postgres_log.stderr import StderrReader
from spse_monev.sources.postgres_log.tally import Tally

SLICE_BYTES = 4 << 20
MIN_BYTES = 16 << 20  # below, starting a process costs more than it saves

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Job:
    """One file, read with one prefix and clock."""

    path: str
    name: str
    prefix: str
    zone: str
    day: str | None
    log_zone: str | None


def read_in_two(
    job: Job, ranges: Iterable[Range], reader: StderrReader, tally: Tally, progress: Callable[[int], None]
) -> bool:
    """Read all `ranges` with a helper process; False, and nothing counted, if that cannot be done.

    Each side takes the next slice when it is done with one, so that neither waits for the other.
    """
    try:
        helper = subprocess.Popen(
            [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError:
        return False
    assert helper.stdin is not None  # noqa: S101  # both are pipes
    assert helper.stdout is not None  # noqa: S101
    left = deque(ranges)
    own: Tally | None = None
    answers: list[tuple[Tally, set[str]]] = []
    with helper:
        feeder = Thread(target=_feed, args=(job, left, helper.stdin, helper.stdout, answers))
        feeder.start()
        try:
            own = _read_ranges(job, _taken(left, progress), reader)
        except OSError:
            pass
        finally:
            left.clear()
            feeder.join()
    if own is None or not answers or helper.returncode:
        return False
    other, unknown_zones = answers[0]
    if own.is_paired or other.is_paired:
        # A duration may belong to a statement at the end of the slice before: that needs the slices in order.
        return False
    tally.merge(own)
    tally.merge(other)
    reader.clock.unknown |= unknown_zones
    return True


def _taken(left: deque[Range], progress: Callable[[int], None]) -> Iterator[Range]:
    """The next slices for this side, as long as there are any."""
    while True:
        try:
            taken = left.popleft()
        except IndexError:
            return
        progress(taken[0])
        yield taken


def _feed(
    job: Job, left: deque[Range], requests: BinaryIO, results: BinaryIO, answers: list[tuple[Tally, set[str]]]
) -> None:
    """Hand the helper one slice after the other; its counts go to `answers`, which stays empty if it fails."""
    try:
        pickle.dump(job, requests)
        while True:
            requests.flush()
            pickle.load(results)  # it is ready for a slice  # noqa: S301  # our own process wrote it
            try:
                taken = left.popleft()
            except IndexError:
                break
            pickle.dump(taken, requests)
        pickle.dump(None, requests)
        requests.close()
        answers.append(pickle.load(results))  # noqa: S301
    except (OSError, EOFError, pickle.UnpicklingError):
        left.clear()  # the other side need not go on


def _read_ranges(job: Job, ranges: Iterable[Range], reader: StderrReader) -> Tally:
    tally = Tally()
    with Path(job.path).open("rb", buffering=0) as file:
        for start, end in ranges:
            file.seek(start)
            data = file.read(end - start)
            if len(data) < end - start:
                raise OSError(f"{job.path}: shorter than when it was found")
            # Lines are counted from the start of the file only when one has to be named.
            reader.read(data, tally, job.name, lambda start=start: 1 + _count_lines(job.path, start))  # type: ignore[misc]
    return tally


def _count_lines(path: str, end: int) -> int:
    lines = position = 0
    with Path(path).open("rb") as file:
        while position < end and (piece := file.read(min(1 << 20, end - position))):
            lines += piece.count(b"\n")
            position += len(piece)
    return lines


def main(stdin: BinaryIO, stdout: BinaryIO) -> None:
    """Answer one job."""
    job: Job = pickle.load(stdin)  # noqa: S301  # from the process that started this one
    zone = ZoneInfo(job.zone)
    clock = Clock(zone, Day.parse(job.day, zone) if job.day else None, ZoneInfo(job.log_zone) if job.log_zone else None)
    tally = _read_ranges(job, _asked(stdin, stdout), StderrReader(job.prefix, clock))
    pickle.dump((tally, clock.unknown), stdout)


def _asked(stdin: BinaryIO, stdout: BinaryIO) -> Iterator[Range]:
    while True:
        pickle.dump(None, stdout)
        stdout.flush()
        taken: Range | None = pickle.load(stdin)  # noqa: S301
        if taken is None:
            return
        yield taken


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
