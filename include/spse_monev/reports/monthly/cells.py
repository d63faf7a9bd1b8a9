"""Cells that the month's sheets of queries and of routes share."""

from __future__ import annotations

from typing import Any

from spse_monev.reports.dayview import Row
from spse_monev.reports.sheets.table import NEW, NO_COMPARISON

PARTLY = "sebagian"


def percentile(row: Row, key: str) -> Any:
    """A percentile of the month: a dash where no day can tell it, 'sebagian' where only some of the days can."""
    if row[key] is not None:
        return row[key]
    return PARTLY if row["histogram_days"] else NO_COMPARISON


def by_read_day(row: Row, count: int, previous: int | None) -> tuple[Any, Any, Any]:
    """Three cells: events a read day, those of the month before (None: not read), and by which share they changed."""
    now = count / row["read_days"]
    if previous is None:
        return now, NO_COMPARISON, NO_COMPARISON
    before = previous / row["previous_read_days"]
    return now, before, now / before - 1 if before else NEW if now else NO_COMPARISON
