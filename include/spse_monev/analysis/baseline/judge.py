"""Whether daily counts, or times of calls, differ from what they were.

A day is compared with the days of its own kind (working days, weekend) and with its own weekday; a month by the ranks
of all its days, so that it is risen when its days as a whole are, or when one of its days stands alone above all that
was seen before.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from spse_monev.analysis.baseline.chance import Usual, above, all_earlier, deviation, level, median, shift
from spse_monev.analysis.baseline.series import MIN_DAYS, Reach
from spse_monev.findings import HistoryState

# One thing in a thousand that has not changed is called changed (measured: see the package).
CHANCE = 0.001
# That a thing is gone matters less, and a few empty weeks cannot prove more.
CHANCE_GONE = 0.01
# A change that an office would call one: by half, and by at least three events.
TIMES = 1.5
EVENTS = 3
# A day as high (low) as more than this share of the compared days is nothing special, however the rest lies.
SHARE = 0.15
_SPIKE_TIMES = 2.0
_KIND_DAYS = 3  # compared days of the kind (working day, weekend) that a single day needs
# Calls of a day that its mean time may rest on, when it is the judged day or one day among many.
CALLS_OF_DAY = 20
CALLS_AMONG_DAYS = 5
_DEVIATIONS = 4.0
_LEAST_SPREAD = math.log(1.1)
# A slower call matters if somebody feels it: by the call, or by its sum over the day.
FELT_MS = 100.0
FELT_TOTAL_MS = 10_000.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found, and against which days; `before` and `after` by day (or in ms)."""

    state: HistoryState
    before: float | None
    after: float
    compared: tuple[date, ...]
    peak: date | None = None  # the day of a rise that was one day's
    needed: int = MIN_DAYS  # days to compare with, if there are too few


def judge_counts(counts: Mapping[date, int], reach: Reach, *, is_month: bool) -> Verdict:
    """Compare events by day; days that were read and are not in `counts` had none."""
    after = sum(counts.get(day, 0) for day in reach.told) / len(reach.told)
    history = {day: float(counts.get(day, 0)) for day in reach.history}
    first = reach.told[0]
    was_seen = any(day < first and count for day, count in counts.items())
    if after and not was_seen:
        if len(reach.earlier) < MIN_DAYS:
            return Verdict(HistoryState.TOO_LITTLE_HISTORY, None, after, reach.earlier)
        return Verdict(HistoryState.NEW, 0.0, after, reach.earlier)
    if len(history) < MIN_DAYS:
        return Verdict(HistoryState.TOO_LITTLE_HISTORY, None, after, reach.history)
    return _month(counts, history, reach) if is_month else _day(counts, history, reach)


def _day(counts: Mapping[date, int], history: Mapping[date, float], reach: Reach) -> Verdict:
    day = reach.told[0]
    count = counts.get(day, 0)
    compared = _alike(day, history)
    if len(compared) < _KIND_DAYS:
        return Verdict(HistoryState.TOO_LITTLE_HISTORY, None, count, compared, needed=_KIND_DAYS)
    same = sorted(history[other] for other in compared)
    usual = level(same)
    low, high = _levels(day, history, usual)
    state = HistoryState.AS_BEFORE
    if (
        count >= TIMES * high
        and count - high >= EVENTS
        and sum(value >= count for value in same) <= SHARE * len(same)
        and Usual.of(same, high).at_least(count) < CHANCE
    ):
        state = HistoryState.RISEN
    elif reach.full and Usual.of(same, low).at_most(count) < CHANCE:
        if not count:
            state = HistoryState.GONE
        elif (
            TIMES * count <= low
            and low - count >= EVENTS
            and sum(value <= count for value in same) <= SHARE * len(same)
        ):
            state = HistoryState.FALLEN
    return Verdict(state, usual, count, compared)


def _alike(day: date, history: Mapping[date, float]) -> tuple[date, ...]:
    """The earlier days that a day may be compared with: working days or weekends, or only its own weekday.

    The latter where the weekday always lay above, or below, all others of its kind, as with a weekly job.
    """
    same = tuple(other for other in history if _kind(other) == _kind(day))
    own = tuple(other for other in same if other.weekday() == day.weekday())
    others = [history[other] for other in same if other.weekday() != day.weekday()]
    if len(own) < _KIND_DAYS or not others:
        return same
    values = [history[other] for other in own]
    return own if min(values) > max(others) or max(values) < min(others) else same


def _levels(day: date, history: Mapping[date, float], usual: float) -> tuple[float, float]:
    """The lower and the higher of what is usual for the days alike and for the weekday alone."""
    weekday = sorted(value for other, value in history.items() if other.weekday() == day.weekday())
    own = median(weekday) if len(weekday) >= _KIND_DAYS else usual
    return min(usual, own), max(usual, own)


def _month(counts: Mapping[date, int], history: Mapping[date, float], reach: Reach) -> Verdict:
    kinds = _by_kind(history)
    told = {day: float(counts.get(day, 0)) for day in reach.told}
    after = _by_kind(told)
    # Both by the mixture of days that the period has.
    share = {kind: len(values) / len(told) for kind, values in after.items() if kinds[kind]}
    if not share:
        return Verdict(HistoryState.TOO_LITTLE_HISTORY, None, sum(told.values()) / len(told), (), needed=_KIND_DAYS)
    before = sum(level(kinds[kind]) * part for kind, part in share.items()) / sum(share.values())
    now = sum(level(after[kind]) * part for kind, part in share.items()) / sum(share.values())
    plain = sum(told.values()) / len(told)
    if (
        now >= TIMES * before
        and (now - before) * len(told) >= EVENTS
        and above(shift((kinds[kind], after[kind]) for kind in share)) < CHANCE
    ):
        return Verdict(HistoryState.RISEN, before, plain, reach.history)
    full = {day: told[day] for day in reach.full}
    if not any(told.values()) and _is_gone(history, full, kinds):
        return Verdict(HistoryState.GONE, before, 0.0, reach.history)
    if peak := _peak(told, history, max(counts.get(day, 0) for day in reach.earlier)):
        return Verdict(HistoryState.RISEN, before, plain, reach.history, peak)
    if full:
        after = _by_kind(full)
        then = sum(level(kinds[kind]) * len(after[kind]) for kind in share) / len(full)
        now = sum(level(after[kind]) * len(after[kind]) for kind in share) / len(full)
        if (
            TIMES * now <= then
            and (then - now) * len(full) >= EVENTS
            and above(-shift((kinds[kind], after[kind]) for kind in share)) < CHANCE
        ):
            return Verdict(HistoryState.FALLEN if plain else HistoryState.GONE, before, plain, reach.history)
    return Verdict(HistoryState.AS_BEFORE, before, plain, reach.history)


def _is_gone(history: Mapping[date, float], full: Mapping[date, float], kinds: Mapping[bool, list[float]]) -> bool:
    """Whether the days without it are too many for chance, of the kinds of day on which it used to be seen."""
    used = {kind for kind, values in kinds.items() if any(values)}
    earlier = [value for day, value in history.items() if _kind(day) in used]
    later = [day for day in full if _kind(day) in used]
    return bool(later) and all_earlier(sum(value > 0 for value in earlier), len(earlier), len(later)) < CHANCE_GONE


def _peak(told: Mapping[date, float], history: Mapping[date, float], highest: float) -> date | None:
    """The highest day, if it stands alone: twice the `highest` before, and too high for any of so many days."""
    day = max(told, key=lambda each: (told[each], -each.toordinal()))
    count = told[day]
    same = sorted(history[other] for other in _alike(day, history))
    if len(same) < _KIND_DAYS or count < _SPIKE_TIMES * highest:
        return None
    _, high = _levels(day, history, level(same))
    is_alone = count - high >= EVENTS and Usual.of(same, high).at_least(count) < CHANCE / len(told)
    return day if is_alone else None


def judge_times(times: Mapping[date, tuple[float, int]], reach: Reach, *, is_month: bool) -> Verdict | None:
    """Compare the milliseconds of calls; None if too few calls of the period were timed to say anything."""
    least = CALLS_AMONG_DAYS if is_month else CALLS_OF_DAY
    told = {day: times[day] for day in reach.told if day in times and times[day][1] >= least}
    calls = sum(calls for _, calls in told.values())
    if calls < CALLS_OF_DAY:
        return None
    after = median(sorted(ms for ms, _ in told.values()))
    # Times of days read in part are times all the same.
    history = {day: times[day][0] for day in reach.history if day in times and times[day][1] >= CALLS_AMONG_DAYS}
    if len(history) < MIN_DAYS:
        return Verdict(HistoryState.TOO_LITTLE_HISTORY, None, after, tuple(history))
    if not is_month:
        same = {day: ms for day, ms in history.items() if _kind(day) == _kind(reach.told[0])}
        history = same if len(same) >= MIN_DAYS else history
    before = median(sorted(history.values()))
    state = HistoryState.AS_BEFORE
    more = after - before
    if abs(more) >= FELT_MS or abs(more) * calls / len(told) >= FELT_TOTAL_MS:
        if after >= TIMES * before and _is_slower(told, history, 1, is_month=is_month):
            state = HistoryState.RISEN
        elif TIMES * after <= before and _is_slower(told, history, -1, is_month=is_month):
            state = HistoryState.FALLEN
    return Verdict(state, before, after, tuple(history))


def _is_slower(
    told: Mapping[date, tuple[float, int]], history: Mapping[date, float], sign: int, *, is_month: bool
) -> bool:
    """Whether chance would not do it; with `sign` -1, whether it is faster."""
    if is_month:
        kinds, after = _by_kind(history), _by_kind({day: ms for day, (ms, _) in told.items()})
        return above(sign * shift((kinds[kind], after[kind]) for kind in after)) < CHANCE
    ((now, _),) = told.values()
    if sum(sign * ms >= sign * now for ms in history.values()) > SHARE * len(history):
        return False
    # Times vary by factors, so their logarithms are compared.
    logs = sorted(math.log(max(ms, 1e-3)) for ms in history.values())
    return sign * (math.log(max(now, 1e-3)) - median(logs)) >= _DEVIATIONS * max(deviation(logs), _LEAST_SPREAD)


def _kind(day: date) -> bool:
    """Whether it is a Saturday or a Sunday, on which an office rests."""
    return day.weekday() >= 5


def _by_kind(values: Mapping[date, float]) -> dict[bool, list[float]]:
    found: dict[bool, list[float]] = {False: [], True: []}
    for day, value in values.items():
        found[_kind(day)].append(value)
    return {kind: sorted(each) for kind, each in found.items()}
