"""Attempts in the real PostgreSQL: told twice, told late, told never."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from spse_monev.demo.postgres import Server
from spse_monev.deviations import Step
from spse_monev.migrations import migrate
from spse_monev.period import Day, Month
from spse_monev.steps import GRACE, Attempt, AttemptState
from spse_monev.warehouse import Warehouse
from spse_monev.warehouse.step_runs import StepRuns
from tests.full_day import HOSTILE, STORED, UNSTORABLE

SITE = "lpse_contoh"
WIB = ZoneInfo("Asia/Jakarta")
DAY = Day.parse("2026-11-23", WIB)
OCTOBER = Month.parse("2026-10", WIB)
START = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
RUNNING = Attempt(
    "spse_daily", "scheduled__1", "collect_database", -1, 1, 0, Step.COLLECT, DAY, AttemptState.RUNNING, START,
    ends_by=START + timedelta(hours=3), limit=timedelta(hours=3),
)  # fmt: skip


@pytest.fixture
def runs(server: Server, database: str) -> Iterator[StepRuns]:
    migrate(server.uri(database))
    with psycopg.connect(server.uri(database)) as connection:
        yield Warehouse(connection).step_runs


def ended(
    attempt: Attempt = RUNNING, minutes: float = 5, state: AttemptState = AttemptState.SUCCESS, **more: Any
) -> Attempt:
    return replace(attempt, state=state, ended_at=attempt.started_at + timedelta(minutes=minutes), **more)


def later(minutes: float, **more: Any) -> Attempt:
    return replace(RUNNING, started_at=START + timedelta(minutes=minutes), **more)


def test_what_was_told_comes_back(runs: StepRuns) -> None:
    failed = ended(state=AttemptState.FAILED, error=HOSTILE + UNSTORABLE, clear_number=2, map_index=3, limit=None)
    failed = replace(failed, ends_by=None)
    monthly = ended(replace(RUNNING, dag_id="spse_monthly", step=Step.CHANGE, period=OCTOBER, run_id=HOSTILE))
    for each in (failed, monthly):
        runs.end(SITE, each)
    assert runs.since(SITE, DAY) == [replace(failed, error=HOSTILE + STORED)]
    assert runs.since(SITE, OCTOBER) == [monthly]
    assert runs.since("lpse_lain", DAY) == []
    assert runs.since(SITE, DAY.shift(1)) == []
    assert runs.since(SITE, DAY.shift(-3), DAY) == []


def test_an_attempt_that_is_told_twice_is_one(runs: StepRuns) -> None:
    for _ in range(2):
        runs.begin(SITE, RUNNING)
    assert runs.since(SITE, DAY) == [RUNNING]
    for _ in range(2):
        runs.end(SITE, ended())
    # The first end counts, and a begin that comes late takes nothing back.
    runs.end(SITE, ended(minutes=9, state=AttemptState.FAILED, error="x"))
    runs.begin(SITE, RUNNING)
    assert runs.since(SITE, DAY) == [ended()]


def test_an_end_whose_begin_was_never_told_is_whole(runs: StepRuns) -> None:
    runs.end(SITE, ended())
    assert runs.since(SITE, DAY) == [ended()]


def test_a_later_attempt_of_the_same_task_makes_an_earlier_one_lost(runs: StepRuns) -> None:
    others = [
        replace(RUNNING, task_id="collect_database_log"), replace(RUNNING, map_index=0),
        replace(RUNNING, run_id="manual__1"), replace(RUNNING, dag_id="spse_daily__lpse_lain"),
    ]  # fmt: skip
    for each in (RUNNING, *others):
        runs.begin(SITE, each)
    runs.begin("lpse_lain", RUNNING)
    again = later(30, try_number=2)
    runs.begin(SITE, again)
    found = {
        (each.dag_id, each.run_id, each.task_id, each.map_index, each.try_number): each
        for each in runs.since(SITE, DAY)
    }
    assert len(found) == 6
    assert {each.started_at for each in found.values() if each.state is AttemptState.LOST} == {START}
    [lost] = [each for each in found.values() if each.state is AttemptState.LOST]
    assert lost == replace(RUNNING, state=AttemptState.LOST)
    assert [each.state for each in runs.since("lpse_lain", DAY)] == [AttemptState.RUNNING]
    # So does one of which only the end could be told.
    runs.end(SITE, ended(later(60, try_number=3)))
    states = [each.state for each in runs.since(SITE, DAY) if each.task_id == RUNNING.task_id and each.map_index == -1
              and (each.dag_id, each.run_id) == (RUNNING.dag_id, RUNNING.run_id)]  # fmt: skip
    assert states == [AttemptState.LOST, AttemptState.LOST, AttemptState.SUCCESS]


def test_an_earlier_attempt_that_ended_keeps_its_end(runs: StepRuns) -> None:
    runs.end(SITE, ended(state=AttemptState.FAILED))
    runs.begin(SITE, later(30, try_number=2))
    assert [each.state for each in runs.since(SITE, DAY)] == [AttemptState.FAILED, AttemptState.RUNNING]


def test_a_lost_attempt_that_tells_its_end_after_all_has_ended(runs: StepRuns) -> None:
    runs.begin(SITE, RUNNING)
    runs.begin(SITE, later(30, try_number=2))
    runs.end(SITE, ended(minutes=31))
    assert runs.since(SITE, DAY)[0] == ended(minutes=31)


def test_an_attempt_is_lost_when_its_time_is_up_and_not_before(runs: StepRuns) -> None:
    assert RUNNING.ends_by is not None
    unlimited = replace(RUNNING, task_id="collect_database_log", ends_by=None)
    for each in (RUNNING, unlimited):
        runs.begin(SITE, each)
    runs.end(SITE, ended(replace(RUNNING, task_id="collect_other")))
    assert runs.lose_overdue(SITE, RUNNING.ends_by + GRACE) == 0
    assert runs.lose_overdue("lpse_lain", RUNNING.ends_by + 2 * GRACE) == 0
    assert runs.lose_overdue(SITE, RUNNING.ends_by + 2 * GRACE) == 1
    assert {each.task_id: each.state for each in runs.since(SITE, DAY)} == {
        "collect_database": AttemptState.LOST, "collect_database_log": AttemptState.RUNNING,
        "collect_other": AttemptState.SUCCESS,
    }  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": AttemptState.SUCCESS},  # without an end
        {"ended_at": START},  # and runs
        {"state": AttemptState.FAILED, "ended_at": START - timedelta(seconds=1)},
        {"try_number": 0},
        {"limit": timedelta(0)},
    ],
)
def test_what_cannot_be_is_refused(runs: StepRuns, wrong: dict[str, Any]) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        runs.end(SITE, replace(RUNNING, **wrong))
    assert runs.since(SITE, DAY) == []
