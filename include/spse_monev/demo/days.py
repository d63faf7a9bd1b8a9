"""All days of the demo up to yesterday: rounds of load on the database, days of use of SPSE, and their collection.

>>> with History(home, site, yesterday, seed) as history:
...     for done in history.run_rounds(4.0):
...         print(done)
...     history.collect()

SPSE's days are used and collected by a process beside the rounds, one night after the other; the database's days are
written and collected once all rounds are done, each day in one of `WORKERS` processes. Everything is read by the
pipeline's own steps, with the time of the night that follows the day. No source is *checked* for those days: a check
tells of the moment in which it is made.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self

import psycopg

from spse_monev import pipeline
from spse_monev.connections import EnvironmentConnections
from spse_monev.demo import story
from spse_monev.demo.application.load import Client, Seen, begin_story
from spse_monev.demo.application.load import make_day as use_spse
from spse_monev.demo.history import MadeRound, date_back, make_round, write_day
from spse_monev.demo.home import PROBE_MINUTES, Home
from spse_monev.demo.key import Key
from spse_monev.demo.load import Sessions
from spse_monev.demo.statistics import next_closing
from spse_monev.demo.story import DayPlan
from spse_monev.facts import StatisticsSnapshot
from spse_monev.period import Day
from spse_monev.settings import PostgresSource, Site, find_site
from spse_monev.warehouse import Warehouse

WORKERS = 2
NIGHTLY_DELAY = timedelta(minutes=30)  # after midnight, when the daily run is due
DATABASE, DATABASE_LOG, STATUS = "database", "database_log", "spse_status"
_NICENESS = 10  # the rounds' own timing goes first


@dataclass(frozen=True, slots=True)
class RoundDone:
    """One round of load: what was done, how long it really took, and the days that it stands for."""

    name: str
    days: tuple[Day, ...]
    operations: int
    faults: int
    seconds: float


class History:
    """Makes the days in the order of its methods; the end of the `with` waits for its processes."""

    def __init__(self, home: Home, site: Site, yesterday: Day, seed: int) -> None:
        self.plans = story.history(yesterday, seed)
        self.rounds = story.rounds(self.plans)
        self._home = home
        self._site = site
        self._seed = seed
        self._made: dict[str, MadeRound] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        # Neither fork, which threads forbid, nor the interrupt of the terminal: the command ends its processes.
        context = multiprocessing.get_context("spawn")
        # SPSE has one clock, so one process at a time may use it.
        spse, workers = (ProcessPoolExecutor(count, context, initializer=_begin_work) for count in (1, WORKERS))
        threads = ThreadPoolExecutor(1)
        # Closed in reverse: the thread waits for what is cancelled in the process of SPSE.
        for pool in (threads, workers, spse):
            self._stack.callback(pool.shutdown, cancel_futures=True)
        self._spse, self._workers, self._threads = spse, workers, threads
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def run_rounds(self, seconds: float) -> Iterator[RoundDone]:
        """Run the rounds one after the other while SPSE's days are used, and store the days' closing statistics."""
        _write_monitoring_story(self._home, self.plans)
        self._used = self._threads.submit(self._use_spse)
        server = self._home.server()
        connect = Sessions(server, self._home.secrets().passwords)
        opening = before = _read_statistics(self._site)
        differences: dict[str, tuple[StatisticsSnapshot, StatisticsSnapshot]] = {}
        for plan in self.rounds:
            begun = time.monotonic()
            made = make_round(server, connect, plan, seconds, self._home.logs, self._home.raw)
            after = _read_statistics(self._site)
            differences[plan.name] = before, after
            before = after
            self._made[plan.name] = made
            days = tuple(each.day for each in self.plans if each.round == plan)
            yield RoundDone(plan.name, days, made.done.operations, made.done.faults.total(), time.monotonic() - begun)
        self._store_statistics(opening, differences)

    def collect(self) -> None:
        """Write and read the database's days, wait for SPSE's, and write the key of what was provoked."""
        collected: list[Future[None]] = []
        for plan in self.plans:
            made = None if plan.is_log_lost else self._made[plan.round.name]
            sources = (DATABASE,) if plan is self.plans[-1] else (DATABASE, DATABASE_LOG)
            collected.append(self._workers.submit(_make_database_day, plan.day, made, sources))
        key = Key(self._seed)
        for plan, seen in zip(self.plans, self._used.result(), strict=True):
            key.add(plan, self._made[plan.round.name].done.faults, seen)
        for one in collected:
            one.result()
        # Nobody probes until Airflow is up; the check for fresh probes must find one.
        pipeline.take_probes(self._site, EnvironmentConnections(), datetime.now(UTC))
        self._home.key_file.write_text(key.text(), "utf-8")

    def _use_spse(self) -> list[Seen]:
        others = [
            name
            for name, source in self._site.sources.items()
            if source.collected and name not in (DATABASE, DATABASE_LOG, STATUS)
        ]
        self._spse.submit(_begin_spse, self.plans[0].day).result()
        used = [self._spse.submit(_use_spse_day, plan, [STATUS, *others]) for plan in self.plans[:-1]]
        # The rest of yesterday is left for the daily run.
        used.append(self._spse.submit(_use_spse_day, self.plans[-1], [STATUS]))
        found = [one.result() for one in used]
        self._spse.submit(_end_spse).result()
        return found

    def _store_statistics(
        self, opening: StatisticsSnapshot, differences: dict[str, tuple[StatisticsSnapshot, StatisticsSnapshot]]
    ) -> None:
        with EnvironmentConnections().postgres(self._site.warehouse) as connection:
            warehouse = Warehouse(connection)
            day = self.plans[0].day.shift(-1)
            closing = next_closing(opening, opening, opening, day.end + NIGHTLY_DELAY)
            warehouse.store_snapshot(self._site.key, day, DATABASE, closing)
            for plan in self.plans:
                before, after = differences[plan.round.name]
                closing = next_closing(closing, before, after, plan.day.end + NIGHTLY_DELAY)
                warehouse.store_snapshot(self._site.key, plan.day, DATABASE, closing)


class _KeptConnection(psycopg.Connection[Any]):
    """A session that outlives the `with` of each step: one for each login would fill the rounds' log."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.commit()
        else:
            self.rollback()


class _KeptConnections(EnvironmentConnections):
    """One session for each connection of this process."""

    def __init__(self) -> None:
        self._sessions: dict[str, psycopg.Connection[Any]] = {}

    def postgres(self, conn_id: str) -> psycopg.Connection[Any]:
        if conn_id not in self._sessions:
            self._sessions[conn_id] = _KeptConnection.connect(self.get(conn_id).conninfo())
        return self._sessions[conn_id]


_connections = _KeptConnections()  # of a worker


def _begin_work() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # All that is probed here speaks plain HTTP; from a folder, the roots that no probe asks for are not read either.
    os.environ.pop("SSL_CERT_FILE", None)
    os.environ["SSL_CERT_DIR"] = "/"
    os.nice(_NICENESS)


def _begin_spse(first: Day) -> None:
    with _client(Home()) as spse:
        begin_story(spse, first)
        spse.order("maju", first.start + NIGHTLY_DELAY)
    _collect(first.shift(-1), [STATUS])


def _use_spse_day(plan: DayPlan, sources: Sequence[str]) -> Seen:
    """Use SPSE for a day, and read the sources in the night after it: the status cannot be had later."""
    home, site = Home(), find_site()
    with _client(home) as spse:
        seen = use_spse(spse, plan, PROBE_MINUTES, lambda moment: _take_probes(site, moment))
        spse.order("maju", plan.day.end + NIGHTLY_DELAY)
    for file in home.application.glob(f"*{plan.day}*"):
        date_back(file, plan.day)
    _collect(plan.day, sources)
    return seen


def _take_probes(site: Site, now: datetime) -> None:
    pipeline.take_probes(site, _connections, now)


def _end_spse() -> None:
    with _client(Home()) as spse:
        spse.order("selesai")


def _make_database_day(day: Day, made: MadeRound | None, sources: Sequence[str]) -> None:
    """Write the log of a day, unless it is lost (`made` None), and read the sources."""
    if made is not None:
        write_day(made, day, Home().logs)
    _collect(day, sources)


def _collect(day: Day, sources: Iterable[str]) -> None:
    site = find_site()
    for source in sources:
        pipeline.collect_source(site, day, source, _connections, day.end + NIGHTLY_DELAY)


def _client(home: Home) -> Client:
    kept = home.secrets()
    return Client(kept.ports["application"], kept.keys["status"])


def _read_statistics(site: Site) -> StatisticsSnapshot:
    from spse_monev.sources import query_statistics

    source = site.sources[DATABASE]
    assert isinstance(source, PostgresSource)  # noqa: S101  # the demo's site is of its own making
    with EnvironmentConnections().postgres(source.connection) as connection:
        return query_statistics.take_snapshot(connection, datetime.now(UTC))


def _write_monitoring_story(home: Home, plans: Sequence[DayPlan]) -> None:
    def spans(found: Iterable[story.Span | None]) -> list[list[str]]:
        return [[moment.isoformat() for moment in span] for span in found if span is not None]

    content = {
        "since": plans[0].day.start.isoformat(),
        "outages": spans(plan.outage for plan in plans),
        "alerts": spans(plan.alert for plan in plans),
    }
    home.monitoring_story.write_text(json.dumps(content), "utf-8")
