"""What makes a row useless, each kind once: a cell of the date or of the text that nobody can read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from spse_monev.period import Month

DATE, TEXT = "C", "L"

# Column, and what stands there instead.
SPOILED: tuple[tuple[str, Callable[[Month], str | datetime | None]], ...] = (
    (DATE, lambda month: None),
    (DATE, lambda month: "minggu lalu"),
    (DATE, lambda month: f"32/{month.first:%m/%Y}"),
    (DATE, lambda month: f"30 Februari {month.first.year}"),
    (DATE, lambda month: f"{month.first:%d/%m/%Y} s.d. {month.days[3].date:%d/%m/%Y}"),
    (DATE, lambda month: "#N/A"),
    (DATE, lambda month: "=TODAY()-3"),
    (DATE, lambda month: month.end.replace(tzinfo=None) + timedelta(days=400)),
    (TEXT, lambda month: None),
    (TEXT, lambda month: "   "),
    (TEXT, lambda month: "#REF!"),
    (TEXT, lambda month: "=VLOOKUP(B14,'Data Lama'!A:L,12,FALSE)"),
)
