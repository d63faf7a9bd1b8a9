"""Figures beyond a limit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from spse_monev.analysis.rules.model import MetricSignal
from spse_monev.analysis.rules.signals.outcome import Outcome, Reach, Truth, met, nothing, reach, unread
from spse_monev.analysis.rules.values import metric_value, reference
from spse_monev.findings import Evidence
from spse_monev.labels import metric_label
from spse_monev.observations import MetricSeen, Observations


def judge(signal: MetricSignal, seen: Observations) -> Iterator[Outcome]:
    """The subjects whose figure lies beyond the limit on enough days, together or each by itself."""
    days = set(seen.days)
    measured = [
        metric for metric in seen.metrics if metric.name == signal.name and re.search(signal.subject, metric.subject)
    ]
    figures = [metric for metric in measured if metric.day in days]
    told = reach(seen, signal.absent_is_zero, seen.days) if signal.absent_is_zero else Reach(frozenset(), ())
    if not figures and told.is_empty:
        missing = (f"{metric_label(signal.name)} tidak diukur oleh sumber mana pun", *told.missing)
        yield Outcome(Truth.UNKNOWN, missing=missing)
        return
    missing = (*told.missing, *unread(seen, {metric.source for metric in measured}, seen.days))
    reached = Reach(told.days | {metric.day for metric in figures}, tuple(dict.fromkeys(missing)))
    groups: dict[str, dict[date, MetricSeen]] = defaultdict(dict)
    unknown_limits: set[str] = set()
    for metric in figures:
        if not _is_relevant(signal, metric, seen):
            continue
        limit = _limit(signal, metric, seen)
        if limit is None:
            unknown_limits.add(str(signal.times))
        elif (signal.above is not None and metric.value > limit) or (signal.below is not None and metric.value < limit):
            worst = groups[metric.subject if signal.each else ""]
            known = worst.get(metric.day)
            if known is None or _is_worse(signal, metric.value, known.value):
                worst[metric.day] = metric
    found = False
    for subject, by_day in sorted(groups.items()):
        if len(by_day) >= signal.days:
            found = True
            worst_value = (max if signal.above is not None else min)(metric.value for metric in by_day.values())
            yield met(
                subject,
                map(_evidence, by_day.values()),
                reached,
                figures={"value": worst_value, "days": len(by_day)},
                whole_days=tuple(sorted(by_day)),
            )
    if not found and unknown_limits:
        yield Outcome(Truth.UNKNOWN, missing=tuple(f"{name} tidak diketahui" for name in sorted(unknown_limits)))
    elif not found:
        yield nothing(reached)


def _is_relevant(signal: MetricSignal, metric: MetricSeen, seen: Observations) -> bool:
    """Whether the other figures of the subject are at least what is wanted; one that is not known is not."""
    others = (metric_value(name, seen, metric.day, metric.subject) for name in signal.where)
    return all(value is not None and value >= least for value, least in zip(others, signal.where.values(), strict=True))


def _limit(signal: MetricSignal, metric: MetricSeen, seen: Observations) -> float | None:
    """The limit on the figure's day; None if what it is a multiple of is not known."""
    plain = signal.above if signal.above is not None else signal.below
    assert plain is not None  # noqa: S101  # the model demands one of the two
    if signal.times is None:
        return plain
    base = reference(signal.times, seen, metric.day, metric.subject)
    return None if base is None else plain * base


def _is_worse(signal: MetricSignal, value: float, than: float) -> bool:
    return value > than if signal.above is not None else value < than


def _evidence(metric: MetricSeen) -> Evidence:
    subject = f" {metric.subject}" if metric.subject else ""
    return Evidence(f"{metric_label(metric.name)}{subject}", metric.source, metric.day, value=metric.value)
