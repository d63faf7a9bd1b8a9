"""How the parts of a complaint are written into cells."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from spse_monev.reports.complaints.durations import Spread
from spse_monev.reports.dayview import Row
from spse_monev.reports.forms import DATE, MEDIAN, STAMP
from spse_monev.reports.sheets.table import NO_COMPARISON
from spse_monev.reports.words import number
from spse_monev.reports.workbook import Shown

NOT_RECORDED = NO_COMPARISON  # never 0, never empty


def moment(value: datetime | None, has_time: bool) -> Any:
    """A date, with its time of day where one was noted."""
    return NOT_RECORDED if value is None else Shown(value, STAMP if has_time else DATE)


def noted(text: str) -> str:
    """What the helpdesk noted, or a dash."""
    return text.strip() or NOT_RECORDED


def words_of(row: Row) -> str:
    """Title and text as one; a title that the text repeats says nothing more."""
    title, text = row["title"].strip(), row["text"].strip()
    return text if title.casefold() in text.casefold() else f"{title}\n{text}".strip()


def place(file: str, row_number: int | None, sheet: str = "") -> str:
    """File (without its folder), sheet and row of a record, or the system it came from."""
    parts = [file.replace("\\", "/").rstrip("/").rpartition("/")[2]]
    if sheet:
        parts.append(f"lembar {sheet}")
    if row_number is not None:
        parts.append(f"baris {number(row_number)}")
    return ", ".join(part for part in parts if part)


def median_and_count(spread: Spread) -> tuple[Any, int]:
    """The median, or a dash where nothing could be measured, and of how many complaints it is."""
    return NOT_RECORDED if spread.median is None else Shown(spread.median, MEDIAN), spread.count
