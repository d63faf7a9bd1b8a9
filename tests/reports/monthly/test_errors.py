"""The month's errors and failures: counts by read days only, against the month before, and gaps that stay gaps."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
import pytest
from openpyxl import Workbook, load_workbook

from spse_monev.demo.postgres import Server
from spse_monev.period import Month
from spse_monev.reports import complaints
from spse_monev.reports import evaluationview as monthly
from spse_monev.reports.deviations import JUDGED
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.monthly import errors, failures, heatmap
from spse_monev.reports.workbook import new_workbook, save
from spse_monev.settings import Site
from tests.reports.monthly.conftest import MadeUpMonth, fill_day
from tests.reports.read_back import table, texts

SHEETS = (
    ("Galat Basis Data", errors.write_database_errors),
    ("Galat Aplikasi", errors.write_application_errors),
    ("Galat Web", errors.write_web_errors),
    ("Tren Galat", errors.write_error_trend),
    ("Kegagalan", failures.write_failures),
)
UNREAD = {date(2026, 10, 12), date(2026, 10, 13)}


def seen(
    october: MadeUpMonth, site: Site | None = None, month: Month | None = None, without: tuple[str, ...] = ()
) -> EvaluationView:
    """The month as the warehouse has it, but as if the sources `without` had never been read."""
    site, month = site or october.site, month or october.month
    names = (*monthly.QUERIES, *complaints.QUERIES, *errors.QUERIES, *failures.QUERIES, "rule_judgements")
    rows = {name: october.warehouse.report_rows(name, site.key, month) for name in names}
    for name in ("month_coverage", "month_errors", "month_error_days", "month_error_hours", "month_failures"):
        rows[name] = [row for row in rows[name] if row["source"] not in without]
    return EvaluationView(site, month, rows | {name: [] for name in JUDGED})


def written(view: EvaluationView, folder: Path) -> Workbook:
    workbook = new_workbook()
    for title, write in SHEETS:
        write(workbook, view, title)
    path = folder / "galat.xlsx"
    path.write_bytes(save(workbook, datetime(2026, 11, 1, tzinfo=UTC), "uji", "uji"))
    return load_workbook(path)


@pytest.fixture(scope="module")
def book(october: MadeUpMonth, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return written(seen(october), tmp_path_factory.mktemp("galat"))


@pytest.fixture(scope="module")
def stored(server: Server, october: MadeUpMonth) -> dict[str, list[tuple[Any, ...]]]:
    """The facts as they lie in the warehouse, read past the report's SQL and added up here."""
    with psycopg.connect(server.uri("evaluation")) as connection:
        return {
            name: connection.execute(text, [october.site.key]).fetchall()  # type: ignore[call-overload]
            for name, text in (
                (
                    "errors",
                    "SELECT source, day, message, severity, count, per_hour FROM monev.error_daily WHERE site = %s",
                ),
                ("failures", "SELECT source, day, kind, count FROM monev.failure_daily WHERE site = %s"),
            )
        }


def test_each_kind_of_error_by_read_days(book: Workbook, stored: dict[str, list[tuple[Any, ...]]]) -> None:
    now: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    before: dict[str, int] = defaultdict(int)
    for source, day, message, _, count, _ in stored["errors"]:
        if source == "database_log" and day.month == 10:
            now[message][day] += count
        elif source == "database_log" and day.month == 9:
            before[message] += count
    lines = table(book["Galat Basis Data"], "GalatBasisData")
    assert len(lines) == len(now) == 40
    for line in lines:
        days = now[line["Pesan (nilai disamarkan)"]]
        assert line["Jumlah"] == sum(days.values())
        assert (line["Hari muncul"], line["Hari terbaca"]) == (len(days), 29)
        assert line["Rata-rata per hari terbaca"] == pytest.approx(sum(days.values()) / 29)
        assert line["Median per hari terbaca"] == median([*days.values(), *[0] * (29 - len(days))])
        mean_before = before[line["Pesan (nilai disamarkan)"]] / 10
        assert line["Rata-rata bulan sebelumnya"] == pytest.approx(mean_before)
        assert line["Selisih rata-rata"] == pytest.approx(sum(days.values()) / 29 - mean_before)
        busiest = line["Hari tersibuk"].date()
        assert days[busiest] == max(days.values()) == line["Jumlah hari tersibuk"]
        assert line["Catatan"] is None
    assert sum(line["Porsi"] for line in lines) == pytest.approx(1)
    said = texts(book["Galat Basis Data"])
    assert "tidak terbaca pada tanggal 12–13" in said
    assert "Jumlah seluruhnya: sekurang-kurangnya " in said
    assert "Pembanding September 2026:" in said
    assert "terbaca 10 dari 30 hari" in said


def test_a_log_that_was_read_whole_says_no_least(book: Workbook) -> None:
    assert "sekurang-kurangnya" not in texts(book["Galat Aplikasi"])


def test_the_trend_tells_nothing_from_not_read(book: Workbook, stored: dict[str, list[tuple[Any, ...]]]) -> None:
    counts: dict[tuple[str, date, bool], int] = defaultdict(int)
    for source, day, _, severity, count, _ in stored["errors"]:
        counts[source, day, severity == "WARNING"] += count
    lines = table(book["Tren Galat"], "TrenGalat")
    drawn = table(book["Tren Galat"], "TrenGalatGrafik")
    assert [line["Tanggal"].date().day for line in lines] == [line["Tanggal"] for line in drawn] == list(range(1, 32))
    for line, points in zip(lines, drawn, strict=True):
        day = line["Tanggal"].date()
        for source, name in (
            ("database_log", "Basis data"),
            ("application_log", "Aplikasi"),
            ("web_log", "Server web"),
        ):
            for word, is_warning in (("galat", False), ("peringatan", True)):
                if source == "database_log" and day in UNREAD:
                    assert (line[f"{name}: {word}"], points[f"{name}: {word}"]) == ("tidak terbaca", None)
                else:
                    expected = counts[source, day, is_warning]
                    assert line[f"{name}: {word}"] == points[f"{name}: {word}"] == expected
        remark = line["Catatan pembacaan"] or ""
        assert ("tidak terbaca — berkas log hari ini tidak ada" in remark) == (day in UNREAD)
    assert len(book["Tren Galat"]._images) == 1
    charts = book["Tren Galat"]._charts
    assert [chart.display_blanks for chart in charts] == ["gap"] * 3


def test_the_heat_map_divides_by_the_weekdays_that_were_read(
    october: MadeUpMonth, stored: dict[str, list[tuple[Any, ...]]]
) -> None:
    rows = {
        (row["source"], row["weekday"]): row
        for row in october.warehouse.report_rows("month_error_hours", october.site.key, october.month)
    }
    # Of October's four Mondays and Tuesdays, the 12th and the 13th were not read.
    assert [rows["database_log", weekday]["read_days"] for weekday in range(1, 8)] == [3, 3, 4, 5, 5, 5, 4]
    hours: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0] * 24)
    for source, day, _, severity, _, per_hour in stored["errors"]:
        if day.month == 10 and severity != "WARNING":
            for hour, count in enumerate(per_hour):
                hours[source, day.isoweekday()][hour] += count
    assert {key: row["per_hour"] for key, row in rows.items() if any(row["per_hour"])} == hours
    picture = heatmap.error_heatmap(seen(october))
    assert picture is not None
    assert picture.startswith(b"\x89PNG")
    assert picture == heatmap.error_heatmap(seen(october))


def test_failures_of_every_source(book: Workbook, stored: dict[str, list[tuple[Any, ...]]]) -> None:
    now: dict[tuple[str, str], int] = defaultdict(int)
    for source, day, kind, count in stored["failures"]:
        if day.month == 10:
            now[source, kind] += count
    lines = table(book["Kegagalan"], "Kegagalan")
    assert sorted(line["Jumlah"] for line in lines) == sorted(now.values())
    [uploads] = [line for line in lines if line["Jenis kegagalan"] == "Unggah berkas gagal"]
    assert uploads["Jumlah"] == now["application_log", "upload_failed"]
    assert (uploads["Pertama"].date(), uploads["Terakhir"].date()) == (date(2026, 10, 1), date(2026, 10, 31))
    assert "tidak ada jumlah seluruh sumber" in texts(book["Kegagalan"])


def test_what_a_log_says_stays_text(book: Workbook) -> None:
    for sheet in book:
        assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []


def test_a_month_of_which_nothing_was_read(october: MadeUpMonth, tmp_path: Path) -> None:
    view = seen(october, month=october.month.shift(2))
    book = written(view, tmp_path)
    for sheet in book:
        assert not sheet.tables
        assert "Tidak terbaca, sehingga tidak ada angka." in texts(sheet)
    assert heatmap.error_heatmap(view) is None


def test_a_site_without_logs(october: MadeUpMonth, tmp_path: Path) -> None:
    site = october.site.model_copy(update={"sources": {"monitoring": october.site.sources["monitoring"]}})
    book = written(seen(october, site), tmp_path)
    for sheet in book:
        assert "Tidak dikonfigurasi" in texts(sheet)


def test_a_log_that_was_never_read_has_no_line(october: MadeUpMonth, tmp_path: Path) -> None:
    view = seen(october, without=("web_log",))
    sheet = written(view, tmp_path)["Tren Galat"]
    assert {line["Server web: galat"] for line in table(sheet, "TrenGalat")} == {"tidak terbaca"}
    assert len(sheet._charts) == 2  # type: ignore[attr-defined]
    assert "Server web: galat dan peringatan per hari: Tidak terbaca, sehingga tidak ada angka." in texts(sheet)
    assert "Server web tidak terbaca" in texts(sheet)
    assert heatmap.error_heatmap(view) != heatmap.error_heatmap(seen(october))


def test_a_second_log_that_was_never_read_makes_the_sum_a_least(october: MadeUpMonth, tmp_path: Path) -> None:
    second = {"web_log_2": october.site.sources["web_log"]}
    site = october.site.model_copy(update={"sources": {**october.site.sources, **second}})
    sheet = written(seen(october, site), tmp_path)["Tren Galat"]
    assert {line["Server web: galat"] for line in table(sheet, "TrenGalat")} == {66}
    assert all("tidak terbaca — belum dibaca" in line["Catatan pembacaan"] for line in table(sheet, "TrenGalat"))
    assert "Server web sekurang-kurangnya " in texts(sheet)


def test_a_single_read_day(october: MadeUpMonth, tmp_path: Path) -> None:
    site = october.site.model_copy(update={"key": "lpse_satu_hari"})
    with october.warehouse._connection.transaction(force_rollback=True):
        fill_day(october.warehouse, site, october.month.days[20])
        view = seen(october, site)
    book = written(view, tmp_path)
    line = table(book["Galat Basis Data"], "GalatBasisData")[0]
    assert (line["Hari muncul"], line["Hari terbaca"]) == (1, 1)
    assert line["Jumlah"] == line["Rata-rata per hari terbaca"] == line["Median per hari terbaca"]
    assert (line["Rata-rata bulan sebelumnya"], line["Selisih rata-rata"], line["Catatan"]) == ("–", "–", "–")
    assert "tidak terbaca, sehingga tidak ada pembanding" in texts(book["Galat Basis Data"])
    assert "tidak diketahui galat mana yang baru" in texts(book["Galat Basis Data"])
    unread = [row["Basis data: galat"] for row in table(book["Tren Galat"], "TrenGalat")]
    assert unread.count("tidak terbaca") == 30
    assert table(book["Tren Galat"], "TrenGalat")[0]["Catatan pembacaan"] == "Semua log: tidak terbaca — belum dibaca"
    assert heatmap.error_heatmap(view)
