"""Delimited text: csv, tsv and what Excel's Indonesian settings write, which delimit by `;`.

Rows count as a spreadsheet counts them: a record with line breaks inside quotes is one row.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import chain, islice

from spse_monev.sources.helpdesk.book.cells import ERROR, MAX_COLUMNS, Room, Rows, too_far
from spse_monev.sources.helpdesk.grid import Book, UnreadableError, Unusable, Value

_DELIMITERS = ("\t", ";", ",", "|")
_SAMPLE, _SAMPLE_CHARACTERS = 200, 1 << 20  # records
_SEP = re.compile(r'"?sep=([^"\r\n])"?(?:\r\n?|\n|\Z)', re.IGNORECASE)  # Excel's own first line, not a row
# ="0812..." is how exports keep Excel from making a number of it.
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
_END = "\0"  # no text has a NUL any more


def read_delimited(text: str) -> Book:
    """One sheet without a name; every value is text, or an error as Excel exports it.

    UnreadableError with the line of a quote that is never closed.
    """
    named = _SEP.match(text)
    skipped = 0
    if named:
        delimiter = named[1]
        text = text[named.end() :]
        skipped = 1
    else:
        delimiter = _delimiter(text)
    room = Room()
    rows = Rows(room)
    for record in _records(text, delimiter, skipped):
        if len(record) > MAX_COLUMNS:
            raise too_far()
        rows.add([_value(field, room) for field in record])
    return Book("csv", (rows.grid("", is_hidden=False),))


def _value(field: str, room: Room) -> Value:
    if field[:1] in "#E" and ERROR.fullmatch(field):
        return Unusable.ERROR
    kept = _KEPT_AS_TEXT.fullmatch(field)
    return room.text(kept[1] if kept else field)


def _records(text: str, delimiter: str, skipped: int) -> Iterator[list[str]]:
    # A last line of its own: when it does not come back alone, an open quote has swallowed it.
    reader = csv.reader(chain(StringIO(text, newline=""), (_END,)), delimiter=delimiter)
    line = 1 + skipped
    while True:
        try:
            record = next(reader)
        except csv.Error:
            raise _open_quote(line) from None
        if record == [_END]:
            return
        if record and record[-1].endswith(_END):
            raise _open_quote(line)
        line = 1 + skipped + reader.line_num
        yield record


def _open_quote(line: int) -> UnreadableError:
    return UnreadableError(
        f'tanda petik (") yang dibuka pada rekaman di baris {line} tidak ditutup',
        'tutup tanda petik itu, atau gandakan ("") bila bagian dari teks; lebih aman simpan sebagai .xlsx',
    )


def _delimiter(text: str) -> str:
    """The one that cuts most records into the same number of fields, the more the better."""
    sample = text[:_SAMPLE_CHARACTERS]
    return max(_DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(text: str, delimiter: str) -> float:
    widths: Counter[int] = Counter()
    try:
        for record in islice(csv.reader(StringIO(text, newline=""), delimiter=delimiter), _SAMPLE):
            widths[len(record)] += 1
    except csv.Error:
        pass  # a field beyond all measure: what was counted before it has to do
    # So weighed that one long text with many commas does not outweigh a few short rows that agree.
    return max((count**2 * math.log2(width) for width, count in widths.items() if width), default=0.0)
