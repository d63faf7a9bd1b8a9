"""Answers of the web server to people."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from spse_monev.analysis.rules.model import RouteSignal
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
from spse_monev.observations import Observations, RouteSeen

_SOURCES = ("web_log",)


def judge(signal: RouteSignal, seen: Observations) -> Iterator[Outcome]:
    """The requests that were answered with one of the statuses, over all routes together."""
    days = judged_days(seen, signal.frequency)
    reached = reach(seen, _SOURCES, days)
    counts: dict[date, int] = defaultdict(int)
    asked: dict[date, int] = defaultdict(int)
    routes: list[tuple[RouteSeen, int]] = []
    for route in seen.routes:
        if route.day not in reached.days or not _matches(signal, route):
            continue
        asked[route.day] += route.request_count
        count = sum(number for status, number in route.by_status.items() if _is_wanted(signal, status))
        if count:
            counts[route.day] += count
            routes.append((route, count))
    if signal.min_share_pct is not None:
        counts = {day: count for day, count in counts.items() if count * 100 >= signal.min_share_pct * asked[day]}
    if not is_often(counts, days, signal.frequency):
        yield nothing(reached)
        return
    told = [(route, count) for route, count in routes if route.day in counts]
    yield met(
        "",
        [
            Evidence(
                f"{route.method} {route.route} dijawab {'/'.join(signal.statuses)}", route.source, route.day, value=n
            )
            for route, n in told
        ],
        reached,
        figures={"count": sum(counts.values()), "route": max(told, key=lambda each: each[1])[0].route},
        # A log by route says at which hours there were requests, not which of them failed.
        moments=busy_hours((route for route, _ in told), seen),
    )


def _matches(signal: RouteSignal, route: RouteSeen) -> bool:
    if route.kind not in _SOURCES or (signal.purposes and route.purpose not in signal.purposes):
        return False
    return signal.route is None or re.search(signal.route, route.route) is not None


def _is_wanted(signal: RouteSignal, status: str) -> bool:
    return any(status == wanted or (wanted.endswith("xx") and status[:1] == wanted[:1]) for wanted in signal.statuses)


def _evidence(signal: RouteSignal, route: RouteSeen, count: int) -> Evidence:
    text = f"{route.method} {route.route} dijawab {'/'.join(signal.statuses)}"
    return Evidence(text, route.source, route.day, value=count)
