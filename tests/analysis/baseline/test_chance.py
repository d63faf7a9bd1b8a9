"""The statistics, against scipy's own and against counting."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu, nbinom

from spse_monev.analysis.baseline.chance import Usual, above, all_earlier, level, shift

COUNTS = st.lists(st.integers(0, 50).map(float), min_size=3, max_size=30)


def test_a_level_is_right_for_rare_things_and_not_moved_by_one_bad_day() -> None:
    assert level([0, 0, 0, 1]) == 0.25
    assert level([10] * 27 + [5000]) < 11
    assert level([]) == 0


@given(earlier=COUNTS, later=COUNTS)
def test_ranks_are_compared_as_mann_and_whitney_do(earlier: list[float], later: list[float]) -> None:
    if len({*earlier, *later}) == 1:
        assert shift([(earlier, later)]) == 0
        return
    expected = mannwhitneyu(later, earlier, alternative="greater", method="asymptotic", use_continuity=False).pvalue
    assert math.isclose(above(shift([(earlier, later)])), expected, rel_tol=1e-6, abs_tol=1e-12)


def test_strata_are_not_mixed() -> None:
    """Weekends are few now and were many before; that alone is no shift."""
    working, weekend = [100.0, 101, 102], [1.0, 2, 3]
    assert shift([(working, working), (weekend * 9, weekend)]) == pytest.approx(0)
    assert shift([(working + weekend * 9, working + weekend)]) > 1


@given(counts=COUNTS, count=st.integers(0, 100))
def test_the_tails_belong_to_one_negative_binomial(counts: list[float], count: int) -> None:
    usual = Usual.of(sorted(counts), level(counts))
    size = usual.mean**2 / (usual.variance - usual.mean)
    reference = nbinom(size, size / (size + usual.mean))
    assert usual.at_least(count) == pytest.approx(reference.sf(count - 1), rel=1e-6)
    assert usual.at_least(count + 1) + usual.at_most(count) == pytest.approx(1)


@pytest.mark.parametrize(("seen", "earlier", "later"), [(0, 3, 2), (1, 3, 2), (3, 4, 3), (4, 3, 2)])
def test_all_days_on_the_earlier_side(seen: int, earlier: int, later: int) -> None:
    ways = list(combinations(range(earlier + later), seen))
    assert all_earlier(seen, earlier, later) == sum(max(way, default=0) < earlier for way in ways) / len(ways)
