"""When a figure reaches a limit if it goes on as it has: a robust trend with an interval, or no trend.

>>> forecast({date(2026, 10, 1): 50.0, ..., date(2026, 10, 28): 77.0}, limit=90.0)
Forecast(state=<TrendState.REACHES: 'reaches'>, per_day=1.0, earliest=13, expected=13, latest=13)

The slope is Theil and Sen's: the median of the slopes of all pairs of days, which a few odd days do not move. Its
interval is the one of Kendall's test at 95 % (Sen 1968; Gilbert 1987, chapter 16); where it holds zero there is no
trend.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import median

MIN_DAYS = 10
_Z = 1.959964  # two-sided 95 %
FAR_DAYS = 3650  # ten years: beyond it nothing is said


class TrendState(StrEnum):
    """What can be said."""

    TOO_FEW_DAYS = "too_few_days"
    NO_TREND = "no_trend"
    AWAY = "away"  # moves away from the limit, or reaches it in more than ten years
    REACHES = "reaches"
    GROWS = "grows"  # and no limit is known
    BEYOND = "beyond"  # lies beyond it already


@dataclass(frozen=True, slots=True)
class Forecast:
    """Days from the last observed day until the limit is reached; `latest` is None if it may never be."""

    state: TrendState
    days_observed: int
    per_day: float | None = None
    earliest: int | None = None
    expected: int | None = None
    latest: int | None = None


def forecast(values: Mapping[date, float], limit: float | None) -> Forecast:
    """Judge daily values of a figure that grows towards `limit` from below; None: no limit is known."""
    days = sorted(values)
    if days and limit is not None and values[days[-1]] >= limit:
        return Forecast(TrendState.BEYOND, len(days))
    if len(days) < MIN_DAYS:
        return Forecast(TrendState.TOO_FEW_DAYS, len(days))
    slopes = sorted(
        (values[later] - values[earlier]) / (later - earlier).days
        for index, earlier in enumerate(days)
        for later in days[index + 1 :]
    )
    slope = median(slopes)
    low, high = _interval(slopes, len(days))
    if low <= 0 <= high:
        return Forecast(TrendState.NO_TREND, len(days), slope)
    if slope <= 0:
        return Forecast(TrendState.AWAY, len(days), slope)
    if limit is None:
        return Forecast(TrendState.GROWS, len(days), slope)
    # From the level of the trend on the last day, not from that day's own chance value.
    level = median(values[day] + slope * (days[-1] - day).days for day in days)
    left = max(0.0, limit - level)
    expected = left / slope
    if expected > FAR_DAYS:
        return Forecast(TrendState.AWAY, len(days), slope)
    latest = left / low if low > 0 else math.inf
    return Forecast(
        TrendState.REACHES,
        len(days),
        slope,
        earliest=math.floor(left / high),
        expected=round(expected),
        latest=math.ceil(latest) if latest <= FAR_DAYS else None,
    )


def _interval(slopes: list[float], count: int) -> tuple[float, float]:
    """The slopes between which the true one lies with 95 %."""
    deviation = math.sqrt(count * (count - 1) * (2 * count + 5) / 18)
    half = _Z * deviation
    low = round((len(slopes) - half) / 2)
    high = round((len(slopes) + half) / 2) + 1
    return slopes[max(0, low - 1)], slopes[min(len(slopes), high) - 1]
