"""What the report says of the application, the web server, monitoring systems and probes, and of what it cannot see."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import psycopg
import pytest
from openpyxl import Workbook, load_workbook

from spse_monev.demo.postgres import Server
from spse_monev.facts import (
    Client,
    Coverage,
    CoverageState,
    Purpose,
    Reading,
    RouteTraffic,
)
from spse_monev.period import Day
from spse_monev.reports.daily import write_daily_report
from spse_monev.reports.sheets import OUT_OF_REACH, SUBJECTS
from spse_monev.settings import PROJECT, Site, load_site
from spse_monev.settings.sources import SOURCE_CLASSES
from spse_monev.warehouse import Warehouse
from tests.reports.made_up_surroundings import HOSTILE
from tests.reports.made_up_week import Rows, answers, check, empty_rows
from tests.reports.read_back import NOW, table, texts, written


@pytest.fixture(scope="session")
def whole(whole_site: Site, day: Day, whole_week: Rows, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return written(whole_site, day, whole_week, tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="session")
def outside(outside_site: Site, day: Day, outside_week: Rows, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return written(outside_site, day, outside_week, tmp_path_factory.mktemp("outside"))


@pytest.mark.parametrize("path", sorted((PROJECT / "docs" / "contoh-situs").glob("*.yaml")), ids=lambda path: path.stem)
def test_example_sites_load_and_make_no_run_of_their_own(path: Path) -> None:
    site = load_site(path)
    assert site.synthetic
    assert not site.default
    assert not (PROJECT / "include" / "sites" / path.name).exists()


def test_the_example_of_all_sources_has_every_kind() -> None:
    site = load_site(PROJECT / "docs" / "contoh-situs" / "lpse_semua_sumber.yaml")
    assert {type(source) for source in site.sources.values()} == set(SOURCE_CLASSES)


def test_every_subject_has_its_sheet_and_nothing_is_out_of_reach(whole: Workbook) -> None:
    assert [sheet.title for sheet in SUBJECTS if sheet.title not in whole.sheetnames] == []
    assert OUT_OF_REACH not in whole.sheetnames
    assert "Tidak dikonfigurasi:" not in texts(whole["Ringkasan"])
    assert "✔ LENGKAP" in texts(whole["Ringkasan"])


def test_application_errors_name_class_place_and_routes(whole: Workbook) -> None:
    top = table(whole["Galat Aplikasi"], "GalatAplikasi")[0]
    assert top["Kelas pengecualian"] == "java.lang.NullPointerException"
    assert top["Tempat di kode"] == "controllers.BerkasCtr.simpan"
    assert top["Rute teratas"] == "POST /berkas/?: 311\nGET /lelang/?: 1"
    assert (top["Jumlah"], top["Hari sebelumnya"], top["Selisih median"]) == (312, 240, 72)
    without = next(row for row in table(whole["Galat Aplikasi"], "GalatAplikasi") if "Template" in row[
        "Kelas pengecualian"])  # fmt: skip
    assert without["Tempat di kode"] == "tidak tercatat"


def test_web_errors_carry_the_rule_of_modsecurity(whole: Workbook) -> None:
    top = table(whole["Galat Web"], "GalatWeb")[0]
    assert (top["Kode atau id aturan ModSecurity"], top["Jumlah"]) == ("981257", 44)


def test_failed_answers_keep_robots_apart_and_sum_up_the_classes(whole: Workbook, whole_week: Rows) -> None:
    sheet = whole["Status Web"]
    rows = table(sheet, "StatusWeb")
    assert {row["Klien"] for row in rows} == {"pengguna", "robot"}
    assert all(row["4xx"] + row["5xx"] for row in rows)
    assert [row["5xx"] for row in rows] == sorted((row["5xx"] for row in rows), reverse=True)
    traffic = [row for row in whole_week["traffic"] if row["client"] == "user" and row["source"] == "web_log"]
    server = sum(n for row in traffic for status, n in row["by_status"].items() if status[0] == "5")
    assert f"5xx {server:,}".replace(",", ".") in texts(sheet)
    assert "robot 760 permintaan (2xx 60, 4xx 700)" in texts(sheet)


def test_slow_routes_are_those_of_people_by_p95(whole: Workbook) -> None:
    rows = table(whole["Rute Lambat"], "RuteLambat")
    web = [row for row in rows if row["Sumber"] == "Log server web"]
    assert [row["No."] for row in web] == list(range(1, 64))
    assert not {"/@status", "/robots.txt", "/wp-login.php"} & {row["Rute, aksi atau templat"] for row in web}
    often = [row["p95 (ms)"] for row in web if row["Terukur"] >= 20]
    assert often == sorted(often, reverse=True)
    actions = [row for row in rows if row["Sumber"] == "Statistik SPSE"]
    assert {row["Kegunaan"] for row in actions} == {"aksi SPSE", "templat SPSE"}
    assert {row["p95 (ms)"] for row in actions} == {"–"}
    # Interleaved, so that the printed part shows both.
    assert rows[0]["Sumber"] != rows[1]["Sumber"]


def test_transfers_show_how_many_failed(whole: Workbook) -> None:
    rows = {row["Rute (nilai disamarkan)"]: row for row in table(whole["Unggah dan Unduh"], "UnggahUnduh")}
    top = rows["/eproc4/berkas/unggah/?"]
    assert (top["Permintaan"], top["Gagal (4xx, 5xx)"], top["Status yang gagal"]) == (
        2340,
        52,
        "413: 31\n499: 12\n502: 9",
    )
    assert top["Porsi gagal"] == pytest.approx(52 / 2340)
    assert "unggah 3.172 permintaan, 56 gagal (1,8%)" in texts(whole["Unggah dan Unduh"])


def test_traffic_of_an_hour_is_the_sum_of_its_routes(whole: Workbook, whole_week: Rows) -> None:
    rows = table(whole["Lalu Lintas Web"], "LaluLintasWeb")
    assert len(rows) == 24
    people = [row for row in whole_week["traffic"] if row["client"] == "user" and row["source"] == "web_log"]
    nine = {row["purpose"]: row["per_hour"][9] for row in people}
    assert (rows[9]["Halaman"], rows[9]["Unggah"], rows[9]["Unduh"]) == (nine["page"], nine["upload"], nine["download"])
    assert rows[9]["Seluruh pengguna"] == sum(nine.values())
    assert {row["Pemeriksa"] for row in rows} == {12}
    assert len(whole["Lalu Lintas Web"]._charts) == 2


def test_failures_of_all_sources_stand_in_one_table_without_a_sum_over_them(whole: Workbook) -> None:
    sheet = whole["Kegagalan"]
    rows = table(sheet, "Kegagalan")
    assert {"Log server basis data", "Log aplikasi SPSE", "Log server web", "Zabbix", "Probe LPSE"} == {
        row["Sumber"] for row in rows
    }
    assert "Unggahan ditolak karena terlalu besar (413)" in {row["Jenis kegagalan"] for row in rows}
    shown = texts(sheet)
    assert "Jumlah per sumber:" in shown
    assert "Log server web: 84" in shown
    total = sum(row["Jumlah"] for row in rows)
    assert f": {total}" not in shown
    assert "tidak ada jumlah seluruh sumber" in shown


def test_availability_keeps_down_and_unknown_apart(whole: Workbook) -> None:
    rows = {row["Komponen"]: row for row in table(whole["Ketersediaan"], "Ketersediaan")}
    app, database, spare = rows["spse-app"], rows["spse-db"], rows["spse-cadangan"]
    assert app["Ketersediaan (%)"] == pytest.approx(100 * (86_400 - 2520) / 86_400)
    assert (app["Mati (menit)"], app["Tidak diketahui (menit)"], app["Gangguan terlama (menit)"]) == (42, 0, 42)
    assert (database["Ketersediaan (%)"], database["Mati (menit)"]) == (100, 0)
    assert database["Tidak diketahui (menit)"] == pytest.approx(6400 / 60)
    assert (spare["Ketersediaan (%)"], spare["Keterangan"]) == (
        "tidak diketahui", "tidak pernah terlihat pada hari ini",
    )  # fmt: skip
    assert "sertifikat berakhir dalam 12 hari" in rows["Porta HTTPS"]["Keterangan"]
    assert rows["Beranda SPSE"]["Waktu jawab p95 (ms)"] == 940


def test_incidents_have_times_and_severity(whole: Workbook) -> None:
    first, *others = table(whole["Gangguan"], "Gangguan")
    assert (first["Jenis"], first["Tingkat"], first["Komponen"]) == ("mati", "kritis", "spse-app")
    assert (first["Mulai (WIB)"].hour, first["Lama pada hari ini (menit)"]) == (9, 42)
    running = next(row for row in others if row["Komponen"] == "spse-db")
    assert running["Selesai (WIB)"] == "belum selesai saat dibaca"
    # It began five hours before the day, of which the day has only its own 24.
    assert (running["Mulai (WIB)"].hour, running["Lama pada hari ini (menit)"]) == (19, 1440)


def test_hosts_have_a_line_for_each_resource(whole: Workbook) -> None:
    rows = [row for row in table(whole["Sumber Daya Host"], "SumberDayaHost") if row["Host (dan disk)"] == "spse-db"]
    assert [row["Sumber daya"] for row in rows] == [
        "CPU", "Memori", "Beban 1 menit (load)", "Jaringan masuk", "Jaringan keluar",
    ]  # fmt: skip
    assert rows[3]["Rata-rata"] == pytest.approx(25 * 41_000 / 1024)
    assert rows[3]["p95"] == "–"
    assert not any("host_" in str(row["Indikator"]) for row in table(whole["Indikator"], "Indikator"))


def test_key_figures_compare_all_sources(whole: Workbook, whole_week: Rows) -> None:
    figures = {(row["Indikator"], row["Sumber"]): row for row in table(whole["Ringkasan"], "AngkaUtama")}
    app = figures["Galat aplikasi", "Log aplikasi SPSE"]
    assert app["Nilai"] == sum(row["count"] for row in whole_week["errors"] if row["source"] == "application_log")
    assert app["Selisih hari sebelumnya"] == app["Nilai"] - app["Hari sebelumnya"]
    uploads = figures["Unggahan gagal (4xx, 5xx)", "Log server web"]
    assert (uploads["Nilai"], uploads["Median 7 hari"]) == (56, 56)
    assert figures["Unggah gagal menurut aplikasi", "Log aplikasi SPSE"]["Nilai"] == int(23 * 1.3)
    for name, source, pct in (("spse-app", "Zabbix", 97.083), ("Beranda SPSE", "Probe LPSE", 98.214)):
        worst = figures["Ketersediaan komponen terendah", source]
        assert worst["Nilai"] == pytest.approx(pct, abs=0.001), name
        assert worst["Hari sebelumnya"] == 100
    # Between the fastest and the slowest route; the case of `tests/sql` has the exact one.
    pages = [row["p95_ms"] for row in whole_week["routes"] if row["source"] == "web_log" and row["purpose"] == "page"]
    timed = [p95 for p95 in pages if p95 is not None]
    assert min(timed) < figures["Waktu jawab halaman, persentil 95", "Log server web"]["Nilai"] < max(timed)
    assert figures["Query SPSE, rata-rata", "Statistik SPSE"]["Nilai"] > 0


def test_narrative_tells_of_every_source(whole: Workbook) -> None:
    shown = texts(whole["Ringkasan"])
    for expected in (
        "Log aplikasi SPSE mencatat 1.051 galat aplikasi",
        "java.lang.NullPointerException: Cannot invoke ? because ? is null” di controllers.BerkasCtr.simpan",
        "Gagal menurut server web: 56 dari 3.172 unggahan (1,8%)",
        "terburuk spse-app: tersedia 97,08%, mati 42,0 menit. 1 komponen tidak pernah terlihat.",
        "Menurut Probe LPSE, 1 dari 2 komponen pernah mati",
    ):
        assert expected in shown
    assert len(whole["Ringkasan"]._charts) + len(whole["Ringkasan"]._images) == 8


def test_hostile_texts_stay_texts(whole_site: Site, day: Day, whole_week: Rows, tmp_path: Path) -> None:
    artifact = write_daily_report(whole_site, day, whole_week, tmp_path, NOW)
    with ZipFile(tmp_path / artifact.path) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                xml = archive.read(name).decode()
                assert "<f>" not in xml
                assert "<f " not in xml
                assert "<hyperlink" not in xml
                assert "<script" not in xml
        assert not any("externalLink" in name for name in archive.namelist())
    workbook = load_workbook(tmp_path / artifact.path)
    for title, name, column in (
        ("Galat Aplikasi", "GalatAplikasi", "Tempat di kode"),
        ("Galat Web", "GalatWeb", "Pesan (nilai disamarkan)"),
        ("Rute Lambat", "RuteLambat", "Rute, aksi atau templat"),
        ("Ketersediaan", "Ketersediaan", "Komponen"),
        ("Gangguan", "Gangguan", "Uraian (nilai disamarkan)"),
        ("Sumber Daya Host", "SumberDayaHost", "Host (dan disk)"),
    ):
        sheet = workbook[title]
        shown = {row[column] for row in table(sheet, name)}
        # What PostgreSQL or XML cannot hold is replaced or left out; the rest is there as it came.
        assert {text.replace("\r", "\n") for text in HOSTILE if "\x00" not in text and "_x003D_" not in text} <= shown
        assert any("merah" in str(text) for text in shown)
        cells = [cell for row in sheet[sheet.tables[name].ref] for cell in row if str(cell.value)[:1] in "=+-@"]
        assert cells
        assert all(cell.data_type != "f" for cell in cells)


def test_outside_only_the_report_is_whole_and_says_what_it_could_not_see(outside: Workbook) -> None:
    shown = texts(outside["Ringkasan"])
    assert "✔ LENGKAP" in shown
    assert (
        "Tidak dikonfigurasi: basis data, log basis data, log aplikasi, log server web, statistik SPSE sendiri "
        "(@status.json): di luar jangkauan laporan ini"
    ) in shown
    assert "tidak terbaca" not in shown
    assert outside.sheetnames == [
        "Ringkasan", "Temuan", "Rincian Temuan", "Perubahan Kebiasaan", "Kegagalan", "Ketersediaan", "Gangguan",
        "Indikator", "Prakiraan Kapasitas", "Penyimpangan", "Aturan Tak Ternilai", "Keadaan Sumber",
        "Cakupan", OUT_OF_REACH, "Metode",
    ]  # fmt: skip
    parts = {row["Bagian laporan"]: row for row in table(outside[OUT_OF_REACH], "DiLuarJangkauan")}
    assert {row["Keadaan"] for row in parts.values()} == {"tidak dikonfigurasi"}
    assert parts["Galat Aplikasi"]["Dibaca dari (salah satu)"] == "log aplikasi"
    assert {row["Sumber"] for row in table(outside["Ringkasan"], "AngkaUtama")} == {"Probe dari kantor LPSE"}
    states = {row["Sumber"]: row["Keadaan"] for row in table(outside["Cakupan"], "Cakupan")}
    assert states["log aplikasi"] == "tidak dikonfigurasi"
    assert states["Probe dari kantor LPSE"] == "✔ lengkap"


def test_what_is_not_configured_does_not_make_a_report_partial(
    outside_site: Site, day: Day, outside_week: Rows, tmp_path: Path
) -> None:
    assert write_daily_report(outside_site, day, outside_week, tmp_path, NOW).state == "lengkap"
    # But a probe that is configured and did not run does.
    assert write_daily_report(outside_site, day, empty_rows(), tmp_path, NOW).state == "sebagian"
    workbook = load_workbook(next(tmp_path.rglob("*.xlsx")))
    assert "Tidak terbaca, sehingga tidak ada angka." in texts(workbook["Ketersediaan"])
    assert {row["Nilai"] for row in table(workbook["Ringkasan"], "AngkaUtama")} == {"tidak terbaca"}
    assert "tidak terbaca, sehingga ketersediaan hari ini" in texts(workbook["Ringkasan"])


def test_unread_sources_show_no_number_on_any_sheet(whole_site: Site, day: Day, tmp_path: Path) -> None:
    workbook = written(whole_site, day, empty_rows(), tmp_path)
    for sheet in SUBJECTS:
        if sheet.title != "Perubahan Konfigurasi":
            assert "Tidak terbaca, sehingga tidak ada angka." in texts(workbook[sheet.title]), sheet.title
        assert not workbook[sheet.title].tables
    assert {row["Nilai"] for row in table(workbook["Ringkasan"], "AngkaUtama")} == {"tidak terbaca"}


def test_a_quiet_day_of_a_read_source_is_said_to_be_quiet(
    whole_site: Site, day: Day, warehouse: Warehouse, tmp_path: Path
) -> None:
    quiet = day.shift(-90)
    ok = Coverage(CoverageState.OK, file_count=1, entry_count=10, parser="uji")
    for name in whole_site.sources:
        if name != "monitoring":
            warehouse.store_reading(whole_site.key, quiet, name, Reading(ok))
        warehouse.add_check(whole_site.key, quiet, check(quiet, name, 0, False))
    workbook = written(whole_site, quiet, answers(warehouse, whole_site, quiet), tmp_path)
    assert "✔ LENGKAP" in texts(workbook["Ringkasan"])
    assert "Tidak ada kejadian (log terbaca lengkap)." in texts(workbook["Galat Aplikasi"])
    assert "Tidak ada kejadian (sumber terbaca lengkap)." in texts(workbook["Kegagalan"])
    assert "Tidak ada gangguan atau masalah (sumber terbaca lengkap)." in texts(workbook["Gangguan"])
    figures = {(row["Indikator"], row["Sumber"]): row["Nilai"] for row in table(workbook["Ringkasan"], "AngkaUtama")}
    assert figures["Galat aplikasi", "Log aplikasi SPSE"] == 0
    assert figures["Gangguan (komponen mati)", "Zabbix"] == 0
    # Nobody counted requests or looked at a component: that is not zero.
    assert figures["Permintaan web dari pengguna", "Log server web"] == "tidak tersedia"
    assert figures["Ketersediaan komponen terendah", "Zabbix"] == "tidak tersedia"


def test_failures_without_hours_are_not_drawn_as_none(
    outside_site: Site, day: Day, outside_week: Rows, tmp_path: Path
) -> None:
    rows = {**outside_week, "failures": [{**row, "per_hour": [0] * 24} for row in outside_week["failures"]]}
    assert rows["failures"]
    assert "tidak mencatat jam kejadian" in texts(written(outside_site, day, rows, tmp_path)["Ringkasan"])


def test_requests_without_times_say_how_to_log_them(
    whole_site: Site, day: Day, warehouse: Warehouse, tmp_path: Path
) -> None:
    when = day.shift(-100)
    ok = Coverage(CoverageState.OK, file_count=1, entry_count=10, parser="uji")
    traffic = (RouteTraffic("GET", "/", Client.USER, Purpose.PAGE, 5, {"200": 5}, (5,) + (0,) * 23),)
    warehouse.store_reading(whole_site.key, when, "web_log", Reading(ok, traffic=traffic))
    workbook = written(whole_site, when, answers(warehouse, whole_site, when), tmp_path)
    assert "%D pada Apache, $request_time pada nginx" in texts(workbook["Rute Lambat"])


def test_fifty_thousand_routes_stay_bounded(
    whole_site: Site, day: Day, server: Server, warehouse: Warehouse, tmp_path: Path
) -> None:
    when = day.shift(-120)
    ok = Coverage(CoverageState.OK, file_count=1, entry_count=1_500_000, parser="uji")
    warehouse.store_reading(whole_site.key, when, "web_log", Reading(ok))
    with psycopg.connect(server.uri("reports")) as connection:
        connection.execute(
            """
            INSERT INTO monev.route_daily
                (site, day, source, method, route, client, purpose, request_count, by_status, per_hour, failed_per_hour,
                timed_count, total_ms, max_ms)
            SELECT
                %s, %s, 'web_log', 'GET', '/rute-' || n, 'user',
                CASE n %% 2 WHEN 0 THEN 'page' ELSE 'download' END, 30, '{"200": 29, "404": 1}',
                array_fill(1, ARRAY[24]), array_fill(0, ARRAY[24]), 30, 30.0 * n, 5.0 * n
            FROM generate_series(1, 50000) AS n
            """,
            [whole_site.key, when.date],
        )
    rows = answers(warehouse, whole_site, when)
    workbook = written(whole_site, when, rows, tmp_path)
    # 1,000 slow ones, 1,000 that failed and 1,000 downloads, of which some are the same.
    assert 1000 <= len(rows["routes"]) <= 3000
    slow = table(workbook["Rute Lambat"], "RuteLambat")
    assert len(slow) == 1000
    assert slow[0]["Rute, aksi atau templat"] == "/rute-50000"
    assert len(table(workbook["Unggah dan Unduh"], "UnggahUnduh")) == 1000
    assert "50.000 rute, 1.500.000 permintaan terukur" in texts(workbook["Rute Lambat"])
    assert "unduh 750.000 permintaan, 25.000 gagal (3,3%)" in texts(workbook["Unggah dan Unduh"])
