"""The month's figures of capacity against the stored days, and on which date a limit is reached."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from statistics import fmean
from typing import Any

import pytest

from spse_monev.findings import Prospect
from spse_monev.reports import evaluationview as monthly
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.monthly import capacity
from tests.reports.made_up_week import Rows
from tests.reports.monthly.conftest import MadeUpMonth
from tests.reports.monthly.made_up_view import answered, facts, sheet_of, view_of
from tests.reports.read_back import table, texts

MEMORY = Prospect(
    name="host_memory_p95_pct", subject="spse-app", source="zabbix", value=70.0, limit=100.0, state="reaches",
    days_observed=28, per_day=1.0, earliest=20, expected=30, latest=None,
)  # fmt: skip


@pytest.fixture(scope="module")
def rows(october: MadeUpMonth) -> Rows:
    return answered(october, october.month, *monthly.QUERIES, *capacity.QUERIES)


@pytest.fixture(scope="module")
def view(october: MadeUpMonth, rows: Rows) -> EvaluationView:
    return view_of(october.site, october.month, rows | {"prospects": [asdict(MEMORY)]})


def values(october: MadeUpMonth, name: str, subject: str) -> list[float]:
    return [
        value
        for (value,) in facts(
            october,
            "SELECT value FROM monev.metric_daily WHERE day BETWEEN '2026-10-01' AND '2026-10-31' "
            f"AND name = '{name}' AND subject = '{subject}'",
        )
    ]


def test_the_date_of_a_limit_counts_from_the_last_measured_day(october: MadeUpMonth, view: EvaluationView) -> None:
    lines = table(sheet_of(capacity.write_capacity, view), "KapasitasDanPrakiraan")
    first = lines[0]
    assert (first["Objek"], first["Nilai terakhir"], first["Keadaan"]) == ("spse-app", 70, "menuju batas")
    assert first["Batas tercapai paling cepat"] == datetime(2026, 11, 20)  # noqa: DTZ001
    assert first["Perkiraan tercapai"] == datetime(2026, 11, 30)  # noqa: DTZ001
    assert first["Batas tercapai paling lambat"] == "lebih dari sepuluh tahun"
    own = values(october, "host_memory_p95_pct", "spse-app")
    assert first["Rata-rata bulan ini"] == pytest.approx(fmean(own))
    assert first["Tertinggi bulan ini"] == pytest.approx(max(own))
    assert first["Hari terukur"] == 31


def test_resources_of_hosts_stand_below_once(october: MadeUpMonth, view: EvaluationView) -> None:
    lines = table(sheet_of(capacity.write_capacity, view), "KapasitasDanPrakiraan")
    of_app = [row["Indikator"] for row in lines if row["Objek"] == "spse-app"]
    assert of_app == ["Memori (persentil 95, %)", "CPU", "Beban 1 menit (load)", "Jaringan masuk", "Jaringan keluar"]
    [cpu] = [row for row in lines if (row["Objek"], row["Indikator"]) == ("spse-app", "CPU")]
    assert cpu["Rata-rata bulan ini"] == pytest.approx(fmean(values(october, "host_cpu_mean_pct", "spse-app")))
    assert cpu["Tertinggi bulan ini"] == pytest.approx(max(values(october, "host_cpu_max_pct", "spse-app")))
    assert (cpu["Keadaan"], cpu["Batas"]) == ("tidak diramalkan", "–")


def test_figures_count_measured_days_only(october: MadeUpMonth, view: EvaluationView) -> None:
    sheet = sheet_of(capacity.write_metrics, view)
    lines = table(sheet, "Indikator")
    [size] = [row for row in lines if (row["Indikator"], row["Objek"]) == ("Ukuran basis data", "epns_prod")]
    own = values(october, "database_size_bytes", "epns_prod")
    assert size["Rata-rata"] == pytest.approx(fmean(own) / 1024**2)
    assert (size["Terendah"], size["Tertinggi"]) == pytest.approx((min(own) / 1024**2, max(own) / 1024**2))
    logged = [row for row in lines if row["Sumber"] == view.label("database_log")]
    assert {row["Hari terbaca"] for row in logged} == {29}
    assert not any(row["Indikator"].startswith("host_") for row in lines)
    assert "angka sekurang-kurangnya" in texts(sheet)


@pytest.mark.parametrize("write", [capacity.write_capacity, capacity.write_metrics])
def test_a_month_of_which_nothing_was_read(october: MadeUpMonth, write: Any) -> None:
    empty = october.month.shift(2)
    rows = answered(october, empty, *monthly.QUERIES, *capacity.QUERIES)
    sheet = sheet_of(write, view_of(october.site, empty, rows))
    assert not sheet.tables
    assert "Tidak terbaca, sehingga tidak ada angka" in texts(sheet)


def test_no_forecast_before_the_month_was_judged(october: MadeUpMonth, rows: Rows) -> None:
    sheet = sheet_of(capacity.write_capacity, view_of(october.site, october.month, rows | {"rule_judgements": []}))
    assert "Prakiraan belum dihitung" in texts(sheet)
    assert {row["Keadaan"] for row in table(sheet, "KapasitasDanPrakiraan")} == {"tidak diramalkan"}
