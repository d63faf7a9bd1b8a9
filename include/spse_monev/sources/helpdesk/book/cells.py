"""Cells as they are taken into a grid: blanks and NULs out of texts, whole numbers as int, and no more than fits.

A file of a few kilobytes can describe billions of cells, so rows are counted before they are made.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from spse_monev.sources.helpdesk.grid import Grid, UnreadableError, Unusable, Value

# Of one file. A recap of 100,000 rows with 20 columns has 2 million cells and some 100 million characters.
MAX_CELLS = 10_000_000
MAX_CHARACTERS = 256 << 20
# The last row and column that Excel and LibreOffice know.
MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384

# Zero-width characters, marks of direction, the soft hyphen and the byte order mark are blank as well.
_BLANK = re.compile(r"[\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]*")
# What Excel and LibreOffice show in a cell that has no result.
ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)|Err:\d{3}")
_EXACT = 1e18  # whole numbers up to here are taken for numbers or codes, those beyond for measurements

Merge = tuple[int, int, int, int]


class Room:
    """What a file may still take, all its sheets together; equal texts are kept once."""

    def __init__(self) -> None:
        self.cells = MAX_CELLS
        self._characters = MAX_CHARACTERS
        self._texts: dict[str, str] = {}

    def text(self, text: str) -> str | None:
        """The text without NULs; None if nothing can be seen of it."""
        known = self._texts.get(text)
        if known is not None:
            return known
        kept = text.replace("\0", "")
        if _BLANK.fullmatch(kept):
            return None
        self._characters -= len(kept)
        if self._characters < 0:
            raise too_large(f"lebih dari {MAX_CHARACTERS >> 20} juta huruf")
        self._texts[text] = kept
        return kept

    def value(self, value: object) -> Value:
        """A cell's value as a grid has it."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, float):
            return number(value)
        if isinstance(value, timedelta):
            return duration(value)
        if value is None or isinstance(value, bool | int | datetime | date | time):
            return value
        raise TypeError(f"no cell has a {type(value).__name__}")


def number(value: float) -> int | float | Unusable:
    """A number without decimals is an int, as a ticket or telephone number."""
    if not math.isfinite(value):
        return Unusable.ERROR
    return int(value) if value.is_integer() and abs(value) < _EXACT else value


def duration(value: timedelta) -> time | str:
    """A time of day, or 'hours:minutes:seconds' when it is none."""
    if timedelta(0) <= value < timedelta(days=1):
        return (datetime(1, 1, 1) + value).time()  # noqa: DTZ001  # a sheet's times have no zone
    seconds = round(abs(value).total_seconds())
    sign = "-" if value < timedelta(0) else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


class Rows:
    """The rows of one sheet, added from the first on."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._rows: list[tuple[Value, ...]] = []
        self._width = 0
        self._empty = 0  # rows that count only when something follows

    @property
    def count(self) -> int:
        """How many rows were added."""
        return len(self._rows) + self._empty

    def add(self, values: Sequence[Value], times: int = 1) -> None:
        """Add a row, `times` over; UnreadableError if the sheet becomes too large."""
        length = len(values)
        while length and values[length - 1] is None:
            length -= 1
        if not length:
            self._empty += times
            return
        self._width = max(self._width, length)
        count = self.count + times
        if count > MAX_ROWS or length > MAX_COLUMNS or count * self._width > self._room.cells:
            raise too_far()
        self._rows.extend([()] * self._empty)
        self._empty = 0
        self._rows.extend([tuple(values[:length])] * times)

    def grid(self, name: str, *, is_hidden: bool, merged: Sequence[Merge] = ()) -> Grid:
        """The sheet; merged ranges end with its rows and columns."""
        width = self._width
        self._room.cells -= len(self._rows) * width
        nothing: tuple[Value, ...] = (None,) * width
        rows = [row if len(row) == width else row + nothing[len(row) :] if row else nothing for row in self._rows]
        within = _clipped(merged, len(rows), width)
        _uncover(rows, within)
        return Grid(name, is_hidden, tuple(rows), within)


def _clipped(merged: Sequence[Merge], rows: int, columns: int) -> tuple[Merge, ...]:
    """A range may reach to the end of the sheet, and whoever fills it must not go there."""
    clipped = ((top, left, min(bottom, rows), min(right, columns)) for top, left, bottom, right in merged)
    return tuple(sorted({m for m in clipped if m[0] <= m[2] and m[1] <= m[3] and (m[0], m[1]) != (m[2], m[3])}))


def _uncover(rows: list[tuple[Value, ...]], merged: Sequence[Merge]) -> None:
    """Empty the cells behind merged ones, which may still hold what they held before, unseen."""
    spans: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for top, left, bottom, right in merged:
        for row in range(top - 1, bottom):
            spans[row].append((left if row == top - 1 else left - 1, right))
    for row, covered in spans.items():
        values = list(rows[row])
        for start, end in covered:
            values[start:end] = [None] * (end - start)
        rows[row] = tuple(values)


def too_large(what: str) -> UnreadableError:
    """More than a recap can be."""
    return UnreadableError(
        f"isi berkas terlalu besar: {what}", "pisahkan rekap menjadi beberapa berkas, misalnya satu berkas per bulan"
    )


def too_far() -> UnreadableError:
    """A sheet whose used range is out of all proportion."""
    return UnreadableError(
        "isi salah satu lembar terentang terlalu luas atau terlalu banyak untuk dibaca",
        "tekan Ctrl+End pada tiap lembar, hapus baris dan kolom di luar tabel, lalu simpan kembali; rekap yang memang "
        "sebesar itu dipisahkan menjadi beberapa berkas",
    )
