"""Errors in a workbook of Excel 97-2003, which calamine gives as empty cells. Formulas there always have a result.

Layout: the compound file by [MS-CFB] 2.2 to 2.6, the records in its stream by [MS-XLS] 2.4 (BoundSheet8, BoolErr,
Formula), which Excel 95 shares.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterator, Sequence

from spse_monev.sources.helpdesk.book.kinds import damaged
from spse_monev.sources.helpdesk.book.marks import Marks
from spse_monev.sources.helpdesk.grid import Unusable

_FORMULA, _BOOL_OR_ERROR, _SHEET, _BEGIN, _END = 0x06, 0x205, 0x85, 0x809, 0x0A
_NAMES = ("Workbook", "Book")
_LAST_SECTOR = 0xFFFFFFFA  # numbers above are marks
_ENTRY_BYTES = 128  # of the directory
_SMALL_SECTOR_BYTES = 64


def error_marks(content: bytes) -> list[Marks]:
    """Where each sheet, charts included, has an error; UnreadableError if the file is damaged."""
    try:
        stream = _workbook_stream(content)
        starts = [
            int.from_bytes(stream[at : at + 4], "little") for kind, at, _ in _records(stream, 0) if kind == _SHEET
        ]
        return [_marks(stream, start) for start in starts]
    except (struct.error, IndexError, ValueError):
        raise damaged() from None


def _marks(stream: bytes, start: int) -> Marks:
    marks: defaultdict[int, list[tuple[int, Unusable]]] = defaultdict(list)
    for kind, at, size in _records(stream, start):
        if kind == _BOOL_OR_ERROR and size >= 8:
            is_error = stream[at + 7] == 1
        elif kind == _FORMULA and size >= 14:
            is_error = stream[at + 6] == 2 and stream[at + 12 : at + 14] == b"\xff\xff"
        else:
            continue
        if is_error:
            row, column = struct.unpack_from("<2H", stream, at)
            marks[row].append((column, Unusable.ERROR))
    return dict(marks)


def _records(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and size of each record until the end of the part that begins at `start`; charts within left out."""
    depth = 0
    while True:
        kind, size = struct.unpack_from("<2H", stream, start)
        if kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if not depth:
                return
        elif depth == 1:
            yield kind, start + 4, size
        start += 4 + size


def _workbook_stream(content: bytes) -> bytes:
    """The stream with the records."""
    (shift,) = struct.unpack_from("<H", content, 30)
    directory, _, small_below, small_table, _, more_tables = struct.unpack_from("<6I", content, 48)
    if not 7 <= shift <= 16:
        raise ValueError("no sector has that size")
    # The header takes the place of the sector before the first.
    sectors = _Sectors(content[1 << shift :], 1 << shift)
    tables = list(struct.unpack_from("<109I", content, 76))
    while more_tables <= _LAST_SECTOR and len(tables) <= len(content):
        *numbers, more_tables = _numbers(sectors.read(more_tables))
        tables.extend(numbers)
    allocation = _numbers(b"".join(sectors.read(number) for number in tables if number <= _LAST_SECTOR))
    entries = sectors.chain(directory, allocation)
    for at in range(0, len(entries), _ENTRY_BYTES):
        (name_bytes,) = struct.unpack_from("<H", entries, at + 64)
        if entries[at : at + max(0, name_bytes - 2)].decode("utf-16-le", "replace") not in _NAMES:
            continue
        first, size = struct.unpack_from("<2I", entries, at + 116)
        if size >= small_below:
            return sectors.chain(first, allocation)[:size]
        # Small streams lie together in the stream of the root, the directory's first entry.
        (root,) = struct.unpack_from("<I", entries, 116)
        small = _Sectors(sectors.chain(root, allocation), _SMALL_SECTOR_BYTES)
        return small.chain(first, _numbers(sectors.chain(small_table, allocation)))[:size]
    raise ValueError("no stream has the workbook's name")


def _numbers(table: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(table) // 4}I", table)


class _Sectors:
    def __init__(self, data: bytes, size: int) -> None:
        self._data = data
        self._size = size

    def read(self, number: int) -> bytes:
        return self._data[number * self._size : (number + 1) * self._size]

    def chain(self, number: int, allocation: Sequence[int]) -> bytes:
        """The sectors from `number` on, each with its next in `allocation`; ValueError if they go in a circle."""
        pieces: list[bytes] = []
        while number <= _LAST_SECTOR:
            if len(pieces) > len(allocation):
                raise ValueError("the chain has no end")
            pieces.append(self.read(number))
            number = allocation[number]
        return b"".join(pieces)
