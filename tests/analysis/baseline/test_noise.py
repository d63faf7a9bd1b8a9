"""How often what has not changed is called changed, and how often a threefold rise is found."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest

from spse_monev.analysis.baseline import compare
from spse_monev.analysis.baseline.judge import judge_counts, judge_times
from spse_monev.analysis.baseline.series import Reach
from spse_monev.facts import CoverageState
from spse_monev.findings import HistoryState
from spse_monev.observations import ErrorSeen, Observations, QuerySeen, RouteSeen, SourceSeen
from tests.analysis.rules.given import MONTH, ZONE

# (day, factor) -> count
Counts = Callable[[date, float], int]
KINDS = 1500
RNG = np.random.default_rng(20261031)
START = RNG.bit_generator.state
FALSE = (HistoryState.RISEN, HistoryState.FALLEN, HistoryState.GONE)


@pytest.fixture(autouse=True)
def _same_chances() -> None:
    RNG.bit_generator.state = START


def reach(grain: str) -> Reach:
    first = date(2026, 10, 1) if grain == "month" else date(2026, 10, 30)
    days = tuple(first + timedelta(days=number) for number in range(31 if grain == "month" else 1))
    before = tuple(first - timedelta(days=back) for back in range(60, 0, -1))
    return Reach(told=days, full=days, history=before[-28:], earlier=before)


def weekend(day: date) -> float:
    return 0.3 if day.weekday() >= 5 else 1.0


def poisson(mean: float) -> Counts:
    return lambda day, factor: int(RNG.poisson(mean * factor * weekend(day)))


def uneven(mean: float, shape: float) -> Counts:
    """Negative binomial: the mean itself varies from day to day."""
    return lambda day, factor: int(RNG.poisson(RNG.gamma(shape, mean * factor * weekend(day) / shape)))


def states(counts: Counts, grain: str, factor: float, kinds: int) -> Counter[HistoryState]:
    days = reach(grain)
    found: Counter[HistoryState] = Counter()
    for _ in range(kinds):
        before = {day: counts(day, 1.0) for day in days.earlier}
        after = {day: counts(day, factor) for day in days.told}
        found[judge_counts(before | after, days, is_month=grain == "month").state] += 1
    return found


@pytest.mark.parametrize("grain", ["month", "day"])
@pytest.mark.parametrize("mean", [0.1, 1, 5, 30, 10_000])
def test_steady_counts_give_few_false_alarms(mean: float, grain: str) -> None:
    found = states(poisson(mean), grain, 1.0, KINDS)
    assert sum(found[state] for state in FALSE) <= 0.005 * KINDS


@pytest.mark.parametrize("grain", ["month", "day"])
@pytest.mark.parametrize(("mean", "shape"), [(10, 2), (1000, 10)])
def test_uneven_counts_give_few_false_alarms(mean: float, shape: float, grain: str) -> None:
    found = states(uneven(mean, shape), grain, 1.0, KINDS)
    assert sum(found[state] for state in FALSE) <= 0.01 * KINDS


@pytest.mark.parametrize(
    ("counts", "grain", "least"),
    [
        (poisson(1), "month", 0.8),
        (poisson(3), "month", 0.99),
        (poisson(10_000), "month", 1.0),
        (uneven(10, 2), "month", 0.9),
        (poisson(10), "day", 0.6),
        (poisson(30), "day", 0.98),
        (poisson(10_000), "day", 1.0),
    ],
)
def test_a_planted_threefold_rise_is_found(counts: Counts, grain: str, least: float) -> None:
    assert states(counts, grain, 3.0, 300)[HistoryState.RISEN] >= least * 300


@pytest.mark.parametrize("grain", ["month", "day"])
@pytest.mark.parametrize("calls", [25, 2000])
def test_times_of_unchanged_queries_vary_and_are_not_called_slower(calls: int, grain: str) -> None:
    """Calls are lognormal with sigma 1.2, a mean of few of them rests on the slowest."""
    days = reach(grain)

    def mean(factor: float) -> tuple[float, int]:
        return float(RNG.lognormal(5.0, 1.2, calls).mean() * factor * RNG.lognormal(0, 0.1)), calls

    found: dict[float, Counter[HistoryState]] = {1.0: Counter(), 3.0: Counter()}
    for factor, counter in found.items():
        for _ in range(KINDS // 3):
            times = {day: mean(1.0) for day in days.history} | {day: mean(factor) for day in days.told}
            verdict = judge_times(times, days, is_month=grain == "month")
            assert verdict is not None
            counter[verdict.state] += 1
    assert sum(found[1.0][state] for state in FALSE) <= 0.01 * KINDS / 3
    assert found[3.0][HistoryState.RISEN] >= (0.95 if grain == "month" or calls > 100 else 0.2) * KINDS / 3


def test_a_month_of_two_thousand_things_takes_seconds() -> None:
    first = MONTH.first - timedelta(days=60)
    days = [first + timedelta(days=number) for number in range(91)]
    hours = (0,) * 24
    counts = RNG.poisson(20, size=(2000, len(days))).tolist()
    errors, queries, routes = [], [], []
    for number, row in enumerate(counts):
        for day, count in zip(days, row, strict=True):
            where = {"day": day, "source": "s", "kind": "web_log"}
            if number % 3 == 0:
                errors.append(ErrorSeen(**where, fingerprint=str(number), severity="ERROR", code=None, message="m",
                                        place="", count=count, per_hour=hours, sample=""))  # fmt: skip
            elif number % 3 == 1:
                queries.append(QuerySeen(**where, fingerprint=str(number), query="q", calls=count, total_ms=count * 9.0,
                                         mean_ms=9.0, p95_ms=20.0))  # fmt: skip
            else:
                routes.append(RouteSeen(**where, method="GET", route=f"/{number}", purpose="page", request_count=count,
                                        by_status={}, per_hour=hours, mean_ms=9.0, p95_ms=20.0))  # fmt: skip
    seen = Observations(
        site="lpse_uji",
        period=MONTH,
        since=first,
        zone=ZONE,
        sources=(SourceSeen("s", "web_log", "Log web"),),
        coverage={(day, "s"): CoverageState.OK for day in days},
        errors=tuple(errors),
        queries=tuple(queries),
        routes=tuple(routes),
    )
    began = time.perf_counter()
    baseline = compare(seen)
    taken = time.perf_counter() - began
    print(f"{len(baseline.comparisons)} comparisons of {2000 * len(days)} facts in {taken:.2f} s")
    assert taken < 15
