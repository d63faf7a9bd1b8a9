"""The month's availability and incidents against the stored days, and what is said of days that nobody read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from spse_monev.reports import evaluationview as monthly
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.monthly import availability, availability_calendar
from spse_monev.reports.monthly.availability_calendar import _total, field_of
from tests.reports.made_up_week import Rows
from tests.reports.monthly.conftest import MadeUpMonth
from tests.reports.monthly.made_up_view import answered, facts, sheet_of, view_of
from tests.reports.read_back import table, texts

MONTH = "day BETWEEN '2026-10-01' AND '2026-10-31'"


@pytest.fixture(scope="module")
def rows(october: MadeUpMonth) -> Rows:
    return answered(october, october.month, *monthly.QUERIES, *availability.QUERIES)


@pytest.fixture(scope="module")
def view(october: MadeUpMonth, rows: Rows) -> EvaluationView:
    return view_of(october.site, october.month, rows)


def test_seconds_and_outages_are_those_of_the_days(october: MadeUpMonth, view: EvaluationView) -> None:
    days: list[Any] = facts(
        october,
        "SELECT source, component, sum(up_seconds), sum(down_seconds), sum(outage_count), count(*) "
        f"FROM monev.availability_daily WHERE {MONTH} GROUP BY source, component",
    )
    lines = table(sheet_of(availability.write_availability, view), "Ketersediaan")
    found = {(row["Sumber"], row["Komponen"]): row for row in lines}
    for source, component, up, down, outages, count in days:
        # Hostile names are shown without what is not for a cell.
        if not component.replace("-", "").replace(" ", "").isalpha():
            continue
        row = found[view.label(source), component]
        assert row["Hari tercatat"] == count
        if not up + down:
            assert (row["Ketersediaan (%)"], row["Mati (menit)"], row["Gangguan"]) == ("tidak diketahui", "–", "–")
            continue
        assert row["Ketersediaan (%)"] == pytest.approx(100 * up / (up + down))
        assert row["Mati (menit)"] == pytest.approx(down / 60)
        assert row["Gangguan"] == outages
        assert row["Tidak terlihat (jam)"] == pytest.approx(31 * 24 - (up + down) / 3600)
    assert len(lines) == len(days)
    assert lines[0]["Komponen"] == "spse-app"
    # 42 minutes on each of the days whose distance to the 31st is a multiple of seven.
    assert (lines[0]["Mati (menit)"], lines[0]["Hari dengan gangguan"]) == (5 * 42, 5)
    assert lines[0]["Tanggal 31 (%)"] == pytest.approx(100 * (86_400 - 2_520) / 86_400)


def test_days_that_were_not_read_are_neither_up_nor_down(october: MadeUpMonth, rows: Rows) -> None:
    unread = {date(2026, 10, day) for day in (12, 13)}
    changed = [
        row | {"state": "missing", "reasons": ["putus"]} if row["source"] == "zabbix" and row["day"] in unread else row
        for row in rows["month_coverage"]
    ]
    kept = [row for row in rows["month_availability_days"] if row["day"] not in unread or row["source"] != "zabbix"]
    view = view_of(october.site, october.month, rows | {"month_coverage": changed, "month_availability_days": kept})
    sheet = sheet_of(availability.write_availability, view)
    [row] = [row for row in table(sheet, "Ketersediaan") if row["Komponen"] == "spse-app"]
    assert (row["Tanggal 11 (%)"], row["Tanggal 12 (%)"]) == (100, "tidak terbaca")
    assert "2 hari tidak terbaca" in row["Keterangan"]
    assert "tidak terbaca pada tanggal 12–13" in texts(sheet)


def test_the_calendar_tells_days_apart_without_colour() -> None:
    def day(up: float, down: float, unknown: float) -> dict[str, float | None]:
        seen = up + down
        return {
            "up_pct": 100 * up / seen if seen else None,
            "down_seconds": down,
            "unknown_seconds": unknown,
        }

    fields = [
        field_of(each)
        for each in (None, day(86400, 0, 0), day(86399, 1, 0), day(43200, 43200, 0), day(9, 0, 9), day(0, 0, 9))
    ]
    assert [field.text for field in fields] == ["–", "100", "99,9", "50,0", "100", "?"]
    assert fields[1].shade < fields[2].shade < fields[3].shade
    assert len({(field.text, field.hatch) for field in fields}) == len(fields)


def test_what_was_not_always_seen_may_have_been_down_for_longer(view: EvaluationView, rows: Rows) -> None:
    app, database = (
        next(row for row in rows["month_availability"] if row["component"] == name) for name in ("spse-app", "spse-db")
    )
    days = view.days["zabbix"]
    assert _total(app, days) == "mati 210,0 menit"
    assert _total(app | {"day_count": 30}, days) == "mati ≥ 210,0 menit"
    assert _total(app | {"down_seconds": 0.0}, days) == "tidak pernah mati"
    assert _total(database, days) == "tidak terlihat mati"


def test_the_calendar_is_a_picture_of_steady_bytes(view: EvaluationView) -> None:
    png = availability_calendar.availability_calendar(view)
    assert png is not None
    assert png == availability_calendar.availability_calendar(view)
    sheet = sheet_of(availability.write_availability, view)
    assert len(sheet._images) == 1
    assert "$A$1:$P$" in sheet.print_area
    assert sheet.print_title_rows is None


def test_a_pair_of_dollar_signs_is_no_formula(october: MadeUpMonth, rows: Rows) -> None:
    first = rows["month_availability"][0] | {"component": r"$\frac{$ \x00"}
    view = view_of(october.site, october.month, rows | {"month_availability": [first]})
    assert availability_calendar.availability_calendar(view)


def test_incidents_stand_once_with_their_true_times(october: MadeUpMonth, view: EvaluationView) -> None:
    lines = table(sheet_of(availability.write_incidents, view), "Gangguan")
    outages = [row for row in lines if row["Jenis"] == "mati"]
    [(count,)] = facts(
        october,
        f"SELECT count(DISTINCT (source, started_at)) FROM monev.incident_daily WHERE is_outage AND {MONTH}",
    )
    assert len(outages) == count == 12
    assert {row["Lama pada bulan ini (menit)"] for row in outages} == {42, 25}
    [open_one] = [row for row in lines if row["Komponen"] == "spse-db"]
    assert open_one["Lama seluruhnya (menit)"] == "belum diketahui"
    assert open_one["Selesai (WIB)"] == "belum selesai saat dibaca"


@pytest.mark.parametrize("write", [availability.write_availability, availability.write_incidents])
def test_a_month_of_which_nothing_was_read(october: MadeUpMonth, write: Any) -> None:
    empty = october.month.shift(2)
    rows = answered(october, empty, *monthly.QUERIES, *availability.QUERIES)
    sheet = sheet_of(write, view_of(october.site, empty, rows))
    assert not sheet.tables
    assert "Tidak terbaca, sehingga tidak ada angka" in texts(sheet)


def test_nothing_that_watches_is_configured(october: MadeUpMonth, rows: Rows) -> None:
    site = october.site.model_copy(update={"sources": {"database": october.site.sources["database"]}})
    sheet = sheet_of(availability.write_incidents, view_of(site, october.month, rows))
    assert "Tidak dikonfigurasi" in texts(sheet)
