"""A sheet of one subject: its head, how whole its sources are, its totals and one table, or a sentence why none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from spse_monev.reports.dayview import SourceReading
from spse_monev.reports.forms import Form
from spse_monev.reports.words import number
from spse_monev.reports.workbook import (
    Column,
    Shown,
    add_sheet,
    finish_table_sheet,
    set_widths,
    write_table,
    write_text,
)
from spse_monev.settings import Site

MAX_ROWS = 1000
# A thousand queries are for the screen; on paper they would be sixty pages that nobody reads.
PRINTED_ROWS = 50
NO_COMPARISON = "–"
NEW = "baru"


class PeriodView(Protocol):
    """What the head of every sheet says: whose report it is, on what, and of which time."""

    @property
    def site(self) -> Site:
        """Whose report it is."""

    @property
    def subject(self) -> str:
        """What the workbook is called."""

    @property
    def caption(self) -> str:
        """The period in words."""

    @property
    def zone(self) -> ZoneInfo:
        """On whose clock times are shown."""

    def empty_note(self, sources: Iterable[SourceReading], nothing: str) -> str:
        """Why a table has no row."""


def write_table_sheet(
    workbook: Workbook,
    view: PeriodView,
    title: str,
    name: str,
    columns: Sequence[Column],
    rows: Sequence[Any],
    cells: Callable[[int, Any], Sequence[Any]],
    *,
    sources: Sequence[SourceReading],
    totals: str,
    totals_of: str = "Jumlah seluruhnya",
    unit: str,
    notes: Iterable[str] = (),
    nothing: str = "Tidak ada kejadian",
    empty: str | None = None,
    limit: int = MAX_ROWS,
    filters: bool = True,
    printed_rows: int = PRINTED_ROWS,
    head_columns: tuple[int, int] | None = None,
) -> Worksheet:
    """Add the sheet `title` with the table `name`: `cells` makes a line of each of the first `limit` rows.

    `totals` are those over all rows, also the ones not shown. `empty` is said where there is no row; without it the
    state of the sources tells. What stands above the table goes from the first to the last of `head_columns` (1-based),
    else over all that are printed.
    """
    sheet = add_sheet(workbook, title, view.site.name, view.subject)
    set_widths(sheet, [column.width for column in columns])
    printed = max(index for index, column in enumerate(columns, 1) if column.printed)
    first, last = head_columns or (1, printed)
    span = last - first + 1
    row = write_text(sheet, 1, title, columns=span, first=first, size=14, bold=True)
    period = f"{view.site.name} — {view.caption}"
    row = write_text(
        sheet, row, period + ("  |  DATA SINTETIS" if view.site.synthetic else ""), columns=span, first=first, size=10
    )
    for source in sources:
        row = write_text(sheet, row, f"Sumber {source.sentence()}", columns=span, first=first)
    if totals and rows:
        shown = f"Ditampilkan {number(limit)} dari {number(len(rows))} {unit}. " if len(rows) > limit else ""
        row = write_text(sheet, row, f"{shown}{totals_of}: {totals}.", columns=span, first=first, bold=True)
    for note in notes:
        row = write_text(sheet, row, note, columns=span, first=first, italic=True)
    if len(rows) > printed_rows:
        note = f"Dicetak {number(printed_rows)} baris pertama; baris lainnya dapat dibaca dan disaring di layar."
        row = write_text(sheet, row, note, columns=span, first=first, italic=True)
    if not rows:
        reason = empty or view.empty_note(sources, nothing)
        write_text(sheet, row + 1, reason, columns=span, first=first, size=11, bold=True, fill="EDEDED")
        sheet.print_area = f"A1:{get_column_letter(last)}{row + 1}"
        return sheet
    shown_rows = (cells(index, each) for index, each in enumerate(rows[:limit], 1))
    end = write_table(sheet, row, name, columns, shown_rows, view.zone, filters=filters)
    finish_table_sheet(sheet, row, columns, min(end - 1, row + printed_rows))
    return sheet


def comparison(value: float | None, before: float | None, median: float | None) -> tuple[Any, Any, Any, Any]:
    """Four cells: the day before, the difference to it, the median of seven days, the difference to that."""
    return (
        or_dash(before),
        or_dash(difference(value, before)),
        or_dash(median),
        or_dash(difference(value, median)),
    )


def difference(value: float | None, other: float | None) -> float | None:
    """What one figure has more than another; None where either is not known."""
    return None if value is None or other is None else float(value) - float(other)


def or_dash(value: Any, form: Form | None = None) -> Any:
    """The value, in a form of its own if given, or a dash for what is not known."""
    if value is None:
        return NO_COMPARISON
    return Shown(value, form) if form else value


def busiest(per_hour: Sequence[int]) -> str:
    """The hour with most events, e.g. '09.00–10.00'."""
    most = max(per_hour, default=0)
    if not most:
        return NO_COMPARISON
    hour = list(per_hour).index(most)
    return f"{hour:02d}.00–{(hour + 1) % 24:02d}.00"
