"""Workbooks of Excel 97-2003."""

from __future__ import annotations

import pytest

from spse_monev.sources.helpdesk.book import biff, open_book
from spse_monev.sources.helpdesk.grid import UnreadableError, Unusable
from tests.sources.helpdesk.books import inbox_file, xls

RECAP = {
    "Rekap": [["No", "Uraian"], [1, "contoh"], [2.5, ZeroDivisionError()], [None, ZeroDivisionError]],
    "Arsip": [["lama"], *([f"{number}", number] for number in range(500))],
}


def test_values_errors_and_hidden_sheets() -> None:
    book = open_book(inbox_file(xls(RECAP, hidden=["Arsip"]), "rekap.xls"))
    assert book.kind == "xls"
    assert [(grid.name, grid.is_hidden, len(grid.rows)) for grid in book.grids] == [
        ("Rekap", False, 4),
        ("Arsip", True, 501),
    ]
    assert book.grids[0].rows == (
        ("No", "Uraian"),
        (1, "contoh"),
        (2.5, Unusable.ERROR),
        (None, Unusable.ERROR),
    )
    assert book.grids[1].rows[-1] == ("499", 499)


def test_a_cut_workbook_is_told_and_not_read_in_part() -> None:
    content = xls(RECAP)
    for size in range(512, len(content) - 1024, 2048):
        with pytest.raises(UnreadableError):
            open_book(inbox_file(content[:size], "rekap.xls"))


def test_chains_in_a_circle_end() -> None:
    content = bytearray(xls(RECAP))
    content[512 + 4 * 5 : 512 + 4 * 6] = (3).to_bytes(4, "little")  # the fourth sector of the stream leads back
    with pytest.raises(UnreadableError):
        biff.error_marks(bytes(content))
