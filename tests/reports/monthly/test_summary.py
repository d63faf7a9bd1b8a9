"""The cover and the executive summary: figures by read day, lights that never take silence for good, one page."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from spse_monev.demo.postgres import Server
from spse_monev.facts import CoverageState
from spse_monev.period import Month
from spse_monev.reports import complaints
from spse_monev.reports import evaluationview as monthly
from spse_monev.reports.deviations import JUDGED
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.monthfigures import OTHER_SOURCES, key_figures
from spse_monev.reports.monthly import cover, summary
from spse_monev.reports.monthly.lights import Level, lights
from spse_monev.reports.monthly.narrative import sentences
from spse_monev.reports.workbook import add_sheet, new_workbook, save
from spse_monev.settings import Site
from tests.reports.monthly.conftest import MadeUpMonth, fill_day
from tests.reports.read_back import table, texts

Rows = dict[str, list[dict[str, Any]]]
HOSTILE = '=HYPERLINK("http://jahat.example","klik")\x00\u202e_x0041_'


def answers(october: MadeUpMonth, site: Site, month: Month) -> Rows:
    names = (*monthly.QUERIES, *summary.QUERIES)
    if site.helpdesk:
        names = (*names, *complaints.QUERIES)
    rows = {name: october.warehouse.report_rows(name, site.key, month) for name in names}
    return rows | {name: [] for name in (*JUDGED, "prospects", "effects")}


def seen(october: MadeUpMonth, site: Site | None = None, month: Month | None = None, **given: Any) -> EvaluationView:
    site, month = site or october.site, month or october.month
    return EvaluationView(site, month, answers(october, site, month) | given)


def written(view: EvaluationView, folder: Path) -> Workbook:
    workbook = new_workbook()
    summary.write_executive_summary(workbook, view, "Ringkasan Eksekutif")
    for number in range(1, 5):
        add_sheet(workbook, f"Lembar {number}", view.site.name, view.subject)
    cover.write_cover(workbook, view, "Sampul")
    path = folder / "ringkasan.xlsx"
    path.write_bytes(save(workbook, datetime(2026, 11, 1, tzinfo=UTC), "uji", "uji"))
    return load_workbook(path)


def told(view: EvaluationView) -> list[str]:
    return list(sentences(view, key_figures(view)))


def levels(view: EvaluationView) -> dict[str, Level]:
    return {light.area: light.level for light in lights(view, key_figures(view))}


def request(number: int, change_class: str, priority: str = "rendah", state: str = "draft") -> dict[str, Any]:
    return {
        "number": f"PP-2026-10-{number:03}",
        "title": f"Perubahan {number} {HOSTILE}",
        "change_class": change_class,
        "priority": priority,
        "state": state,
    }


@pytest.fixture(scope="module")
def book(october: MadeUpMonth, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return written(seen(october), tmp_path_factory.mktemp("ringkasan"))


@pytest.fixture(scope="module")
def figures(book: Workbook) -> dict[str, dict[str, Any]]:
    return {line["Indikator"]: line for line in table(book["Ringkasan Eksekutif"], "AngkaUtamaBulan")}


def counts(server: Server, question: str) -> dict[int, int]:
    """The sums of a question by month, read past the report's SQL."""
    with psycopg.connect(server.uri("evaluation")) as connection:
        days = connection.execute(question).fetchall()  # type: ignore[call-overload]
    return {month: sum(count for day, count in days if day.month == month) for month in (9, 10)}


def test_counts_compare_by_the_days_that_were_read(
    server: Server, october: MadeUpMonth, figures: dict[str, dict[str, Any]]
) -> None:
    facts = f"FROM monev.error_daily WHERE site = '{october.site.key}' AND severity <> 'WARNING' AND source"
    for label, source, days in (
        ("Galat basis data (ERROR, FATAL, PANIC)", "database_log", 29),
        ("Galat aplikasi", "application_log", 31),
    ):
        stored = counts(server, f"SELECT day, count {facts} = '{source}'")
        line = figures[label]
        assert (line["Bulan ini"], line["Bulan sebelumnya"]) == (stored[10], stored[9])
        assert line["Per hari terbaca"] == pytest.approx(stored[10] / days)
        assert line["Per hari terbaca sebelumnya"] == pytest.approx(stored[9] / 10)
        pct = 100 * (stored[10] / days / (stored[9] / 10) - 1)
        shown = f"{'+' if pct > 0 else '−'}{abs(pct):.1f}%".replace(".", ",")
        assert line["Perubahan"] == shown
    assert figures["Galat basis data (ERROR, FATAL, PANIC)"]["Hari terbaca"] == "≥ 29/31; sebelumnya ≥ 10/30"
    assert figures["Galat aplikasi"]["Hari terbaca"] == "31/31; sebelumnya ≥ 10/30"


def test_availability_is_that_of_the_worst_component(
    server: Server, october: MadeUpMonth, figures: dict[str, dict[str, Any]]
) -> None:
    sums: dict[tuple[str, str], list[float]] = {}
    with psycopg.connect(server.uri("evaluation")) as connection:
        for source, component, up, down in connection.execute(
            "SELECT source, component, up_seconds, down_seconds FROM monev.availability_daily "
            "WHERE site = %s AND day >= '2026-10-01'",
            [october.site.key],
        ):
            total = sums.setdefault((source, component), [0.0, 0.0])
            total[0] += up
            total[1] += down
    worst = min(100 * up / (up + down) for up, down in sums.values() if up + down)
    assert figures["Ketersediaan komponen terendah"]["Bulan ini"] == pytest.approx(worst)


def test_the_summary_is_one_page_with_every_area(book: Workbook) -> None:
    sheet = book["Ringkasan Eksekutif"]
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
    for area in ("Basis data", "Aplikasi", "Web", "Ketersediaan", "Kapasitas", "Keluhan", "Kelengkapan"):
        [word] = [str(row[0].value) for row in sheet.iter_rows() if str(row[0].value).startswith(f"{area}: ")]
        assert word.removeprefix(f"{area}: ")[0] in "✔⚠✘–"


def test_the_cover_lists_and_reaches_every_sheet(book: Workbook, october: MadeUpMonth) -> None:
    sheet = book["Sampul"]
    assert book.sheetnames[0] == "Sampul"
    assert book.active is sheet
    links = {cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert links == {f"'{name}'!A1" for name in book.sheetnames[1:]}
    said = texts(sheet)
    assert "SEBAGIAN" in said
    assert "tidak terbaca pada tanggal 12–13" in said
    assert "Nomor : ..." in said
    officials = october.site.officials
    for official in (officials.administrator, officials.change_manager, officials.head):
        assert official.name in said
    assert any(source.reasons for source in seen(october).complaints.sources)  # type: ignore[union-attr]
    assert ("DATA SINTETIS" in said) == october.site.synthetic


def test_the_sentences_tell_what_rests_on_unread_days(october: MadeUpMonth) -> None:
    said = told(seen(october))
    assert 5 <= len(said) <= 8
    assert "Log basis data mencatat sekurang-kurangnya " in said[1]
    assert "per hari terbaca, " in said[1]
    assert "September 2026" in said[1]
    assert "Log aplikasi mencatat sekurang-kurangnya" not in said[2]
    assert "Terhitung sekurang-kurangnya " in said[6]
    assert said[7].startswith("Permohonan perubahan belum dibuat untuk ")


def test_a_month_of_which_nothing_was_read(october: MadeUpMonth, tmp_path: Path) -> None:
    view = seen(october, month=october.month.shift(2))
    said = told(view)
    assert "tidak berarti bahwa tidak ada masalah" in said[0]
    assert all("tidak diketahui" in each for each in said[:5])
    assert Level.GOOD not in levels(view).values()
    assert levels(view)["Basis data"] is Level.UNREAD
    assert levels(view)["Kelengkapan"] is Level.BAD
    assert sum("belum dinilai" in each for each in said) == 1
    book = written(view, tmp_path)
    lines = table(book["Ringkasan Eksekutif"], "AngkaUtamaBulan")
    assert {line["Bulan ini"] for line in lines} == {"tidak terbaca"}
    assert {line["Perubahan"] for line in lines} == {"–"}


def test_a_site_with_one_checked_source_only(october: MadeUpMonth, tmp_path: Path) -> None:
    sources = {"monitoring": october.site.sources["monitoring"]}
    site = october.site.model_copy(update={"sources": sources, "helpdesk": None})
    view = seen(october, site)
    assert all("tidak dikonfigurasi" in each for each in told(view)[1:5])
    assert "tidak dikonfigurasi" in told(view)[6]
    found = levels(view)
    assert found.pop("Kelengkapan") is Level.ATTENTION
    assert set(found.values()) == {Level.NOT_CONFIGURED}
    written(view, tmp_path)


def test_a_single_read_day_is_never_good(october: MadeUpMonth, tmp_path: Path) -> None:
    site = october.site.model_copy(update={"key": "lpse_sehari", "helpdesk": None})
    with october.warehouse._connection.transaction(force_rollback=True):
        fill_day(october.warehouse, site, october.month.days[20])
        view = seen(october, site)
    assert "pembanding September 2026: belum ada data)" in told(view)[1]
    assert Level.GOOD not in levels(view).values()
    lines = table(written(view, tmp_path)["Ringkasan Eksekutif"], "AngkaUtamaBulan")
    first = lines[0]
    assert first["Bulan ini"] == first["Per hari terbaca"]
    assert first["Bulan sebelumnya"] == "belum ada data"


def silent(october: MadeUpMonth, change: Callable[[dict[str, Any]], None]) -> EvaluationView:
    rows = deepcopy(answers(october, october.site, october.month))
    for row in rows["month_totals"]:
        change(row)
    return EvaluationView(october.site, october.month, rows)


def test_zero_is_told_as_zero(october: MadeUpMonth) -> None:
    def nothing(row: dict[str, Any]) -> None:
        for name in ("error_count", "failure_count", "request_count", "server_error_count", "down_seconds"):
            row[name] = row[name] and 0
        row["worst_up_pct"] = row["worst_up_pct"] and 100.0
        row["outage_count"] = 0

    view = silent(october, nothing)
    said = told(view)
    assert "tidak mencatat galat pada bagian yang terbaca (29/31 hari)" in said[1]
    assert said[2].startswith("Log aplikasi tidak mencatat galat;")
    assert said[3] == "Log server web tidak mencatat permintaan pengguna."
    assert said[4] == "Semua komponen yang terlihat hidup sepanjang waktu itu. 1 komponen tidak pernah terlihat."
    assert levels(view)["Aplikasi"] is Level.GOOD
    assert levels(view)["Web"] is Level.NOT_JUDGED


def test_requests_that_nobody_counted_are_no_zero(october: MadeUpMonth) -> None:
    def uncounted(row: dict[str, Any]) -> None:
        row["request_count"] = row["server_error_count"] = None

    view = silent(october, uncounted)
    assert told(view)[3].endswith("sehingga lalu lintas web tidak diketahui.")
    assert levels(view)["Web"] is Level.NOT_JUDGED


def test_a_rise_from_nothing_and_a_steep_one(october: MadeUpMonth) -> None:
    def from_nothing(row: dict[str, Any]) -> None:
        if row["month"] == date(2026, 9, 1):
            row["error_count"] = 0

    view = silent(october, from_nothing)
    assert "sedangkan pada September 2026 nihil" in told(view)[2]
    assert levels(view)["Aplikasi"] in (Level.ATTENTION, Level.BAD)

    def steep(row: dict[str, Any]) -> None:
        if row["month"] == date(2026, 10, 1) and row["error_count"]:
            row["error_count"] *= 10

    assert levels(silent(october, steep))["Aplikasi"] is Level.BAD


def test_sources_that_differ_between_the_months_are_not_compared(october: MadeUpMonth) -> None:
    sources = october.site.sources
    site = october.site.model_copy(update={"sources": {**sources, "web_log_2": sources["web_log"]}})
    rows = answers(october, site, october.month)
    second = [
        dict(row, source="web_log_2")
        for row in rows["month_totals"]
        if row["source"] == "web_log" and row["month"] == october.month.first
    ]
    view = EvaluationView(site, october.month, rows | {"month_totals": [*rows["month_totals"], *second]})
    figure = next(each for each in key_figures(view) if each.what.name == "request_count")
    assert figure.now.amount == 2 * second[0]["request_count"]
    assert figure.before.unknown == OTHER_SOURCES
    assert figure.change is None


def test_decisions_name_the_major_first_and_hide_no_request(october: MadeUpMonth, tmp_path: Path) -> None:
    requests = [
        *(request(number, "minor") for number in range(1, 9)),
        request(9, "perlu_telaah"),
        request(10, "major", "tinggi", "review"),
        request(11, "minor", "tinggi"),
        # Decided, being worked on, or ended.
        request(12, "major", state="closed"),
        request(13, "major", state="execution"),
        request(14, "major", state="assistance"),
    ]
    sheet = written(seen(october, month_requests=requests), tmp_path)["Ringkasan Eksekutif"]
    lines = _decisions(sheet)
    assert "PP-2026-10-010" in lines[0]
    assert "konsultasi dengan LKPP" in lines[0]
    assert "PP-2026-10-011" in lines[1]
    assert len(lines) == 9
    assert lines[8].startswith("… dan 3 lainnya")
    for number in (12, 13, 14):
        assert f"PP-2026-10-{number:03}" not in texts(sheet)
    assert (
        "Kebutuhan perubahan: 9 minor, 4 major, 1 perlu telaah (10 draf, 1 menunggu telaah, 1 menunggu pengiriman "
        "surat bantuan teknis, 1 menunggu pelaksanaan, 1 selesai)."
    ) in texts(sheet)


def test_requests_of_earlier_months_are_asked_for_again_once(october: MadeUpMonth, tmp_path: Path) -> None:
    older = [
        request(1, "minor", state="late_approval") | {"number": "PP-2026-08-001", "age_days": 62},
        request(2, "major", "tinggi", "proposal_result") | {"number": "PP-2026-09-001", "age_days": 31},
        request(3, "minor", state="execution") | {"number": "PP-2026-09-002", "age_days": 31},
        request(4, "minor", state="late_approval") | {"age_days": 0},
    ]
    found = seen(october, month_requests=[request(4, "minor", state="late_approval")], month_open_requests=older)
    sheet = written(found, tmp_path)["Ringkasan Eksekutif"]
    assert [line.rpartition(": ")[2] for line in _decisions(sheet)] == [
        "keputusan Kepala LPSE atas Usulan Kegiatan.",
        "persetujuan menyusul Kepala LPSE.",
        "persetujuan menyusul Kepala LPSE.",
    ]
    assert (
        "Permohonan belum selesai: 4, yang terlama PP-2026-08-001 (62 hari), terbanyak menunggu "
        "persetujuan menyusul (2)."
    ) in texts(sheet)
    decided = seen(october, month_requests=[request(5, "minor", state="execution")])
    [line] = _decisions(written(decided, tmp_path)["Ringkasan Eksekutif"])
    assert line == "Tidak ada: semua permohonan perubahan bulan ini (1) telah diputuskan."


def test_what_changes_came_to_is_told_only_if_there_were_any(october: MadeUpMonth) -> None:
    effects = [{"verdict": verdict} for verdict in ("terlihat", "tidak_terlihat", "terlihat", "tidak_dapat_dinilai")]
    sentence = (
        "Efek perubahan yang sudah dilaksanakan: 2 terlihat, 1 tidak terlihat, 1 tidak dapat dinilai "
        "(lihat lembar Efek Perubahan)."
    )
    assert sentence in told(seen(october, effects=effects))[-1]
    assert "Efek perubahan" not in told(seen(october))[-1]


def test_no_request_is_not_the_same_as_not_judged(october: MadeUpMonth, tmp_path: Path) -> None:
    sheet = written(seen(october, month_requests=[], findings=[]), tmp_path)["Ringkasan Eksekutif"]
    assert _decisions(sheet) == ["Tidak ada kebutuhan perubahan menurut aturan yang dapat dinilai."]
    found = seen(october, month_requests=[])
    wanted = sum(row["change_class"] != "tanpa_perubahan" for row in found.rows("findings"))
    assert wanted
    [line] = _decisions(written(found, tmp_path)["Ringkasan Eksekutif"])
    assert line == f"Permohonan perubahan belum dibuat untuk {wanted} temuan yang memerlukannya."
    unjudged = seen(october, month_requests=[], findings=[], rule_judgements=[])
    [line] = _decisions(written(unjudged, tmp_path)["Ringkasan Eksekutif"])
    assert line.startswith("Kebutuhan perubahan belum dinilai")
    assert levels(unjudged)["Kapasitas"] is Level.NOT_JUDGED


def test_what_logs_and_people_wrote_stays_text(october: MadeUpMonth, tmp_path: Path) -> None:
    rows = deepcopy(answers(october, october.site, october.month))
    for row in rows["month_totals"]:
        row["worst_component"] = row["worst_component"] and HOSTILE
    for row in rows["findings"]:
        row["title"] = HOSTILE
        row["evidence"] = [{"text": HOSTILE * 400}]
    rows["month_requests"] = [request(1, "major")]
    rows["prospects"] = [
        {"source": "database", "name": "database_size_bytes", "subject": HOSTILE, "state": "beyond", "expected": None}
    ]
    book = written(EvaluationView(october.site, october.month, rows), tmp_path)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None or cell.hyperlink.target is None
                assert "\u202e" not in str(cell.value)


@pytest.mark.parametrize(
    ("state", "expected", "level"),
    [
        ("beyond", None, Level.BAD),
        ("reaches", 30, Level.BAD),
        ("reaches", 90, Level.ATTENTION),
        ("reaches", 91, Level.GOOD),
        ("no_trend", None, Level.GOOD),
        ("too_few_days", None, Level.NOT_JUDGED),
    ],
)
def test_capacity(october: MadeUpMonth, state: str, expected: int | None, level: Level) -> None:
    row = {"source": "zabbix", "name": "disk_used_pct", "subject": "db", "state": state, "expected": expected}
    assert levels(seen(october, prospects=[row]))["Kapasitas"] is level


def test_a_whole_month_is_lengkap(october: MadeUpMonth, tmp_path: Path) -> None:
    sources = {"application_log": october.site.sources["application_log"]}
    site = october.site.model_copy(update={"sources": sources, "helpdesk": None})
    view = seen(october, site)
    assert [source.state for source in view.sources] == [CoverageState.OK]
    assert "✔ LENGKAP" in texts(written(view, tmp_path)["Sampul"])
    assert levels(view)["Kelengkapan"] is Level.GOOD
    assert told(view)[0] == "Semua sumber data (1) terbaca lengkap pada setiap hari Oktober 2026."


def _decisions(sheet: Worksheet) -> list[str]:
    lines = [str(row[0].value) for row in sheet.iter_rows() if row[0].value]
    return lines[lines.index("D. Keputusan yang dimohon") + 1 :]
