"""Complaints by class, topic and words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from spse_monev.analysis.rules.model import ComplaintSignal
from spse_monev.analysis.rules.signals.outcome import Outcome, Reach, Truth, met
from spse_monev.complaints import complaints_by_person
from spse_monev.facts import CoverageState
from spse_monev.findings import Evidence
from spse_monev.labels import topic_label
from spse_monev.observations import ComplaintSeen, Observations


def judge(signal: ComplaintSignal, seen: Observations) -> Iterator[Outcome]:
    """The complaints that match, together or topic by topic; the densest cluster where a span of hours is given."""
    if seen.complaint_coverage in (None, CoverageState.MISSING):
        yield Outcome(Truth.UNKNOWN, missing=("keluhan pengguna tidak terbaca untuk masa ini",))
        return
    missing = () if seen.complaint_coverage is CoverageState.OK else ("keluhan pengguna terbaca sebagian",)
    reached = Reach(frozenset(seen.days), missing)
    groups: dict[str, list[ComplaintSeen]] = defaultdict(list)
    for complaint in seen.complaints:
        if _matches(signal, complaint, seen):
            groups[complaint.topic if signal.each_topic else ""].append(complaint)
    found = False
    for subject, complaints in sorted(groups.items()):
        cluster = _cluster(signal, sorted(complaints, key=lambda each: (each.received_at, each.complaint_id)))
        people = len(complaints_by_person(complaint.reporters for complaint in cluster))
        is_few = signal.at_most_reporters is None or 0 < people <= signal.at_most_reporters
        if len(cluster) >= signal.at_least and is_few:
            found = True
            yield met(
                subject,
                map(_evidence, cluster),
                reached,
                figures={"count": len(cluster), "reporters": people, "topic": topic_label(cluster[0].topic)},
                moments=tuple(complaint.received_at for complaint in cluster if complaint.has_time),
                whole_days=tuple(sorted({_day(complaint, seen) for complaint in cluster if not complaint.has_time})),
            )
    if not found:
        yield Outcome(Truth.NOT_MET, missing=missing)


def _matches(signal: ComplaintSignal, complaint: ComplaintSeen, seen: Observations) -> bool:
    return (
        complaint.received_at in seen.period
        and signal.complaint_class in (None, complaint.complaint_class)
        and (not signal.topics or complaint.topic in signal.topics)
        and (signal.text is None or re.search(signal.text, complaint.text) is not None)
    )


def _cluster(signal: ComplaintSignal, complaints: Sequence[ComplaintSeen]) -> Sequence[ComplaintSeen]:
    """The largest number that came within the wanted hours; those without a time of day belong to no cluster."""
    if signal.within_hours is None:
        return complaints
    timed = [complaint for complaint in complaints if complaint.has_time]
    span = timedelta(hours=signal.within_hours)
    best: Sequence[ComplaintSeen] = ()
    first = 0
    for last, complaint in enumerate(timed):
        while complaint.received_at - timed[first].received_at > span:
            first += 1
        if last + 1 - first > len(best):
            best = timed[first : last + 1]
    return best


def _day(complaint: ComplaintSeen, seen: Observations) -> date:
    return complaint.received_at.astimezone(seen.zone).date()


def _evidence(complaint: ComplaintSeen) -> Evidence:
    text = complaint.text if len(complaint.text) <= 200 else f"{complaint.text[:199]}…"
    return Evidence(
        f"Keluhan {complaint.complaint_id}: {text}", "", complaint.received_at.date(), complaint.received_at
    )
