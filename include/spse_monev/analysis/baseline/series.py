"""The days of each thing that is compared, and the days on which it could have been seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from spse_monev.facts import CoverageState
from spse_monev.findings import Compared, Measure
from spse_monev.labels import failure_label, topic_label
from spse_monev.observations import ErrorSeen, Observations, QuerySeen, RouteSeen

HISTORY_DAYS = 28  # four of each weekday
# Fewer earlier days than this, and nothing is said of a change.
MIN_DAYS = 7
COMPLAINTS = ""  # the name under which complaints stand among the sources


@dataclass(frozen=True)
class Reach:
    """The days on which a source told anything.

    `history` are those that a period is compared with: of the 28 days before it the ones read in full. A source that
    is hardly ever read in full is compared with its days read in part, as far as the period was no better read
    (`is_partial`); nothing of it can be called fallen or gone.
    """

    told: tuple[date, ...]  # of the period, at least in part
    full: tuple[date, ...]  # of the period, in full
    history: tuple[date, ...]
    earlier: tuple[date, ...]  # all days before the period that told anything
    is_partial: bool = False


@dataclass
class Thing:
    """One thing of one source: events by day, and milliseconds with the number of calls they rest on."""

    kind: Compared
    source: str
    key: str
    label: str
    counts: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    server_errors: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    times: dict[Measure, dict[date, tuple[float, int]]] = field(default_factory=lambda: defaultdict(dict))


def things(seen: Observations) -> list[Thing]:
    """Everything that is compared, in an order that does not depend on the order of the facts."""
    found = _Things()
    for error in seen.errors:
        found.of(Compared.ERROR, error.source, error.fingerprint, _error_label(error)).counts[error.day] += error.count
    for failure in seen.failures:
        label = failure_label(failure.failure)
        found.of(Compared.FAILURE, failure.source, failure.failure, label).counts[failure.day] += failure.count
    for query in seen.queries:
        thing = found.of(Compared.QUERY, query.source, query.fingerprint, query.query)
        thing.counts[query.day] += query.calls
        _add_times(thing, query, query.calls)
    for route in seen.routes:
        label = f"{route.method} {route.route}".strip()
        thing = found.of(Compared.ROUTE, route.source, f"{label} ({route.purpose})", label)
        thing.counts[route.day] += route.request_count
        _add_times(thing, route, route.request_count)
        errors = sum(count for status, count in route.by_status.items() if status.startswith("5"))
        if errors:
            thing.server_errors[route.day] += errors
    if seen.complaint_coverage not in (None, CoverageState.MISSING):
        for complaint in seen.complaints:
            day = complaint.received_at.astimezone(seen.zone).date()
            found.of(Compared.TOPIC, COMPLAINTS, complaint.topic, topic_label(complaint.topic)).counts[day] += 1
    return [found[key] for key in sorted(found)]


class _Things(dict[tuple[Compared, str, str], Thing]):
    """What was found, by kind, source and key."""

    def of(self, kind: Compared, source: str, key: str, label: str) -> Thing:
        known = self.get((kind, source, key))
        if known is None:
            known = self[kind, source, key] = Thing(kind, source, key, label)
        elif label < known.label:
            known.label = label  # the same whichever row comes first
        return known


def _error_label(error: ErrorSeen) -> str:
    return f"{error.severity} {error.code}: {error.message}" if error.code else f"{error.severity}: {error.message}"


def _add_times(thing: Thing, row: QuerySeen | RouteSeen, calls: int) -> None:
    if row.mean_ms is not None and calls:
        ms, known = thing.times[Measure.MEAN_MS].get(row.day, (0.0, 0))
        thing.times[Measure.MEAN_MS][row.day] = ((ms * known + row.mean_ms * calls) / (known + calls), known + calls)
    if row.p95_ms is not None and calls:
        ms, known = thing.times[Measure.P95_MS].get(row.day, (0.0, 0))
        thing.times[Measure.P95_MS][row.day] = (max(ms, row.p95_ms), known + calls)


def reaches(seen: Observations) -> Mapping[str, Reach]:
    """For each source of the site, and for complaints where the period has any, the days that were read."""
    found = {source.name: _source_reach(source.name, seen) for source in seen.sources}
    if seen.complaint_coverage is not None:
        found[COMPLAINTS] = _complaint_reach(seen)
    return found


def _source_reach(source: str, seen: Observations) -> Reach:
    first = seen.days[0]
    states = {day: state for (day, name), state in seen.coverage.items() if name == source}
    told = {day for day, state in states.items() if state is not CoverageState.MISSING}
    full = {day for day in told if states[day] is CoverageState.OK}
    before = _before(first)
    history = [day for day in before if day in full]
    told_after = tuple(day for day in seen.days if day in told)
    full_after = tuple(day for day in told_after if day in full)
    is_partial = len(history) < MIN_DAYS and 2 * len(full_after) <= len(told_after)
    if is_partial:
        history = [day for day in before if day in told]
    return Reach(
        told=told_after,
        full=() if is_partial else full_after,
        history=tuple(history),
        earlier=tuple(sorted(day for day in told if day < first)),
        is_partial=is_partial,
    )


def _complaint_reach(seen: Observations) -> Reach:
    """An earlier month counts as read if it holds any complaint; the earliest from its first complaint on.

    Of complaints nothing is stored that would tell a day without any from a day not read.
    """
    first = seen.days[0]
    received = sorted({complaint.received_at.astimezone(seen.zone).date() for complaint in seen.complaints})
    months = {(day.year, day.month) for day in received if day < first}
    earlier = []
    if months:
        count = (first - received[0]).days
        days = (received[0] + timedelta(days=number) for number in range(count))
        earlier = [day for day in days if (day.year, day.month) in months]
    told = () if seen.complaint_coverage is CoverageState.MISSING else seen.days
    return Reach(
        told=told,
        full=told if seen.complaint_coverage is CoverageState.OK else (),
        history=tuple(day for day in _before(first) if day in set(earlier)),
        earlier=tuple(earlier),
    )


def _before(first: date) -> list[date]:
    return [first - timedelta(days=back) for back in range(HISTORY_DAYS, 0, -1)]
