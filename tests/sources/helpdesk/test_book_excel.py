"""Workbooks of Excel as openpyxl, other libraries and hands write them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from spse_monev.sources.helpdesk.book import open_book
from spse_monev.sources.helpdesk.grid import UnreadableError, Unusable
from tests.sources.helpdesk.books import inbox_file, saved, xlsx, xlsx_members, xlsx_of, zipped


def test_values_keep_their_kind_and_place() -> None:
    book = open_book(
        inbox_file(
            xlsx(
                {
                    "Rekap": [
                        [],
                        [None, "No. Tiket", "Telepon", "Jumlah"],
                        [None, 20261001, "081200000000", 2.5],
                        [None, "'0012", 6281200000000, True],
                        [None, "  dua\nbaris\t ", None, -0.0],
                        [None, None, " \u00a0\u200b", None],
                    ]
                }
            )
        )
    )
    assert book.kind == "xlsx"
    (grid,) = book.grids
    assert grid.name == "Rekap"
    assert not grid.is_hidden
    assert grid.rows == (
        (None, None, None, None),
        (None, "No. Tiket", "Telepon", "Jumlah"),
        (None, 20261001, "081200000000", 2.5),
        (None, "'0012", 6281200000000, True),
        (None, "  dua\nbaris\t ", None, 0),
    )
    assert [type(row[1]) for row in grid.rows[2:4]] == [int, str]


@pytest.mark.parametrize("epoch", [CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904])
def test_dates_of_both_epochs(epoch: datetime) -> None:
    workbook = openpyxl.Workbook()
    workbook.epoch = epoch
    sheet = workbook.worksheets[0]
    moments = [
        datetime.fromisoformat("2026-10-01T09:05:07"),
        date(2026, 10, 1),
        time(9, 5),
        timedelta(hours=3),
        timedelta(hours=30, minutes=5),
    ]
    sheet.append(moments)
    noon = datetime.fromisoformat("2026-10-01T12:00:00")
    serial = sheet.cell(1, 6, (noon - epoch) / timedelta(days=1))
    serial.number_format = "[$-421]dd mmmm yyyy hh.mm;@"
    (grid,) = open_book(inbox_file(saved(workbook))).grids
    assert grid.rows[0][:5] == (*moments[:3], time(3), "30:05:00")
    assert grid.rows[0][5] == noon


def test_errors_and_formulas_without_result_are_no_empty_cells() -> None:
    data = (
        '<sheetData><row r="2"><c r="B2" t="e"><v>#REF!</v></c><c r="C2"><f>1+1</f></c><c r="D2"><f>1+1</f><v></v></c>'
        '<c r="E2"><f>1+1</f><v>2</v></c><c r="F2" t="str"><f>IF(1,"","x")</f><v></v></c>'
        '<c r="G2" t="e"><f>NA()</f><v>#N/A</v></c><c r="H2" t="inlineStr"><is><t>#N/A</t></is></c></row>'
        '<row><c/><c><f t="shared" si="0"/></c></row></sheetData>'
    )
    (grid,) = open_book(inbox_file(xlsx_of(data))).grids
    formula, error = Unusable.FORMULA, Unusable.ERROR
    assert grid.rows == (
        (None,) * 8,
        (None, error, formula, formula, 2, None, error, "#N/A"),
        (None, formula, None, None, None, None, None, None),
    )


def test_formulas_of_a_library_that_never_calculates() -> None:
    rows = [["No", "Kode"], ["=ROW()-1", "K-1"], ["=ROW()-1", "K-2"]]
    (first, second) = open_book(inbox_file(xlsx({"Depan": [["x"]], "Rekap": rows}))).grids
    assert first.rows == (("x",),)
    assert second.rows == (("No", "Kode"), (Unusable.FORMULA, "K-1"), (Unusable.FORMULA, "K-2"))


def test_hidden_sheets_are_returned_and_charts_are_not() -> None:
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].append(["a"])
    for name, state in (("Tersembunyi", "hidden"), ("Sangat", "veryHidden")):
        workbook.create_sheet(name).sheet_state = state
    workbook.create_chartsheet("Grafik", 1)
    workbook.create_sheet("Akhir").append(["=1+1"])
    workbook.worksheets[0].row_dimensions[1].hidden = True
    workbook.worksheets[0].column_dimensions["A"].hidden = True
    grids = open_book(inbox_file(saved(workbook))).grids
    assert [(grid.name, grid.is_hidden) for grid in grids] == [
        ("Sheet", False),
        ("Tersembunyi", True),
        ("Sangat", True),
        ("Akhir", False),
    ]
    assert [grid.rows for grid in grids] == [(("a",),), (), (), ((Unusable.FORMULA,),)]


def test_merged_cells_end_with_the_table_and_hide_what_they_cover() -> None:
    data = (
        '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>7</v></c></row>'
        '<row r="2"><c r="B2"><v>3</v></c></row><row r="3"><c r="B3"><v>8</v></c><c r="C3"><v>2</v></c></row>'
        "</sheetData>"
        '<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="B2:B1048576"/><mergeCell ref="E5:F6"/></mergeCells>'
    )
    (grid,) = open_book(inbox_file(xlsx_of(data))).grids
    assert grid.merged == ((1, 1, 1, 3), (2, 2, 3, 2))
    # What a merged cell covers is still in the file, unseen.
    assert grid.rows == ((1, None, None), (None, 3, None), (None, None, 2))


def test_text_is_read_as_excel_shows_it() -> None:
    shared = (
        "<si><r><t xml:space='preserve'>te</t></r><r><t>bal</t></r><rPh><t>x</t></rPh></si>"
        "<si><t>_x0041_&lt;b&gt;</t></si>"
    )
    data = (
        '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
        '<c r="C1" t="inlineStr"><is><t>a_x0000_b</t></is></c><c r="D1" t="d"><v>2026-10-01T09:05:00</v></c>'
        '<c r="E1"><v>NaN</v></c></row></sheetData>'
    )
    (grid,) = open_book(inbox_file(xlsx_of(data, shared))).grids
    assert grid.rows == (("tebal", "A<b>", "ab", datetime.fromisoformat("2026-10-01T09:05:00"), Unusable.ERROR),)


def test_parts_of_other_names_and_prefixes() -> None:
    members = xlsx_members("")
    sheet = str(members.pop("xl/worksheets/sheet1.xml"))
    main = sheet[sheet.index('"http') + 1 : sheet.rindex('"')]
    members["xl/worksheets/Lembar.xml"] = (
        f'<x:worksheet xmlns:x="{main}"><x:sheetData><x:row r="1"><x:c r="A1"><x:f>1</x:f></x:c>'
        '<x:c r="B1"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    links = str(members["xl/_rels/workbook.xml.rels"])
    members["xl/_rels/workbook.xml.rels"] = links.replace("/xl/worksheets/sheet1.xml", "worksheets/Lembar.xml")
    (grid,) = open_book(inbox_file(zipped(members))).grids
    assert grid.rows == ((Unusable.FORMULA, 7),)


def test_formats_far_away_do_not_count() -> None:
    data = (
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    )
    (grid,) = open_book(inbox_file(xlsx_of(data))).grids
    assert grid.rows == ((1,),)


def test_a_workbook_without_its_sheet_is_damaged() -> None:
    members = xlsx_members("<sheetData/>")
    del members["xl/worksheets/sheet1.xml"]
    with pytest.raises(UnreadableError, match="rusak atau terpotong"):
        open_book(inbox_file(zipped(members)))
