"""Requests on their way and at their end in the month's evaluation, from a real register to the sheets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from spse_monev.analysis import changes as analysis
from spse_monev.changes import EventKind
from spse_monev.demo.postgres import Server
from spse_monev.findings import Evidence
from spse_monev.pipeline.changes import _add
from spse_monev.pipeline.month import month_rows
from spse_monev.reports import bundle, monthly
from spse_monev.reports.bundle.personal import public_rows
from spse_monev.settings import Site
from spse_monev.warehouse import Warehouse
from tests.changes import APPROVED, DONE, REVIEWED, Answer, finding, store_drafts
from tests.reports.made_up_week import FORMULAS, Rows
from tests.reports.monthly.conftest import MadeUpMonth
from tests.reports.read_back import table, texts

NOW = datetime(2026, 11, 1, 3, tzinfo=UTC)
DONE_ON = "2026-09-30"


@pytest.fixture(scope="module")
def warehouse(server: Server, october: MadeUpMonth) -> Iterator[Warehouse]:
    """The month through a session of its own, whose register is left as it was: others share the month."""
    with psycopg.connect(server.uri("evaluation"), autocommit=True) as connection:
        yield Warehouse(connection)
        connection.execute("ALTER TABLE monev.change_event DISABLE TRIGGER append_only")
        for table_ in ("change_event", "change_request_finding", "change_request"):
            connection.execute(f"DELETE FROM monev.{table_}".encode())
        connection.execute("ALTER TABLE monev.change_event ENABLE TRIGGER append_only")
        connection.execute("DELETE FROM monev.finding WHERE period_start < %s", [october.month.first])


@pytest.fixture(scope="module")
def subject(warehouse: Warehouse) -> str:
    """The error of the database's log that was seen most often in September."""
    [[fingerprint]] = warehouse._connection.execute(
        "SELECT fingerprint FROM monev.error_daily WHERE source = 'database_log' AND day < '2026-10-01' "
        "GROUP BY 1 ORDER BY sum(count) DESC, 1 LIMIT 1"
    ).fetchall()
    return str(fingerprint)


@pytest.fixture(scope="module")
def rows(warehouse: Warehouse, october: MadeUpMonth, subject: str) -> Rows:
    """All that the month is made of, after a change of September was carried out and another waits to be."""
    site, september = october.site, october.month.shift(-1)
    evidence = (Evidence("banyak", "database_log"),)
    found = [finding(september, rule, subject=subject, title=FORMULAS[0], evidence=evidence) for rule in ("R04", "R20")]
    done, waiting = store_drafts(warehouse, site.key, september, *found)
    for number, answers in ((done, (REVIEWED, APPROVED, DONE)), (waiting, (REVIEWED, APPROVED))):
        walk(site, warehouse, number, answers)
    return month_rows(site, october.month, warehouse, monthly.questions(site), NOW)


def walk(site: Site, warehouse: Warehouse, number: str, answers: tuple[Answer, ...]) -> None:
    """Answer the steps of a request on the last day of September."""
    at = datetime(2026, 9, 30, 9, tzinfo=site.zone)
    record = warehouse.changes.record(site.key, number)
    record = _add(site, warehouse, record, EventKind.SUBMITTED, analysis.submission(record.request), "", at)
    for _, option, fields, who in answers:
        dates = {name: DONE_ON for name in ("jadwal", "tanggal_implementasi") if name in fields}
        details = analysis.read_answer(site, record.request, option, fields | dates, at)
        record = _add(site, warehouse, record, EventKind.ANSWERED, details, who, at)


@pytest.fixture(scope="module")
def path(october: MadeUpMonth, rows: Rows, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("efek")
    return folder / monthly.write_evaluation(october.site, october.month, rows, folder, NOW).path


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    return load_workbook(path)


def test_figures_before_and_after_are_those_of_the_days_that_were_read(
    warehouse: Warehouse, subject: str, book: Workbook
) -> None:
    [line] = table(book["Efek Perubahan"], "EfekPerubahan")
    stored = warehouse._connection.execute(
        "SELECT day, count FROM monev.error_daily WHERE source = 'database_log' AND fingerprint = %s", [subject]
    ).fetchall()
    before = sum(count for day, count in stored if day.isoformat() < DONE_ON)
    after = sum(count for day, count in stored if day.isoformat() > DONE_ON)
    assert (line["Jumlah sebelum"], line["Hari terbaca sebelum"]) == (before, 9)
    # The log was not read on two days.
    assert (line["Jumlah sesudah"], line["Hari terbaca sesudah"]) == (after, 29)
    assert line["Per hari sesudah"] == pytest.approx(after / 29)
    assert (line["Efek"], line["Asal"], line["Bulan asal"]) == ("Efek tidak terlihat", "aturan R04", "September 2026")
    assert "Efek perubahan yang sudah dilaksanakan: 1 tidak terlihat" in texts(book["Ringkasan Eksekutif"])
    assert "bukan apakah perubahan itu penyebabnya" in texts(book["Efek Perubahan"])


def test_who_holds_an_open_request(book: Workbook) -> None:
    lines = table(book["Permohonan Terbuka"], "PermohonanTerbuka")
    [line] = [line for line in lines if line["Asal"] == "aturan R20"]
    assert (line["Keadaan"], line["Harus menjawab"]) == ("menunggu pelaksanaan", "Administrator Sistem")
    assert line["Menunggu pada akhir bulan (hari)"] == 32
    assert "Permohonan belum selesai: 1" in texts(book["Ringkasan Eksekutif"])


def test_a_second_reader_finds_the_sheets_and_no_formula(path: Path, book: Workbook) -> None:
    other = CalamineWorkbook.from_path(path)
    for title in ("Permohonan Terbuka", "Permohonan Berakhir", "Efek Perubahan"):
        assert not [cell for row in book[title].iter_rows() for cell in row if cell.data_type == "f"]
        values = other.get_sheet_by_name(title).to_python(skip_empty_area=False)
        assert title in {str(value) for row in values for value in row}


def test_neither_a_title_nor_who_proposed_it_leaves_the_office(
    october: MadeUpMonth, rows: Rows, tmp_path: Path
) -> None:
    for question in ("effects", "month_open_requests"):
        [row] = [row for row in rows[question] if row["rule_id"] in ("R04", "R20")]
        assert row["title"]
        [public] = public_rows(question, [row])
        assert not {"title", "requested_by"} & set(public)
        assert public["number"]
    document, *_ = bundle.write_data(october.site, october.month, rows, tmp_path, NOW)
    assert '"data/effects.parquet"' in (tmp_path / document.path).read_text()


def test_a_month_without_any_says_so(october: MadeUpMonth, rows: Rows, tmp_path: Path) -> None:
    nothing = rows | {"effects": [], "month_open_requests": [], "month_ended_requests": []}
    artifact = monthly.write_evaluation(october.site, october.month, nothing, tmp_path, NOW)
    book = load_workbook(tmp_path / artifact.path)
    assert "Tidak ada perubahan yang selesai dilaksanakan" in texts(book["Efek Perubahan"])
    assert "Tidak ada permohonan perubahan yang belum selesai" in texts(book["Permohonan Terbuka"])
