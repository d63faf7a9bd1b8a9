"""The kinds of signals a rule may have, one module a kind: each looks at the observations and says what it saw.

A signal is met, not met, or unknown where nobody could tell; 'not met' and 'unknown' never look alike.
"""

from __future__ import annotations

from spse_monev.analysis.rules.model import AnySignal, CoincidenceSignal, Signal
from spse_monev.analysis.rules.signals import (
    alternatives,
    availability,
    coincidence,
    complaint,
    error,
    failure,
    incident,
    metric,
    query,
    route,
    setting,
    trend,
)
from spse_monev.analysis.rules.signals.outcome import Outcome
from spse_monev.observations import Observations

_JUDGES = {
    "availability": availability.judge,
    "complaint": complaint.judge,
    "error": error.judge,
    "failure": failure.judge,
    "incident": incident.judge,
    "metric": metric.judge,
    "query": query.judge,
    "route": route.judge,
    "setting": setting.judge,
    "trend": trend.judge,
}


def judge(signal: Signal, seen: Observations) -> list[Outcome]:
    """What a signal comes to: one outcome for each subject it was met for, else exactly one that was not met."""
    if isinstance(signal, CoincidenceSignal):
        return list(coincidence.combine(signal, judge(signal.first, seen), judge(signal.second, seen), seen))
    if isinstance(signal, AnySignal):
        return list(alternatives.combine([judge(each, seen) for each in signal.of]))
    return list(_JUDGES[signal.kind](signal, seen))  # type: ignore[operator]
