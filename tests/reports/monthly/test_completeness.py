"""The month by source and day, each gap with how to close it, and the words of the method."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from spse_monev.reports import complaints
from spse_monev.reports import evaluationview as monthly
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.monthly import completeness, method
from tests.reports.made_up_week import Rows
from tests.reports.monthly.conftest import MadeUpMonth
from tests.reports.monthly.made_up_view import answered, facts, sheet_of, view_of
from tests.reports.read_back import table, texts


@pytest.fixture(scope="module")
def rows(october: MadeUpMonth) -> Rows:
    return answered(october, october.month, *monthly.QUERIES)


@pytest.fixture(scope="module")
def view(october: MadeUpMonth, rows: Rows) -> EvaluationView:
    return view_of(october.site, october.month, rows)


def test_every_source_by_every_day(october: MadeUpMonth, view: EvaluationView) -> None:
    lines = {row["Sumber"]: row for row in table(sheet_of(completeness.write_completeness, view), "Kelengkapan")}
    assert list(lines) == [source.label for source in view.sources]
    log = lines[view.label("database_log")]
    assert [log[str(day)] for day in (11, 12, 13, 14)] == ["✔", "✘", "✘", "✔"]
    assert (log["Lengkap"], log["Sebagian"], log["Tidak terbaca"]) == (29, 0, 2)
    assert lines[view.label("database")]["5"] == "⚠"
    whole = facts(
        october,
        "SELECT source, count(*) FROM monev.coverage "
        "WHERE state = 'ok' AND day BETWEEN '2026-10-01' AND '2026-10-31' GROUP BY source",
    )
    assert {name: lines[view.label(name)]["Lengkap"] for name, _ in whole} == dict(whole)


def test_sources_of_complaints_are_told(october: MadeUpMonth) -> None:
    rows = answered(october, october.month, *monthly.QUERIES, *complaints.QUERIES)
    text = texts(sheet_of(completeness.write_completeness, EvaluationView(october.site, october.month, rows)))
    assert "Keluhan bulan ini — osTicket" in text


def test_each_gap_has_a_reason_and_a_way(view: EvaluationView) -> None:
    lines = table(sheet_of(completeness.write_gaps, view), "HariTidakLengkap")
    assert [(row["Tanggal"].day, row["Keadaan"]) for row in lines] == [
        (5, "⚠ sebagian"), (11, "✘ tidak terbukti aktif"), (12, "✘ tidak terbaca"), (13, "✘ tidak terbaca"),
    ]  # fmt: skip
    assert lines[0]["Alasan"] == "statistik diatur ulang pada siang hari"
    assert "potret hari yang sudah lewat tidak dapat diambil lagi" in lines[0]["Cara membaca lagi"]
    # The run of the month reads again what is missing, not what was read in part.
    assert "Kumpulkan ulang" not in lines[0]["Cara membaca lagi"]
    assert lines[1]["Cara membaca lagi"].startswith("Tidak dapat")
    assert "--day 2026-10-12 --source database_log" in lines[2]["Cara membaca lagi"]


def test_what_retention_deleted_cannot_be_read_again(october: MadeUpMonth, rows: Rows) -> None:
    gone = [
        row | {"details_deleted_at": datetime(2027, 12, 1, tzinfo=UTC)} if row["day"] == date(2026, 10, 1) else row
        for row in rows["month_coverage"]
    ]
    view = view_of(october.site, october.month, rows | {"month_coverage": gone})
    lines = table(sheet_of(completeness.write_gaps, view), "HariTidakLengkap")
    first = [row["Cara membaca lagi"] for row in lines if row["Tanggal"].day == 1]
    assert first
    assert all("masa simpan" in text for text in first)


def test_a_month_without_a_gap(october: MadeUpMonth, rows: Rows) -> None:
    site = october.site.model_copy(update={"sources": {"zabbix": october.site.sources["zabbix"]}})
    sheet = sheet_of(completeness.write_gaps, view_of(site, october.month, rows))
    assert not sheet.tables
    assert "lengkap pada setiap hari bulan ini" in texts(sheet)


def test_a_month_of_which_nothing_is_stored(october: MadeUpMonth) -> None:
    empty = october.month.shift(2)
    view = view_of(october.site, empty, answered(october, empty, *monthly.QUERIES))
    lines = table(sheet_of(completeness.write_completeness, view), "Kelengkapan")
    assert {row["Tidak terbaca"] for row in lines} == {31}
    assert len(table(sheet_of(completeness.write_gaps, view), "HariTidakLengkap")) == 31 * len(view.sources)


def test_the_method_speaks_of_this_month_and_site(october: MadeUpMonth, view: EvaluationView) -> None:
    lines = table(sheet_of(method.write_method, view), "MetodeDanDefinisi")
    terms = [row["Istilah"] for row in lines]
    assert len(terms) == len(set(terms))
    said = {row["Istilah"]: row["Pengertian, cara menghitung dan sumber"] for row in lines}
    assert "Oktober 2026, 31 hari kalender" in said["Bulan"]
    assert "September 2026" in said["Bulan sebelumnya"]
    assert "tidak mempengaruhi fitur fisik" in said["Perubahan minor"]
    assert f"{october.site.thresholds.slow_query_ms:.0f} ms" in said["Ambang pada lembar"]
    assert "tidak dikonfigurasi" in said["Keluhan"]
