"""The correction sheet as a person gets it, fills it, and saves it with another program."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from spse_monev import correction_sheet as form
from spse_monev.complaints import Import
from spse_monev.reports.complaints import QUERIES, write_complaint_reports
from spse_monev.reports.complaints.links import LINKED
from spse_monev.reports.deviations import JUDGED
from spse_monev.settings import Site, SpreadsheetSource
from spse_monev.sources.helpdesk.inbox import InboxFile
from spse_monev.sources.helpdesk.protect import Protector
from spse_monev.sources.helpdesk.spreadsheet import read_file
from tests.reports.complaints.made_up_month import HELPDESK, NOW, OCTOBER, Rows
from tests.reports.read_back import table, texts


@pytest.fixture(scope="module")
def path(helpdesk_site: Site, month_rows: Rows, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("correction")
    _, sheet = write_complaint_reports(helpdesk_site, OCTOBER, month_rows, folder, NOW)
    return folder / sheet.path


def offered(workbook: Workbook, heading: str) -> list[str]:
    """What the dropdown of a column offers, read through its rule."""
    sheet = workbook[form.SHEET]
    column = {cell.value: cell.column_letter for cell in head(sheet)}[heading]
    for rule in sheet.data_validations.dataValidation:
        if str(rule.sqref).startswith(column) and rule.type == "list":
            name, _, area = rule.formula1.replace("$", "").partition("!")
            return [cell.value for row in workbook[name.strip("'")][area] for cell in row]
    return []


def head(sheet: Worksheet) -> tuple[object, ...]:
    """The row that holds the headings, found as a reader finds it."""
    return next(row for row in sheet.iter_rows() if any(cell.value == form.CODE for cell in row))


def test_every_record_is_there_and_those_to_review_come_first(path: Path, month_rows: Rows) -> None:
    workbook = load_workbook(path)
    assert workbook.sheetnames == [form.SHEET, "Daftar"]
    assert workbook["Daftar"].sheet_state == "hidden"
    rows = table(workbook[form.SHEET], "LembarKoreksi")
    assert sorted(row[form.CODE] for row in rows) == sorted(row["complaint_id"] for row in month_rows["complaints"])
    review = [row["Telaah"] == "perlu ditelaah" for row in rows]
    assert review == sorted(review, reverse=True)
    assert sum(review) == sum(row["needs_review"] and row["is_counted"] for row in month_rows["complaints"])
    assert {row[heading] for row in rows for heading in form.FILLED} == {None}


def test_dropdowns_offer_the_labels(path: Path) -> None:
    workbook = load_workbook(path)
    assert offered(workbook, form.CLASS) == [
        "Upload dan download data", "Penggunaan aplikasi SPSE", "Keluhan lain"
    ]  # fmt: skip
    assert "Unggah dokumen penawaran" in offered(workbook, form.TOPIC)
    assert offered(workbook, form.IS_COMPLAINT) == ["ya", "tidak"]


def test_codes_are_text_also_where_somebody_types_one(path: Path) -> None:
    sheet = load_workbook(path)[form.SHEET]
    cells = head(sheet)
    for heading in (form.CODE, form.SAME_AS):
        (column,) = (cell.column for cell in cells if cell.value == heading)
        assert {row[column - 1].number_format for row in sheet.iter_rows(min_row=cells[0].row + 1)} == {"@"}


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_it_survives_libreoffice(path: Path, tmp_path: Path) -> None:
    before = load_workbook(path)
    cells = head(before[form.SHEET])
    columns = {cell.value: cell.column for cell in cells}
    first = cells[0].row + 1
    code = "0123456789012345"
    for heading, value in ((form.CLASS, "Keluhan lain"), (form.SAME_AS, code), (form.CORRECTED_BY, "Petugas Contoh")):
        before[form.SHEET].cell(first, columns[heading], value)
    before.save(tmp_path / "diisi.xlsx")
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
            "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "saved"),
            str(tmp_path / "diisi.xlsx"),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    after = load_workbook(tmp_path / "saved" / "diisi.xlsx")
    sheet = after[form.SHEET]
    assert [cell.value for cell in head(sheet)] == [cell.value for cell in cells]
    row = {heading: sheet.cell(first, column).value for heading, column in columns.items()}
    assert (row[form.CLASS], row[form.SAME_AS], row[form.CORRECTED_BY]) == ("Keluhan lain", code, "Petugas Contoh")
    assert row[form.CODE] == before[form.SHEET].cell(first, 1).value
    assert row[form.NOTE] is None
    assert after["Daftar"].sheet_state == "hidden"
    assert offered(after, form.CLASS) == offered(before, form.CLASS)
    assert sheet.max_row == before[form.SHEET].max_row


def read_back(path: Path) -> Import:
    """The workbook as it is read when it lies in the inbox."""
    content = path.read_bytes()
    source = HELPDESK.sources["rekap"]
    assert isinstance(source, SpreadsheetSource)
    file = InboxFile(str(path), hashlib.sha256(content).hexdigest(), NOW, content)
    return read_file("rekap", source, file, OCTOBER.zone, Protector("garam uji yang cukup panjang", "lpse_contoh"))


def test_what_a_person_fills_in_is_read_back(path: Path, month_rows: Rows, tmp_path: Path) -> None:
    workbook = load_workbook(path)
    sheet = workbook[form.SHEET]
    columns = {cell.value: cell.column for cell in head(sheet)}
    first = head(sheet)[0].row + 1
    filled = {
        form.CLASS: "Keluhan lain", form.TOPIC: "Lambat", form.SAME_AS: form.NONE, form.IS_COMPLAINT: "ya",
        form.CORRECTED_BY: "Petugas Contoh", form.NOTE: "sesuai tiket",
    }  # fmt: skip
    for heading, value in filled.items():
        sheet.cell(first, columns[heading], value)
    workbook.save(tmp_path / "diisi.xlsx")
    found = read_back(tmp_path / "diisi.xlsx")
    assert (found.complaints, found.rejections) == ((), ())
    assert {(each.field.value, each.value) for each in found.corrections} == {
        ("class", "keluhan_lain"), ("topic", "lambat"), ("same_as", ""), ("is_complaint", "ya")
    }  # fmt: skip
    assert {each.complaint_id for each in found.corrections} <= {
        row["complaint_id"] for row in month_rows["complaints"]
    }


def test_neither_workbook_brings_complaints_in_when_it_lies_in_the_inbox(
    path: Path, helpdesk_site: Site, month_rows: Rows, tmp_path: Path
) -> None:
    empty = read_back(path)
    assert (empty.complaints, empty.corrections, empty.rejections) == ((), (), ())
    recap, _ = write_complaint_reports(helpdesk_site, OCTOBER, month_rows, tmp_path, NOW)
    found = read_back(tmp_path / recap.path)
    assert (found.complaints, found.corrections) == ((), ())
    assert any("dibuat monev" in each.problem for each in found.rejections)


def test_without_records_it_says_so(helpdesk_site: Site, tmp_path: Path) -> None:
    rows: Rows = {name: [] for name in (*QUERIES, *JUDGED, *LINKED)}
    _, sheet = write_complaint_reports(helpdesk_site, OCTOBER, rows, tmp_path, NOW)
    workbook = load_workbook(tmp_path / sheet.path)
    assert "Tidak terbaca, sehingga tidak ada angka." in texts(workbook[form.SHEET])
    assert workbook.sheetnames == [form.SHEET]
