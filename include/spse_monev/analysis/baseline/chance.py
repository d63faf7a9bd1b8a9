"""How likely counts and times are if nothing has changed: robust levels, tails and ranks.

A level is a mean, so that it is right for things seen once a week, of which the median is zero; but every value in it
is capped, so that one bad day does not become what is usual. The cap and the spread come from the median and the
median absolute deviation (MAD; 1.4826 MAD estimates a standard deviation, Rousseeuw and Croux 1993).
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scipy.special import betainc, ndtr

MAD_TO_DEVIATION = 1.4826
_CAP = 3.0  # deviations above the median


def median(ordered: Sequence[float]) -> float:
    """The middle of sorted values, of which there must be one."""
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def deviation(ordered: Sequence[float]) -> float:
    """The standard deviation as the MAD estimates it."""
    middle = median(ordered)
    return MAD_TO_DEVIATION * median(sorted(abs(value - middle) for value in ordered))


def _outer(ordered: Sequence[float]) -> float:
    """The standard deviation as the ninth decile estimates it; of counts that come in bursts the MAD sees none."""
    return (ordered[math.ceil(0.9 * len(ordered)) - 1] - median(ordered)) / 1.2816


def level(values: Iterable[float]) -> float:
    """The mean of daily counts, each capped at what is still usual; 0 if there is none."""
    ordered = sorted(values)
    if not ordered:
        return 0.0
    middle = median(ordered)
    cap = middle + _CAP * max(deviation(ordered), math.sqrt(middle), 1.0)
    return sum(min(value, cap) for value in ordered) / len(ordered)


@dataclass(frozen=True, slots=True)
class Usual:
    """The distribution of one more daily count: negative binomial of this mean and variance."""

    mean: float
    variance: float

    @classmethod
    def of(cls, ordered: Sequence[float], mean: float) -> Usual:
        """What the next day will bring, after days whose counts are `ordered`, about a level of `mean`.

        For Poisson counts this is their exact predictive distribution (with Jeffreys' prior); where the days differ
        more than that, their own spread counts, which few days do not tell well.
        """
        count = len(ordered)
        mean = (count * mean + 0.5) / count
        spread = max(deviation(ordered), _outer(ordered)) ** 2 * (count + 3) / (count - 1)
        return cls(mean, max(mean, spread) * (1 + 1 / count))

    def at_least(self, count: float) -> float:
        """The probability of `count` or more."""
        if count <= 0:
            return 1.0
        size, failure = self._parameters
        return float(betainc(count, size, failure))

    def at_most(self, count: float) -> float:
        """The probability of `count` or fewer."""
        size, failure = self._parameters
        return 1.0 - float(betainc(count + 1, size, failure))

    @property
    def _parameters(self) -> tuple[float, float]:
        size = self.mean**2 / (self.variance - self.mean)
        return size, self.mean / (size + self.mean)


def shift(strata: Iterable[tuple[Sequence[float], Sequence[float]]]) -> float:
    """How far later values lie above earlier ones, in standard deviations of chance; 0 if nothing can be said.

    Strata hold (earlier, later) values that may be compared with one another, as working days and weekends. Ranks are
    compared (Mann and Whitney, ties corrected; strata joined as van Elteren 1960), so that single wild days count no
    more than any other high day.
    """
    total = variance = 0.0
    for earlier, later in strata:
        m, n = len(earlier), len(later)
        if not m or not n:
            continue
        ordered = sorted(earlier)
        wins = sum(bisect_left(ordered, value) + bisect_right(ordered, value) for value in later) / 2
        size = m + n
        ties = sum(count**3 - count for count in _runs(sorted([*earlier, *later])))
        weight = 1 / (size + 1)
        total += weight * (wins - m * n / 2)
        variance += weight**2 * m * n / 12 * (size + 1 - ties / (size * (size - 1)))
    return total / math.sqrt(variance) if variance > 0 else 0.0


def above(deviations: float) -> float:
    """The probability that chance alone gives so many standard deviations or more."""
    return float(ndtr(-deviations))


def _runs(ordered: Sequence[float]) -> Iterable[int]:
    start = 0
    for index in range(1, len(ordered) + 1):
        if index == len(ordered) or ordered[index] != ordered[start]:
            yield index - start
            start = index


def all_earlier(seen: int, earlier: int, later: int) -> float:
    """The probability that `seen` days, thrown at random onto `earlier + later` days, all fall on the earlier ones."""
    if seen > earlier:
        return 0.0
    return math.comb(earlier, seen) / math.comb(earlier + later, seen)
