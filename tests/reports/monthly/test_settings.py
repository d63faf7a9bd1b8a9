"""Which settings changed, and that 'no change' is said only where two records could be compared."""

from __future__ import annotations

from datetime import datetime

import pytest

from spse_monev.reports import evaluationview as monthly
from spse_monev.reports.monthly import settings
from tests.reports.made_up_week import Rows
from tests.reports.monthly.conftest import MadeUpMonth
from tests.reports.monthly.made_up_view import answered, sheet_of, view_of
from tests.reports.read_back import table, texts


@pytest.fixture(scope="module")
def rows(october: MadeUpMonth) -> Rows:
    return answered(october, october.month, *monthly.QUERIES, *settings.QUERIES)


def said(october: MadeUpMonth, rows: Rows) -> str:
    sheet = sheet_of(settings.write_setting_changes, view_of(october.site, october.month, rows))
    assert not sheet.tables
    return texts(sheet)


def test_a_change_and_its_undoing(october: MadeUpMonth, rows: Rows) -> None:
    sheet = sheet_of(settings.write_setting_changes, view_of(october.site, october.month, rows))
    lines = table(sheet, "PerubahanKonfigurasi")
    # The made-up server has other settings on the 22nd only.
    assert [(row["Tanggal terlihat"].day, row["Pengaturan"], row["Nilai sesudahnya"]) for row in lines] == [
        (22, "shared_buffers", "524288"), (22, "work_mem", "16384"),
        (23, "shared_buffers", "524288"), (23, "work_mem", "4096"),
    ]  # fmt: skip
    assert lines[0]["Dibandingkan dengan"] == datetime(2026, 10, 21)  # noqa: DTZ001
    assert lines[0]["Keterangan"] == "nilai yang berlaku tetap; nilai baru menunggu"
    assert "potret pada 31 dari 31 hari" in texts(sheet)


def test_no_change_and_not_known_differ(october: MadeUpMonth, rows: Rows) -> None:
    without = rows | {"month_setting_changes": []}
    assert "Tidak ada perubahan pengaturan pada bulan ini" in said(october, without)
    some = [row for row in rows["month_snapshots"] if row["day"].day not in (5, 6)]
    text = said(october, without | {"month_snapshots": some})
    assert "di antara potret yang ada" in text
    assert "tanpa potret pada tanggal 5–6" in text
    assert "Perubahan tidak diketahui" in said(october, without | {"month_snapshots": []})
    first = [row | {"previous_day": None} for row in rows["month_snapshots"][:1]]
    text = said(october, without | {"month_snapshots": first})
    assert "Perubahan tidak diketahui" in text
    assert "adalah yang pertama" in text


def test_a_gap_before_a_change_is_told(october: MadeUpMonth, rows: Rows) -> None:
    late = [row | {"previous_day": row["day"].replace(day=10)} for row in rows["month_setting_changes"][:1]]
    sheet = sheet_of(
        settings.write_setting_changes, view_of(october.site, october.month, rows | {"month_setting_changes": late})
    )
    [row] = table(sheet, "PerubahanKonfigurasi")
    assert "salah satu dari 12 hari itu" in row["Keterangan"]


def test_without_a_database(october: MadeUpMonth, rows: Rows) -> None:
    sources = {name: source for name, source in october.site.sources.items() if name != "database"}
    site = october.site.model_copy(update={"sources": sources})
    assert "Tidak dikonfigurasi" in texts(sheet_of(settings.write_setting_changes, view_of(site, october.month, rows)))
