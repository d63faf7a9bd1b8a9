"""Outages and minutes down."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from spse_monev.analysis.rules.model import AvailabilitySignal
from spse_monev.analysis.rules.signals.outcome import Outcome, Truth, met, nothing, reach
from spse_monev.findings import Evidence
from spse_monev.observations import AvailabilitySeen, Observations

WATCHING = ("zabbix", "prometheus", "nagios", "uptime_kuma", "librenms", "prtg", "grafana", "probe")


def judge(signal: AvailabilitySignal, seen: Observations) -> Iterator[Outcome]:
    """The components that were down often or long enough, one judgement for each; the worst source of each counts."""
    reached = reach(seen, WATCHING, seen.days)
    by_component: dict[str, dict[str, list[AvailabilitySeen]]] = defaultdict(lambda: defaultdict(list))
    for each in seen.availability:
        if each.day in reached.days and re.search(signal.component, each.component):
            by_component[each.component][each.source].append(each)
    if not by_component and not reached.is_empty:
        yield Outcome(Truth.UNKNOWN, missing=("tidak ada komponen yang ketersediaannya diamati",))
        return
    found = False
    for component, sources in sorted(by_component.items()):
        worst = max(sources.values(), key=lambda days: sum(day.down_seconds for day in days))
        outages = sum(day.outage_count for day in worst)
        minutes = sum(day.down_seconds for day in worst) / 60
        is_often = signal.min_outages is None or outages >= signal.min_outages
        is_long = signal.min_down_minutes is None or minutes >= signal.min_down_minutes
        if minutes and is_often and is_long:
            found = True
            down = [day for day in worst if day.down_seconds]
            yield met(
                component,
                [
                    Evidence(f"{component} mati {day.down_seconds / 60:.0f} menit dalam {day.outage_count} gangguan",
                             day.source, day.day, value=day.down_seconds / 60)
                    for day in down
                ],
                reached,
                figures={"outages": outages, "down_minutes": minutes},
                whole_days=tuple(sorted(day.day for day in down)),
            )  # fmt: skip
    if not found:
        yield nothing(reached)
