"""Documents of change requests on a real warehouse: written with each answer, recorded, proven, and of no month."""

from __future__ import annotations

import json
import shutil
import zipfile
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from spse_monev import pipeline
from spse_monev.analysis.changes import forms
from spse_monev.changes import ChangeState, EventKind
from spse_monev.connections import EnvironmentConnections
from spse_monev.facts import Artifact
from spse_monev.period import Month
from spse_monev.reports import documents
from spse_monev.settings import Site
from spse_monev.warehouse import Warehouse
from tests.changes import MAJOR, MANAGER, PATHS, Answer, finding, review, store_drafts
from tests.reports.documents.conftest import texts

CONNECTIONS = EnvironmentConnections()


@pytest.fixture
def site(requests_site: Site) -> Site:
    return requests_site


@pytest.fixture
def warehouse(requests_warehouse: Warehouse) -> Warehouse:
    return requests_warehouse


@pytest.fixture
def month(site: Site) -> Month:
    return Month(date(2026, 10, 1), site.zone)


def submitted(site: Site, month: Month, warehouse: Warehouse) -> str:
    """The number of a submitted major request."""
    [number] = store_drafts(warehouse, site.key, month, finding(month, **MAJOR))
    pipeline.submit_change(site, number, CONNECTIONS, datetime.now(UTC))
    return number


def answer(site: Site, number: str, told: Answer) -> None:
    step, option, fields, who = told
    pipeline.answer_change(site, number, step, option, fields, who, CONNECTIONS, datetime.now(UTC))


def write(site: Site, number: str, folder: Path) -> tuple[Artifact, ...]:
    return pipeline.write_change_documents(site, number, CONNECTIONS, folder, datetime.now(UTC))


def text_of(folder: Path, artifact: Artifact) -> str:
    return texts(Document(BytesIO((folder / artifact.path).read_bytes())))


@pytest.mark.parametrize(
    ("path", "kinds"), [("vendor", 4), ("assistance", 3), ("assistance that needs a vendor, refused", 5)]
)
def test_every_answer_has_its_documents_and_the_record_proves_them(
    site: Site, month: Month, warehouse: Warehouse, tmp_path: Path, path: str, kinds: int
) -> None:
    number = submitted(site, month, warehouse)
    written = list(write(site, number, tmp_path))
    for told in PATHS[path][0]:
        answer(site, number, told)
        made = write(site, number, tmp_path)
        assert made, "each of these answers stands in the change form"
        written += made
        assert write(site, number, tmp_path) == ()
    [record] = pipeline.find_changes(site, CONNECTIONS, [number])
    events = [event for event in record.events if event.kind is EventKind.DOCUMENTED]
    assert [(event.details["path"], event.details["sha256"]) for event in events] == [
        (each.path, each.sha256) for each in written
    ]
    assert len({event.details["kind"] for event in events}) == kinds
    assert {each.kind for each in warehouse.artifacts(site.key, month)} == {documents.REQUEST_KIND}
    assert list(pipeline.faults_of(site, record, tmp_path)) == []
    # A lost file is written again as it was, one that was changed is told.
    shutil.rmtree(tmp_path / site.key)
    assert write(site, number, tmp_path) == ()
    newest = {event.details["kind"]: event.details["path"] for event in events}
    for told_path in newest.values():
        assert (tmp_path / str(told_path)).is_file()


def test_who_answers_finds_the_newest_documents(site: Site, month: Month, warehouse: Warehouse, tmp_path: Path) -> None:
    number = submitted(site, month, warehouse)
    write(site, number, tmp_path)
    answer(site, number, PATHS["vendor"][0][0])
    write(site, number, tmp_path)
    asked = pipeline.ask_change(site, number, ChangeState.APPROVAL, CONNECTIONS, "/berkas")
    assert asked is not None
    assert f"/berkas/{site.key}/2026/10/perubahan/{number}/{number}_formulir_konsultasi_v002.docx" in asked.body
    assert "_v001" not in asked.body


def test_a_request_by_hand_has_documents_that_no_finding_stands_behind(site: Site, tmp_path: Path) -> None:
    fields = {
        "judul": "Ganti UPS ruang server", "maksud": "Layanan tidak putus saat listrik padam.",
        "perubahan": "UPS baru 3 kVA. {{ kop_nama }} <w:br/>", "bukti": "Tiga kali padam \x00pada Oktober.",
        "urgensi": "mendesak", "dampak": "besar",
    }  # fmt: skip
    number = pipeline.propose_change(site, fields, "budi", CONNECTIONS, datetime.now(UTC))
    pipeline.submit_change(site, number, CONNECTIONS, datetime.now(UTC))
    [form] = write(site, number, tmp_path)
    assert form.period == Month(datetime.now(site.zone).date().replace(day=1), site.zone)
    text = text_of(tmp_path, form)
    for shown in ("budi (nama pengguna)", "Tiga kali padam ", "UPS baru 3 kVA. {{ kop_nama }} <w:br/>"):
        assert shown in text
    told = review(kelas="major", alasan_kelas="Pengadaan.", kategori="emergency")
    answer(site, number, (ChangeState.REVIEW, forms.FORWARD, told, MANAGER))
    assert len(write(site, number, tmp_path)) == 2
    [record] = pipeline.find_changes(site, CONNECTIONS, [number])
    assert record.request.state is ChangeState.CONSULTATION
    assert list(pipeline.faults_of(site, record, tmp_path)) == []


def test_a_rerun_of_the_month_leaves_them_and_the_forms_of_the_draft(
    site: Site, month: Month, warehouse: Warehouse, tmp_path: Path
) -> None:
    [number] = store_drafts(warehouse, site.key, month, finding(month))
    drafts = pipeline.write_documents(site, month, CONNECTIONS, tmp_path, datetime.now(UTC))
    pipeline.submit_change(site, number, CONNECTIONS, datetime.now(UTC))
    [form] = write(site, number, tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.docx")}
    # What was found is gone.
    store_drafts(warehouse, site.key, month)
    assert pipeline.write_documents(site, month, CONNECTIONS, tmp_path, datetime.now(UTC)) == ()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.docx")} == before
    assert before.keys() == {tmp_path / each.path for each in (*drafts, form)}
    [again] = write(site, number, tmp_path)
    assert "tidak ada lagi pada penilaian terakhir" in text_of(tmp_path, again)
    assert again.path.endswith("_v002.docx")


def test_decisions_after_the_month_was_archived_do_not_change_its_files(
    site: Site, month: Month, warehouse: Warehouse, tmp_path: Path
) -> None:
    now = datetime(2026, 11, 2, tzinfo=UTC)
    [number] = store_drafts(warehouse, site.key, month, finding(month))
    drafts = pipeline.write_documents(site, month, CONNECTIONS, tmp_path, now)
    pipeline.submit_change(site, number, CONNECTIONS, now)
    written = list(write(site, number, tmp_path))
    for told in PATHS["minor"][0]:
        answer(site, number, told)
        written += write(site, number, tmp_path)
    *_, archive = pipeline.archive_month(site, month, CONNECTIONS, tmp_path, now + timedelta(hours=1))
    with zipfile.ZipFile(tmp_path / archive.path) as packed:
        names = packed.namelist()
    for each in drafts:
        assert any(name.endswith(Path(each.path).name) for name in names)
    assert len(written) == 4
    for each in written:
        assert not any(name.endswith(Path(each.path).name) for name in names)
    listed = json.loads((tmp_path / site.key / "2026/10/bulanan/manifest.json").read_text(encoding="utf-8"))
    assert not any("perubahan/" in each["path"] for each in listed["berkas"])
