"""How long complaints waited for a first answer and for their solution.

Hours are counted only where both moments carry a time of day; calendar days for every pair of dates. A pair that runs
backwards is a slip of the helpdesk: it is counted in neither, and told.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from spse_monev.complaints import ComplaintState
from spse_monev.reports.dayview import Row


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and 90th percentile of `count` values; both None where there is none."""

    count: int
    median: float | None
    p90: float | None

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Of any values; the percentile is the value at the nearest rank."""
        if not values:
            return cls(0, None, None)
        ordered = sorted(values)
        return cls(len(ordered), float(statistics.median(ordered)), float(ordered[math.ceil(0.9 * len(ordered)) - 1]))


@dataclass(frozen=True, slots=True)
class Waiting:
    """How long some complaints waited; `expected` of them had to have a moment that `unrecorded` have not."""

    hours: Spread
    days: Spread
    expected: int
    unrecorded: int
    backwards: int


def first_answer(rows: Iterable[Row], zone: ZoneInfo) -> Waiting:
    """Until the first answer, of all complaints."""
    return _waiting(list(rows), "answered_at", "answer_has_time", zone)


def solution(rows: Iterable[Row], zone: ZoneInfo) -> Waiting:
    """Until the solution, of those that are solved: a complaint that was opened again has none yet."""
    solved = [row for row in rows if row["state"] == ComplaintState.SOLVED]
    return _waiting(solved, "solved_at", "solution_has_time", zone)


MEASURES: tuple[tuple[str, Callable[[Iterable[Row], ZoneInfo], Waiting]], ...] = (
    ("Jawaban pertama", first_answer),
    ("Penyelesaian", solution),
)


def _waiting(rows: Sequence[Row], moment: str, has_time: str, zone: ZoneInfo) -> Waiting:
    hours: list[float] = []
    days: list[float] = []
    unrecorded = backwards = 0
    for row in rows:
        received: datetime = row["received_at"]
        reached: datetime | None = row[moment]
        if reached is None:
            unrecorded += 1
            continue
        passed_days = (reached.astimezone(zone).date() - received.astimezone(zone).date()).days
        is_exact = row["has_time"] and row[has_time]
        if passed_days < 0 or (is_exact and reached < received):
            backwards += 1
            continue
        days.append(passed_days)
        if is_exact:
            hours.append((reached - received).total_seconds() / 3600)
    return Waiting(Spread.of(hours), Spread.of(days), len(rows), unrecorded, backwards)
