"""The time of a step from its attempts: retries, gaps, passes, and ends that nobody knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from spse_monev.deviations import Step
from spse_monev.period import Day
from spse_monev.settings import StepLimits
from spse_monev.steps import Attempt, AttemptState, limit_of, step_times

WIB = ZoneInfo("Asia/Jakarta")
DAY = Day.parse("2026-11-23", WIB)
FIRST = Attempt(
    "spse_daily", "terjadwal", "check_database", -1, 1, 0, Step.CHECK, DAY, AttemptState.SUCCESS,
    DAY.end, DAY.end, None, timedelta(hours=1),
)  # fmt: skip


def attempt(start: int, end: int | None, state: AttemptState = AttemptState.SUCCESS, **more: Any) -> Attempt:
    """An attempt from one minute of the next day to another."""
    ended_at = None if end is None else DAY.end + timedelta(minutes=end)
    return replace(FIRST, started_at=DAY.end + timedelta(minutes=start), ended_at=ended_at, state=state, **more)


def minutes(*attempts: Attempt) -> list[float | None]:
    return [None if each.duration is None else each.duration / timedelta(minutes=1) for each in step_times(attempts)]


def test_waiting_for_a_retry_counts_and_the_last_attempt_decides() -> None:
    failed = attempt(30, 31, AttemptState.FAILED, error="ditolak")
    again = attempt(50, 52, try_number=2)
    [time] = step_times([again, failed])
    assert (time.duration, time.state) == (timedelta(minutes=22), AttemptState.SUCCESS)
    assert (time.attempt_count, time.task_count, time.errors) == (2, 1, ("ditolak",))
    assert (time.started_at, time.ended_at) == (failed.started_at, again.ended_at)


def test_tasks_side_by_side_count_once_and_gaps_between_tasks_not_at_all() -> None:
    # 30-40 and 35-50 overlap, 45-46 lies within, 60-70 begins after another step.
    spans = ((30, 40), (35, 50), (45, 46), (60, 70))
    attempts = [attempt(start, end, task_id=f"check_{start}") for start, end in spans]
    [time] = step_times(attempts)
    assert time.duration == timedelta(minutes=30)
    assert time.ended_at == DAY.end + timedelta(minutes=70)


def test_mapped_tasks_are_tasks_of_their_own() -> None:
    # As one task, the gap from 31 to 60 would be taken for waiting for a retry.
    assert minutes(attempt(30, 31, map_index=0), attempt(60, 61, map_index=1)) == [2]


def test_what_was_killed_and_began_anew_counts_from_its_first_start() -> None:
    assert minutes(attempt(30, None, AttemptState.LOST), attempt(100, 110, try_number=2)) == [80]


@pytest.mark.parametrize("state", [AttemptState.RUNNING, AttemptState.LOST])
def test_no_end_is_ever_made_up(state: AttemptState) -> None:
    [time] = step_times([attempt(30, None, state), attempt(30, 500, task_id="check_log")])
    assert (time.ended_at, time.duration, time.state, time.is_over) == (None, None, state, False)


def test_a_run_that_is_cleared_the_next_afternoon_is_another_pass() -> None:
    night = attempt(30, 90, AttemptState.FAILED)
    afternoon = attempt(14 * 60, 14 * 60 + 2, try_number=7, clear_number=1)
    assert minutes(night, afternoon) == [60, 2]
    assert minutes(night, replace(afternoon, clear_number=0)) == [14 * 60 + 2 - 30]


def test_steps_days_and_runs_are_apart() -> None:
    later = DAY.shift(1)
    others = [
        attempt(40, 41, step=Step.COLLECT), attempt(35, 36, run_id="manual"), attempt(40, 42, period=later),
    ]  # fmt: skip
    times = step_times([*others, attempt(30, 33)])
    assert [(str(each.period), each.step.value, each.run_id) for each in times] == [
        ("2026-11-23", "1", "terjadwal"), ("2026-11-23", "1", "manual"), ("2026-11-23", "1a", "terjadwal"),
        ("2026-11-24", "1", "terjadwal"),
    ]  # fmt: skip


def test_over_is_longer_than_the_limit_and_not_as_long() -> None:
    [exact] = step_times([attempt(30, 90)])
    assert not exact.is_over
    [over] = step_times([replace(attempt(30, 90), limit=timedelta(minutes=59, seconds=59))])
    assert over.is_over
    [unlimited] = step_times([replace(attempt(30, 900), limit=None)])
    assert not unlimited.is_over


def test_every_step_but_the_last_has_the_limit_of_the_sop() -> None:
    limits = {step.value: limit_of(StepLimits(), step) for step in Step}
    hours = {step: limit and limit / timedelta(hours=1) for step, limit in limits.items()}
    assert hours == {"1": 1, "1a": 3, "1b": 3, "2": 1, "3": 2, "4": 1, "5": 1, "6": None}
