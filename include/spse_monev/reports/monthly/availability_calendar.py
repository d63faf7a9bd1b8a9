"""The month's availability as a calendar: a field for each component and day, readable without colour."""

from __future__ import annotations

import math
from collections.abc import Sequence

from spse_monev.completeness import DayState
from spse_monev.facts import CoverageState
from spse_monev.reports.charts import CalendarField, calendar_picture
from spse_monev.reports.dayview import Row
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.kinds import WATCHING
from spse_monev.reports.words import cell_text, month_name, number, shortened

QUERIES: tuple[str, ...] = ("month_availability", "month_availability_days")
# More lines would be too small to read on paper.
MAX_COMPONENTS = 16

_UP = CalendarField("", 0.0)
_UNREAD = CalendarField("x", 0.0, "xxxxx")
_UNSEEN = CalendarField("?", 0.0, "/////")
_ABSENT = CalendarField("–", 0.0)
_LEGEND = (
    ("hidup", CalendarField("100", _UP.shade)),
    ("pernah mati (makin gelap makin lama)", CalendarField("97,1", 0.45)),
    ("sebagian hari tidak terlihat", CalendarField("100", 0.0, "...")),
    ("tidak pernah terlihat", _UNSEEN),
    ("hari tidak terbaca", _UNREAD),
    ("komponen tidak tercatat", _ABSENT),
)


def availability_calendar(view: EvaluationView) -> bytes | None:
    """A PNG with a line for each of the worst components and a field for each day; None if there is none.

    A field tells the share of the seen time in which the component was up; a day that was not read has none.
    """
    rows = [row for row in view.rows("month_availability", *WATCHING) if row["day_count"]][:MAX_COMPONENTS]
    if not rows:
        return None
    days = {(row["source"], row["component"], row["day"]): row for row in view.rows("month_availability_days")}
    lines = []
    for row in rows:
        states = view.days[row["source"]]
        fields = [
            field_of(days.get((row["source"], row["component"], each.day.date))) if each.is_read else _UNREAD
            for each in states
        ]
        lines.append((_name(view, row, rows), _total(row, states), fields))
    weekdays = "SSRKJSM"
    heads = [f"{day.date.day}\n{weekdays[day.date.weekday()]}" for day in view.month.days]
    title = f"Ketersediaan per hari (% dari waktu terlihat), {month_name(view.month)}"
    return calendar_picture(heads, lines, _LEGEND, title, size_cm(len(lines)))


def size_cm(components: int) -> tuple[float, float]:
    """Width and height of the calendar of so many components."""
    return 40.0, 4.6 + 0.95 * min(components, MAX_COMPONENTS)


def field_of(row: Row | None) -> CalendarField:
    """The field of a component on a day that was read; None: the source told nothing of it."""
    if row is None:
        return _ABSENT
    up = row["up_pct"]
    if up is None:
        return _UNSEEN
    hatch = "..." if row["unknown_seconds"] else ""
    if not row["down_seconds"]:
        return CalendarField("100", _UP.shade, hatch)
    # Rounded down: what was down for a second was not up all the time.
    text = number(min(math.floor(up * 10) / 10, 99.9), 1)
    # A minute already differs from none, an hour from a day.
    return CalendarField(text, min(1.0, 0.3 + 0.23 * math.log10(max(1.0, row["down_seconds"] / 60))), hatch)


def _name(view: EvaluationView, row: Row, rows: Sequence[Row]) -> str:
    """The component, with its source where several sources are shown."""
    name = shortened(cell_text(row["component"]), 30)
    if len({each["source"] for each in rows}) == 1:
        return name
    return f"{name}\n({shortened(view.label(row['source']), 32)})"


def _total(row: Row, days: Sequence[DayState]) -> str:
    """How long it was down; what nobody saw all the time may have been down for longer."""
    if row["up_pct"] is None:
        return "tidak pernah terlihat"
    always_seen = (
        not row["unknown_seconds"]
        and row["day_count"] == len(days)
        and all(each.state is CoverageState.OK for each in days)
    )
    if not row["down_seconds"]:
        return "tidak pernah mati" if always_seen else "tidak terlihat mati"
    return f"mati {'' if always_seen else '≥ '}{number(row['down_seconds'] / 60, 1)} menit"
