"""The month's recap, read back as XML and through LibreOffice."""

from __future__ import annotations

import csv
import hashlib
import os
import pickle
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from spse_monev.complaints import ComplaintState
from spse_monev.period import Month
from spse_monev.reports.complaints import QUERIES, write_complaint_reports
from spse_monev.reports.complaints.links import LINKED
from spse_monev.reports.deviations import JUDGED
from spse_monev.settings import Site
from spse_monev.warehouse import Warehouse
from tests.reports.complaints.made_up_month import HOSTILE, NOW, OCTOBER, Rows, answers, complaint, fill, usual
from tests.reports.read_back import table, texts

SHEETS = [
    "Ringkasan", "Rekap Penanganan", "Per Topik", "Per Hari", "Media dan Pengguna", "Masalah Berulang",
    "Kaitan dengan Server", "Catatan Ganda", "Perlu Ditelaah", "Koreksi", "Baris Ditolak", "Sumber",
    "Penyimpangan", "Metode",
]  # fmt: skip
RECAP = "lpse_contoh/2026/10/bulanan/rekap_penanganan_lpse_contoh_2026-10.xlsx"


def recap(site: Site, rows: Rows, folder: Path, month: Month = OCTOBER) -> Workbook:
    first, _ = write_complaint_reports(site, month, rows, folder, NOW)
    return load_workbook(folder / first.path)


def no_rows(**changes: list[dict[str, Any]]) -> Rows:
    return {**{name: [] for name in (*QUERIES, *JUDGED, *LINKED)}, **changes}


def covered(state: str = "ok", read_at: datetime = NOW) -> list[dict[str, Any]]:
    reasons = [] if state == "ok" else ["berkas tidak ditemukan."]
    return [{"source": name, "state": state, "reasons": reasons, "read_at": read_at} for name in ("rekap", "osticket")]


@pytest.fixture(scope="module")
def usual_month(helpdesk_site: Site, month_rows: Rows, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return recap(helpdesk_site, month_rows, tmp_path_factory.mktemp("usual"))


def test_artifacts_say_what_lies_in_the_folder(helpdesk_site: Site, month_rows: Rows, tmp_path: Path) -> None:
    artifacts = write_complaint_reports(helpdesk_site, OCTOBER, month_rows, tmp_path, NOW)
    assert [(each.kind, each.path) for each in artifacts] == [
        ("rekap_keluhan", RECAP),
        ("lembar_koreksi", RECAP.replace("rekap_penanganan", "koreksi_keluhan")),
    ]
    for each in artifacts:
        content = (tmp_path / each.path).read_bytes()
        assert (each.sha256, each.bytes) == (hashlib.sha256(content).hexdigest(), len(content))
        assert (each.period, each.state, each.written_at) == (OCTOBER, "lengkap", NOW)


def test_same_rows_give_the_same_bytes_in_any_process(helpdesk_site: Site, month_rows: Rows, tmp_path: Path) -> None:
    here = write_complaint_reports(
        helpdesk_site, OCTOBER, month_rows, tmp_path / "here", datetime(2030, 1, 1, tzinfo=UTC)
    )
    (tmp_path / "given").write_bytes(pickle.dumps((helpdesk_site, OCTOBER, month_rows, tmp_path / "there", NOW)))
    code = (
        "import pickle, sys; from pathlib import Path; "
        "from spse_monev.reports.complaints import write_complaint_reports; "
        "print(*(each.sha256 for each in write_complaint_reports(*pickle.loads(Path(sys.argv[1]).read_bytes()))))"
    )
    for seed in "12":
        there = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "given")],
            check=True, capture_output=True, text=True, env=os.environ | {"PYTHONHASHSEED": seed},
        )  # fmt: skip
        assert there.stdout.split() == [each.sha256 for each in here]


def test_sheets_print_on_a4_landscape_and_their_tables_filter(usual_month: Workbook) -> None:
    assert usual_month.sheetnames == SHEETS
    for sheet in usual_month:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.oddFooter.left.text == "LPSE Kabupaten Contoh"
        assert "&P" in sheet.oddFooter.center.text
        assert sheet.print_area
        if sheet.title != "Ringkasan":
            assert sheet.freeze_panes
            assert sheet.print_title_rows
            (found,) = sheet.tables.values()
            assert (found.autoFilter is not None) == (sheet.title != "Metode")


def test_links_with_the_servers_are_told_and_the_others_counted(usual_month: Workbook) -> None:
    sheet = usual_month["Kaitan dengan Server"]
    rows = table(sheet, "KaitanServer")
    assert [(row["Kekuatan"], row["Keluhan"], row["Bersamaan"]) for row in rows] == [("Kuat", 12, 9), ("Lemah", 12, 9)]
    said = texts(sheet)
    assert "1 tandanya tidak terbaca" in said
    assert "bukan pernyataan bahwa yang satu menyebabkan yang lain" in said
    assert "Log aplikasi tidak terbaca pada bulan ini." in said


def test_deviations_of_the_month_stand_in_the_recap(usual_month: Workbook) -> None:
    [row] = table(usual_month["Penyimpangan"], "Penyimpangan")
    assert (row["Langkah"], row["Jenis"], row["Perihal"]) == ("3", "Waktu", "Rekap Penanganan Permasalahan")
    shown = texts(usual_month["Ringkasan"])
    assert "Penyimpangan dari baku mutu SOP: 1 waktu (lihat lembar Penyimpangan)." in shown


def test_summary_names_office_month_and_signatories(usual_month: Workbook) -> None:
    shown = texts(usual_month["Ringkasan"])
    for expected in (
        "UPT LAYANAN PENGADAAN SECARA ELEKTRONIK", "Bulan Oktober 2026 (WIB)", "427.53/7.03/2018", "DATA SINTETIS",
        "✔ LENGKAP", "Disusun oleh:", "(Nama Administrator)", "Mengetahui:", "(Nama Kepala LPSE)",
    ):  # fmt: skip
        assert expected in shown
    assert len(usual_month["Ringkasan"]._charts) == 1


def test_figures_are_those_of_the_rows(usual_month: Workbook, month_rows: Rows) -> None:
    counted = [row for row in month_rows["complaints"] if row["is_counted"]]
    assert (len(month_rows["complaints"]), len(counted)) == (62, 59)
    summary = texts(usual_month["Ringkasan"])
    assert "terhitung 59 keluhan dari 62 catatan helpdesk; 3 catatan tidak dihitung (2 mengulang" in summary
    assert "2 baris atau bagian berkas ditolak" in summary
    lines = {row["Kelas SOP"]: row for row in table(usual_month["Ringkasan"], "KelasKeluhan")}
    assert lines["Semua kelas"]["Jumlah"] == 59
    assert sum(row["Jumlah"] for name, row in lines.items() if name != "Semua kelas") == 59
    for row in lines.values():
        assert row["Selesai"] + row["Ditangani"] + row["Tercatat"] == row["Jumlah"]
    recapped = table(usual_month["Rekap Penanganan"], "RekapPenanganan")
    assert [row["Kode keluhan"] for row in recapped] == [row["complaint_id"] for row in counted]
    assert [row["No."] for row in recapped] == list(range(1, 60))
    assert sum(row["Jumlah"] for row in table(usual_month["Per Topik"], "PerTopik")) == 59
    days = table(usual_month["Per Hari"], "PerHari")
    assert [row["Tanggal"] for row in days] == list(range(1, 32))
    assert sum(row["Jumlah"] for row in days) == 59
    shares = table(usual_month["Media dan Pengguna"], "MediaPengguna")
    assert sum(row["Jumlah"] for row in shares) == 2 * 59
    assert len(table(usual_month["Perlu Ditelaah"], "PerluDitelaah")) == lines["Semua kelas"]["Perlu ditelaah"]


def test_uncounted_records_say_what_they_repeat_and_why(usual_month: Workbook, month_rows: Rows) -> None:
    by_reason = {row["Alasan tidak dihitung"]: row for row in table(usual_month["Catatan Ganda"], "CatatanGanda")}
    assert set(by_reason) == {
        "mengulang: nomor tiket sama", "mengulang: isi serupa", "bukan keluhan, menurut petugas"
    }  # fmt: skip
    similar = by_reason["mengulang: isi serupa"]
    known = {row["complaint_id"]: row for row in month_rows["complaints"]}
    assert similar["Kemiripan"] == 0.93
    assert similar["Mengulang keluhan (kode)"] in known
    assert by_reason["bukan keluhan, menurut petugas"]["Kemiripan"] == "–"


def test_trail_shows_labels_before_and_after(usual_month: Workbook) -> None:
    rows = table(usual_month["Koreksi"], "JejakKoreksi")
    assert [row["Yang dikoreksi"] for row in rows] == ["Kelas", "Topik", "Keluhan?", "Sama dengan"]
    assert (rows[0]["Menjadi"], rows[1]["Menjadi"], rows[3]["Menjadi"]) == ("Keluhan lain", "Lambat", "tidak ada")
    assert rows[0]["Asal koreksi"] == "koreksi_keluhan_lpse_contoh_2026-10.xlsx, baris 12"
    assert rows[2]["Asal koreksi"] == "baris perintah"
    assert rows[0]["Waktu (WIB)"] == datetime(2026, 11, 1, 12)  # noqa: DTZ001  # Excel knows no zone


def test_sources_and_rejections_can_be_traced(usual_month: Workbook) -> None:
    sources = {row["Sumber"]: row for row in table(usual_month["Sumber"], "Sumber")}
    file = sources["Rekap helpdesk"]
    assert (file["SHA-256 (12 pertama)"], file["Baris"], file["Diterima"], file["Ditolak"]) == (
        "3b1f3b1f3b1f",
        64,
        62,
        2,
    )
    assert sources["osTicket LPSE"]["Diterima"] == 0
    rejected = table(usual_month["Baris Ditolak"], "BarisDitolak")
    assert [(row["Baris"], row["Kolom"]) for row in rejected] == [(71, "B (Tanggal)"), (72, "–")]


def test_missing_source_makes_it_partial_and_numbers_least(
    helpdesk_site: Site, month_rows: Rows, tmp_path: Path
) -> None:
    missing = {"source": "osticket", "state": "missing", "reasons": ["basis data tidak menjawab"], "read_at": NOW}
    rows = {**month_rows, "complaint_coverage": [month_rows["complaint_coverage"][1], missing]}
    artifacts = write_complaint_reports(helpdesk_site, OCTOBER, rows, tmp_path, NOW)
    assert {each.state for each in artifacts} == {"sebagian"}
    workbook = load_workbook(tmp_path / artifacts[0].path)
    summary = texts(workbook["Ringkasan"])
    assert "⚠ SEBAGIAN" in summary
    assert "osTicket LPSE (✘ tidak terbaca): basis data tidak menjawab" in summary
    assert "terhitung sekurang-kurangnya 59 keluhan" in summary


def test_nothing_read_shows_no_number(helpdesk_site: Site, tmp_path: Path) -> None:
    artifacts = write_complaint_reports(helpdesk_site, OCTOBER, no_rows(), tmp_path, NOW)
    assert {each.state for each in artifacts} == {"sebagian"}
    workbook = load_workbook(tmp_path / artifacts[0].path)
    assert "sehingga jumlah keluhan tidak diketahui" in texts(workbook["Ringkasan"])
    assert not workbook["Ringkasan"].tables
    for title in ("Rekap Penanganan", "Per Topik", "Masalah Berulang", "Perlu Ditelaah", "Baris Ditolak"):
        assert "Tidak terbaca, sehingga tidak ada angka." in texts(workbook[title])
    assert {row["Jumlah"] for row in table(workbook["Per Hari"], "PerHari")} == {"tidak terbaca"}
    assert "Jumlah seluruhnya" not in texts(workbook["Per Hari"])


def test_quiet_month_looks_unlike_one_that_was_not_read(helpdesk_site: Site, tmp_path: Path) -> None:
    workbook = recap(helpdesk_site, no_rows(complaint_coverage=covered()), tmp_path)
    assert "Helpdesk tidak mencatat keluhan selama Oktober 2026." in texts(workbook["Ringkasan"])
    assert "✔ LENGKAP" in texts(workbook["Ringkasan"])
    assert "Tidak ada keluhan (sumber terbaca lengkap)." in texts(workbook["Rekap Penanganan"])
    assert {row["Jumlah"] for row in table(workbook["Per Hari"], "PerHari")} == {0}


def test_days_that_had_not_come_are_no_zero(helpdesk_site: Site, month_rows: Rows, tmp_path: Path) -> None:
    read_at = OCTOBER.start + timedelta(days=20, hours=2)
    early = [row for row in month_rows["complaints"] if row["received_at"] < read_at]
    rows = {**month_rows, "complaints": early, "complaint_coverage": covered("partial", read_at)}
    days = table(recap(helpdesk_site, rows, tmp_path)["Per Hari"], "PerHari")
    assert [row["Jumlah"] for row in days[21:]] == ["–"] * 10
    assert all(isinstance(row["Jumlah"], int) for row in days[:21])
    unread = {**no_rows(), "complaint_coverage": covered("missing", read_at)}
    days = table(recap(helpdesk_site, unread, tmp_path)["Per Hari"], "PerHari")
    assert [row["Jumlah"] for row in days[20:22]] == ["tidak terbaca", "–"]


def test_what_was_not_recorded_is_never_zero(helpdesk_site: Site, month_rows: Rows, tmp_path: Path) -> None:
    bare = {
        **month_rows["complaints"][0], "is_counted": True, "answered_at": None, "solved_at": None, "state": "solved",
        "ticket": "", "institution": "", "urgency": "", "handler": "", "solution": "", "is_informed": None,
        "has_time": False, "received_at": OCTOBER.start, "reporter_hashes": [],
    }  # fmt: skip
    workbook = recap(helpdesk_site, no_rows(complaints=[bare], complaint_coverage=covered()), tmp_path)
    (row,) = table(workbook["Rekap Penanganan"], "RekapPenanganan")
    for column in ("No. Tiket", "Instansi", "Urgensi", "Petugas", "Penanganan/Solusi", "Konfirmasi kepada pengguna"):
        assert row[column] == "–"
    assert (row["Status"], row["Tanggal selesai (WIB)"]) == ("Selesai", "–")
    assert row["Tanggal (WIB)"] == datetime(2026, 10, 1)  # noqa: DTZ001  # Excel knows no zone
    for line in table(workbook["Ringkasan"], "WaktuPenanganan"):
        assert (line["Median (jam)"], line["Median (hari)"], line["n (jam)"], line["n (hari)"]) == ("–", "–", 0, 0)
    shown = texts(workbook["Ringkasan"])
    assert "Penyelesaian: waktunya tidak dapat dihitung (pada 1 keluhan tidak dicatat)." in shown
    assert "Pelapor berulang tidak dapat dihitung" in shown


def test_complaints_that_nobody_classified_yet_are_shown_as_such(
    helpdesk_site: Site, month_rows: Rows, tmp_path: Path
) -> None:
    none = dict.fromkeys(("class", "topic", "model_class", "model_topic", "confidence", "topic_confidence", "model"))
    rows = [{**row, **none, "needs_review": True} for row in month_rows["complaints"]]
    workbook = recap(helpdesk_site, {**month_rows, "complaints": rows}, tmp_path)
    lines = {row["Kelas SOP"]: row["Jumlah"] for row in table(workbook["Ringkasan"], "KelasKeluhan")}
    assert lines["Belum diklasifikasi"] == 59
    assert {row["Keyakinan kelas"] for row in table(workbook["Perlu Ditelaah"], "PerluDitelaah")} == {"–"}


def test_hostile_texts_stay_texts(helpdesk_site: Site, month_warehouse: Warehouse, tmp_path: Path) -> None:
    site = helpdesk_site.model_copy(update={"key": "lpse_lawan"})
    made = [
        (replace(complaint(number, text=text, solution=text, handler=text, institution=text, ticket=text,
                           urgency=text, impact=text, priority=text, state=ComplaintState.SOLVED), title=""), label)
        for number, (text, (_, label)) in enumerate(zip(HOSTILE, usual(len(HOSTILE)), strict=True), 1)
    ]  # fmt: skip
    made = [(each, replace(label, complaint_id=each.complaint_id)) for each, label in made]
    fill(month_warehouse, site, made)
    artifacts = write_complaint_reports(site, OCTOBER, answers(month_warehouse, site), tmp_path, NOW)
    for artifact in artifacts:
        with ZipFile(tmp_path / artifact.path) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/sheet"):
                    xml = archive.read(name).decode()
                    assert "<f>" not in xml
                    assert "<f " not in xml
                    assert "<hyperlink" not in xml
    rows = table(load_workbook(tmp_path / artifacts[0].path)["Rekap Penanganan"], "RekapPenanganan")
    shown = [row["Deskripsi (disamarkan)"] for row in rows]
    assert {text.strip() for text in HOSTILE[:6]} <= set(shown)
    assert any(text.endswith("(dipotong; seluruhnya 19.999 karakter)") for text in shown)
    assert "kendali [31m dan arah abc" in shown


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_computes_no_formula(helpdesk_site: Site, month_rows: Rows, tmp_path: Path) -> None:
    hostile = [
        {**row, "title": "", "text": HOSTILE[index % 8], "solution": HOSTILE[index % 8]}
        for index, row in enumerate(month_rows["complaints"])
    ]
    first, _ = write_complaint_reports(helpdesk_site, OCTOBER, {**month_rows, "complaints": hostile}, tmp_path, NOW)
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
            "--convert-to", options, "--outdir", str(tmp_path), str(tmp_path / first.path),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    (path,) = tmp_path.glob("*Rekap Penanganan.csv")
    with path.open(encoding="utf-8", newline="") as file:
        shown = {cell for row in csv.reader(file) for cell in row}
    assert {text.strip() for text in HOSTILE[:6]} <= shown
    assert not shown & {"#NAME?", "Err:508", "Err:509", "#REF!", "#VALUE!"}


def test_many_complaints_are_all_there(helpdesk_site: Site, month_rows: Rows, tmp_path: Path) -> None:
    template = [row for row in month_rows["complaints"] if row["is_counted"]]
    many = [{**template[n % len(template)], "complaint_id": f"{n:016x}"} for n in range(3000)]
    started = time.perf_counter()
    workbook = recap(helpdesk_site, {**month_rows, "complaints": many}, tmp_path)
    assert time.perf_counter() - started < 60  # measured at 6 s with reading back; the rest is for a busy machine
    assert len(table(workbook["Rekap Penanganan"], "RekapPenanganan")) == 3000
    assert "Dicetak 2.000 baris pertama" in texts(workbook["Rekap Penanganan"])


def test_a_site_without_helpdesk_is_refused(helpdesk_site: Site, month_rows: Rows, tmp_path: Path) -> None:
    bare = helpdesk_site.model_copy(update={"helpdesk": None})
    with pytest.raises(ValueError, match="belum punya sumber keluhan"):
        write_complaint_reports(bare, OCTOBER, month_rows, tmp_path, NOW)
