"""Complaints and signals of the servers at the same time: how often, and how often chance would bring them together.

>>> join(seen).links[0].text
'Dari 12 keluhan unggah berkas, 9 diterima pada waktu yang sama dengan "Unggahan ditolak karena terlalu besar (413)"...'

A complaint has the signal when it came in the same hour, in the one before or in the one after; without a time of
day, or beside a signal that is known by the day only, on the same day. That is compared with chance: the days'
complaints, with their hours, are laid beside the signals of other days of the same kind (working days, weekends), in
9,999 random orders. So what comes at office hours anyway, and thirty calls about one outage, prove no more than they
do. No cause is claimed.

Measured on 2,000 months of complaints in clusters beside a signal of six days (tests/analysis/joining/test_join.py): of
what fell by chance, 0.2 % is called strong, 0.6 % medium and 4 % weak; where 7 of 10 clusters came with the signal,
89 % is called strong or medium.

Questions of use are left out: there the application works.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt

from spse_monev.analysis.joining import words
from spse_monev.analysis.joining.catalogue import MATTERS, SIGNALS, Matter
from spse_monev.analysis.joining.occurrences import Occurrences, occurrences
from spse_monev.complaints import ComplaintClass
from spse_monev.facts import HOURS, CoverageState
from spse_monev.findings import ComplaintLink, Joining, LinkStrength
from spse_monev.observations import ComplaintSeen, Observations

# Fewer complaints tell nothing.
MIN_COMPLAINTS = 3
MIN_LIFT = 1.5
SHUFFLES = 9_999
# The probability that chance does it, and the least number of days on which both were seen together: what came
# together on one day may be one chance event, however many called.
STRENGTHS = (
    (LinkStrength.STRONG, 0.001, 3),
    (LinkStrength.MEDIUM, 0.01, 2),
    # One day of a month's working days (1 of 20) is told, as weak.
    (LinkStrength.WEAK, 0.07, 1),
)
_ORDER = tuple(LinkStrength)
# Complaints by their hour on the site's clock; None: only the day is known.
Hours = Mapping[int | None, int]


def join(seen: Observations) -> Joining:
    """Link the complaints of a month with what its servers showed."""
    if seen.complaint_coverage in (None, CoverageState.MISSING):
        return Joining((), (words.NOT_READ,))
    found: dict[str, Occurrences] = {}
    links: list[ComplaintLink] = []
    for key, matter in MATTERS.items():
        by_day = _by_day(matter, seen)
        if not by_day:
            continue
        for signal in matter.signals:
            if signal not in found:
                found[signal] = occurrences(signal, SIGNALS[signal], seen)
            links.append(_link(key, signal, by_day, found[signal]))
    links.sort(key=lambda each: (_ORDER.index(each.strength), each.probability or 0.0, each.matter, each.signal))
    notes = (words.READ_IN_PART,) if seen.complaint_coverage is CoverageState.PARTIAL else ()
    return Joining(tuple(links), notes)


def _by_day(matter: Matter, seen: Observations) -> dict[date, Counter[int | None]]:
    found: dict[date, Counter[int | None]] = defaultdict(Counter)
    for complaint in seen.complaints:
        if _belongs(complaint, matter) and complaint.received_at in seen.period:
            local = complaint.received_at.astimezone(seen.zone)
            found[local.date()][local.hour if complaint.has_time else None] += 1
    return dict(sorted(found.items()))


def _belongs(complaint: ComplaintSeen, matter: Matter) -> bool:
    return complaint.topic in matter.topics and complaint.complaint_class is not ComplaintClass.USE


def _link(matter: str, signal: str, by_day: Mapping[date, Hours], seen: Occurrences) -> ComplaintLink:
    read = {day: hours for day, hours in by_day.items() if day in set(seen.read_days)}
    total = sum(sum(hours.values()) for hours in read.values())
    matched = {day: _matches(hours, day, seen) for day, hours in read.items()}
    count = sum(matched.values())
    expected = lift = probability = None
    if not total:
        strength = LinkStrength.NOT_READ
    elif not seen.days:
        strength = LinkStrength.NOT_SEEN
    elif total < MIN_COMPLAINTS:
        strength = LinkStrength.TOO_FEW
    else:
        expected, shuffled = _by_chance(read, seen)
        lift = count / expected if expected else None
        probability = (1 + int((shuffled >= count).sum())) / (1 + SHUFFLES)
        strength = _strength(lift, probability, sum(map(bool, matched.values())))
    link = ComplaintLink(
        matter=matter,
        signal=signal,
        strength=strength,
        complaint_count=total,
        matched_count=count,
        matched_day_count=sum(map(bool, matched.values())),
        by_hour_count=sum(hours.total() - hours[None] for hours in map(Counter, read.values())) if seen.hours else 0,
        expected_count=expected,
        lift=lift,
        probability=probability,
        signal_hour_count=seen.hour_count,
        signal_day_count=len(seen.days),
        read_day_count=len(seen.read_days),
        text="",
    )
    untold = sum(sum(hours.values()) for hours in by_day.values()) - total
    return replace(link, text=words.sentence(link, untold, len(seen.usual_days)))


def _matches(hours: Hours, day: date, seen: Occurrences) -> int:
    """How many of a day's complaints had the signal, if they had come on `day`."""
    if day in seen.whole_days:
        return sum(hours.values())
    if not seen.hours.get(day):
        # The last hour of the day before, or the first of the next, may still be near.
        return sum(count for hour, count in hours.items() if hour in (0, HOURS - 1) and seen.near(day, hour))
    return sum(count for hour, count in hours.items() if hour is None or seen.near(day, hour))


def _by_chance(by_day: Mapping[date, Hours], seen: Occurrences) -> tuple[float, npt.NDArray[np.int64]]:
    """How many matches chance gives on average, and how many in each shuffle of the days."""
    expected = 0.0
    found = np.zeros(SHUFFLES, dtype=np.int64)
    for is_weekend in (False, True):
        days = [day for day in seen.read_days if (day.weekday() >= 5) is is_weekend]
        received = [hours for day, hours in by_day.items() if (day.weekday() >= 5) is is_weekend]
        if received:
            matches = np.array([[_matches(hours, other, seen) for other in days] for hours in received])
            expected += float(matches.mean(axis=1).sum())
            places = _shuffled(len(days))[:, : len(received)]
            found += matches[np.arange(len(received)), places].sum(axis=1)
    return expected, found


@cache
def _shuffled(count: int) -> npt.NDArray[np.int64]:
    """So many days in `SHUFFLES` random orders, always the same ones, so that a report can be made again."""
    return np.random.default_rng(count).permuted(np.tile(np.arange(count), (SHUFFLES, 1)), axis=1)


def _strength(lift: float | None, probability: float, days: int) -> LinkStrength:
    if lift is not None and lift >= MIN_LIFT:
        for strength, chance, least_days in STRENGTHS:
            if probability < chance and days >= least_days:
                return strength
    return LinkStrength.NONE
