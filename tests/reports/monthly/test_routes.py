"""The month's routes and transfers against sums and percentiles worked out apart from the report."""

from __future__ import annotations

import pytest

from spse_monev.facts import Histogram
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.monthly import routes
from spse_monev.reports.workbook import new_workbook
from tests.reports.made_up_surroundings import HOSTILE
from tests.reports.made_up_week import Rows
from tests.reports.monthly.conftest import MadeUpMonth
from tests.reports.monthly.test_queries import answers, facts, sheet_of, view_of
from tests.reports.read_back import table, texts

MONTH = "day BETWEEN '2026-10-01' AND '2026-10-31' AND client = 'user'"


@pytest.fixture(scope="module")
def rows(october: MadeUpMonth) -> Rows:
    return answers(october, october.month)


@pytest.fixture(scope="module")
def view(october: MadeUpMonth, rows: Rows) -> EvaluationView:
    return view_of(october.site, october.month, rows)


def test_sums_and_percentiles_are_those_of_the_days(october: MadeUpMonth, rows: Rows) -> None:
    days = facts(
        october,
        f"SELECT source, method, route, request_count, timed_count, total_ms, max_ms, histogram, by_status "
        f"FROM monev.route_daily WHERE {MONTH}",
    )
    found = {(row["source"], row["method"], row["route"]): row for row in rows["month_routes"]}
    assert set(found) == {day[:3] for day in days}
    for key, row in found.items():
        own = [day for day in days if day[:3] == key]
        assert row["request_count"] == sum(day[3] for day in own)
        assert row["mean_ms"] == pytest.approx(sum(day[5] for day in own) / sum(day[4] for day in own))
        bad = {
            kind: sum(count for day in own for status, count in day[8].items() if status[0] == kind) for kind in "45"
        }
        assert (row["client_error_count"], row["server_error_count"]) == (bad["4"], bad["5"])
        if key[0] == "spse_status":
            assert row["p95_ms"] is None
            continue
        merged = Histogram()
        for day in own:
            merged.merge(Histogram({int(bucket): count for bucket, count in day[7].items()}))
        assert row["p95_ms"] == pytest.approx(min(merged.percentile(0.95) or 0.0, max(day[6] for day in own)))


def test_the_slowest_comes_first_in_each_source(view: EvaluationView) -> None:
    lines = table(sheet_of(routes.write_slow_routes, view), "RuteLambat")
    web = [row["p95 (ms)"] for row in lines if row["Sumber"] == view.label("web_log")]
    assert len(web) == 23
    assert web == sorted(web, reverse=True)
    own = [row for row in lines if row["Sumber"] == view.label("spse_status")]
    assert {(row["p95 (ms)"], row["Dijawab 5xx"]) for row in own} == {("–", "–")}
    assert not {"/wp-login.php", "/@status"} & {row["Rute, aksi atau templat"] for row in lines}


def test_times_that_are_not_logged_are_not_fast(october: MadeUpMonth, rows: Rows) -> None:
    untimed = [{**row, "timed_count": 0} for row in rows["month_routes"] if row["source"] == "web_log"]
    view = view_of(october.site, october.month, rows | {"month_routes": untimed})
    sheet = sheet_of(routes.write_slow_routes, view)
    assert not sheet.tables
    assert "tanpa waktu jawab" in texts(sheet)


def test_transfers_that_failed(october: MadeUpMonth, view: EvaluationView) -> None:
    sheet = sheet_of(routes.write_transfers, view)
    lines = table(sheet, "UnggahUnduh")
    assert [row["Rute (nilai disamarkan)"] for row in lines] == [
        "/eproc4/berkas/unggah/?", "/eproc4/berkas/unduh/?", "/eproc4/dokumen/upload/?",
    ]  # fmt: skip
    first = lines[0]
    [(count,)] = facts(
        october,
        f"SELECT sum(request_count) FROM monev.route_daily WHERE {MONTH} AND route = '/eproc4/berkas/unggah/?'",
    )
    # 31 + 12 with 4xx and 9 with 5xx on each of 31 days.
    assert (first["Permintaan"], first["Gagal 4xx"], first["Gagal 5xx"]) == (count, 43 * 31, 9 * 31)
    assert first["Porsi gagal"] == pytest.approx(52 * 31 / float(count))
    assert (first["Gagal per hari terbaca"], first["Perubahan"]) == (52, 0)
    assert "unggah" in texts(sheet)


def test_a_hostile_route_is_text(view: EvaluationView) -> None:
    workbook = new_workbook()
    routes.write_slow_routes(workbook, view, "Rute Lambat")
    cells = [cell for row in workbook["Rute Lambat"].iter_rows() for cell in row if isinstance(cell.value, str)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert HOSTILE[0] in {cell.value for cell in cells}
