"""The header of a table: which row it is, how many lines it has, and what its columns hold.

Above it stand letterheads, titles and periods. It may have up to three lines, with a heading such as 'Pelapor' over
'Nama' and 'No. HP', and with 'Media' over columns that are only ticked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from spse_monev.settings.helpdesk import RecapField
from spse_monev.sources.helpdesk.grid import Grid, Value
from spse_monev.sources.helpdesk.spreadsheet.headings import Headings, Meaning

MAX_ROWS_ABOVE = 30
_MAX_LINES = 3
_MIN_HEADINGS = 2

# Each of their columns counts, the others only once.
_SEVERAL = frozenset({"name", "identity", "phone", "email", "address", "company", "institution"})
_SEVERAL_OF_ONE_RANK = frozenset({"text", "solution", "category"})
# Headings over columns that are ticked.
_TICKED = frozenset({"channel", "user_type", "state", "informed", "urgency", "impact", "priority"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read. `tick` is the value that a mark in it stands for; '': the cells hold the values."""

    index: int  # 0-based
    field: RecapField
    heading: str
    tick: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """A header that can be used: it has a date, and a text or a title."""

    first_row: int  # 0-based, as is last_row
    last_row: int
    columns: tuple[Column, ...]
    cells: frozenset[tuple[int, str]]  # columns from 0 and what stands in them
    first_heading: str

    def of(self, field: RecapField) -> tuple[Column, ...]:
        """The columns of a field, from the left."""
        return tuple(column for column in self.columns if column.field == field)


@dataclass(frozen=True, slots=True)
class NoHeader:
    """The row that comes nearest to a header."""

    row: int  # 0-based
    columns: tuple[int, ...]  # those with a heading that says nothing; 0-based
    fields: frozenset[RecapField]


def find_header(grid: Grid, headings: Headings) -> Header | NoHeader | None:
    """The first header of a sheet; what comes nearest if there is none; None if nothing is like a header."""
    nearest: NoHeader | None = None
    for last in range(min(len(grid.rows), MAX_ROWS_ABOVE)):
        if header := header_at(grid, last, headings):
            return header
        labels = _labels(grid.rows[last])
        fields = frozenset(
            meanings[0].field
            for text in labels.values()
            if (meanings := headings.meanings(text)) and meanings[0].field != "ignored"
        )
        if len(labels) >= _MIN_HEADINGS and (nearest is None or len(fields) > len(nearest.fields)):
            unknown = tuple(index for index, text in labels.items() if not headings.meanings(text))
            nearest = NoHeader(last, unknown, fields)
    return nearest


def header_at(grid: Grid, row: int, headings: Headings) -> Header | None:
    """The header whose lines end at `row` or begin there, the one that tells most; None if there is none."""
    found: Header | None = None
    for first in range(row, max(-1, row - _MAX_LINES), -1):
        found = _better(found, _read(grid, first, row, headings))
    if found is None:
        return None
    first = found.first_row
    for last in range(row + 1, min(first + _MAX_LINES, len(grid.rows))):
        found = _better(found, _read(grid, first, last, headings))
    return found


def _better(found: Header | None, other: Header | None) -> Header | None:
    if found is None or other is None:
        return found or other
    return other if _told(other) > _told(found) else found


def _told(header: Header) -> tuple[int, int]:
    return len({column.field for column in header.columns}), len(header.columns)


def _labels(row: Iterable[Value]) -> dict[int, str]:
    return {index: value for index, value in enumerate(row) if isinstance(value, str)}


def _read(grid: Grid, first: int, last: int, headings: Headings) -> Header | None:
    """The header in these rows; None if it has no date, or neither text nor title."""
    lines = [_labels(row) for row in grid.rows[first : last + 1]]
    if any(len(line) < _MIN_HEADINGS for line in lines):
        return None
    if any(not isinstance(value, str | None) for row in grid.rows[first + 1 : last + 1] for value in row):
        return None
    for above, below in pairwise(lines):
        # A line of titles has nothing that stands for itself.
        if not any(index not in below and headings.meanings(text) for index, text in above.items()):
            return None
    spread = [
        *(_spread(grid, first + index, above, below) for index, (above, below) in enumerate(pairwise(lines))),
        lines[-1],
    ]
    candidates: list[tuple[Column, int]] = []
    for index in range(len(grid.rows[first])):
        parts = list(dict.fromkeys(line[index] for line in spread if index in line))
        for column, rank in _columns(index, parts, headings):
            candidates.append((column, rank))
    columns = _chosen(candidates)
    fields = {column.field for column in columns}
    if "received_at" not in fields or not fields & {"text", "title"}:
        return None
    cells = frozenset(cell for line in lines for cell in line.items())
    return Header(first, last, columns, cells, next(iter(lines[0].values())))


def _spread(grid: Grid, row: int, line: dict[int, str], below: dict[int, str]) -> dict[int, str]:
    """A line of a header with each heading over all columns that it stands over, merged or not."""
    found = dict(line)
    for top, left, bottom, right in grid.merged:
        if top <= row + 1 <= bottom and left - 1 in line:
            found.update(dict.fromkeys(range(left - 1, right), line[left - 1]))
    over = ""
    for index in range(max([*line, *below], default=-1) + 1):
        if index in found:
            over = found[index] if index in below else ""
        elif over and index in below:
            found[index] = over
        else:
            over = ""
    return found


def _columns(index: int, parts: list[str], headings: Headings) -> list[tuple[Column, int]]:
    """What a column may be, by its headings from the top down."""
    if not parts:
        return []
    *above, own = parts
    if not above:
        return [(Column(index, field, own), rank) for field, rank in headings.meanings(own)]
    group = " ".join(above)
    meanings = headings.own(own) or headings.exact(group, own) or headings.exact(own, group)
    if not meanings:
        groups = {meaning.field for meaning in headings.meanings(group)}
        if "handler" in groups:
            # Telephone numbers and the like under 'Petugas' are not the reporter's.
            is_name = headings.meanings(own)[:1] == (Meaning("name", 0),)
            return [(Column(index, "handler", own), 0)] if is_name else []
        if ticked := next((field for field in groups if field in _TICKED), None):
            return [(Column(index, ticked, own, tick=own), 0)]
        meanings = headings.meanings(own)
    return [(Column(index, field, own), rank) for field, rank in meanings]


def _chosen(candidates: list[tuple[Column, int]]) -> tuple[Column, ...]:
    """Of each field the columns of the lowest rank; each column once."""
    best: dict[RecapField, int] = {}
    for column, rank in candidates:
        best[column.field] = min(rank, best.get(column.field, rank))
    # Where nothing else holds the words, 'Keterangan' or 'Jenis Masalah' does, before anything else it may be.
    second_choice = best.get("text", 0) if "title" not in best else 0
    if second_choice > 0:
        best["text"] = 0
        candidates = [
            (column, 0 if column.field == "text" and rank == second_choice else rank) for column, rank in candidates
        ]
    taken: dict[int, Column] = {}
    seen: set[RecapField] = set()
    for column, rank in sorted(candidates, key=lambda each: (each[1], each[0].field != "text", each[0].index)):
        field = column.field
        if field == "ignored" or column.index in taken or (field == "text" and rank > 0):
            continue
        is_first = field not in seen
        if (
            is_first
            or field in _SEVERAL
            or (field in _SEVERAL_OF_ONE_RANK and rank == best[field])
            or (column.tick and any(other.tick and other.field == field for other in taken.values()))
        ):
            taken[column.index] = column
            seen.add(field)
        elif (
            # 'Tanggal' and 'Waktu' side by side
            field == "received_at"
            and column.heading.strip().casefold().startswith(("waktu", "jam"))
            and not {"received_time"} & (best.keys() | seen)
        ):
            taken[column.index] = Column(column.index, "received_time", column.heading)
            seen.add("received_time")
    return tuple(taken[index] for index in sorted(taken))
