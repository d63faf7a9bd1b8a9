"""Delimited text in the encodings and with the delimiters that offices have."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spse_monev.sources.helpdesk.book.reading import read_book
from spse_monev.sources.helpdesk.grid import Grid, UnreadableError, Unusable
from tests.sources.helpdesk.books import delimited

HEADER = ["No. Tiket", "Tanggal", "Uraian, lengkap"]
ROWS = [HEADER, ["T-001", "01/10/2026", "Gagal unggah; sudah dicoba, dua kali"], ["T-002", "02/10/2026", "Ciné “baru”"]]


def _only(content: bytes) -> Grid:
    book = read_book(content)
    assert book.kind == "csv"
    (grid,) = book.grids
    assert (grid.name, grid.is_hidden, grid.merged) == ("", False, ())
    return grid


def _refused(content: bytes) -> UnreadableError:
    with pytest.raises(UnreadableError) as caught:
        read_book(content)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encodings_and_delimiters(encoding: str, delimiter: str) -> None:
    assert _only(delimited(ROWS, delimiter, encoding)).rows == tuple(map(tuple, ROWS))


def test_big_endian_with_mark() -> None:
    assert _only(b"\xfe\xff" + delimited(ROWS, "\t", "utf-16-be")).rows[0] == tuple(HEADER)


def test_titles_and_long_texts_do_not_mislead() -> None:
    text = "Rekap Pengaduan, Oktober 2026\n\nNo;Tanggal;Uraian\n1;Kamis, 1 Oktober 2026;" + "a, " * 30 + "\n"
    grid = _only(text.encode())
    assert [len([cell for cell in row if cell is not None]) for row in grid.rows] == [1, 0, 3, 3]


def test_the_line_sep_names_the_delimiter_and_is_no_row() -> None:
    assert _only(b"sep=#\r\na#b,c;d\r\n").rows == (("a", "b,c;d"),)
    assert _only(b'"sep=;"\na;b\n').rows == (("a", "b"),)


def test_rows_count_as_a_spreadsheet_counts_them() -> None:
    grid = _only(b'No;Uraian\r\n1;"dua\r\nbaris"\r\n\r\n2;x;lebih;\r\n;;;;\r\n')
    assert grid.rows == (
        ("No", "Uraian", None),
        ("1", "dua\r\nbaris", None),
        (None, None, None),
        ("2", "x", "lebih"),
    )


def test_texts_stay_texts() -> None:
    grid = _only(b'a;b;c\n0812;"=""0012""";=1+1\n\'7;\0x\0;\xc2\xa0\n#N/A;="5";1e5\nErr:502;;E\n')
    assert grid.rows[1:] == (
        ("0812", "0012", "=1+1"),
        ("'7", "x", None),
        (Unusable.ERROR, "5", "1e5"),
        (Unusable.ERROR, None, "E"),
    )


def test_a_quote_that_is_never_closed_is_told_with_its_line() -> None:
    rows = b"No;Uraian\r\n1;x\r\n"
    error = _refused(rows + b'2;"terbuka\r\n' + b"3;y\r\n" * 40)
    assert "baris 3 " in error.problem
    assert "terbuka" not in str(error)
    error = _refused(b"sep=;\r\n" + rows + b'2;"terbuka\r\n' + b"3;panjang\r\n" * 40_000 + b'4;"z"\r\n')
    assert "baris 4 " in error.problem


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"No;Uraian\n1;caf\xc3\xa9\n2;caf\xe9\n", 3),  # UTF-8 until here
        (b"\xef\xbb\xbfNo;Uraian\n1;\xff\n", 2),
        (b"No;Uraian\r1;caf\xe9\r2;\x81\r", 3),  # nothing in cp1252
        ("No;Uraian\n1;x\n".encode("utf-16") + b"\x00\xd8;\x00", 3),
        ("No;Uraian\n1;x\n".encode("utf-16") + b"\x00", 3),
    ],
)
def test_what_cannot_be_decoded_is_told_with_its_line(content: bytes, line: int) -> None:
    assert f"baris {line} " in _refused(content).problem


def test_zeros_behind_a_text_are_no_other_encoding() -> None:
    assert "bukan teks" in _refused(b"No;Uraian\n1;x\n" + bytes(4096)).problem


def test_a_row_of_a_million_fields_is_not_repeated_in_width() -> None:
    assert "terlalu luas" in _refused(b"a;b\n" * 1000 + b"x;" * 20_000 + b"x\n").problem
    assert "terlalu luas" in _refused(b"x;" * 15_000 + b"x\n" + b"a\n" * 100_000).problem


def test_a_hundred_thousand_rows() -> None:
    grid = _only(delimited([[f"T-{number}", "Selesai", "uraian panjang " * 4] for number in range(100_000)]))
    assert len(grid.rows) == 100_000
    assert grid.rows[-1][0] == "T-99999"


CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from('\n\r\t";,|'), max_size=12
)


@given(
    rows=st.lists(st.lists(CELLS, min_size=2, max_size=5), min_size=1, max_size=8),
    delimiter=st.sampled_from(";,\t|"),
    encoding=st.sampled_from(["utf-8-sig", "utf-16"]),
)
@settings(max_examples=300, deadline=None)
def test_what_was_written_is_read_back(rows: list[list[str]], delimiter: str, encoding: str) -> None:
    # A letter in every cell keeps blanks and what Excel means by '=' and '#' out of question.
    written = [["No", "Uraian"], *[[f"x{value}" for value in values] for values in rows]]
    named = f"sep={delimiter}\r\n".encode(encoding)
    content = named + delimited(written, delimiter, "utf-16-le" if encoding == "utf-16" else "utf-8")
    grid = _only(content)
    width = max(map(len, written))
    assert grid.rows == tuple(tuple(values) + (None,) * (width - len(values)) for values in written)


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_book_or_unreadable(content: bytes) -> None:
    try:
        book = read_book(b"\n" + content)
    except UnreadableError:
        return
    assert len({len(row) for row in book.grids[0].rows}) <= 1
