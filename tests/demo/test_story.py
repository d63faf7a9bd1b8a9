"""The plans are fixed by their seed, and yesterday has its story."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from spse_monev.demo import story
from spse_monev.demo.airflow import last_daily_tick, last_monthly_tick
from spse_monev.demo.faults import KINDS
from spse_monev.period import Day

ZONE = ZoneInfo("Asia/Jakarta")
YESTERDAY = Day.parse("2026-11-23", ZONE)  # a Monday


def test_the_same_seed_gives_the_same_plans_and_another_does_not() -> None:
    assert story.history(YESTERDAY, 1) == story.history(YESTERDAY, 1)
    assert story.history(YESTERDAY, 1) != story.history(YESTERDAY, 2)


@pytest.mark.parametrize(
    ("yesterday", "first", "count"),
    [("2026-11-23", "2026-10-01", 54), ("2026-11-30", "2026-11-01", 30), ("2026-03-03", "2026-02-01", 31)],
)
def test_the_days_are_those_from_the_first_of_last_month_to_yesterday(yesterday: str, first: str, count: int) -> None:
    last = Day.parse(yesterday, ZONE)
    plans = story.history(last, 1)
    assert [plan.day for plan in plans] == [last.shift(back) for back in range(1 - count, 1)]
    assert str(plans[0].day) == first


def test_every_kind_of_fault_occurs_in_each_round() -> None:
    plans = story.history(YESTERDAY, 1)
    rounds = story.rounds(plans)
    assert all(set(planned.faults) == set(KINDS) for planned in rounds)
    assert [planned.name for planned in rounds[-story.HISTORY_DAYS :]] == [
        str(plan.day) for plan in plans[-story.HISTORY_DAYS :]
    ]
    assert {planned.name for planned in rounds[: -story.HISTORY_DAYS]} <= set(story.SHARED_ROUNDS)
    assert all(plan.round in rounds for plan in plans)


@pytest.mark.parametrize("seed", range(20))
def test_last_month_has_a_lost_log_and_a_worst_day_and_grows_worse(seed: int) -> None:
    plans = [plan for plan in story.history(YESTERDAY, seed) if plan.day.date.month == 10]
    assert len([plan for plan in plans if plan.is_log_lost]) == 1
    [worst] = [plan for plan in plans if plan.round.name == "terburuk"]
    assert worst.outage is not None
    assert worst.alert is not None
    assert not worst.is_log_lost
    assert [plan for plan in plans if plan.outage] == [worst]
    names = [plan.round.name for plan in plans]
    assert names[:8].count("memburuk") <= names[-8:].count("memburuk")
    weekdays = [plan.application_faults.total() for plan in plans if plan.day.date.weekday() < 5 and plan != worst]
    assert sum(weekdays[-5:]) > 1.5 * sum(weekdays[:5])


def test_a_month_that_ends_with_yesterday_keeps_its_own_last_days() -> None:
    plans = story.history(Day.parse("2026-11-30", ZONE), 1)
    assert all(plan.round.name == str(plan.day) for plan in plans[-story.HISTORY_DAYS :])
    assert {plan.is_log_lost for plan in plans[-story.HISTORY_DAYS :]} == {False}


def test_yesterday_has_more_deadlocks_and_sundays_are_quiet() -> None:
    plans = story.history(YESTERDAY, 1)
    rounds = [plan.round for plan in plans]
    assert rounds[-1].faults["deadlock"] >= 2 * max(planned.faults["deadlock"] for planned in rounds[-8:-1])
    assert rounds[-1].faults["deadlock"] > max(planned.faults["deadlock"] for planned in rounds[:-1])
    assert rounds[-2].operations < rounds[-1].operations / 2


def test_the_last_tick_is_never_later_than_now() -> None:
    def at(month: int, day: int, hour: int, minute: int) -> datetime:
        return datetime(2026, month, day, hour, minute, tzinfo=ZONE)

    assert last_daily_tick(at(11, 24, 14, 0), "00:30") == at(11, 24, 0, 30)
    assert last_daily_tick(at(11, 24, 0, 10), "00:30") == at(11, 23, 0, 30)
    assert last_monthly_tick(at(11, 24, 14, 0), "02:00") == at(11, 1, 2, 0)
    assert last_monthly_tick(at(11, 1, 1, 59), "02:00") == at(10, 1, 2, 0)
    assert last_monthly_tick(at(3, 31, 0, 0), "02:00") == at(3, 1, 2, 0)
