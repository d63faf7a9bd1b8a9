"""Kinds of error in the logs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from spse_monev.analysis.rules.model import ErrorSignal
from spse_monev.analysis.rules.signals.outcome import (
    Outcome,
    busy_hours,
    is_often,
    judged_days,
    met,
    nothing,
    reach,
)
from spse_monev.findings import Evidence
from spse_monev.observations import ErrorSeen, Observations

# Before a kind of error may be called new, so many earlier days must have been read without it.
KNOWN_DAYS = 7


def judge(signal: ErrorSignal, seen: Observations) -> Iterator[Outcome]:
    """The kinds of error that match, together or each by itself."""
    days = judged_days(seen, signal.frequency)
    reached = reach(seen, signal.sources, days)
    groups: dict[str, list[ErrorSeen]] = defaultdict(list)
    for error in seen.errors:
        if error.day in reached.days and _matches(signal, error) and not (signal.is_new and not _is_new(error, seen)):
            groups[error.fingerprint if signal.each else ""].append(error)
    found = False
    for subject, errors in sorted(groups.items()):
        counts: dict[date, int] = defaultdict(int)
        for error in errors:
            counts[error.day] += error.count
        if is_often(counts, days, signal.frequency):
            found = True
            yield met(
                subject,
                map(_evidence, errors),
                reached,
                figures={
                    "count": sum(counts.values()),
                    "code": errors[0].code or "",
                    "message": errors[0].message,
                    "place": errors[0].place,
                },
                moments=busy_hours(errors, seen),
            )
    if not found:
        yield nothing(reached)


def _matches(signal: ErrorSignal, error: ErrorSeen) -> bool:
    if error.kind not in signal.sources or error.severity not in signal.severities:
        return False
    if signal.route is not None and not any(re.search(signal.route, route) for route in error.by_route):
        return False
    text = f"{error.code or ''} {error.message}\n{error.sample}"
    if signal.excluding is not None and re.search(signal.excluding, text):
        return False
    return signal.message is None or re.search(signal.message, text) is not None


def _is_new(error: ErrorSeen, seen: Observations) -> bool:
    """Whether enough days before the period were read, and none of them had it."""
    first = seen.days[0]
    before = [day for day, source in seen.coverage if source == error.source and day < first]
    earlier = any(
        other.fingerprint == error.fingerprint and other.source == error.source and other.day < first
        for other in seen.errors
    )
    return not earlier and len([day for day in before if seen.has_told(error.source, day)]) >= KNOWN_DAYS


def _evidence(error: ErrorSeen) -> Evidence:
    place = f" di {error.place}" if error.place else ""
    code = f" {error.code}" if error.code else ""
    return Evidence(f"{error.severity}{code}: {error.message}{place}", error.source, error.day, value=error.count)
