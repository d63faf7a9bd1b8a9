"""On which days and at which hours a signal was seen more than usual, and on which it could have been seen."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from spse_monev.analysis.baseline.chance import deviation, median
from spse_monev.analysis.joining.catalogue import (
    APPLICATION_START,
    LOGIN_ERRORS,
    OUTAGE,
    PROBLEM,
    SLOW_QUERIES,
    SLOW_RESPONSES,
    Signal,
)
from spse_monev.facts import HOURS
from spse_monev.observations import Observations

_LOGIN = re.compile(r"login|sign-?in", re.IGNORECASE)
_STARTS = ("application_start_count", "application_restart_count")
_HOUR = timedelta(hours=1)
# A day is slow when it takes this many times what the month's days of its kind take.
SLOW_TIMES = 1.5
_DEVIATIONS = 3.0


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where a signal was seen; `whole_days` are days on which it was, at an hour that is not known.

    On `usual_days` it was there as well, but at no hour more than it always is.
    """

    read_days: tuple[date, ...]
    hours: Mapping[date, frozenset[int]]
    whole_days: frozenset[date]
    usual_days: frozenset[date]

    @property
    def days(self) -> frozenset[date]:
        """The read days with the signal."""
        return frozenset(day for day in self.read_days if self.hours.get(day) or day in self.whole_days)

    @property
    def hour_count(self) -> int:
        """The hours with the signal on those days."""
        return sum(len(self.hours.get(day, ())) for day in self.read_days)

    def near(self, day: date, hour: int) -> bool:
        """Whether it was seen in that hour, in the one before or in the one after."""
        return any(
            other % HOURS in self.hours.get(day + timedelta(days=other // HOURS), ())
            for other in (hour - 1, hour, hour + 1)
        )


def occurrences(key: str, signal: Signal, seen: Observations) -> Occurrences:
    """Look for a signal on the days of the period."""
    sources = [source.name for source in seen.sources if source.kind in signal.kinds]
    read_days = tuple(sorted({day for source in sources for day in seen.read_days(source)}))
    hours: Mapping[date, frozenset[int]] = {}
    whole_days: set[date] = set()
    if signal.failure is not None:
        rows = (
            (row.source, row.day, row.per_hour)
            for row in seen.failures
            if row.failure == signal.failure and row.kind in signal.kinds
        )
        hours = _unusual(rows, read_days)
    elif key == LOGIN_ERRORS:
        errors = (
            (row.source, row.day, row.per_hour)
            for row in seen.errors
            if row.kind in signal.kinds and any(map(_LOGIN.search, (*row.by_route, row.place)))
        )
        hours = _unusual(errors, read_days)
    elif key in (OUTAGE, PROBLEM):
        hours = _lasting(seen, is_outage=key == OUTAGE)
        if key == OUTAGE:
            whole_days = {row.day for row in seen.availability if row.down_seconds and row.day not in hours}
    elif key == APPLICATION_START:
        whole_days = {row.day for row in seen.metrics if row.name in _STARTS and row.value}
    elif key == SLOW_RESPONSES:
        routes = ((r.source, r.day, r.mean_ms, r.request_count) for r in seen.routes if r.kind in signal.kinds)
        whole_days = _slow(routes, read_days)
    elif key == SLOW_QUERIES:
        queries = ((q.source, q.day, q.mean_ms, q.calls) for q in seen.queries if q.kind in signal.kinds)
        whole_days = _slow(queries, read_days)
    usual_days = frozenset(day for day in read_days if day in hours and not hours[day])
    return Occurrences(read_days, hours, frozenset(whole_days), usual_days)


def _unusual(
    rows: Iterable[tuple[str, date, tuple[int, ...]]], read_days: tuple[date, ...]
) -> dict[date, frozenset[int]]:
    """For each day with events the hours with more than that hour usually has; all, of what usually has none.

    One event may stand in several sources, so the source that saw most of an hour counts.
    """
    by_source: dict[tuple[str, date], list[int]] = defaultdict(lambda: [0] * HOURS)
    for source, day, per_hour in rows:
        total = by_source[source, day]
        for hour, count in enumerate(per_hour):
            total[hour] += count
    counts: dict[date, list[int]] = defaultdict(lambda: [0] * HOURS)
    for (_, day), per_day in by_source.items():
        counts[day] = [max(pair) for pair in zip(counts[day], per_day, strict=True)]
    found: dict[date, frozenset[int]] = {}
    for is_weekend in (False, True):
        days = [day for day in read_days if (day.weekday() >= 5) is is_weekend]
        known = [day for day in days if day in counts]
        if not known:
            continue
        limits = [_limit([counts[day][hour] if day in counts else 0 for day in days]) for hour in range(HOURS)]
        for day in known:
            found[day] = frozenset(hour for hour, count in enumerate(counts[day]) if count > limits[hour])
    return found


def _limit(values: list[int]) -> float:
    ordered = sorted(map(float, values))
    middle = median(ordered)
    return middle + _DEVIATIONS * max(deviation(ordered), math.sqrt(middle))


def _lasting(seen: Observations, *, is_outage: bool) -> dict[date, frozenset[int]]:
    """The hours in which a problem of monitoring lasted."""
    found: dict[date, set[int]] = defaultdict(set)
    for incident in seen.incidents:
        if incident.is_outage is not is_outage or (not is_outage and incident.severity == "info"):
            continue
        # What was not over when a day was read lasted at least to that day's end.
        next_day = incident.day + timedelta(days=1)
        day_end = datetime(next_day.year, next_day.month, next_day.day, tzinfo=seen.zone)
        start = max(incident.started_at, seen.period.start).astimezone(UTC)
        end = min(incident.ended_at or day_end, seen.period.end).astimezone(UTC)
        if end < start:
            continue
        moment = start.replace(minute=0, second=0, microsecond=0)
        # What was over at once has been in its hour too.
        while moment < max(end, start + timedelta.resolution):
            local = moment.astimezone(seen.zone)
            found[local.date()].add(local.hour)
            moment += _HOUR
    return {day: frozenset(hours) for day, hours in found.items()}


def _slow(rows: Iterable[tuple[str, date, float | None, int]], read_days: tuple[date, ...]) -> set[date]:
    """The days on which a source's calls took far longer on average than on most days of their kind."""
    totals: dict[tuple[str, date], tuple[float, int]] = defaultdict(lambda: (0.0, 0))
    for source, day, mean_ms, calls in rows:
        if mean_ms is not None and calls:
            total, known = totals[source, day]
            totals[source, day] = (total + mean_ms * calls, known + calls)
    groups: dict[tuple[str, bool], dict[date, float]] = defaultdict(dict)
    for (source, day), (total, calls) in totals.items():
        if day in read_days:
            groups[source, day.weekday() >= 5][day] = total / calls
    slow: set[date] = set()
    for values in groups.values():
        ordered = sorted(values.values())
        limit = max(SLOW_TIMES * median(ordered), median(ordered) + _DEVIATIONS * deviation(ordered))
        slow |= {day for day, value in values.items() if value > limit}
    return slow
