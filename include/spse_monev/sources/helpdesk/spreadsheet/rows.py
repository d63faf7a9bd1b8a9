"""The rows of a recap as they are meant: merged cells filled, what is no complaint left out, one block per header.

A cell that is merged over several rows holds for each of them. A text that is merged over several rows is one
complaint, and what stands beside it in the lower rows (steps of its solution, the last state) belongs to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from spse_monev.sources.helpdesk.grid import Grid, Value
from spse_monev.sources.helpdesk.spreadsheet import furniture
from spse_monev.sources.helpdesk.spreadsheet.dates import is_dated
from spse_monev.sources.helpdesk.spreadsheet.header import Header, header_at
from spse_monev.sources.helpdesk.spreadsheet.headings import Headings

_MIN_HEADINGS = 3
# What tells one complaint from another; two rows with a text of their own in common have none of these.
_OWN = frozenset({"received_at", "ticket", "name", "identity", "phone", "email", "company"})
_LAST_COUNTS = frozenset({"state", "solved_at", "informed"})
_ADDED_UP = frozenset({"solution"})


@dataclass(slots=True)
class Row:
    """One record: its first row in the sheet, 1-based, and its cells; `is_unclear`: its text is another row's."""

    number: int
    values: list[Value] = field(repr=False)
    is_unclear: bool = False


@dataclass(slots=True)
class Block:
    """The records under one header."""

    header: Header
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rows:
    """All records of a sheet; `left_out` is the row from which on nothing was read any more, 1-based."""

    blocks: list[Block]
    left_out: int | None


def read_rows(grid: Grid, header: Header, headings: Headings, limit: int) -> Rows:
    """At most `limit` records below a header."""
    reader = _Reader(grid, header, headings, limit)
    return Rows(reader.blocks, reader.read())


class _Reader:
    def __init__(self, grid: Grid, header: Header, headings: Headings, limit: int) -> None:
        self._grid = grid
        self._headings = headings
        self._left = limit
        self._above = _filled_from_above(grid)
        self._foot = furniture.Foot()
        self._dated = 0
        self._texts: tuple[int, ...] = ()
        self._columns: tuple[int, ...] = ()
        self.blocks: list[Block] = []
        self._start(header)

    def _start(self, header: Header) -> None:
        self.blocks.append(Block(header))
        self._dated = header.of("received_at")[0].index
        self._texts = tuple(column.index for column in header.of("text") or header.of("title"))
        self._columns = tuple(column.index for column in header.columns)
        self._foot.leave()

    def read(self) -> int | None:
        """Fill the blocks; the first row that is over the limit."""
        rows = self._grid.rows
        index = self.blocks[0].header.last_row + 1
        while index < len(rows):
            values = rows[index]
            header = self._header_at(index, values)
            if header is not None:
                self._start(header)
                index = header.last_row + 1
                continue
            if any(value is not None for value in values) and not self._is_read_over(index, values):
                if not self._left:
                    return index + 1
                self._take(index)
            index += 1
        return None

    def _header_at(self, index: int, values: Sequence[Value]) -> Header | None:
        """The header that begins in this row, if it is not the same again."""
        if isinstance(value := values[self._dated], str):
            if any(map(str.isdigit, value)):
                return None
        elif value is not None:
            return None
        count = sum(isinstance(value, str) and self._headings.is_heading(value) for value in values)
        if count < _MIN_HEADINGS:
            return None
        header = header_at(self._grid, index, self._headings)
        if header is None or header.columns == self.blocks[-1].header.columns:
            return None
        return header

    def _is_read_over(self, index: int, values: Sequence[Value]) -> bool:
        above = self._above.get(index, {})
        dated = self._grid.rows[above[self._dated]][self._dated] if self._dated in above else values[self._dated]
        if is_dated(dated):
            is_over = furniture.is_nothing(values) or (
                # A date that is merged over rows which nobody has filled
                bool(above)
                and furniture.is_unused(values, self._columns)
                and not any(at in above for at in self._texts)
            )
            if not is_over:
                self._foot.leave()
            return is_over
        return (
            self._is_header_again(values)
            or furniture.is_numbering(values)
            or furniture.is_nothing(values)
            or furniture.is_unused(values, self._columns)
            or self._foot.takes(values, self._texts)
        )

    def _is_header_again(self, values: Sequence[Value]) -> bool:
        filled = [(index, value) for index, value in enumerate(values) if value is not None]
        known = sum(cell in self._header.cells for cell in filled)
        return known > 1 and 2 * known >= len(filled)

    def _take(self, index: int) -> None:
        above = self._above.get(index, {})
        values: list[Value] = list(self._grid.rows[index])
        rows = self.blocks[-1].rows
        shares_text = bool(self._texts) and all(at in above for at in self._texts)
        if shares_text and rows:
            if not any(values[column.index] is not None for column in self._header.columns if column.field in _OWN):
                self._continue(rows[-1], values)
                return
            rows.append(Row(index + 1, values, is_unclear=True))
        else:
            for at, row in above.items():
                values[at] = self._grid.rows[row][at]
            rows.append(Row(index + 1, values))
        self._left -= 1

    @property
    def _header(self) -> Header:
        return self.blocks[-1].header

    def _continue(self, row: Row, values: Sequence[Value]) -> None:
        for column in self._header.columns:
            value, known = values[column.index], row.values[column.index]
            if value is None:
                continue
            if column.field in _ADDED_UP and isinstance(known, str) and isinstance(value, str):
                row.values[column.index] = f"{known}\n{value}"
            elif known is None or column.field in _LAST_COUNTS:
                row.values[column.index] = value


def _filled_from_above(grid: Grid) -> dict[int, dict[int, int]]:
    """Row -> column -> the row, further up, whose cell is merged down to here; all from 0."""
    found: dict[int, dict[int, int]] = {}
    # Ranges that overlap, which no program writes, could be endless.
    room = len(grid.rows) * (len(grid.rows[0]) if grid.rows else 0)
    for top, left, bottom, _ in grid.merged:
        room -= bottom - top
        if room < 0:
            break
        for row in range(top, bottom):
            found.setdefault(row, {})[left - 1] = top - 1
    return found
