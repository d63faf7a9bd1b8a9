"""The workbook of a day, read back as XML and through LibreOffice."""

from __future__ import annotations

import csv
import hashlib
import shutil
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from spse_monev.facts import Coverage, CoverageState, Reading
from spse_monev.period import Day
from spse_monev.reports.daily import write_daily_report
from spse_monev.settings import Site
from spse_monev.warehouse import Warehouse
from tests.reports.made_up_week import FORMULAS, PARTIAL, Rows, answers, empty_rows, log_reading, report_path
from tests.reports.read_back import NOW, table, texts, written

SHEETS = (
    "Ringkasan",
    "Temuan",
    "Rincian Temuan",
    "Perubahan Kebiasaan",
    "Galat Basis Data",
    "Query Tersering",
    "Query Termahal",
    "Kegagalan",
    "Indikator",
    "Prakiraan Kapasitas",
    "Perubahan Konfigurasi",
    "Penyimpangan",
    "Aturan Tak Ternilai",
    "Keadaan Sumber",
    "Cakupan",
    "Di Luar Jangkauan",
    "Metode",
    "Data Grafik",
)


@pytest.fixture(scope="session")
def usual(site: Site, day: Day, week: Rows, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return written(site, day, week, tmp_path_factory.mktemp("usual"))


def test_artifact_says_what_lies_in_the_folder(site: Site, day: Day, week: Rows, tmp_path: Path) -> None:
    started = time.perf_counter()
    artifact = write_daily_report(site, day, week, tmp_path, NOW)
    assert time.perf_counter() - started < 10  # measured at 2.3 s; the limit leaves room for a busy machine
    content = report_path(tmp_path, site).read_bytes()
    assert tmp_path / artifact.path == report_path(tmp_path, site)
    assert artifact.sha256 == hashlib.sha256(content).hexdigest()
    assert (artifact.bytes, artifact.period, artifact.state, artifact.written_at) == (len(content), day, "lengkap", NOW)


def test_same_data_gives_the_same_bytes(site: Site, day: Day, week: Rows, tmp_path: Path) -> None:
    first = write_daily_report(site, day, week, tmp_path / "a", NOW)
    again = write_daily_report(site, day, week, tmp_path / "b", datetime(2030, 1, 1, tzinfo=UTC))
    assert first.sha256 == again.sha256


def test_sheets_print_on_a4_landscape_and_their_tables_filter(usual: Workbook) -> None:
    assert tuple(usual.sheetnames) == SHEETS
    for sheet in usual:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.oddFooter.left.text == "LPSE Kabupaten Contoh"
        assert "&P" in sheet.oddFooter.center.text
        if sheet.title not in ("Ringkasan", "Data Grafik"):
            assert sheet.page_setup.fitToWidth == 1
            assert sheet.freeze_panes
            assert sheet.print_title_rows
            (found,) = sheet.tables.values()
            assert (found.autoFilter is not None) == (sheet.title not in ("Metode", "Di Luar Jangkauan"))


def test_key_figures_are_those_of_the_rows(usual: Workbook, week: Rows) -> None:
    figures = {row["Indikator"]: row for row in table(usual["Ringkasan"], "AngkaUtama")}
    errors = [row for row in week["errors"] if row["severity"] != "WARNING"]
    galat = figures["Galat basis data (ERROR, FATAL, PANIC)"]
    assert galat["Nilai"] == sum(row["count"] for row in errors)
    assert galat["Selisih hari sebelumnya"] == galat["Nilai"] - galat["Hari sebelumnya"]
    assert figures["Di antaranya FATAL dan PANIC"]["Nilai"] == sum(
        row["count"] for row in errors if row["severity"] == "FATAL"
    )
    assert figures["Pemakaian batas koneksi"]["Keterangan"] == "▲ di atas batas 80%"
    assert figures["Transaksi berhasil (commit)"]["Nilai"] == 1_625_000


def test_summary_names_office_day_reference_and_signatories(usual: Workbook) -> None:
    shown = texts(usual["Ringkasan"])
    for expected in (
        "UPT LAYANAN PENGADAAN SECARA ELEKTRONIK",
        "LAPORAN KINERJA APLIKASI SPSE",
        "Senin, 23 November 2026 (WIB)",
        "427.53/7.03/2018",
        "DATA SINTETIS",
        "✔ LENGKAP",
        "Disusun oleh:",
        "(Nama Administrator)",
        "Mengetahui:",
        "(Nama Kepala LPSE)",
    ):
        assert expected in shown
    assert len(usual["Ringkasan"]._charts) == 2
    assert len(usual["Ringkasan"]._images) == 2


def test_errors_carry_meaning_share_and_times_of_the_site(usual: Workbook, week: Rows) -> None:
    rows = table(usual["Galat Basis Data"], "GalatBasisData")
    assert len(rows) == 300
    top = rows[0]
    assert (top["SQLSTATE"], top["Arti kelas SQLSTATE"]) == ("23505", "Pelanggaran batasan integritas")
    assert top["Jumlah"] == week["errors"][0]["count"]
    assert sum(row["Porsi"] for row in rows) == pytest.approx(1)
    # Stored in UTC, shown as a real date of Excel on the clock of WIB.
    assert top["Pertama (WIB)"] == week["errors"][0]["first_at"].replace(tzinfo=None)
    assert top["Pertama (WIB)"].date() == datetime(2026, 11, 23).date()  # noqa: DTZ001  # Excel knows no zone


def test_queries_are_ranked_by_calls_and_by_time_for_each_source(usual: Workbook) -> None:
    for title, name, key in (
        ("Query Tersering", "QueryTersering", "Panggilan"),
        ("Query Termahal", "QueryTermahal", "Waktu total (detik)"),
    ):
        for source in ("Basis data SPSE", "Log server basis data"):
            rows = [row for row in table(usual[title], name) if row["Sumber"] == source]
            assert [row["No."] for row in rows] == list(range(1, 501))
            assert [row[key] for row in rows] == sorted((row[key] for row in rows), reverse=True)


def test_setting_changes_are_named(usual: Workbook) -> None:
    rows = table(usual["Perubahan Konfigurasi"], "PerubahanKonfigurasi")
    changes = {row["Pengaturan"]: (row["Nilai sebelumnya"], row["Nilai sekarang"]) for row in rows}
    assert changes == {"work_mem": ("4096", "16384"), "shared_buffers": ("524288", "524288")}


def test_every_attempt_of_a_check_is_shown(usual: Workbook) -> None:
    rows = [
        row for row in table(usual["Keadaan Sumber"], "KeadaanSumber") if row["Jenis"] == "alamat web (hanya diperiksa)"
    ]
    assert [(row["Percobaan ke-"], row["Keadaan"]) for row in rows] == [(1, "✘ tidak aktif"), (2, "✔ aktif")]


def test_deviations_are_told_by_step_with_who_accounts_for_them(usual: Workbook) -> None:
    rows = table(usual["Penyimpangan"], "Penyimpangan")
    assert [(row["Langkah"], row["Jenis"], row["Perihal"]) for row in rows] == [
        ("1", "Perlengkapan", "Sistem pemantauan aplikasi"),
        ("1a", "Output", "Log server basis data"),
        ("1b", "Waktu", "Laporan Kinerja Aplikasi SPSE"),
    ]
    assert rows[0]["Bukti"] == FORMULAS[0]
    assert rows[0]["Penanggung jawab"] == "Administrator Sistem LPSE\n(Nama)"
    assert "Register Penyimpangan" in texts(usual["Penyimpangan"])
    summary = texts(usual["Ringkasan"])
    assert "Penyimpangan dari baku mutu SOP: 1 output, 1 perlengkapan, 1 waktu (lihat lembar Penyimpangan)." in summary


def test_no_deviation_and_not_judged_are_told_apart(site: Site, day: Day, week: Rows, tmp_path: Path) -> None:
    none = written(site, day, {**week, "deviations": []}, tmp_path / "a")
    unjudged = {**week, "deviations": [], "unjudged": [{"reason": "hari belum berakhir"}]}
    open_ = written(site, day, unjudged, tmp_path / "b")
    for title in ("Ringkasan", "Penyimpangan"):
        assert "Tidak ada penyimpangan dari baku mutu perlengkapan, waktu dan output." in texts(none[title])
        assert "Penyimpangan tidak dinilai: hari belum berakhir." in texts(open_[title])
        assert "Tidak ada penyimpangan" not in texts(open_[title])


def test_findings_are_told_with_change_evidence_and_doubts_most_pressing_first(usual: Workbook) -> None:
    rows = table(usual["Temuan"], "Temuan")
    assert [(row["Aturan"], row["Prioritas"], row["Kelas"]) for row in rows] == [
        ("R09", "Tinggi", "Major"), ("R05", "Tinggi", "Minor"), ("R17", "Menengah", "Perlu telaah"),
        ("R30", "Menengah", "Major"), ("R38", "Rendah", "Tanpa perubahan"),
    ]  # fmt: skip
    assert rows[0]["Judul"] == FORMULAS[0]
    assert rows[0]["Bukti terkuat"] == f"Log server basis data: {FORMULAS[0]} — 100"
    # Three of four are told here, all of them in the details.
    assert rows[3]["Bukti terkuat"].endswith("• Log server basis data: -1+1 — 98\n… dan 1 bukti lain")
    assert rows[2]["Keraguan"] == f"• {FORMULAS[1]}\n• RAM tidak diukur"
    details = table(usual["Rincian Temuan"], "RincianTemuan")
    assert [(row["Temuan nomor"], row["Aturan"]) for row in details] == [
        (str(number), row["Aturan"]) for number, row in enumerate(rows, 1)
    ]
    assert (details[0]["Urgensi"], details[0]["Dampak"]) == ("Mendesak", "Besar")
    assert details[0]["Dasar kelas"] == "Major. Menurut SOP ..."
    assert rows[3]["Semua bukti"].count("•") == 4
    assert "tinggi 1, menengah 3, rendah 10 hari kerja" in texts(usual["Temuan"])


def test_a_figure_is_told_once_and_never_lost(site: Site, day: Day, week: Rows, tmp_path: Path) -> None:
    evidence = [
        {"text": text, "source": "", "day": str(day.shift(-1)), "at": None, "value": value}
        for text, value in (("ERROR 42P01: bentuk ke-4", 4.0), ("rata-rata 20 milidetik", 19.98), ("Beban", None))
    ]
    workbook = written(site, day, {**week, "findings": [{**week["findings"][0], "evidence": evidence}]}, tmp_path)
    [row] = table(workbook["Temuan"], "Temuan")
    assert row["Bukti terkuat"].splitlines() == [
        "• 22/11/2026, ERROR 42P01: bentuk ke-4 — 4", "• 22/11/2026, rata-rata 20 milidetik", "• 22/11/2026, Beban",
    ]  # fmt: skip


def test_findings_of_one_rule_are_explained_once(site: Site, day: Day, week: Rows, tmp_path: Path) -> None:
    first, second, *others = week["findings"]
    many = [first, second, first, first, *others, second]
    workbook = written(site, day, {**week, "findings": many}, tmp_path)
    details = table(workbook["Rincian Temuan"], "RincianTemuan")
    assert [row["Temuan nomor"] for row in details] == ["1, 3–4", "2, 8", "5", "6", "7"]
    assert len(table(workbook["Temuan"], "Temuan")) == len(many)
    assert f"{FORMULAS[0]} (R09, 3 temuan, major, prioritas tinggi)" in texts(workbook["Ringkasan"])


def test_rules_that_could_not_be_judged_say_what_is_missing(usual: Workbook) -> None:
    rows = table(usual["Aturan Tak Ternilai"], "AturanTakTernilai")
    assert rows == [
        {
            "Aturan": "R31",
            "Judul": "Perangkat keras …",
            "Yang tidak diketahui": f"• {FORMULAS[3]}\n• tidak ada sumber berjenis zabbix",
        }
    ]
    assert "Tidak dapat dinilai: 1 dari 7 aturan" in texts(usual["Aturan Tak Ternilai"])


def test_what_changed_is_told_and_what_stayed_is_not(usual: Workbook) -> None:
    rows = table(usual["Perubahan Kebiasaan"], "PerubahanKebiasaan")
    assert [(row["Keadaan"], row["Perihal"]) for row in rows] == [
        ("baru", FORMULAS[0]), ("naik", FORMULAS[1]), ("tidak lagi terlihat", FORMULAS[2]),
    ]  # fmt: skip
    assert (rows[1]["Biasanya"], rows[1]["Hari ini"], rows[2]["Hari ini"]) == (12.5, 130, "–")
    assert rows[0]["Pertama terlihat"] == "23/11/2026"
    shown = texts(usual["Perubahan Kebiasaan"])
    assert "1 baru, 1 naik, 1 tidak lagi terlihat" in shown
    assert "Log aplikasi tidak terbaca." in shown


def test_the_summary_leads_with_what_needs_a_decision_and_what_is_new(usual: Workbook) -> None:
    shown = texts(usual["Ringkasan"])
    assert "Temuan: 1 minor, 2 major, 1 tanpa perubahan, 1 perlu telaah (lihat lembar Temuan)." in shown
    assert "Jatah koneksi habis (R05, minor, prioritas tinggi); Cache kurang (R17, perlu telaah" in shown
    assert "; dan menurut 1 aturan lain." in shown
    assert "Pelatihan" not in shown
    assert "Terhadap kebiasaannya: 1 baru, 1 naik (lihat lembar Perubahan Kebiasaan). Kalimat 0. Kalimat 1." in shown
    assert "1 dari 7 aturan tidak dapat dinilai" in shown


def test_no_finding_and_not_analysed_are_told_apart(site: Site, day: Day, week: Rows, tmp_path: Path) -> None:
    fired = [{**row, "state": "not_fired"} for row in week["rule_judgements"]]
    none = written(site, day, {**week, "findings": [], "rule_judgements": fired}, tmp_path / "a")
    not_yet = written(site, day, {**week, "findings": [], "rule_judgements": []}, tmp_path / "b")
    for title in ("Ringkasan", "Temuan", "Rincian Temuan"):
        assert "Tidak ada temuan: tidak satu pun aturan yang dapat dinilai" in texts(none[title])
        assert "Kebutuhan perubahan belum dinilai" in texts(not_yet[title])
        assert "Tidak ada temuan" not in texts(not_yet[title])
    assert "Semua aturan dapat dinilai." in texts(none["Aturan Tak Ternilai"])
    assert "belum dinilai" in texts(not_yet["Aturan Tak Ternilai"])


def test_what_fills_first_is_told_with_its_interval(usual: Workbook) -> None:
    reaching, growing = table(usual["Prakiraan Kapasitas"], "Prakiraan")
    assert [reaching[name] for name in ("Paling cepat (hari)", "Perkiraan (hari)", "Paling lambat (hari)")] == [
        30,
        40,
        55,
    ]
    assert (growing["Keadaan"], growing["Batas"], growing["Perkiraan (hari)"]) == (
        "bertambah, batas tidak diketahui", "–", "–",
    )  # fmt: skip
    assert growing["Objek"] == "=HYPERLINK(1)"


def test_little_history_is_not_taken_for_no_change(site: Site, day: Day, week: Rows, tmp_path: Path) -> None:
    few = written(site, day, {**week, "comparisons": week["comparisons"][4:]}, tmp_path / "a")
    same = written(site, day, {**week, "comparisons": week["comparisons"][3:4]}, tmp_path / "b")
    assert "kurang dari tujuh, sehingga perubahan belum dapat diketahui" in texts(few["Perubahan Kebiasaan"])
    assert "Tidak ada yang berbeda dari kebiasaannya" in texts(same["Perubahan Kebiasaan"])


def test_no_text_becomes_a_formula_or_a_link(site: Site, day: Day, week: Rows, tmp_path: Path) -> None:
    artifact = write_daily_report(site, day, week, tmp_path, NOW)
    with ZipFile(tmp_path / artifact.path) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                xml = archive.read(name).decode()
                assert "<f>" not in xml
                assert "<f " not in xml
                assert "<hyperlink" not in xml
        assert not any("externalLink" in name for name in archive.namelist())
    shown = [row["Contoh pernyataan SQL (disamarkan)"] for row in table(
        load_workbook(tmp_path / artifact.path)["Galat Basis Data"], "GalatBasisData"
    )]  # fmt: skip
    for formula in FORMULAS:
        assert formula.replace("\r", "\n") in shown


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_computes_no_formula(
    whole_site: Site, day: Day, whole_week: Rows, tmp_path: Path
) -> None:
    artifact = write_daily_report(whole_site, day, whole_week, tmp_path, NOW)
    # -1: every sheet in a file of its own; quoted as shown, so an evaluated formula would show its result.
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
            "--convert-to", options, "--outdir", str(tmp_path), str(tmp_path / artifact.path),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    for title in ("Galat Basis Data", "Galat Aplikasi", "Galat Web", "Rute Lambat", "Ketersediaan", "Gangguan"):
        (path,) = tmp_path.glob(f"*{title}.csv")
        with path.open(encoding="utf-8", newline="") as file:
            shown = {cell for row in csv.reader(file) for cell in row}
        for formula in FORMULAS:
            assert formula.replace("\r", "\n") in shown, title
        assert not shown & {"#NAME?", "Err:508", "Err:509", "#REF!", "#VALUE!"}


def test_nothing_read_shows_no_number(site: Site, day: Day, tmp_path: Path) -> None:
    artifact = write_daily_report(site, day, empty_rows(), tmp_path, NOW)
    assert artifact.state == "sebagian"
    workbook = load_workbook(tmp_path / artifact.path)
    summary = workbook["Ringkasan"]
    assert "⚠ SEBAGIAN" in texts(summary)
    for reason in (
        "Log server basis data (✘ belum dibaca): tidak ada catatan pembacaan",
        "tidak ada catatan pemeriksaan untuk hari ini",
    ):
        assert reason in texts(summary)
    assert {row["Nilai"] for row in table(summary, "AngkaUtama")} == {"tidak terbaca"}
    for title in ("Galat Basis Data", "Query Tersering", "Query Termahal", "Kegagalan", "Indikator"):
        assert "Tidak terbaca, sehingga tidak ada angka." in texts(workbook[title])
        assert not workbook[title].tables
    assert "tidak diketahui" in texts(workbook["Perubahan Konfigurasi"])
    assert [row["Keadaan"] for row in table(workbook["Cakupan"], "Cakupan")] == [
        "✘ belum dibaca", "✘ belum dibaca", "hanya diperiksa", *["tidak dikonfigurasi"] * 4,
    ]  # fmt: skip


def test_nothing_happened_looks_unlike_not_read(site: Site, day: Day, warehouse: Warehouse, tmp_path: Path) -> None:
    quiet = day.shift(-60)
    ok = Coverage(CoverageState.OK, file_count=1, entry_count=10, parser="csvlog 26 kolom")
    warehouse.store_reading(site.key, quiet, "database_log", Reading(ok))
    write_daily_report(site, quiet, answers(warehouse, site, quiet), tmp_path, NOW)
    workbook = load_workbook(next(tmp_path.rglob("*.xlsx")))
    assert "Tidak ada kejadian (log terbaca lengkap)." in texts(workbook["Galat Basis Data"])
    figures = {row["Indikator"]: row for row in table(workbook["Ringkasan"], "AngkaUtama")}
    assert figures["Galat basis data (ERROR, FATAL, PANIC)"]["Nilai"] == 0
    assert figures["Galat basis data (ERROR, FATAL, PANIC)"]["Hari sebelumnya"] == "belum ada data pembanding"
    assert figures["Waktu pernyataan tercatat, persentil 95"]["Nilai"] == "tidak tersedia"
    assert figures["Transaksi berhasil (commit)"]["Nilai"] == "tidak terbaca"


def test_partial_source_marks_its_numbers_and_places(
    site: Site, day: Day, warehouse: Warehouse, tmp_path: Path
) -> None:
    half = day.shift(-30)
    warehouse.store_reading(site.key, half, "database_log", Reading(PARTIAL))
    artifact = write_daily_report(site, half, answers(warehouse, site, half), tmp_path, NOW)
    assert artifact.state == "sebagian"
    workbook = load_workbook(tmp_path / artifact.path)
    assert "Log server basis data (⚠ sebagian): 12 baris tidak dapat dibaca" in texts(workbook["Ringkasan"])
    assert "Tidak ada kejadian pada bagian yang terbaca" in texts(workbook["Galat Basis Data"])
    places = {row["Sumber"]: row for row in table(workbook["Cakupan"], "Cakupan")}["Log server basis data"]
    assert places["Letak baris tidak terbaca (beberapa yang pertama)"] == "postgresql-Mon.csv:812:  potongan"


def test_deleted_details_do_not_look_like_a_quiet_day(site: Site, day: Day, week: Rows, tmp_path: Path) -> None:
    coverage = [{**row, "details_deleted_at": NOW} for row in week["coverage"]]
    workbook = written(site, day, {**empty_rows(), "coverage": coverage}, tmp_path)
    assert "telah dihapus sesuai masa simpan" in texts(workbook["Ringkasan"])
    assert {row["Nilai"] for row in table(workbook["Ringkasan"], "AngkaUtama")} == {"tidak terbaca"}


def test_long_lists_are_cut_openly_with_totals_over_all(site: Site, day: Day, week: Rows, tmp_path: Path) -> None:
    query, error = week["queries"][0], week["errors"][0]
    many = {
        **week,
        "queries": [{**query, "fingerprint": f"q{n}", "calls": n + 1} for n in range(10_000)],
        "errors": [{**error, "fingerprint": f"e{n}", "count": 2} for n in range(5_000)],
    }
    workbook = written(site, day, many, tmp_path)
    assert len(table(workbook["Query Tersering"], "QueryTersering")) == 1000
    assert "ditampilkan 1.000 dari 10.000 query, 50.005.000 panggilan" in texts(workbook["Query Tersering"])
    assert len(table(workbook["Galat Basis Data"], "GalatBasisData")) == 1000
    shown = texts(workbook["Galat Basis Data"])
    assert "Ditampilkan 1.000 dari 5.000 jenis. Jumlah seluruhnya: 10.000 kejadian dari 5.000 jenis" in shown


def test_one_row_is_enough(site: Site, day: Day, week: Rows, tmp_path: Path) -> None:
    single = {**week, **{name: week[name][:1] for name in ("errors", "queries", "failures", "metrics")}}
    workbook = written(site, day, single, tmp_path)
    assert len(table(workbook["Galat Basis Data"], "GalatBasisData")) == 1


def test_p95_agrees_with_the_histogram_of_facts(week: Rows, day: Day) -> None:
    from spse_monev.facts import Histogram

    times = Histogram({row["bucket"]: row["count"] for row in week["query_times"]})
    (total,) = (row for row in week["day_totals"] if (row["source"], row["name"]) == ("database_log", "query_p95_ms"))
    assert total["value"] == pytest.approx(times.percentile(0.95))
    assert total["compared_days"] == 7


def test_comparison_counts_only_days_that_were_read(site: Site, day: Day, warehouse: Warehouse) -> None:
    import random

    start = day.shift(-200)
    for back, state in ((3, "ok"), (2, "missing"), (1, "ok"), (0, "ok")):
        when = start.shift(-back)
        reading = log_reading(when, random.Random(1), kinds=4 if back != 1 else 0, queries=0)
        if state == "missing":
            reading = Reading(Coverage(CoverageState.MISSING, reasons=("berkas tidak ada",)))
        warehouse.store_reading(site.key, when, "database_log", reading)
    rows = answers(warehouse, site, start)
    top = rows["errors"][0]
    # Two days were read: the one with as many as today, and the day before with none.
    assert (top["compared_days"], top["previous_count"], top["median_count"]) == (2, 0, top["count"] / 2)
    assert top["is_new"] is False
    totals = {row["name"]: row for row in rows["day_totals"]}
    assert (totals["error_count"]["compared_days"], totals["error_count"]["previous_value"]) == (2, 0)
