"""A round of real load, and its piece of the server's log stretched over a day, or over several.

The server writes its live log into `logs`; there the days' files (`postgresql-YYYY-MM-DD.csv` and `.log`) are put
too, as a server that changes its file daily would have left them. The pieces as the server wrote them stay in `raw`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from spse_monev.demo.load import Round, Sessions, run_round
from spse_monev.demo.postgres import Server
from spse_monev.demo.story import RoundPlan
from spse_monev.demo.timeline import Timeline
from spse_monev.period import Day

WAIT_SECONDS = 30
SUFFIXES = (".csv", ".log")
# Background processes are no load, nor are the sessions of the warehouse; one that is logging in has no database yet.
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND coalesce(datname, 'spse') = 'spse'"
)


@dataclass(frozen=True, slots=True)
class MadeRound:
    """What a round did, and the files in which the server logged it, in order."""

    done: Round
    pieces: tuple[Path, ...]


def make_round(server: Server, connect: Sessions, plan: RoundPlan, seconds: float, logs: Path, raw: Path) -> MadeRound:
    """Run the round of `plan` and put its log aside; nothing else may use SPSE's database meanwhile.

    No day may have been written yet: whatever lies in `logs` is taken for the server's own.
    """
    # What happened since the last round (the statistics being read, for example) belongs to no day.
    _cut(server, plan.name, logs, raw, "sebelum")
    done = run_round(connect, plan, seconds)
    return MadeRound(done, tuple(_cut(server, plan.name, logs, raw, "putaran")))


def write_day(made: MadeRound, day: Day, logs: Path) -> None:
    """Write the log files of a day, as they would have been left at its end."""
    timeline = Timeline(made.done.start, made.done.end, day)
    for suffix in SUFFIXES:
        stretch = timeline.stretch_csv if suffix == ".csv" else timeline.stretch_stderr
        file = logs / f"postgresql-{day}{suffix}"
        with ExitStack() as stack, file.open("wb") as written:
            pieces = [stack.enter_context(piece.open("rb")) for piece in made.pieces if piece.suffix == suffix]
            written.writelines(stretch(chain.from_iterable(pieces)))
        date_back(file, day)


def date_back(file: Path, day: Day) -> None:
    """Let a file be last written at the end of a day, by which readers know that no later day is in it."""
    os.utime(file, (day.end.timestamp(),) * 2)


def _cut(server: Server, round_name: str, logs: Path, raw: Path, name: str) -> list[Path]:
    """Move what the server has logged so far to `raw` and let it begin new files; returns the pieces in order."""
    marker = f"spse_demo: batas {name} {round_name}"
    with server.connect() as session:
        _wait(lambda: session.execute(_OTHERS).fetchone() == (0,), "sesi lain belum selesai")
        # A session leaves that list just before it logs its end.
        time.sleep(0.1)
        session.execute(f"DO $$ BEGIN RAISE LOG '{marker}'; END $$".encode())
        # The collector writes in the order in which it is written to: before the marker nothing is missing.
        _wait(lambda: all(_holds(logs, suffix, marker) for suffix in SUFFIXES), "log server belum tertulis")
        pieces = [path.rename(raw / f"{round_name}-{name}-{path.name}") for path in _live(logs)]
        session.execute("SELECT pg_rotate_logfile()")
        _wait(lambda: {path.suffix for path in _live(logs)} == set(SUFFIXES), "berkas log belum berganti")
    return pieces


def _live(logs: Path) -> list[Path]:
    return sorted(logs.glob("postgresql-*"))


def _holds(logs: Path, suffix: str, marker: str) -> bool:
    return any(marker.encode() in path.read_bytes() for path in _live(logs) if path.suffix == suffix)


def _wait(is_true: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not is_true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"demo: {otherwise} sesudah {WAIT_SECONDS} detik")
        time.sleep(0.05)
