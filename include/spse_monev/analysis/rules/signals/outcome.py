"""What a signal comes to, and what all signals do alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum

from spse_monev.analysis.rules.model import Frequency
from spse_monev.findings import Evidence
from spse_monev.observations import ErrorSeen, FailureSeen, Observations, RouteSeen
from spse_monev.period import Day

# A day alone cannot tell what happens a few times a month, so a day is judged with the days before it.
PER_PERIOD_DAYS = 30
MAX_EVIDENCE = 12


class Truth(Enum):
    """Whether something was seen."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A signal, judged for one subject ('' where it has only one).

    `missing` says what could not be looked at; with `NOT_MET` it is the doubt that remains. `hours` are the moments
    (by the hour) at which something was seen, by which two signals are brought together.
    """

    truth: Truth
    subject: str = ""
    evidence: tuple[Evidence, ...] = ()
    missing: tuple[str, ...] = ()
    figures: Mapping[str, float | str] = field(default_factory=dict)
    moments: tuple[datetime, ...] = ()
    whole_days: tuple[date, ...] = ()  # days on which it was seen at an hour that is not known


@dataclass(frozen=True, slots=True)
class Reach:
    """The days on which sources of certain kinds told anything, and sentences on what they did not tell."""

    days: frozenset[date]
    missing: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nobody told anything."""
        return not self.days


def reach(seen: Observations, kinds: Sequence[str], days: Sequence[date]) -> Reach:
    """Of which of `days` a source of one of the kinds has told at least a part."""
    sources = [source for source in seen.sources if source.kind in kinds]
    if not sources:
        return Reach(frozenset(), (f"tidak ada sumber berjenis {' atau '.join(kinds)} pada situs ini",))
    read = {source.name: [day for day in days if seen.has_told(source.name, day)] for source in sources}
    return Reach(
        frozenset(day for found in read.values() for day in found),
        unread(seen, [source.name for source in sources], days),
    )


def unread(seen: Observations, names: Collection[str], days: Sequence[date]) -> tuple[str, ...]:
    """Sentences on the days of which these sources told nothing."""
    missing = []
    for source in seen.sources:
        count = sum(not seen.has_told(source.name, day) for day in days)
        if source.name in names and count:
            missing.append(f"{source.label} tidak terbaca pada {count} dari {len(days)} hari")
    return tuple(missing)


def judged_days(seen: Observations, frequency: Frequency) -> tuple[date, ...]:
    """The days over which a frequency is judged, in order."""
    days = seen.days
    wanted = max(
        PER_PERIOD_DAYS if frequency.per_period is not None else 1,
        frequency.running_days or 1,
        frequency.days,
    )
    if not isinstance(seen.period, Day) or wanted == 1:
        return days
    return tuple(days[-1] - timedelta(days=back) for back in range(wanted - 1, -1, -1))


def is_often(counts: Mapping[date, int], days: Sequence[date], frequency: Frequency) -> bool:
    """Whether what was counted by day is as frequent as wanted over `days`."""
    found = [counts.get(day, 0) for day in days]
    if not any(found):
        return False
    wanted: list[bool] = []
    if frequency.per_period is not None:
        wanted.append(sum(found) >= frequency.per_period)
    if frequency.per_day is not None:
        wanted.append(sum(count >= frequency.per_day for count in found) >= frequency.days)
    if frequency.running_days is not None:
        least = 1 if frequency.either else frequency.per_day or 1
        wanted.append(_longest_run(found, least) >= frequency.running_days)
    return any(wanted) if frequency.either else all(wanted)


def _longest_run(counts: Sequence[int], least: int) -> int:
    run = longest = 0
    for count in counts:
        run = run + 1 if count >= least else 0
        longest = max(longest, run)
    return longest


def met(subject: str, evidence: Iterable[Evidence], reached: Reach, **others: object) -> Outcome:
    """A signal that was seen, with the strongest evidence first."""
    ranked = sorted(evidence, key=lambda each: (-(each.value or 0), str(each.day), each.text))
    return Outcome(Truth.MET, subject, tuple(ranked[:MAX_EVIDENCE]), reached.missing, **others)  # type: ignore[arg-type]


def nothing(reached: Reach) -> Outcome:
    """A signal that was not seen: not met where somebody looked, unknown where nobody did."""
    return Outcome(Truth.UNKNOWN if reached.is_empty else Truth.NOT_MET, missing=reached.missing)


def negated(outcome: Outcome) -> Outcome:
    """The opposite; what is unknown stays unknown."""
    opposite = {Truth.MET: Truth.NOT_MET, Truth.NOT_MET: Truth.MET, Truth.UNKNOWN: Truth.UNKNOWN}
    return replace(outcome, truth=opposite[outcome.truth])


def busy_hours(rows: Iterable[ErrorSeen | FailureSeen | RouteSeen], seen: Observations) -> tuple[datetime, ...]:
    """The beginnings of the hours, on the site's clock, in which the rows count anything."""
    return tuple(
        datetime(row.day.year, row.day.month, row.day.day, hour, tzinfo=seen.zone)
        for row in rows
        for hour, count in enumerate(row.per_hour)
        if count
    )
