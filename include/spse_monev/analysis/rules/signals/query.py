"""Queries that are slow, or slower than they were."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from statistics import median

from spse_monev.analysis.rules.model import QuerySignal
from spse_monev.analysis.rules.signals.outcome import Outcome, met, nothing, reach
from spse_monev.figures import shown
from spse_monev.findings import Evidence
from spse_monev.observations import Observations, QuerySeen

HISTORY_DAYS = 28
# Fewer days of a query's own history say nothing of what is usual for it.
KNOWN_DAYS = 5
_SOURCES = ("postgres", "spse_status", "postgres_log")
_FIELDS = {
    "mean_ms": "rata-rata {} milidetik",
    "p95_ms": "persentil 95 {} milidetik",
    "max_ms": "terlama {} milidetik",
    "temp_blocks": "{} blok berkas sementara",
}


def judge(signal: QuerySignal, seen: Observations) -> Iterator[Outcome]:
    """The slow ones among the most used and the most costly queries, one judgement for each query."""
    reached = reach(seen, _SOURCES, seen.days)
    of_period: dict[tuple[str, str], list[QuerySeen]] = defaultdict(list)
    for query in seen.queries:
        if query.day in reached.days:
            of_period[query.source, query.fingerprint].append(query)
    found: dict[str, Outcome] = {}
    for key in sorted(_most_used(of_period, signal.top), key=lambda key: (_trust(of_period[key]), key)):
        queries = of_period[key]
        if signal.matching is not None and not re.search(signal.matching, queries[0].query):
            continue
        value = _figure(signal, queries)
        if value is None or sum(query.calls for query in queries) < signal.min_calls:
            continue
        usual = _usual(signal, key, seen)
        limits = [
            None if signal.above is None else value > signal.above,
            None if signal.times_median is None or usual is None else value > signal.times_median * usual,
        ]
        known = [limit for limit in limits if limit is not None]
        if known and (any(known) if signal.either else all(known) and len(known) == _wanted(signal)):
            figures: dict[str, float | str] = {"value": value, "query": queries[0].query}
            if usual is not None:
                figures["usual"] = usual
            days = tuple(sorted({query.day for query in queries}))
            evidence = [_evidence(query, signal) for query in queries]
            # The same query told by several sources is one finding; the source that counts all calls is believed.
            found.setdefault(key[1], met(key[1], evidence, reached, figures=figures, whole_days=days))
    yield from found.values()
    if not found:
        yield nothing(reached)


def _trust(queries: Sequence[QuerySeen]) -> int:
    return _SOURCES.index(queries[0].kind) if queries[0].kind in _SOURCES else len(_SOURCES)


def _wanted(signal: QuerySignal) -> int:
    return (signal.above is not None) + (signal.times_median is not None)


def _most_used(of_period: dict[tuple[str, str], list[QuerySeen]], top: int) -> set[tuple[str, str]]:
    """The first by calls and the first by total time of each source."""
    by_source: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key in of_period:
        by_source[key[0]].append(key)
    chosen: set[tuple[str, str]] = set()
    for keys in by_source.values():
        for rank in (_calls, _total_ms):
            chosen.update(sorted(keys, key=lambda key: (-rank(of_period[key]), key))[:top])  # used at once
    return chosen


def _calls(queries: Sequence[QuerySeen]) -> float:
    return sum(query.calls for query in queries)


def _total_ms(queries: Sequence[QuerySeen]) -> float:
    return sum(query.total_ms for query in queries)


def _figure(signal: QuerySignal, queries: Sequence[QuerySeen]) -> float | None:
    """The figure over the days together: a mean of all calls, a sum of blocks or calls, or the worst day."""
    if signal.field == "mean_ms":
        return _total_ms(queries) / max(1, _calls(queries))
    values = [value for query in queries if (value := getattr(query, signal.field)) is not None]
    if not values:
        return None
    return float(sum(values) if signal.field in ("calls", "temp_blocks") else max(values))


def _usual(signal: QuerySignal, key: tuple[str, str], seen: Observations) -> float | None:
    """The median of the query's own days before the period; None if there are too few."""
    first = seen.days[0]
    values = [
        float(value)
        for query in seen.queries
        if (query.source, query.fingerprint) == key
        and first - timedelta(days=HISTORY_DAYS) <= query.day < first
        and (value := getattr(query, signal.field)) is not None
    ]
    return median(values) if len(values) >= KNOWN_DAYS else None


def _evidence(query: QuerySeen, signal: QuerySignal) -> Evidence:
    value = getattr(query, signal.field)
    told = "" if value is None or signal.field == "calls" else f", {_FIELDS[signal.field].format(shown(value))}"
    return Evidence(f"{shown(query.calls)} panggilan{told}: {query.query}", query.source, query.day, value=value)
