"""The parts of every workbook: forms of cells, tables that filter and print, and a file that depends on its data only.

Text of a log is hostile: `write_text` and `write_table` store it as a string, never as a formula or a link.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from spse_monev.reports.forms import (
    CLOCK,
    CODE,
    COUNT,
    DATE,
    DECIMAL,
    KIBIBYTES_PER_SECOND,
    MEBIBYTES,
    MEDIAN,
    MILLISECONDS,
    MINUTES,
    MOMENT,
    PERCENT,
    PRECISE,
    PRECISE_PERCENT,
    SECONDS,
    SHARE,
    STAMP,
    TEXT,
    TO_FILL,
    Form,
)
from spse_monev.reports.words import cell_text

FONT = "Arial"
FONT_SIZE = 9
INK = "1F2A44"
_LINE = Side(style="thin", color="A6A6A6")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_LINE_POINTS = 12.0
_MAX_ROW_POINTS = 409.0  # Excel's own limit
# An average character of Arial 9 is narrower than the digit in which widths are measured; wrapping loses some of it.
_CHARACTERS_PER_WIDTH = 1.15


_FORMS = (
    TEXT, CODE, TO_FILL, COUNT, DECIMAL, MEDIAN, MILLISECONDS, SECONDS, MEBIBYTES, PERCENT, PRECISE, PRECISE_PERCENT,
    MINUTES, KIBIBYTES_PER_SECOND, SHARE, MOMENT, CLOCK, STAMP, DATE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A value with a form of its own, for a column whose rows have different units."""

    value: Any
    form: Form


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. `width` in characters; a column that is not printed is for work on the screen."""

    heading: str
    width: float
    form: Form = TEXT
    printed: bool = True


def new_workbook() -> Workbook:
    """An empty workbook, without a sheet, that knows the forms."""
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    # Widths of columns are measured in the font of the style Normal.
    workbook._named_styles["Normal"].font = Font(name=FONT, size=10)  # type: ignore[attr-defined]
    for form in _FORMS:
        for each in (form, form.signed) if form.horizontal == "right" else (form,):
            style = NamedStyle(each.name, font=Font(name=FONT, size=FONT_SIZE), border=_BOX)
            style.number_format = each.number_format
            style.alignment = Alignment(
                horizontal=each.horizontal, vertical="top", wrap_text=each.horizontal == "left", indent=1
            )
            if each.fill:
                style.fill = PatternFill("solid", fgColor=each.fill)
            workbook.add_named_style(style)
    head = NamedStyle("head", font=Font(name=FONT, size=FONT_SIZE, bold=True, color="FFFFFF"), border=_BOX)
    head.fill = PatternFill("solid", fgColor=INK)
    head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    workbook.add_named_style(head)
    return workbook


def add_sheet(workbook: Workbook, title: str, office: str, subject: str) -> Worksheet:
    """A sheet that prints on A4 landscape, one page wide, with the office's name and page numbers at the foot."""
    sheet: Worksheet = workbook.create_sheet(title)
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = sheet.ORIENTATION_LANDSCAPE
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.7, 0.3, 0.35
    sheet.print_options.horizontalCentered = True
    for place, text in (("left", office), ("center", None), ("right", f"{subject} — {title}")):
        part = getattr(sheet.oddFooter, place)
        part.text = text.replace("&", "&&") if text else "Halaman &P dari &N"
        part.size = 8
    return sheet


def write_text(
    sheet: Worksheet,
    row: int,
    text: str,
    *,
    columns: int,
    first: int = 1,
    size: float = FONT_SIZE,
    bold: bool = False,
    italic: bool = False,
    center: bool = False,
    fill: str | None = None,
    tall: bool = True,
) -> int:
    """Write a paragraph over `columns` merged columns, high enough for all its lines; returns the next row.

    `tall=False` leaves the height of the row alone, where others share it.
    """
    cell = _put(sheet.cell(row, first), text, limit=10_000)
    cell.font = Font(name=FONT, size=size, bold=bold, italic=italic, color="000000")
    cell.alignment = Alignment(horizontal="center" if center else "left", vertical="center", wrap_text=True)
    if fill:
        for column in range(first, first + columns):
            sheet.cell(row, column).fill = PatternFill("solid", fgColor=fill)
            sheet.cell(row, column).border = Border(top=_LINE, bottom=_LINE)
    if columns > 1:
        sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=first + columns - 1)
    if not tall:
        return row + 1
    width = sum(_width(sheet, column) for column in range(first, first + columns))
    points = _lines(text, width * FONT_SIZE / size) * _LINE_POINTS * size / FONT_SIZE + 3
    sheet.row_dimensions[row].height = min(max(points, sheet.row_dimensions[row].height or 0), _MAX_ROW_POINTS)
    return row + 1


def set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    """Set the widths of the first columns, in characters."""
    for index, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(index)].width = width


def write_table(
    sheet: Worksheet,
    row: int,
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    zone: ZoneInfo,
    *,
    filters: bool = True,
    first_column: int = 1,
) -> int:
    """Write a real Excel table with its head at `row`; returns the next free row.

    Cells are text, numbers, aware datetimes (shown on the clock of `zone`) or `Shown`; None stays empty. `rows` must
    not be empty, since Excel knows no table without a row.
    """
    for index, column in enumerate(columns, first_column):
        _put(sheet.cell(row, index), column.heading).style = "head"
    sheet.row_dimensions[row].height = (
        max(_lines(column.heading, column.width * 0.65) for column in columns) * _LINE_POINTS + 6
    )
    last = row
    # Looking a style up by its name for each cell takes as long as all the rest, and a copy for each cell much memory.
    styles: dict[str, StyleArray] = {}
    for last, values in enumerate(rows, row + 1):
        lines = 1
        for index, (column, value) in enumerate(zip(columns, values, strict=True), first_column):
            cell = sheet.cell(last, index)
            form = column.form
            if isinstance(value, Shown):
                value, form = value.value, value.form
            if isinstance(value, str):
                _style(cell, form.name if form.horizontal == "left" else TEXT.name, styles)
                _put(cell, value)
                # What is not printed must not stretch the rows on paper; on the screen a cell opens by itself.
                if column.printed:
                    lines = max(lines, _lines(str(cell.value), column.width - 2))
                continue
            _style(cell, form.name, styles)
            cell.value = _plain(value, form, zone)
        sheet.row_dimensions[last].height = min(lines * _LINE_POINTS + 3, _MAX_ROW_POINTS)
    if last == row:
        raise ValueError(f"tabel {name} tidak berisi baris")
    table = Table(
        displayName=name,
        ref=f"{get_column_letter(first_column)}{row}:{get_column_letter(first_column + len(columns) - 1)}{last}",
    )
    # The cells carry their own borders: not every program draws the styles of tables.
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    table._initialise_columns()  # type: ignore[attr-defined]
    for column, defined in zip(columns, table.tableColumns, strict=True):
        defined.name = column.heading
    if not filters:
        table.autoFilter = None
    sheet.add_table(table)
    return last + 1


def finish_table_sheet(sheet: Worksheet, head_row: int, columns: Sequence[Column], last_row: int) -> None:
    """Freeze the head, repeat it on every printed page, and print the columns that are meant for paper."""
    sheet.freeze_panes = f"A{head_row + 1}"
    sheet.print_title_rows = f"{head_row}:{head_row}"
    printed = max(index for index, column in enumerate(columns, 1) if column.printed)
    sheet.print_area = f"A1:{get_column_letter(printed)}{last_row}"


def stop_repeating_head(sheet: Worksheet) -> None:
    """Print no head on each page, for a sheet with more than its table below it."""
    # The property's own setter takes None for no change.
    sheet._print_rows = None  # type: ignore[attr-defined]


def save(workbook: Workbook, moment: datetime, title: str, creator: str) -> bytes:
    """The workbook as a file whose bytes depend on its content and on `moment` (aware), not on the clock."""
    moment = moment.astimezone(UTC).replace(tzinfo=None)
    workbook.properties = DocumentProperties(
        creator=creator, lastModifiedBy=creator, title=title, language="id-ID", created=moment, modified=moment
    )
    buffer = BytesIO()
    with SteadyArchive(buffer, moment) as archive:
        ExcelWriter(workbook, archive).write_data()
    return buffer.getvalue()


class SteadyArchive(ZipFile):
    """A zip file whose members all carry one given time: zip stores the clock, which would change every hash."""

    def __init__(self, file: BytesIO, moment: datetime) -> None:
        super().__init__(file, "w", ZIP_DEFLATED)
        self._moment = moment.timetuple()[:6]

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        info = ZipInfo(str(zinfo_or_arcname), self._moment)
        info.compress_type = ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        super().writestr(info, data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        with open(filename, "rb") as file:  # noqa: PTH123  # openpyxl hands its own temporary file
            self.writestr(arcname, file.read())


def _put(cell: Cell | MergedCell, text: str, limit: int | None = None) -> Cell | MergedCell:
    shown = cell_text(text) if limit is None else cell_text(text, limit)
    cell.value = shown
    # openpyxl takes '=...' for a formula and '#N/A' for an error; here every text is text.
    cell.data_type = "s"
    if shown[:1] in ("=", "+", "-", "@", "\t", "\r"):
        # Else Excel would make a formula of it as soon as somebody edits the cell.
        cell._style = copy(cell._style)  # type: ignore[union-attr]  # others may share it
        cell.quotePrefix = True
    return cell


def _style(cell: Cell | MergedCell, name: str, known: dict[str, StyleArray]) -> None:
    """Give a cell a named style, which it shares with the other cells that have it."""
    if name not in known:
        cell.style = name
        known[name] = cell._style  # type: ignore[union-attr]
    cell._style = known[name]  # type: ignore[union-attr]


def _plain(value: Any, form: Form, zone: ZoneInfo) -> Any:
    if isinstance(value, datetime):
        # Excel knows no zone and no microseconds; the head of the column names the zone.
        return value.astimezone(zone).replace(tzinfo=None, microsecond=0)
    if isinstance(value, bool) or value is None:
        return value
    number = float(value) / form.scale if form.scale != 1 else value
    return number if math.isfinite(number) else None


def _width(sheet: Worksheet, column: int) -> float:
    return float(sheet.column_dimensions[get_column_letter(column)].width or 8)


def _lines(text: str, width: float) -> int:
    per_line = max(1.0, width * _CHARACTERS_PER_WIDTH)
    return sum(max(1, math.ceil(len(line) / per_line)) for line in text.split("\n"))
