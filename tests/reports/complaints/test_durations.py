"""How long complaints waited."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from spse_monev.reports.complaints.durations import Spread, first_answer, solution
from tests.reports.complaints.made_up_month import OCTOBER

RECEIVED = OCTOBER.start + timedelta(days=3, hours=22)


def row(**changes: Any) -> dict[str, Any]:
    return {
        "received_at": RECEIVED, "has_time": True, "state": "solved", "answered_at": None, "answer_has_time": True,
        "solved_at": None, "solution_has_time": True,
    } | changes  # fmt: skip


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], Spread(0, None, None)),
        ([4], Spread(1, 4, 4)),
        ([1, 2, 3, 10], Spread(4, 2.5, 10)),
        (list(range(1, 101)), Spread(100, 50.5, 90)),
    ],
)
def test_median_and_percentile(values: list[float], expected: Spread) -> None:
    assert Spread.of(values) == expected


def test_hours_need_a_time_of_day_on_both_sides_and_days_do_not() -> None:
    later = RECEIVED + timedelta(hours=4)  # after midnight in the site's zone
    waiting = first_answer(
        [
            row(answered_at=later),
            row(answered_at=later, answer_has_time=False),
            row(answered_at=later, has_time=False),
            row(),
        ],
        OCTOBER.zone,
    )
    assert (waiting.hours, waiting.days) == (Spread(1, 4, 4), Spread(3, 1, 1))
    assert (waiting.expected, waiting.unrecorded, waiting.backwards) == (4, 1, 0)


def test_what_runs_backwards_is_left_out_and_told() -> None:
    day = timedelta(days=1)
    waiting = solution(
        [
            row(solved_at=RECEIVED - timedelta(hours=1)),
            row(solved_at=RECEIVED - day, solution_has_time=False),
            # A date alone stands at the day's start, before the complaint, and is of the same day all the same.
            row(solved_at=RECEIVED - timedelta(hours=22), solution_has_time=False),
        ],
        OCTOBER.zone,
    )
    assert (waiting.hours.count, waiting.days, waiting.backwards) == (0, Spread(1, 0, 0), 2)


def test_only_what_is_solved_has_a_time_of_solution() -> None:
    later = RECEIVED + timedelta(hours=2)
    waiting = solution([row(solved_at=later, state="in_progress"), row(state="solved")], OCTOBER.zone)
    assert (waiting.expected, waiting.unrecorded, waiting.hours.count) == (1, 1, 0)
