"""What the incidents of monitoring systems have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from fnmatch import fnmatchcase

from spse_monev.facts import HOURS, FailureCount, Incident, Severity
from spse_monev.period import Day

_SEVERITIES = {
    Severity.CRITICAL: "critical crit page error high disaster emergency fatal major severe p1 sev1",
    Severity.WARNING: "warning warn average medium minor moderate p2 p3 sev2 sev3",
    Severity.INFO: "info information informational notice low p4 p5 sev4 sev5",
}
_BY_WORD = {word: severity for severity, words in _SEVERITIES.items() for word in words.split()}


def severity_of(word: str | None) -> Severity:
    """The severity that an office's own word means; a warning where it is not known."""
    return _BY_WORD.get((word or "").strip().lower(), Severity.WARNING)


def is_watched(component: str, patterns: Sequence[str]) -> bool:
    """Is a component SPSE's, by the names and wildcards of the settings? Without any, all are."""
    return not patterns or any(fnmatchcase(component.lower(), pattern.lower()) for pattern in patterns)


def touches(started_at: datetime, ended_at: datetime | None, day: Day) -> bool:
    """Did a problem with these times fall into a day, if only in part?"""
    return started_at < day.end and (ended_at is None or ended_at > day.start)


def failures(incidents: Iterable[Incident], day: Day) -> tuple[FailureCount, ...]:
    """Outages and other problems of a day as failures; what began before the day counts in its first hour."""
    found: list[FailureCount] = []
    ordered = sorted(incidents, key=lambda incident: incident.started_at)
    for kind, is_outage in (("outage", True), ("problem", False)):
        these = [incident for incident in ordered if incident.is_outage == is_outage]
        if not these:
            continue
        starts = [max(incident.started_at, day.start).astimezone(day.zone) for incident in these]
        per_hour = [0] * HOURS
        for start in starts:
            per_hour[start.hour] += 1
        evidence = f"{these[0].component}: {these[0].name}"
        found.append(FailureCount(kind, len(these), starts[0], starts[-1], tuple(per_hour), evidence))
    return tuple(found)
