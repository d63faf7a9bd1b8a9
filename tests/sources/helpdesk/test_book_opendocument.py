"""OpenDocument spreadsheets as LibreOffice writes them."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from spse_monev.sources.helpdesk.book import open_book
from spse_monev.sources.helpdesk.grid import Grid, UnreadableError, Unusable
from tests.sources.helpdesk.books import cell, inbox_file, ods, ods_members, ods_of, row, table, zipped


def _only(content: bytes) -> Grid:
    book = open_book(inbox_file(content, "rekap.ods"))
    assert book.kind == "ods"
    (grid,) = book.grids
    return grid


def test_values_keep_their_kind() -> None:
    values = (
        "081200000000",
        20261001,
        2.5,
        True,
        date(2026, 10, 1),
        datetime.fromisoformat("2026-10-01T09:05:00"),
        time(9, 5),
        "'x",
    )
    assert _only(ods({"Rekap": [values]})).rows == (values,)
    assert isinstance(_only(ods({"Rekap": [[7.0]]})).rows[0][0], int)


def test_durations_and_dates_that_are_none() -> None:
    cells = [
        f'<table:table-cell office:value-type="{kind}" office:{kind}-value="{value}"><text:p>{shown}</text:p>'
        "</table:table-cell>"
        for kind, value, shown in (
            ("time", "PT30H05M07.25S", "x"),
            ("time", "-PT1H", "x"),
            ("time", "besok", "besok"),
            ("date", "2026-10-01T09:05:07.123000000", "x"),
            ("date", "-0044-03-15", "15/03/-44"),
        )
    ]
    assert _only(ods_of(table([row(*cells)]))).rows == (
        ("30:05:07", "-1:00:00", "besok", datetime.fromisoformat("2026-10-01T09:05:07.123"), "15/03/-44"),
    )


def test_errors_and_formulas_without_result() -> None:
    cells = (
        '<table:table-cell table:formula="of:=1+1"/>',
        '<table:table-cell table:formula="of:=&quot;&quot;"><text:p/></table:table-cell>',
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>',
        '<table:table-cell table:formula="of:=NA()" office:value-type="float" office:value="0"><text:p>#N/A</text:p>'
        "</table:table-cell>",
        cell("#N/A"),
        cell(2, 'table:formula="of:=1+1"'),
    )
    assert _only(ods_of(table([row(*cells)]))).rows == (
        (Unusable.FORMULA, None, Unusable.ERROR, Unusable.ERROR, "#N/A", 2),
    )


def test_text_with_breaks_but_without_comments_and_drawings() -> None:
    content = (
        "<table:table-cell><office:annotation><text:p>komentar</text:p></office:annotation>"
        "<draw:frame><draw:text-box><text:p>gambar</text:p></draw:text-box></draw:frame>"
        '<text:p>satu<text:s text:c="2"/>dua<text:tab/>ti<text:span>ga</text:span>\n  empat<text:line-break/>'
        "lima</text:p>"
        "<text:p/><text:p>a &amp; b</text:p></table:table-cell>"
    )
    assert _only(ods_of(table([row(content)]))).rows == (("satu  dua\ttiga empat\nlima\n\na & b",),)


def test_repeated_cells_and_rows_count_where_something_stands() -> None:
    repeated = "table:number-columns-repeated"
    rows = (
        row(cell(None, f'{repeated}="2"'), cell("a", f'{repeated}="2"'), attributes='table:number-rows-repeated="2"'),
        row(cell(None, f'{repeated}="16384"'), attributes='table:number-rows-repeated="3"'),
        f"<table:table-row-group><table:table-header-rows>{row(cell('b'))}</table:table-header-rows></table:table-row-group>",
        row(cell(None, f'{repeated}="1000000000"'), attributes='table:number-rows-repeated="1000000000000"'),
    )
    empty = (None,) * 4
    assert _only(ods_of(table(rows))).rows == (
        (None, None, "a", "a"),
        (None, None, "a", "a"),
        *[empty] * 3,
        ("b", None, None, None),
    )


def test_merged_cells_hide_what_they_cover() -> None:
    rows = (
        row(cell()),
        row(
            cell(),
            cell("a", 'table:number-columns-spanned="2" table:number-rows-spanned="2"'),
            "<table:covered-table-cell/>",
            cell("b"),
        ),
        row(
            cell(),
            '<table:covered-table-cell office:value-type="string" table:number-columns-repeated="2">'
            "<text:p>lama</text:p></table:covered-table-cell>",
            cell("c"),
        ),
    )
    grid = _only(ods_of(table(rows)))
    assert grid.rows == ((None,) * 4, (None, "a", None, "b"), (None, None, None, "c"))
    assert grid.merged == ((2, 2, 3, 3),)


def test_hidden_sheets_and_old_tables() -> None:
    style = '<style:style style:name="ta1"><style:table-properties table:display="false"/></style:style>'
    old = "<table:tracked-changes>" + table([row(cell("lama"))], "Lama") + "</table:tracked-changes>"
    inner = "<table:shapes>" + table([row(cell("dalam"))], "Dalam") + "</table:shapes>"
    tables = (
        old
        + table([inner, row(cell("a"))], "Satu")
        + table([row(cell("b"))], "Dua", 'table:style-name="ta1"')
        + table([], "Tiga")
    )
    book = open_book(inbox_file(ods_of(tables, style)))
    assert [(grid.name, grid.is_hidden, grid.rows) for grid in book.grids] == [
        ("Satu", False, (("a",),)),
        ("Dua", True, (("b",),)),
        ("Tiga", False, ()),
    ]


def test_encrypted_content_is_told() -> None:
    manifest = '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
    members = ods_members("", manifest=manifest)
    members["content.xml"] = bytes(range(256))
    with pytest.raises(UnreadableError, match="kata sandi"):
        open_book(inbox_file(zipped(members)))
