"""Failed transactions and processes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from spse_monev.analysis.rules.model import FailureSignal
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
from spse_monev.labels import failure_label
from spse_monev.observations import FailureSeen, Observations


def judge(signal: FailureSignal, seen: Observations) -> Iterator[Outcome]:
    """The kinds of failure that are wanted, together or each by itself.

    One event may stand in several sources, so the source that saw most of a day counts, not their sum.
    """
    days = judged_days(seen, signal.frequency)
    reached = reach(seen, signal.sources, days)
    groups: dict[str, list[FailureSeen]] = defaultdict(list)
    for failure in seen.failures:
        if failure.day in reached.days and failure.kind in signal.sources and failure.failure in signal.failures:
            groups[failure.failure if signal.each else ""].append(failure)
    found = False
    for subject, failures in sorted(groups.items()):
        by_source: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for failure in failures:
            by_source[failure.day][failure.source] += failure.count
        counts = {day: max(sources.values()) for day, sources in by_source.items()}
        if is_often(counts, days, signal.frequency):
            found = True
            yield met(
                subject,
                map(_evidence, failures),
                reached,
                figures={"count": sum(counts.values())},
                moments=busy_hours(failures, seen),
            )
    if not found:
        yield nothing(reached)


def _evidence(failure: FailureSeen) -> Evidence:
    sample = f": {failure.evidence}" if failure.evidence else ""
    text = f"{failure_label(failure.failure)}{sample}"
    return Evidence(text, failure.source, failure.day, value=failure.count)
