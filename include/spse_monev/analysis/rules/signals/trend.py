"""Figures that will reach a limit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from spse_monev.analysis.forecast import Forecast, TrendState, forecast
from spse_monev.analysis.rules.model import TrendSignal
from spse_monev.analysis.rules.signals.outcome import Outcome, Reach, Truth, met
from spse_monev.analysis.rules.values import reference
from spse_monev.findings import Evidence
from spse_monev.labels import metric_label
from spse_monev.observations import Observations

HISTORY_DAYS = 28


def judge(signal: TrendSignal, seen: Observations) -> Iterator[Outcome]:
    """The subjects that reach the limit in time, together or each by itself."""
    last = seen.days[-1]
    first = last - timedelta(days=HISTORY_DAYS - 1)
    by_subject: dict[tuple[str, str], dict[date, float]] = defaultdict(dict)
    for metric in seen.metrics:
        if metric.name == signal.name and first <= metric.day <= last and re.search(signal.subject, metric.subject):
            by_subject[metric.source, metric.subject][metric.day] = metric.value
    label = metric_label(signal.name)
    if not by_subject:
        yield Outcome(Truth.UNKNOWN, missing=(f"{label} tidak diukur oleh sumber mana pun",))
        return
    reaching: list[tuple[str, str, Forecast]] = []
    missing: list[str] = []
    judged = False
    for (source, subject), values in sorted(by_subject.items()):
        limit = signal.limit if isinstance(signal.limit, float) else reference(signal.limit, seen, last, subject)
        if limit is None:
            missing.append(f"batas {signal.limit} tidak diketahui")
            continue
        found = forecast(values, limit)
        if found.state is TrendState.TOO_FEW_DAYS:
            missing.append(f"{label} {subject}".strip() + f" baru diukur {found.days_observed} hari")
            continue
        judged = True
        if found.state is TrendState.BEYOND or (found.expected is not None and found.expected <= signal.within_days):
            reaching.append((source, subject, found))
    if not reaching:
        yield Outcome(Truth.NOT_MET if judged else Truth.UNKNOWN, missing=tuple(dict.fromkeys(missing)))
        return
    reached = Reach(frozenset(seen.days), tuple(dict.fromkeys(missing)))
    groups = {subject for _, subject, _ in reaching} if signal.each else {""}
    for group in sorted(groups):
        members = [each for each in reaching if not signal.each or each[1] == group]
        soonest = min(each[2].expected or 0 for each in members)
        yield met(
            group,
            [_evidence(label, source, subject, found, last) for source, subject, found in members],
            reached,
            figures={"days_left": soonest},
            whole_days=(last,),
        )


def _evidence(label: str, source: str, subject: str, found: Forecast, last: date) -> Evidence:
    name = f"{label} {subject}".strip()
    if found.state is TrendState.BEYOND:
        return Evidence(f"{name} sudah melewati batas", source, last, value=0)
    latest = "tanpa batas akhir" if found.latest is None else f"paling lambat {found.latest} hari"
    text = f"{name} mencapai batas dalam {found.expected} hari (paling cepat {found.earliest} hari, {latest})"
    return Evidence(text, source, last, value=found.expected)
