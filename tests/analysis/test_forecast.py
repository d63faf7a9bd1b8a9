from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spse_monev.analysis.forecast import MIN_DAYS, TrendState, forecast

START = date(2026, 10, 1)


def days(values: list[float]) -> dict[date, float]:
    return {START + timedelta(days=number): value for number, value in enumerate(values)}


def test_a_straight_line_reaches_its_limit_on_the_day() -> None:
    found = forecast(days([50.0 + number for number in range(28)]), 90)
    assert (found.state, found.per_day) == (TrendState.REACHES, 1.0)
    assert (found.earliest, found.expected, found.latest) == (13, 13, 13)


def test_a_few_odd_days_do_not_move_it() -> None:
    values = [50.0 + number for number in range(28)]
    values[5], values[20] = 5.0, 500.0
    found = forecast(days(values), 1000)
    assert found.per_day == pytest.approx(1, abs=0.05)


def test_missing_days_do_not_bend_the_line() -> None:
    values = days([50.0 + number for number in range(28)])
    for gone in (3, 4, 5, 6, 13, 20):
        del values[START + timedelta(days=gone)]
    assert forecast(values, 90).expected == 13


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ([50.0] * 28, TrendState.NO_TREND),
        ([80.0 - number for number in range(28)], TrendState.AWAY),
        ([50.0 + number / 1000 for number in range(28)], TrendState.AWAY),
        ([50.0 + number for number in range(MIN_DAYS - 1)], TrendState.TOO_FEW_DAYS),
        ([50.0 + 2 * number for number in range(28)], TrendState.BEYOND),
        ([], TrendState.TOO_FEW_DAYS),
    ],
)
def test_what_can_be_said(values: list[float], state: TrendState) -> None:
    assert forecast(days(values), 90).state is state


def test_without_a_limit_there_is_growth_only() -> None:
    found = forecast(days([50.0 + number for number in range(28)]), None)
    assert (found.state, found.per_day, found.expected) == (TrendState.GROWS, 1.0, None)
    assert forecast(days([50.0] * 28), None).state is TrendState.NO_TREND


def test_chance_is_seldom_taken_for_a_trend() -> None:
    found = 0
    for seed in range(300):
        noise = random.Random(seed)
        found += forecast(days([50 + noise.gauss(0, 5) for _ in range(28)]), 90).state is not TrendState.NO_TREND
    # Five of a hundred by the test's own level.
    assert 0 < found < 300 * 0.08


def test_the_interval_holds_the_truth() -> None:
    held = 0
    for seed in range(200):
        noise = random.Random(seed)
        found = forecast(days([50 + number / 2 + noise.gauss(0, 2) for number in range(28)]), 100)
        true_days = (100 - (50 + 27 / 2)) / 0.5
        assert found.state is TrendState.REACHES
        assert found.earliest is not None
        held += found.earliest <= true_days <= (found.latest or 10**6)
    assert held >= 200 * 0.93


@given(st.lists(st.floats(min_value=-1e6, max_value=1e6), max_size=40), st.floats(min_value=-1e6, max_value=1e6))
def test_anything_can_be_judged(values: list[float], limit: float) -> None:
    found = forecast(days(values), limit)
    if found.state is TrendState.REACHES:
        assert found.earliest is not None
        assert found.expected is not None
        assert 0 <= found.earliest <= found.expected + 1
