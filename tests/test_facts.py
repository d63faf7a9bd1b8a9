from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from spse_monev.facts import Histogram, QueryTiming

DURATIONS = st.lists(st.floats(0.001, 1e7), min_size=1, max_size=300)


def exact(durations: list[float], share: float) -> float:
    """The percentile by sorting: the smallest duration that `share` of all do not exceed."""
    return sorted(durations)[max(1, math.ceil(share * len(durations))) - 1]


@given(durations=DURATIONS, share=st.sampled_from([0.5, 0.95, 0.99, 1.0]))
def test_a_percentile_is_within_one_percent_of_the_exact_one(durations: list[float], share: float) -> None:
    found = Histogram.of(durations).percentile(share)
    assert found is not None
    assert abs(found / exact(durations, share) - 1) < 0.0101


@given(first=DURATIONS, second=DURATIONS)
def test_merging_is_the_same_as_counting_together(first: list[float], second: list[float]) -> None:
    merged = Histogram.of(first)
    merged.merge(Histogram.of(second))
    assert merged == Histogram.of(first + second)


def test_empty_and_zero_durations() -> None:
    assert Histogram().percentile(0.5) is None
    assert Histogram.of([0.0, 0.0]).count == 2


def test_a_percentile_never_exceeds_the_maximum() -> None:
    timing = QueryTiming("f", "SELECT 1", (), 1, 10.0, 10.0, Histogram.of([10.0]))
    assert timing.percentile_ms(0.99) == 10.0
    assert timing.mean_ms == 10.0
    assert QueryTiming("f", "SELECT 1", (), 1, 10.0, None).percentile_ms(0.5) is None
