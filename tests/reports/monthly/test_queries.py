"""The month's queries against sums and percentiles worked out apart from the report, and what is said of gaps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from spse_monev.facts import Histogram
from spse_monev.findings import Compared, Comparison, HistoryState, Measure
from spse_monev.period import Month
from spse_monev.reports import evaluationview as monthly
from spse_monev.reports.deviations import JUDGED
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.monthly import queries, query_times, routes
from spse_monev.reports.workbook import new_workbook, save
from spse_monev.settings import Site
from tests.reports.made_up_week import FORMULAS, Rows
from tests.reports.monthly.conftest import MadeUpMonth
from tests.reports.read_back import table, texts

TITLE = "Lembar"
NAMES = (*monthly.QUERIES, *queries.QUERIES, *query_times.QUERIES, *routes.QUERIES, "rule_judgements")
Write = Callable[[Workbook, EvaluationView, str], None]


def answers(month: MadeUpMonth, period: Month) -> Rows:
    rows = {name: month.warehouse.report_rows(name, month.site.key, period) for name in NAMES}
    return rows | {name: [] for name in (*JUDGED, "comparisons", "comparison_notes")}


def view_of(site: Site, period: Month, rows: Rows) -> EvaluationView:
    return EvaluationView(site.model_copy(update={"helpdesk": None}), period, rows)


def sheet_of(write: Write, view: EvaluationView) -> Worksheet:
    workbook = new_workbook()
    write(workbook, view, TITLE)
    return load_workbook(BytesIO(save(workbook, datetime(2026, 11, 1, tzinfo=UTC), TITLE, "uji")))[TITLE]


@pytest.fixture(scope="module")
def rows(october: MadeUpMonth) -> Rows:
    return answers(october, october.month)


@pytest.fixture(scope="module")
def view(october: MadeUpMonth, rows: Rows) -> EvaluationView:
    return view_of(october.site, october.month, rows)


def facts(october: MadeUpMonth, sql: str, *binds: Any) -> list[Any]:
    return october.warehouse._connection.execute(sql, binds).fetchall()


def test_sums_and_percentiles_are_those_of_the_days(october: MadeUpMonth, rows: Rows) -> None:
    days = facts(
        october,
        "SELECT source, fingerprint, calls, total_ms, max_ms, histogram FROM monev.query_daily "
        "WHERE day BETWEEN '2026-10-01' AND '2026-10-31'",
    )
    found = {(row["source"], row["fingerprint"]): row for row in rows["month_queries"]}
    assert set(found) == {day[:2] for day in days}
    for key, row in found.items():
        own = [day for day in days if day[:2] == key]
        assert row["calls"] == sum(day[2] for day in own)
        assert row["mean_ms"] == pytest.approx(sum(day[3] for day in own) / row["calls"])
        assert row["day_count"] == len(own)
        if key[0] != "database_log":
            assert (row["histogram_days"], row["p50_ms"], row["p95_ms"], row["p99_ms"]) == (0, None, None, None)
            continue
        merged = Histogram()
        for day in own:
            merged.merge(Histogram({int(bucket): count for bucket, count in day[5].items()}))
        assert row["max_ms"] == max(day[4] for day in own)
        for name, share in (("p50_ms", 0.5), ("p95_ms", 0.95), ("p99_ms", 0.99)):
            assert row[name] == pytest.approx(min(merged.percentile(share) or 0.0, row["max_ms"]))


def test_only_read_days_are_divided_by(october: MadeUpMonth, rows: Rows, view: EvaluationView) -> None:
    [(calls, days, before)] = facts(
        october,
        "SELECT sum(calls) FILTER (WHERE day >= '2026-10-01'), count(*) FILTER (WHERE day >= '2026-10-01'), "
        "sum(calls) FILTER (WHERE day < '2026-10-01') FROM monev.query_daily "
        "WHERE source = 'database_log' AND query = 'COMMIT'",
    )
    assert days == 29
    sheet = sheet_of(queries.write_queries_by_calls, view)
    first = next(
        row
        for row in table(sheet, "QueryTersering")
        if row["Sumber"] == view.label("database_log") and row["Query (nilai disamarkan)"] == "COMMIT"
    )
    assert first["Panggilan"] == calls
    assert first["Panggilan per hari terbaca"] == pytest.approx(float(calls) / 29)
    assert first["Per hari bulan sebelumnya"] == pytest.approx(float(before) / 10)
    assert first["Perubahan"] == pytest.approx(float(calls) / 29 / (float(before) / 10) - 1)
    text = texts(sheet)
    assert "sekurang-kurangnya" in text
    assert "tidak terbaca pada tanggal 12–13" in text
    assert "terbaca 10 dari 30 hari" in text


def test_each_rank_is_its_own(view: EvaluationView) -> None:
    for write, name, key in (
        (queries.write_queries_by_calls, "QueryTersering", "Panggilan"),
        (queries.write_queries_by_time, "QueryTermahal", "Waktu total (detik)"),
    ):
        lines = [row for row in table(sheet_of(write, view), name) if row["Sumber"] == view.label("database")]
        assert [row["No."] for row in lines] == list(range(1, 61))
        assert [row[key] for row in lines] == sorted((row[key] for row in lines), reverse=True)
        porsi = "Porsi panggilan" if key == "Panggilan" else "Porsi waktu"
        assert sum(row[porsi] for row in lines) == pytest.approx(1)


def test_a_query_of_which_only_some_days_have_times(october: MadeUpMonth, rows: Rows) -> None:
    [first, *_] = [row for row in rows["month_queries"] if row["source"] == "database_log"]
    partly = {**first, "histogram_days": 3, "p50_ms": None, "p95_ms": None, "p99_ms": None, "previous_calls": 0}
    never = {**first, "call_rank": 2, "previous_calls": None, "previous_read_days": 0, "previous_mean_ms": None}
    view = view_of(october.site, october.month, rows | {"month_queries": [partly, never]})
    one, two = table(sheet_of(queries.write_queries_by_calls, view), "QueryTersering")
    assert (one["p95 (ms)"], one["Perubahan"]) == ("sebagian", "baru")
    assert (two["Per hari bulan sebelumnya"], two["Perubahan"]) == ("–", "–")
    assert two["Rata-rata bulan sebelumnya (ms)"] == "–"


def slower(source: str, key: str, label: str, **others: Any) -> dict[str, Any]:
    made = Comparison(
        Compared.QUERY, Measure.MEAN_MS, source, key, label, HistoryState.RISEN, 10.0, 45.0, count_before=90,
        count_after=2000, days_before=9, days_after=29, first_seen=None, last_seen=None, text="Melambat.",
    )  # fmt: skip
    return asdict(made) | others


def test_what_became_slower(october: MadeUpMonth, rows: Rows) -> None:
    doubled = [
        row
        for row in rows["month_queries"]
        if row["mean_ms"] >= 2 * row["previous_mean_ms"] and min(row["calls"], row["previous_calls"]) >= 20
    ]
    assert doubled
    known = doubled[0]
    told = [
        slower("web_log", "r", FORMULAS[0], kind=Compared.ROUTE, measure=Measure.P95_MS),
        slower(known["source"], known["fingerprint"], "dikenal"),
        slower("database", "lama", "lama", state=HistoryState.FALLEN),
        slower("database", "jumlah", "jumlah", measure=Measure.COUNT),
        slower("database", "galat", "galat", kind=Compared.ERROR),
    ]
    notes = [{"note": "Riwayat pendek."}]
    view = view_of(october.site, october.month, rows | {"comparisons": told, "comparison_notes": notes})
    sheet = sheet_of(queries.write_regressions, view)
    lines = table(sheet, "QueryMelambat")
    assert [row["Query atau rute (nilai disamarkan)"] for row in lines[:2]] == [FORMULAS[0], "dikenal"]
    assert (lines[0]["Tambahan waktu (detik)"], lines[0]["Kali lipat"]) == ("–", 4.5)
    assert lines[1]["Tambahan waktu (detik)"] == 70
    # What the test has found is not told a second time.
    assert len(lines) == 2 + len(doubled) - 1
    extra = [row["Tambahan waktu (detik)"] for row in lines[2:]]
    assert extra == sorted(extra, reverse=True)
    assert "Riwayat pendek." in texts(sheet)


def test_nothing_slower_is_not_nothing_to_compare_with(october: MadeUpMonth, rows: Rows) -> None:
    steady = [{**row, "previous_mean_ms": row["mean_ms"]} for row in rows["month_queries"]]
    alone = [{**row, "previous_mean_ms": None} for row in rows["month_queries"]]
    for own, text in ((steady, "Tidak ada query atau rute yang melambat"), (alone, "Belum dapat diketahui")):
        view = view_of(october.site, october.month, rows | {"month_queries": own})
        assert text in texts(sheet_of(queries.write_regressions, view))


def test_the_distribution_of_all_times(october: MadeUpMonth, rows: Rows, view: EvaluationView) -> None:
    merged = Histogram()
    for (histogram,) in facts(
        october,
        "SELECT histogram FROM monev.query_daily WHERE day BETWEEN '2026-10-01' AND '2026-10-31' "
        "AND source = 'database_log'",
    ):
        merged.merge(Histogram({int(bucket): count for bucket, count in histogram.items()}))
    sheet = sheet_of(query_times.write_query_times, view)
    now, before = table(sheet, "SebaranWaktuQuery")
    assert (now["Masa"], before["Masa"]) == ("Oktober 2026", "September 2026")
    assert (now["Hari terbaca"], before["Hari terbaca"]) == (29, 10)
    assert now["Durasi tercatat"] == merged.count
    assert now["p95 (ms)"] == pytest.approx(merged.percentile(0.95))
    above = sum(count for bucket, count in merged.buckets.items() if 1.02**bucket >= 200)
    assert now["Di atas 200 ms"] == above
    assert sum(list(now.values())[-6:]) == pytest.approx(1)
    assert len(sheet._images) == 1


def test_the_same_times_give_the_same_picture(view: EvaluationView) -> None:
    [log] = view.of_kind("postgres_log")
    one, two = (query_times.query_time_picture(view, log) for _ in range(2))
    assert one is not None
    assert two is not None
    assert one._data() == two._data()


ALL: tuple[Write, ...] = (
    queries.write_queries_by_calls,
    queries.write_queries_by_time,
    queries.write_regressions,
    query_times.write_query_times,
    routes.write_slow_routes,
    routes.write_transfers,
)


@pytest.mark.parametrize("write", ALL)
def test_a_month_that_nobody_read(october: MadeUpMonth, write: Write) -> None:
    period = october.month.shift(3)
    sheet = sheet_of(write, view_of(october.site, period, answers(october, period)))
    assert not sheet.tables
    assert "Tidak terbaca, sehingga tidak ada angka." in texts(sheet)


@pytest.mark.parametrize("write", ALL)
def test_a_site_without_such_a_source(october: MadeUpMonth, rows: Rows, write: Write) -> None:
    site = october.site.model_copy(update={"sources": {"probe": october.site.sources["probe"]}})
    sheet = sheet_of(write, view_of(site, october.month, rows))
    assert not sheet.tables
    assert "Tidak dikonfigurasi" in texts(sheet)


@pytest.mark.parametrize("write", ALL)
def test_a_month_in_which_nothing_happened(october: MadeUpMonth, rows: Rows, write: Write) -> None:
    nothing = {name: [] for name in (*queries.QUERIES, *query_times.QUERIES, *routes.QUERIES)}
    text = texts(sheet_of(write, view_of(october.site, october.month, rows | nothing)))
    assert "Belum dapat diketahui" in text if write is queries.write_regressions else "Tidak ada" in text


@pytest.mark.parametrize("write", ALL)
def test_a_month_of_one_read_day(october: MadeUpMonth, write: Write) -> None:
    """In September the last day is the only one read of these."""
    connection = october.warehouse._connection
    with connection.transaction(force_rollback=True):
        connection.execute("DELETE FROM monev.coverage WHERE day <> '2026-09-30'")
        period = october.month.shift(-1)
        view = view_of(october.site, period, answers(october, period))
    sheet = sheet_of(write, view)
    if write is queries.write_regressions:
        assert "Belum dapat diketahui" in texts(sheet)
        return
    [name] = sheet.tables
    assert {row.get("Hari terbaca") for row in table(sheet, name)} == {1}
    assert "tidak terbaca pada tanggal 1–29" in texts(sheet)
