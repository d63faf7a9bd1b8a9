"""The workbook as a whole: its sheets, its figures against SQL of its own, steady bytes, hostile texts."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from spse_monev.demo.postgres import Server
from spse_monev.period import Month
from spse_monev.reports import monthly
from spse_monev.reports.monthly.complaints import NO_HELPDESK
from spse_monev.settings import Site
from tests.reports.monthly.conftest import MadeUpMonth
from tests.reports.read_back import table

NOW = datetime(2026, 11, 1, 3, tzinfo=UTC)
Rows = dict[str, list[dict[str, Any]]]


def answers(made: MadeUpMonth, site: Site, month: Month) -> Rows:
    """The answers of the warehouse, and nothing of what the pipeline hands in beside them."""
    rows = {name: made.warehouse.report_rows(name, site.key, month) for name in monthly.questions(site)}
    register = made.warehouse.deviations.span(site.key, month.first, month.shift(1).first)
    return rows | {name: [] for name in monthly.HANDED_IN} | {"register": [asdict(each) for each in register]}


@pytest.fixture(scope="module")
def written(october: MadeUpMonth, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("artifacts")
    rows = answers(october, october.site, october.month)
    artifact = monthly.write_evaluation(october.site, october.month, rows, folder, NOW)
    assert artifact.path == f"{october.site.key}/2026/10/bulanan/laporan_evaluasi_{october.site.key}_2026-10.xlsx"
    assert (artifact.kind, artifact.state) == ("laporan_evaluasi", "sebagian")
    again = monthly.write_evaluation(october.site, october.month, rows, folder, NOW)
    assert again == artifact
    return (folder / artifact.path).read_bytes()


@pytest.fixture(scope="module")
def workbook(written: bytes) -> Workbook:
    return load_workbook(BytesIO(written))


@pytest.fixture(scope="module")
def plain(server: Server, october: MadeUpMonth) -> Iterator[psycopg.Connection[Any]]:
    """The same database, asked without the report's queries."""
    with psycopg.connect(server.uri("evaluation")) as connection:
        yield connection


def test_all_sheets_are_there_in_their_order(workbook: Workbook) -> None:
    assert workbook.sheetnames[: len(monthly.TITLES)] == list(monthly.TITLES)
    assert workbook.active.title == "Sampul"


def test_a_second_reader_finds_the_same_cells(written: bytes, workbook: Workbook) -> None:
    other = CalamineWorkbook.from_filelike(BytesIO(written))
    assert other.sheet_names == workbook.sheetnames
    for sheet in workbook:
        values = other.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
        texts = {str(value) for row in values for value in row}
        # Of the two only one undoes the escape of an underscore that would else begin one.
        written_texts = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.data_type == "s"}
        assert {text.replace("_x005F_", "_") for text in written_texts} <= texts


def test_every_table_filters_or_is_the_ground_of_a_picture(workbook: Workbook) -> None:
    names = [name for sheet in workbook for name in sheet.tables]
    assert len(names) == len(set(names))
    assert len(names) >= 20


# Sheet, table, column that is summed; and what is summed of which stored table, of one source or of all.
SUMS = (
    ("Galat Basis Data", "GalatBasisData", "Jumlah", "count", "error_daily", "database_log"),
    ("Galat Aplikasi", "GalatAplikasi", "Jumlah", "count", "error_daily", "application_log"),
    ("Galat Web", "GalatWeb", "Jumlah", "count", "error_daily", "web_log"),
    ("Kegagalan", "Kegagalan", "Jumlah", "count", "failure_daily", ""),
    ("Query Tersering", "QueryTersering", "Panggilan", "calls", "query_daily", ""),
)  # fmt: skip


@pytest.mark.parametrize(
    ("sheet", "name", "column", "summed", "stored", "source"), SUMS, ids=[each[0] for each in SUMS]
)
def test_sums_are_those_of_the_stored_days(
    workbook: Workbook, plain: psycopg.Connection[Any], october: MadeUpMonth, sheet: str, name: str, column: str,
    summed: str, stored: str, source: str,
) -> None:  # fmt: skip
    [expected] = plain.execute(
        f"SELECT sum({summed}) FROM monev.{stored} WHERE site = %(site)s AND %(source)s IN ('', source) "
        "AND day BETWEEN '2026-10-01' AND '2026-10-31'".encode(),
        {"site": october.site.key, "source": source},
    ).fetchone() or [None]
    assert expected
    assert sum(int(row[column]) for row in table(workbook[sheet], name)) == expected


def test_complaints_are_those_that_count(
    workbook: Workbook, plain: psycopg.Connection[Any], october: MadeUpMonth
) -> None:
    [counted] = plain.execute(
        "SELECT count(*) FROM monev.complaint_current WHERE site = %(site)s AND is_counted", {"site": october.site.key}
    ).fetchone() or [None]
    assert counted
    assert len(table(workbook["Rekap Penanganan"], "RekapPenanganan")) == counted


def test_no_text_of_outside_is_a_formula_and_no_part_is_broken(written: bytes, workbook: Workbook) -> None:
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"n", "s", "d", "b", "inlineStr"}
    with zipfile.ZipFile(BytesIO(written)) as archive:
        assert archive.testzip() is None


@pytest.mark.parametrize("month", ["2026-12", "2026-09"])
def test_months_of_which_little_or_nothing_is_stored(october: MadeUpMonth, month: str, tmp_path: Path) -> None:
    asked = Month.parse(month, october.site.zone)
    rows = answers(october, october.site, asked)
    artifact = monthly.write_evaluation(october.site, asked, rows, tmp_path, NOW)
    assert artifact.state == "sebagian"
    assert load_workbook(tmp_path / artifact.path).sheetnames[0] == "Sampul"


def test_a_site_without_a_helpdesk_says_so_and_has_no_recap(october: MadeUpMonth, tmp_path: Path) -> None:
    site = october.site.model_copy(update={"helpdesk": None})
    artifact = monthly.write_evaluation(site, october.month, answers(october, site, october.month), tmp_path, NOW)
    workbook = load_workbook(tmp_path / artifact.path)
    assert "Rekap Penanganan" not in workbook.sheetnames
    assert NO_HELPDESK in [cell.value for row in workbook["Keluhan per Kelas"] for cell in row]
