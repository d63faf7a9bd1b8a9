"""The plans are fixed by their seed, and yesterday has its story."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from spse_monev.demo import story
from spse_monev.demo.airflow import last_daily_tick, last_monthly_tick
from spse_monev.demo.faults import KINDS
from spse_monev.period import Day

ZONE = ZoneInfo("Asia/Jakarta")
YESTERDAY = Day.parse("2026-11-23", ZONE)  # a Monday


def test_the_same_seed_gives_the_same_plans_and_another_does_not() -> None:
    assert story.history(YESTERDAY, 1) == story.history(YESTERDAY, 1)
    assert story.history(YESTERDAY, 1) != story.history(YESTERDAY, 2)


def test_the_days_end_with_yesterday_and_every_kind_occurs_on_each() -> None:
    plans = story.history(YESTERDAY, 1)
    assert [str(plan.day) for plan in plans] == [f"2026-11-{number}" for number in range(16, 24)]
    assert all(set(plan.faults) == set(KINDS) for plan in plans)


def test_yesterday_has_more_deadlocks_and_sundays_are_quiet() -> None:
    plans = story.history(YESTERDAY, 1)
    assert plans[-1].faults["deadlock"] > 3 * max(plan.faults["deadlock"] for plan in plans[:-1])
    assert plans[-2].operations < plans[-1].operations / 2


def test_the_last_tick_is_never_later_than_now() -> None:
    def at(month: int, day: int, hour: int, minute: int) -> datetime:
        return datetime(2026, month, day, hour, minute, tzinfo=ZONE)

    assert last_daily_tick(at(11, 24, 14, 0), "00:30") == at(11, 24, 0, 30)
    assert last_daily_tick(at(11, 24, 0, 10), "00:30") == at(11, 23, 0, 30)
    assert last_monthly_tick(at(11, 24, 14, 0), "02:00") == at(11, 1, 2, 0)
    assert last_monthly_tick(at(11, 1, 1, 59), "02:00") == at(10, 1, 2, 0)
    assert last_monthly_tick(at(3, 31, 0, 0), "02:00") == at(3, 1, 2, 0)
