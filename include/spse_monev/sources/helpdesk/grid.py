"""A spreadsheet as cells: what is read of xlsx, ods and csv alike, before anybody asks what the columns mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import Enum


class Unusable(Enum):
    """A cell without a value that can be used, though it is not empty."""

    FORMULA = "formula"  # a formula whose result the file does not hold
    ERROR = "error"  # #N/A, #REF!, #VALUE! ...


# Dates and times are naive, as a spreadsheet has them. Empty cells and cells of blanks only are None.
Value = str | int | float | bool | datetime | date | time | Unusable | None


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. `rows[0]` is row 1 of the sheet; all rows have the same length."""

    name: str  # '' for csv
    is_hidden: bool
    rows: tuple[tuple[Value, ...], ...] = field(repr=False)
    # Ranges of merged cells as (first row, first column, last row, last column), all 1-based; the value stands in the
    # first cell, the others are None.
    merged: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """One file: its sheets in order."""

    kind: str  # 'xlsx', 'ods', 'csv' ...
    grids: tuple[Grid, ...]


class UnreadableError(Exception):
    """A file, or a part of it, that cannot be read: what is wrong, and what would be right (Bahasa Indonesia)."""

    def __init__(self, problem: str, expected: str) -> None:
        super().__init__(f"{problem}; {expected}")
        self.problem = problem
        self.expected = expected
