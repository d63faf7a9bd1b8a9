"""Sheets of an OpenDocument spreadsheet (LibreOffice, Google Sheets), read as a stream.

Not by calamine, which for this format tells neither merged cells nor errors nor formulas without a result, and drops
tabs and line breaks. Layout: OASIS ODF 1.3 part 3, 9.1 (tables), 6.1 (text) and 19.385 (values).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from xml.parsers import expat

from spse_monev.sources.helpdesk.book.archive import Archive
from spse_monev.sources.helpdesk.book.cells import ERROR, MAX_COLUMNS, Merge, Room, Rows, duration, number, too_far
from spse_monev.sources.helpdesk.book.kinds import damaged, protected
from spse_monev.sources.helpdesk.grid import Book, Grid, Unusable, Value

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT, _STYLE = (f"{_ODF}{name}:1.0 " for name in ("office", "table", "text", "style"))
_CALC_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"

_ROW, _CELL, _COVERED = _TABLE + "table-row", _TABLE + "table-cell", _TABLE + "covered-table-cell"
_ROW_GROUPS = {_TABLE + name for name in ("table-row-group", "table-header-rows", "table-rows")}
_PARAGRAPHS = {_TEXT + "p", _TEXT + "h"}
_ROWS_REPEATED, _ROWS_SPANNED = _TABLE + "number-rows-repeated", _TABLE + "number-rows-spanned"
_COLUMNS_REPEATED, _COLUMNS_SPANNED = _TABLE + "number-columns-repeated", _TABLE + "number-columns-spanned"
_VALUE_TYPE, _STRING = _OFFICE + "value-type", _OFFICE + "string-value"
_FORMULA = _TABLE + "formula"
_BREAKS = {_TEXT + "tab": "\t", _TEXT + "line-break": "\n"}

_SPACES = re.compile(r"[ \t\r\n]+")
_TIME = re.compile(r"(-?)P(?:(\d{1,9})D)?T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:[.,](\d{1,6})\d*)?S)?")


def read_opendocument(archive: Archive) -> Book:
    """All sheets; UnreadableError if the content is encrypted, damaged or larger than a book can be."""
    try:
        with archive.members.open("META-INF/manifest.xml") as manifest:
            if b"encryption-data" in manifest.read():
                raise protected()
        content = _Content()
        with archive.members.open("content.xml") as file:
            content.parser.ParseFile(file)
    except (expat.ExpatError, LookupError, ValueError):
        raise damaged() from None
    if not content.grids:
        raise damaged()
    return Book("ods", tuple(content.grids))


class _Content:
    """What content.xml holds, element after element."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self._room = Room()
        self._skipped = 0  # depth below an element that is of no interest
        self._in_spreadsheet = False
        self._style = ""
        self._hidden_styles: set[str] = set()
        self._rows: Rows | None = None
        self._name = ""
        self._is_hidden = False
        self._merged: list[Merge] = []
        self._values: list[Value] | None = None
        self._gap = 0  # empty cells that count only when something follows
        self._times = 1
        self._cell: dict[str, str] | None = None
        self._pieces: list[str] = []
        self._paragraphs = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._skipped:
            self._skipped += 1
        elif self._cell is not None:
            self._start_in_cell(name, attributes)
        elif self._values is not None:
            if name in (_CELL, _COVERED):
                self._cell = attributes
                self._pieces.clear()
                self._paragraphs = 0
            else:
                self._skipped = 1
        elif self._rows is not None:
            if name == _ROW:
                self._values = []
                self._gap = 0
                self._times = _count(attributes, _ROWS_REPEATED)
            elif name not in _ROW_GROUPS:
                self._skipped = 1  # columns, and shapes with tables of their own
        elif self._in_spreadsheet:
            if name == _TABLE + "table":
                self._rows = Rows(self._room)
                self._name = attributes.get(_TABLE + "name", "")
                self._is_hidden = attributes.get(_TABLE + "style-name") in self._hidden_styles
                self._merged = []
            else:
                self._skipped = 1  # tracked changes and links hold old tables
        elif name == _OFFICE + "spreadsheet":
            self._in_spreadsheet = True
        elif name == _STYLE + "style":
            self._style = attributes.get(_STYLE + "name", "")
        elif name == _STYLE + "table-properties" and attributes.get(_TABLE + "display") == "false":
            self._hidden_styles.add(self._style)

    def _start_in_cell(self, name: str, attributes: dict[str, str]) -> None:
        if not name.startswith(_TEXT):
            self._skipped = 1  # comments and drawings
        elif name in _PARAGRAPHS:
            if self._paragraphs:
                self._pieces.append("\n")
            self._paragraphs += 1
            self.parser.CharacterDataHandler = self._characters
        elif name == _TEXT + "s":
            self._pieces.append(" " * min(_count(attributes, _TEXT + "c"), MAX_COLUMNS))
        elif name in _BREAKS:
            self._pieces.append(_BREAKS[name])

    def _characters(self, text: str) -> None:
        if not self._skipped:
            self._pieces.append(_SPACES.sub(" ", text))

    def _end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif self._cell is not None:
            if name in (_CELL, _COVERED):
                self._end_cell(self._cell, is_covered=name == _COVERED)
                self._cell = None
            elif name in _PARAGRAPHS:
                self.parser.CharacterDataHandler = None
        elif self._values is not None:
            assert self._rows is not None  # noqa: S101  # rows stand in tables
            self._rows.add(self._values, self._times)
            self._values = None
        elif self._rows is not None and name == _TABLE + "table":
            self.grids.append(self._rows.grid(self._name, is_hidden=self._is_hidden, merged=self._merged))
            self._rows = None
        elif name == _OFFICE + "spreadsheet":
            self._in_spreadsheet = False

    def _end_cell(self, attributes: dict[str, str], *, is_covered: bool) -> None:
        assert self._values is not None  # noqa: S101  # cells stand in rows of tables
        assert self._rows is not None  # noqa: S101
        values = self._values
        times = _count(attributes, _COLUMNS_REPEATED)
        value = None if is_covered else self._value(attributes)
        if _COLUMNS_SPANNED in attributes or _ROWS_SPANNED in attributes:
            top, left = self._rows.count, len(values) + self._gap
            down, right = _count(attributes, _ROWS_SPANNED), _count(attributes, _COLUMNS_SPANNED)
            self._merged.append((top + 1, left + 1, top + down, left + right))
        if value is None:
            self._gap += times
            return
        if len(values) + self._gap + times > MAX_COLUMNS:
            raise too_far()
        values.extend([None] * self._gap)
        self._gap = 0
        values.extend([value] * times)

    def _value(self, attributes: dict[str, str]) -> Value:
        if not attributes and not self._pieces:
            return None
        kind = attributes.get(_VALUE_TYPE)
        shown = "".join(self._pieces)
        has_formula = _FORMULA in attributes
        if attributes.get(_CALC_TYPE) == "error" or (has_formula and ERROR.fullmatch(shown)):
            return Unusable.ERROR
        reading = _READINGS.get(kind) if kind else None
        if reading and reading[0] in attributes:
            value = reading[1](attributes[reading[0]])
            return self._room.text(shown) if value is None else value
        if kind is None and has_formula and not self._paragraphs:
            return Unusable.FORMULA  # LibreOffice writes an empty paragraph for the result ''
        return self._room.text(attributes.get(_STRING, shown))


def _count(attributes: dict[str, str], name: str) -> int:
    """A number of repetitions, 1 if none is given; ValueError if it is none."""
    return max(1, int(attributes[name])) if name in attributes else 1


def _moment(given: str) -> datetime | date | None:
    """A date, with its time if it has one; None for years that Python does not have."""
    try:
        if "T" not in given:
            return date.fromisoformat(given)
        return datetime.fromisoformat(given).replace(tzinfo=None)
    except ValueError:
        return None


def _time(given: str) -> Value:
    """A time of day or a duration."""
    found = _TIME.fullmatch(given)
    if not found:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.group(2, 3, 4, 5))
    micros = int((found[6] or "").ljust(6, "0"))
    span = timedelta(days, seconds, micros, 0, minutes, hours)
    return duration(-span if found[1] else span)


def _number(given: str) -> Value:
    return number(float(given))


# Type of a cell -> where its value stands, and how it is read; None: the text that is shown has to do.
_READINGS: dict[str, tuple[str, Callable[[str], Value]]] = {
    "float": (_OFFICE + "value", _number),
    "percentage": (_OFFICE + "value", _number),
    "currency": (_OFFICE + "value", _number),
    "boolean": (_OFFICE + "boolean-value", lambda given: given == "true"),
    "date": (_OFFICE + "date-value", _moment),
    "time": (_OFFICE + "time-value", _time),
}
