"""Sheets of Excel's workbooks by calamine, which reads values, formats, dates of both epochs and merged cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from xml.parsers import expat

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from spse_monev.sources.helpdesk.book.archive import Archive
from spse_monev.sources.helpdesk.book.biff import error_marks
from spse_monev.sources.helpdesk.book.cells import MAX_COLUMNS, Room, Rows, too_far
from spse_monev.sources.helpdesk.book.kinds import damaged, protected
from spse_monev.sources.helpdesk.book.marks import Marks, marks_of, sheet_members
from spse_monev.sources.helpdesk.grid import Book, Grid, Unusable, Value


def read_excel(content: bytes, archive: Archive | None) -> Book:
    """The book in `content`: .xls without an archive, else .xlsx; chart and macro sheets left out."""
    room = Room()
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as workbook:
            marks = _marks(content, archive, len(workbook.sheets_metadata))
            grids = tuple(
                _grid(workbook.get_sheet_by_index(index), sheet.visible, marks[index], room)
                for index, sheet in enumerate(workbook.sheets_metadata)
                if sheet.typ == SheetTypeEnum.WorkSheet
            )
    except PasswordError:
        raise protected() from None
    except (CalamineError, expat.ExpatError, LookupError):
        raise damaged() from None
    if not grids:
        raise damaged()
    return Book(archive.kind if archive else "xls", grids)


def _marks(content: bytes, archive: Archive | None, count: int) -> list[Marks]:
    """What each sheet has that calamine does not tell."""
    if archive is None:
        found = error_marks(content)
    else:
        found = [_marks_of_member(archive, member) for member in sheet_members(archive.members)]
    if len(found) != count:
        raise damaged()
    return found


def _marks_of_member(archive: Archive, member: str) -> Marks:
    if member not in archive.marked:
        return {}
    with archive.members.open(member) as file:
        return marks_of(file)


def _grid(sheet: CalamineSheet, visible: SheetVisibleEnum, marks: Marks, room: Room) -> Grid:
    rows = Rows(room)
    for values in _rows(sheet, room):
        _mark(values, marks.get(rows.count, ()))
        rows.add(values)
    for index in sorted(marks):
        # Marked cells alone do not count as content for calamine.
        if index >= rows.count:
            rows.add((), index - rows.count)
            values = []
            _mark(values, marks[index])
            rows.add(values)
    merged = [
        (top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    ]
    return rows.grid(sheet.name, is_hidden=visible != SheetVisibleEnum.Visible, merged=merged)


def _rows(sheet: CalamineSheet, room: Room) -> Iterator[list[Value]]:
    """All rows from the first on; calamine leaves out the columns before the first with content."""
    if sheet.start is None:
        return
    before: list[Value] = [None] * sheet.start[1]
    for row in sheet.iter_rows():
        yield before + [room.value(value) for value in row]


def _mark(values: list[Value], marks: Sequence[tuple[int, Unusable]]) -> None:
    for column, mark in marks:
        if column >= MAX_COLUMNS:
            raise too_far()
        values.extend([None] * (column + 1 - len(values)))
        values[column] = mark
