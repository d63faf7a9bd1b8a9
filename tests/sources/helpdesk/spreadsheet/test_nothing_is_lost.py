"""Every row of a recap is a complaint, a rejection, or known not to be a record; and no content stops the reading."""

from __future__ import annotations

from datetime import date
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spse_monev.complaints import Import
from spse_monev.sources.helpdesk.grid import Book, Grid, Unusable, Value
from spse_monev.sources.helpdesk.spreadsheet import read_file
from tests.sources.helpdesk.books import inbox_file
from tests.sources.helpdesk.spreadsheet.offices import HEADINGS, PROTECTOR, WIB, source

WIDTH = len(HEADINGS)

words = st.sampled_from(
    ["Gagal upload", "-", "Selesai", "Budi Contoh", "WA", "Tanggal", "Keluhan", "081234567890", "5 Oktober 2026",
     "05/10/2026", "31/02/2026", "tidak tahu", "Mengapa jumlah paket yang tampil di beranda berbeda", "v"]
)  # fmt: skip
cells: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    words,
    st.text(max_size=20),
    st.integers(-1, 60_000),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.sampled_from(list(Unusable)),
)


def padded(*values: Value) -> tuple[Value, ...]:
    return (*values, *[None] * (WIDTH - len(values)))


complaints = st.tuples(
    st.none() | st.integers(1, 999),
    st.one_of(st.dates(date(2026, 1, 1), date(2026, 10, 31)), st.just("13 Oktober 2026"), st.just("14/10/2026 9.05")),
    st.none() | words,
    st.none() | st.integers(81_000_000_000, 81_999_999_999),
    st.sampled_from(["Gagal upload penawaran", "Bagaimana mengubah jadwal", "Kepala dinas tidak bisa login"]),
    st.none() | words,
    st.none() | words,
)
# Of each the date or the words are missing, or the date is none. Without its number, the first could be two signatures.
rejected = st.one_of(
    st.tuples(st.just(9), st.none(), words, st.none(), st.just("Gagal upload lagi"), st.none(), st.none()),
    st.tuples(st.none(), st.just("entah kapan"), words, st.none(), st.just("Gagal upload"), words, st.none()),
    st.tuples(st.none(), st.just(date(2026, 10, 5)), st.just("Siti"), st.none(), st.none(), st.none(), st.none()),
    st.tuples(st.none(), st.just(Unusable.ERROR), st.none(), st.none(), st.just("Gagal"), st.none(), st.none()),
)
furniture = st.sampled_from(
    [
        padded(),
        HEADINGS,
        padded(1, 2, 3, 4, 5, 6, 7),
        padded("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"),
        padded("BULAN NOVEMBER 2026"),
        padded("Minggu II"),
        padded("Jumlah", None, None, None, 12),
        padded("TOTAL KELUHAN : 12"),
        padded(12),
        padded(13, None, None, Unusable.FORMULA),
        padded(None, None, None, None, "Lumajang, 31 Oktober 2026"),
        padded(None, "Mengetahui,"),
        padded(None, "NIP. 19710113 199101 1 001"),
        padded(3, "Oktober 2026", None, None, "NIHIL"),
    ]
)


def read_grid(*grids: Grid) -> Import:
    with patch("spse_monev.sources.helpdesk.spreadsheet.reading.open_book", return_value=Book("xlsx", grids)):
        return read_file("rekap", source(), inbox_file(b"x"), WIB, PROTECTOR)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.just("complaint"), complaints) | st.tuples(st.just("rejected"), rejected)
                | st.tuples(st.just("furniture"), furniture), max_size=25))  # fmt: skip
def test_rows_are_complaints_rejections_or_furniture(rows: list[tuple[str, tuple[Value, ...]]]) -> None:
    found = read_grid(Grid("Oktober", False, (HEADINGS, *(values for _, values in rows))))
    numbers = {kind: {at for at, (each, _) in enumerate(rows, start=2) if each == kind} for kind, _ in rows}
    assert {each.place.row for each in found.complaints} == numbers.get("complaint", set())
    assert {each.row for each in found.rejections} == numbers.get("rejected", set())
    assert found.row_count == len(numbers.get("complaint", ())) + len(numbers.get("rejected", ()))


merges = st.tuples(st.integers(1, 12), st.integers(1, WIDTH), st.integers(0, 4), st.integers(0, 3)).map(
    lambda each: (each[0], each[1], min(each[0] + each[2], 12), min(each[1] + each[3], WIDTH))
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(*[cells] * WIDTH), min_size=1, max_size=12),
    st.lists(merges, max_size=4),
    st.booleans(),
    st.booleans(),
)
def test_no_content_stops_the_reading_and_the_count_is_right(
    rows: list[tuple[Value, ...]], merged: list[tuple[int, int, int, int]], has_header: bool, is_hidden: bool
) -> None:
    table = (HEADINGS, *rows)[:12] if has_header else tuple(rows)
    found = read_grid(Grid("Oktober", is_hidden, table, tuple(merged)))
    taken = {each.place.row for each in found.complaints}
    assert len(taken) == len(found.complaints)
    if found.row_count:
        assert found.row_count == len(taken | {each.row for each in found.rejections})
    assert all(each.problem and each.expected for each in found.rejections)
    assert bool(found.reasons) == (found.state != "ok")


@given(st.lists(st.tuples(*[cells] * 4), min_size=1, max_size=6))
def test_nothing_of_a_row_is_quoted(rows: list[tuple[Value, ...]]) -> None:
    marked = tuple(tuple(f"zqx{value}" if isinstance(value, str) else value for value in row) for row in rows)
    found = read_grid(Grid("Oktober", False, (("Tanggal", "Keluhan", "zqxtidak dikenal", "Tanggal Selesai"), *marked)))
    assert "zqx" not in repr((found.rejections, found.reasons))
