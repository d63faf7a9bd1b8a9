"""Figures as sentences in Bahasa Indonesia write them, without the reports' own tables and charts.

>>> shown(1234567.0), shown(0.25), shown(date(2026, 11, 24))
('1.234.567', '0,3', '24 November 2026')
"""

from __future__ import annotations

import math
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date


def shown(value: float | str | date) -> str:
    """A figure with one decimal where it is no whole number; a date in words; a text as it is."""
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return str(format_date(value, "d MMMM yyyy", locale="id"))
    # Half up, as an office rounds.
    rounded = math.floor(abs(value) * 10 + 0.5) / 10
    text = f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,.1f}"
    return ("−" if value < 0 and rounded else "") + text.translate(str.maketrans(",.", ".,"))


def brief_duration(milliseconds: float) -> str:
    """A duration as short as a cell of a table: '0,4 ms', '218 ms', '1,3 dtk', '2,5 mnt'."""
    for size, unit in ((60_000, "mnt"), (1_000, "dtk")):
        # What would be shown as 1.000 ms is a second.
        if round(milliseconds) >= size:
            return f"{shown(milliseconds / size)} {unit}"
    return f"{shown(milliseconds if milliseconds < 100 else float(round(milliseconds)))} ms"


def clock(moment: datetime, zone: ZoneInfo) -> str:
    """A moment on the site's clock, with the name of its zone."""
    return moment.astimezone(zone).strftime("%d-%m-%Y %H.%M %Z")
