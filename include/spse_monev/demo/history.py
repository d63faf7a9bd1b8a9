"""One day of the demo's history: a round of real load, its piece of the server's log stretched over the day.

The server writes its live log into `logs`; there the days' files (`postgresql-YYYY-MM-DD.csv` and `.log`) are put
too, as a server that changes its file daily would have left them. The pieces as the server wrote them stay in `raw`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

from spse_monev.demo.load import Round, Sessions, run_round
from spse_monev.demo.postgres import Server
from spse_monev.demo.story import DayPlan
from spse_monev.demo.timeline import Timeline
from spse_monev.period import Day

WAIT_SECONDS = 30
SUFFIXES = (".csv", ".log")
# Background processes and the asking session itself are no load.
_OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"


def make_day(server: Server, connect: Sessions, plan: DayPlan, seconds: float, logs: Path, raw: Path) -> Round:
    """Run the round of `plan` and write the day's log files; nothing else may use the server meanwhile."""
    # What happened since the last round (the statistics being read, for example) belongs to no day.
    _cut(server, plan.day, logs, raw, "sebelum")
    done = run_round(connect, plan, seconds)
    pieces = _cut(server, plan.day, logs, raw, "putaran")
    timeline = Timeline(done.start, done.end, plan.day)
    for suffix in SUFFIXES:
        stretch = timeline.stretch_csv if suffix == ".csv" else timeline.stretch_stderr
        with ExitStack() as stack, (logs / f"postgresql-{plan.day}{suffix}").open("wb") as written:
            files = [stack.enter_context(piece.open("rb")) for piece in pieces if piece.suffix == suffix]
            written.writelines(stretch(chain.from_iterable(files)))
    return done


def _cut(server: Server, day: Day, logs: Path, raw: Path, name: str) -> list[Path]:
    """Move what the server has logged so far to `raw` and let it begin new files; returns the pieces in order."""
    marker = f"spse_demo: batas {name} {day}"
    with server.connect() as session:
        _wait(lambda: session.execute(_OTHERS).fetchone() == (0,), "sesi lain belum selesai")
        # A session leaves that list just before it logs its end.
        time.sleep(0.1)
        session.execute(f"DO $$ BEGIN RAISE LOG '{marker}'; END $$".encode())
        # The collector writes in the order in which it is written to: before the marker nothing is missing.
        _wait(lambda: all(_holds(logs, day, suffix, marker) for suffix in SUFFIXES), "log server belum tertulis")
        pieces = [path.rename(raw / f"{day}-{name}-{path.name}") for path in _live(logs, day)]
        session.execute("SELECT pg_rotate_logfile()")
        _wait(lambda: {path.suffix for path in _live(logs, day)} == set(SUFFIXES), "berkas log belum berganti")
    return pieces


def _live(logs: Path, day: Day) -> list[Path]:
    """The server's own files: those of days that are not yet history."""
    return [path for path in sorted(logs.glob("postgresql-*")) if path.stem > f"postgresql-{day}"]


def _holds(logs: Path, day: Day, suffix: str, marker: str) -> bool:
    return any(marker.encode() in path.read_bytes() for path in _live(logs, day) if path.suffix == suffix)


def _wait(is_true: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not is_true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"demo: {otherwise} sesudah {WAIT_SECONDS} detik")
        time.sleep(0.05)
