"""Two signals in one window of time. That they came together is all that is said; not that one caused the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from spse_monev.analysis.rules.model import CoincidenceSignal
from spse_monev.analysis.rules.signals.outcome import Outcome, Truth
from spse_monev.observations import Observations

# What is known by the hour may lie anywhere in it.
_HOUR = timedelta(hours=1)


def combine(
    signal: CoincidenceSignal, firsts: list[Outcome], seconds: list[Outcome], seen: Observations
) -> Iterator[Outcome]:
    """Each subject of the first with all of the second that lie within its window."""
    found = False
    for first in firsts:
        meeting = [second for second in seconds if _is_met(first, second) and _meet(signal, first, second, seen)]
        if meeting:
            found = True
            yield Outcome(
                Truth.MET,
                first.subject,
                first.evidence + tuple(each for second in meeting for each in second.evidence),
                first.missing + tuple(text for second in meeting for text in second.missing),
                {**meeting[0].figures, **first.figures},
                first.moments,
                first.whole_days,
            )
    if found:
        return
    unknown = [each for each in (*firsts, *seconds) if each.truth is Truth.UNKNOWN]
    missing = tuple(dict.fromkeys(text for each in (*firsts, *seconds) for text in each.missing))
    # Where one of the two was certainly not seen, the other need not be known.
    is_certain = any(all(each.truth is Truth.NOT_MET for each in side) for side in (firsts, seconds))
    yield Outcome(Truth.UNKNOWN if unknown and not is_certain else Truth.NOT_MET, missing=missing)


def _is_met(first: Outcome, second: Outcome) -> bool:
    return first.truth is Truth.MET and second.truth is Truth.MET


def _meet(signal: CoincidenceSignal, first: Outcome, second: Outcome, seen: Observations) -> bool:
    window = timedelta(hours=signal.within_hours)
    if first.moments and second.moments:
        return any(abs(a - b) < window + _HOUR for a in first.moments for b in second.moments)
    return bool(_days(first, seen) & _days(second, seen))


def _days(outcome: Outcome, seen: Observations) -> set[date]:
    return {moment.astimezone(seen.zone).date() for moment in outcome.moments} | set(outcome.whole_days)
