"""How long a component was up, down or not seen on a day: from single looks at it, or from its known outages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from spse_monev.facts import Availability
from spse_monev.period import Day

Span = tuple[datetime, datetime]


def from_samples(
    component: str, samples: Iterable[tuple[datetime, bool]], day: Day, until: datetime, max_gap: timedelta
) -> Availability:
    """From looks at a component, each at an aware moment, True if it was up; any order, also outside the day.

    A state holds until the next look, but for no longer than `max_gap`; what then follows is unknown. `until` is
    the moment of reading: of a day that is not over, only what has passed is counted.
    """
    ordered = sorted(samples)
    down: list[Span] = []
    up: list[Span] = []
    for position, (at, is_up) in enumerate(ordered):
        following = ordered[position + 1][0] if position + 1 < len(ordered) else at + max_gap
        (up if is_up else down).append((at, min(following, at + max_gap)))
    return _availability(component, up, down, day, until)


def from_outages(
    component: str, outages: Iterable[Span], watched: Iterable[Span], day: Day, until: datetime
) -> Availability:
    """From the known outages of a component and the time in which it was watched; outside of that it is unknown.

    An outage counts as down also where nobody is known to have watched: somebody saw it.
    """
    return _availability(component, list(watched), list(outages), day, until)


def downtimes(samples: Iterable[tuple[datetime, bool]], max_gap: timedelta) -> list[tuple[datetime, datetime | None]]:
    """The outages that looks at a component show: from the first look that failed to the next that did not.

    None as end: the last look failed. Where nobody looked for longer than `max_gap`, an outage ends with the gap's
    beginning, and starts anew if the first look after it fails.
    """
    found: list[tuple[datetime, datetime | None]] = []
    began: datetime | None = None
    last: datetime | None = None
    for at, is_up in sorted(samples):
        if began is not None and last is not None and at - last > max_gap:
            found.append((began, last + max_gap))
            began = None
        if is_up and began is not None:
            found.append((began, at))
            began = None
        elif not is_up and began is None:
            began = at
        last = at
    if began is not None:
        found.append((began, None))
    return found


def _availability(
    component: str, seen: Sequence[Span], down: Sequence[Span], day: Day, until: datetime
) -> Availability:
    end = max(day.start, min(day.end, until))
    outages = _merged(down, day.start, end)
    down_seconds = _seconds(outages)
    seen_seconds = _seconds(_merged((*seen, *down), day.start, end))
    return Availability(
        component=component,
        up_seconds=seen_seconds - down_seconds,
        down_seconds=down_seconds,
        unknown_seconds=(end - day.start).total_seconds() - seen_seconds,
        outage_count=len(outages),
        longest_outage_seconds=max(((to - since).total_seconds() for since, to in outages), default=0.0),
    )


def _merged(spans: Iterable[Span], start: datetime, end: datetime) -> list[Span]:
    """The spans within bounds, those that touch or overlap as one."""
    merged: list[Span] = []
    for since, to in sorted((max(since, start), min(to, end)) for since, to in spans):
        if since >= to:
            continue
        if merged and since <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], to))
        else:
            merged.append((since, to))
    return merged


def _seconds(spans: Iterable[Span]) -> float:
    return sum((to - since).total_seconds() for since, to in spans)
