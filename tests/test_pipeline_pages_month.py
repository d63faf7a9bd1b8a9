"""The page of a month on a real warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from spse_monev import pipeline
from spse_monev.analysis.changes import forms
from spse_monev.changes import ChangeState
from spse_monev.connections import EnvironmentConnections
from spse_monev.demo.postgres import Server
from spse_monev.deviations import Deviation, DeviationKind, DeviationStatus, Judgement, Step
from spse_monev.facts import Artifact, Coverage, CoverageState, ErrorCount, Reading
from spse_monev.findings import ChangeClass
from spse_monev.migrations import migrate
from spse_monev.period import Month
from spse_monev.pipeline.pages.calendar import Standing
from spse_monev.pipeline.pages.month import MonthPage, read_month
from spse_monev.settings import PROJECT, Site, read_sites
from spse_monev.warehouse import Warehouse
from tests.changes import MAJOR, MANAGER, REASON, finding, store_drafts
from tests.sql.test_sql_cases import HERE, load

CONNECTIONS = EnvironmentConnections()
NOW = datetime(2026, 12, 3, 3, tzinfo=UTC)  # a Thursday


@pytest.fixture
def site(server: Server, database: str, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The example site, with two sources of its helpdesk."""
    migrate(server.uri(database))
    monkeypatch.setenv("AIRFLOW_CONN_SPSE_WAREHOUSE", server.uri(database))
    example = read_sites(PROJECT / "include" / "sites")[0]["lpse_contoh"]
    assert example.helpdesk is not None
    [source] = example.helpdesk.sources.values()
    helpdesk = example.helpdesk.model_copy(update={"sources": {"hd": source, "lain": source}})
    return example.model_copy(update={"helpdesk": helpdesk})


@pytest.fixture
def warehouse(server: Server, database: str, site: Site) -> Iterator[Warehouse]:
    with psycopg.connect(server.uri(database)) as connection:
        yield Warehouse(connection)


@pytest.fixture
def month(site: Site) -> Month:
    return Month.parse("2026-11", site.zone)


def shown(site: Site, month: Month, folder: Path, now: datetime = NOW) -> MonthPage:
    return read_month(site, month, CONNECTIONS, folder, now)


def store_errors(site: Site, warehouse: Warehouse, month: Month, count: int, days: int) -> None:
    for day in month.days[:days]:
        error = ErrorCount("e", "ERROR", None, "galat", count, day.start, day.start, (0,) * 24)
        warehouse.store_reading(site.key, day, "database_log", Reading(Coverage(CoverageState.OK), errors=(error,)))


@pytest.mark.usefixtures("warehouse")
def test_a_month_of_which_nothing_is_known_says_so(site: Site, month: Month, tmp_path: Path) -> None:
    page = shown(site, month, tmp_path)
    assert not page.is_recorded
    assert page.calendar.counts[Standing.MISSING] == 30
    assert {each.now for each in page.figures} <= {"tidak terbaca", "tidak dikonfigurasi"}
    assert page.complaints is not None
    assert not page.complaints.lines
    assert "belum dinilai" in page.findings_note
    assert (page.requests, page.deviations, page.files, page.awaited) == ((), (), (), ())


def test_counts_compare_with_the_month_before_by_read_day(
    site: Site, warehouse: Warehouse, month: Month, tmp_path: Path
) -> None:
    store_errors(site, warehouse, month, 6, 10)
    store_errors(site, warehouse, month.shift(-1), 4, 31)
    figure = next(each for each in shown(site, month, tmp_path).figures if each.label.startswith("Galat basis data"))
    assert (figure.now, figure.days, figure.is_known) == ("sekurang-kurangnya 60", "10/30", True)
    assert (figure.before, figure.change) == ("124", "+2,0 per hari (+50%)")


def test_complaints_by_class_and_what_is_unsolved(
    site: Site, month: Month, tmp_path: Path, server: Server, database: str
) -> None:
    given = sorted((HERE / "reports__month_complaint_totals" / "two_months").glob("given.*.csv"))
    with psycopg.connect(server.uri(database)) as connection:
        connection.execute("SET TimeZone = 'Asia/Jakarta'")
        # The records before the tables that refer to them.
        for path in sorted(given, key=lambda each: (each.name.count("_"), each.name)):
            load(connection, path)
    complaints = shown(site, month, tmp_path).complaints
    assert complaints is not None
    assert not complaints.is_complete
    assert [(each.words, each.reasons) for each in complaints.sources] == [
        ("⚠ sebagian", ("satu berkas rusak",)),
        ("✔ lengkap", ()),
    ]
    told = {each.label: (each.count, each.solved, each.open) for each in complaints.lines}
    assert told == {
        "Upload dan download data": (2, 2, 0),
        "Penggunaan aplikasi SPSE": (0, 0, 0),
        "Keluhan lain": (1, 0, 1),
        "Semua": (3, 2, 1),
    }
    # One of the two sources told nothing of October.
    assert {each.before for each in complaints.lines} == {"sumbernya lain"}
    with psycopg.connect(server.uri(database)) as connection:
        connection.execute(
            "UPDATE monev.complaint_coverage SET state = 'partial', reasons = '{rusak}' WHERE month = '2026-10-01'"
        )
    again = shown(site, month, tmp_path).complaints
    assert again is not None
    assert [each.before for each in again.lines] == [f"sekurang-kurangnya {count}" for count in (0, 0, 2, 3)]


def test_a_site_without_a_helpdesk_has_no_complaints(
    site: Site, month: Month, warehouse: Warehouse, tmp_path: Path
) -> None:
    page = shown(site.model_copy(update={"helpdesk": None}), month, tmp_path)
    assert page.complaints is None
    assert page.figures[-1].now == "tidak dikonfigurasi"


def test_what_waits_comes_by_its_limit_the_overdue_first(
    site: Site, warehouse: Warehouse, month: Month, tmp_path: Path
) -> None:
    before = month.shift(-1)
    [old] = store_drafts(warehouse, site.key, before, finding(before))
    new, draft, withdrawn = store_drafts(
        warehouse, site.key, month, finding(month, "R20", **MAJOR), finding(month, "R21"), finding(month, "R22")
    )
    for number, at in ((new, NOW - timedelta(hours=1)), (old, NOW - timedelta(days=9)), (withdrawn, NOW)):
        pipeline.submit_change(site, number, CONNECTIONS, at)
    pipeline.answer_change(site, withdrawn, ChangeState.REVIEW, forms.WITHDRAW, REASON, MANAGER, CONNECTIONS, NOW)
    page = shown(site, month, tmp_path)
    assert [(each.number, waiting.is_overdue) for each, waiting in page.awaited] == [(old, True), (new, False)]
    assert dict(page.awaited_by) == {"Pengelola Perubahan": 2}
    assert [each.number for each in page.drafts] == [draft]
    lines = {each.number: each for each in page.requests}
    assert set(lines) == {old, new, draft, withdrawn}
    assert [lines[each].is_earlier for each in (old, new)] == [True, False]
    assert (lines[withdrawn].state, lines[withdrawn].waiting) == ("ditarik", None)
    # The month before does not know of what came after it.
    assert [each.number for each in shown(site, before, tmp_path).requests] == [old]


def test_findings_name_their_request_and_what_needs_no_change_is_counted(
    site: Site, warehouse: Warehouse, month: Month, tmp_path: Path
) -> None:
    found = (finding(month), finding(month, "R37", change_class=ChangeClass.NONE))
    [number] = store_drafts(warehouse, site.key, month, *found)
    page = shown(site, month, tmp_path)
    [line] = page.findings
    assert (line.rule, line.change_class, line.priority, line.request) == ("R04", "Minor", "rendah", number)
    assert line.evidence[0].startswith("01/11/2026, ")
    assert page.findings_note.startswith("1 temuan lain tidak memerlukan perubahan sistem")


def test_deviations_of_the_month_and_of_its_days(
    site: Site, warehouse: Warehouse, month: Month, tmp_path: Path
) -> None:
    def deviation(period: object, subject: str) -> Deviation:
        told = ("baku", "kenyataan", "bukti", "Administrator", "Nama")
        return Deviation(period, Step.COLLECT, DeviationKind.OUTPUT, subject, *told)  # type: ignore[arg-type]

    judged = (
        deviation(month.days[4], "database_log"), deviation(month, "hd"), deviation(month.shift(1), "lain"),
        deviation(month.days[4], "PP-2026-11-001 review"),
    )  # fmt: skip
    warehouse.deviations.record(site.key, Judgement(judged), NOW)
    found = {each.subject: each for each in shown(site, month, tmp_path).deviations}
    assert site.helpdesk is not None
    label = site.helpdesk.sources["hd"].label
    assert set(found) == {site.sources["database_log"].label, label, "PP-2026-11-001 (menunggu telaah)"}
    assert found[label].day is None
    assert {each.status for each in found.values()} == {DeviationStatus.OPEN}
    assert found[label].accountable == "Administrator, Nama"


def test_reports_stand_apart_from_tables_and_from_documents_of_requests(
    site: Site, warehouse: Warehouse, month: Month, tmp_path: Path
) -> None:
    for kind in ("laporan_evaluasi", "tabel_bulanan", "dokumen_perubahan"):
        path = f"{site.key}/2026/11/{kind}"
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(b"isi")
        warehouse.record_artifact(site.key, Artifact(path, kind, month, "lengkap", "0" * 64, 3, NOW))
    page = shown(site, month, tmp_path)
    assert [[each.kind for each in part] for part in (page.files, page.table_files, page.request_files)] == [
        ["laporan_evaluasi"], ["tabel_bulanan"], ["dokumen_perubahan"],
    ]  # fmt: skip
    assert not page.files[0].problem
