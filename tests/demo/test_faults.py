"""The key against the server: what the faults claim is what the server's own csvlog and stderr log hold."""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest

from spse_monev.demo import story
from spse_monev.demo.cluster import create_cluster
from spse_monev.demo.faults import KINDS
from spse_monev.demo.history import make_round, write_day
from spse_monev.demo.home import USERS
from spse_monev.demo.load import Round, Sessions
from spse_monev.demo.postgres import Server, server_folder
from spse_monev.period import Day

ZONE = ZoneInfo("Asia/Jakarta")
PASSWORDS = {user: f"password-{user}" for user in USERS}
LOGGED = {"WARNING", "ERROR", "FATAL", "PANIC"}


class Made:
    """One day of history, made once for all tests of this module."""

    def __init__(self, server: Server, day: Day, plan: story.RoundPlan, done: Round, logs: Path, raw: Path) -> None:
        self.server, self.day, self.plan, self.done, self.logs, self.raw = server, day, plan, done, logs, raw

    @property
    def records(self) -> list[list[str]]:
        text = (self.logs / f"postgresql-{self.day}.csv").read_text("utf-8")
        return list(csv.reader(io.StringIO(text, newline="")))


@pytest.fixture(scope="module")
def made() -> Iterator[Made]:
    # Not pytest's own temporary folder, which the server's system user cannot enter.
    folder = Path(tempfile.mkdtemp(prefix="spse-demo-"))
    folder.chmod(0o755)
    logs, raw = server_folder(folder / "log"), folder / "raw"
    raw.mkdir()
    yesterday = Day.before(datetime.now(UTC), ZONE)
    # The last day has the most faults; half its work is enough here.
    plan = replace(story.history(yesterday, seed=7)[-1].round, operations=600)
    server = create_cluster(folder / "data", logs, ZONE.key, PASSWORDS)
    try:
        made = make_round(server, Sessions(server, PASSWORDS), plan, 2, logs, raw)
        for day in (yesterday.shift(-1), yesterday):
            write_day(made, day, logs)
        yield Made(server, yesterday, plan, made.done, logs, raw)
    finally:
        server.stop("immediate")
        shutil.rmtree(folder)


def test_every_planned_fault_was_provoked(made: Made) -> None:
    assert made.plan.faults <= made.done.faults
    assert set(made.done.faults) == set(KINDS)
    # Provoking 'transaction_aborted' takes one more error first.
    assert made.done.faults - made.plan.faults == Counter(division_by_zero=made.plan.faults["transaction_aborted"])


def test_the_key_is_what_the_csvlog_holds(made: Made) -> None:
    logged: Counter[str] = Counter()
    for record in made.records:
        severity, sqlstate, message = record[11:14]
        kinds = [
            name
            for name, kind in KINDS.items()
            if (kind.severity, kind.sqlstate) == (severity, sqlstate) and message.startswith(kind.message)
        ]
        if severity in LOGGED:
            assert len(kinds) == 1, record
        logged.update(kinds)
    assert logged == made.done.faults


def test_stderr_and_csvlog_hold_the_same_records(made: Made) -> None:
    text = (made.logs / f"postgresql-{made.day}.log").read_text("utf-8")
    # Of SPSE's users: a background process may log just while the two files are changed, one after the other.
    first = re.compile(r"^\S+ \S+ \S+ \[\d+\] (spse_\w+)@\w+ .*? ([0-9A-Z]{5}) ([A-Z]+): ", re.MULTILINE)
    kept = [found for found in first.findall(text) if found[2] in {"LOG", *LOGGED}]
    of_users = [record for record in made.records if record[1].startswith("spse_")]
    assert len(kept) > made.done.operations
    assert Counter(kept) == Counter((record[1], record[12], record[11]) for record in of_users)


def test_every_record_of_the_round_lies_inside_its_day(made: Made) -> None:
    stamps = [datetime.strptime(record[0], "%Y-%m-%d %H:%M:%S.%f WIB").replace(tzinfo=ZONE) for record in made.records]
    assert all(stamp in made.day for stamp in stamps)
    assert min(stamps) < made.day.start + timedelta(hours=6)
    assert max(stamps) > made.day.end - timedelta(hours=6)
    raw = "".join(path.read_text("utf-8") for path in sorted(made.raw.glob(f"{made.plan.name}-putaran-*.csv")))
    as_written = list(csv.reader(io.StringIO(raw, newline="")))
    # All fields but the record's time and its session's start.
    assert [[*r[1:8], *r[9:]] for r in made.records] == [[*r[1:8], *r[9:]] for r in as_written]


def test_another_day_of_the_same_round_differs_in_its_times_only(made: Made) -> None:
    before = made.day.shift(-1)
    file = made.logs / f"postgresql-{before}.csv"
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8"), newline="")))
    assert [[*r[1:8], *r[9:]] for r in rows] == [[*r[1:8], *r[9:]] for r in made.records]
    assert {row[0][:10] for row in rows} == {str(before)}
    # Readers of later days pass over a file that was last written before them.
    assert datetime.fromtimestamp(file.stat().st_mtime, UTC) == before.end


def test_the_work_shows_its_users_protocols_and_slow_query(made: Made) -> None:
    messages = [record[13] for record in made.records]
    users = {(record[1], record[22]) for record in made.records}
    assert {("spse_app", "spse-web"), ("spse_publik", "portal-publik"), ("spse_laporan", "laporan")} <= users
    assert any(" execute _pg3_" in message for message in messages)
    assert any(" execute <unnamed>:" in message for message in messages)
    assert any(" statement: " in message for message in messages)
    assert any("checkpoints are occurring too frequently" in message for message in messages)
    assert any(message.startswith("temporary file:") for message in messages)


def test_logins_need_the_right_password_and_their_own_database(made: Made) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(replace(made.server, password="").uri())
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(made.server.uri("airflow", "monev", PASSWORDS["monev"]))
    with psycopg.connect(made.server.uri("spse", "spse_monev", PASSWORDS["spse_monev"])) as session:
        assert session.execute("SELECT count(*) > 0 FROM pg_stat_statements").fetchone() == (True,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute("SELECT count(*) FROM spse.paket")
