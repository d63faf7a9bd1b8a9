"""Which settings of the database server changed in the month, and on which days anybody could have seen it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from openpyxl import Workbook

from spse_monev.completeness import day_ranges
from spse_monev.reports.dayview import Row, SourceReading
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.forms import DATE
from spse_monev.reports.kinds import STATISTICS
from spse_monev.reports.monthly.frequency import as_moment
from spse_monev.reports.sheets.table import write_table_sheet
from spse_monev.reports.words import number
from spse_monev.reports.workbook import Column

QUERIES: tuple[str, ...] = ("month_setting_changes", "month_snapshots")

_ABSENT = "tidak ada"


def write_setting_changes(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """Each setting that differs from the record before, in the order of time."""
    # A record of the configuration stands by itself, also on a day of which nothing else could be read.
    sources = view.of_kind(STATISTICS)
    names = {source.name for source in sources}
    rows = [row for row in view.rows("month_setting_changes") if row["source"] in names]
    rows.sort(key=lambda row: (row["day"], row["source"], row["name"]))
    snapshots: dict[str, dict[date, date | None]] = {source.name: {} for source in sources}
    for row in view.rows("month_snapshots"):
        if row["source"] in names:
            snapshots[row["source"]][row["day"]] = row["previous_day"]
    comparable = any(previous for days in snapshots.values() for previous in days.values())
    whole = bool(sources) and all(
        len(days) == len(view.month.days) and None not in days.values() for days in snapshots.values()
    )
    columns = (
        Column("Tanggal terlihat", 12, DATE),
        Column("Dibandingkan dengan", 14, DATE),
        Column("Pengaturan", 38),
        Column("Nilai sebelumnya", 32),
        Column("Nilai sesudahnya", 32),
        Column("Satuan", 10),
        Column("Diatur melalui", 22),
        Column("Menunggu server dinyalakan ulang", 16),
        Column("Keterangan", 30),
        Column("Sumber", 28),
    )

    def cells(_: int, row: Row) -> tuple[Any, ...]:
        return (
            as_moment(view, row["day"]),
            as_moment(view, row["previous_day"]),
            row["name"],
            _ABSENT if row["previous_value"] is None else row["previous_value"],
            _ABSENT if row["value"] is None else row["value"],
            row["unit"] or "",
            row["set_by"],
            "ya" if row["pending_restart"] else "tidak",
            "; ".join(_remarks(row)),
            view.label(row["source"]),
        )

    if not sources:
        empty = None
    elif not comparable:
        empty = "Perubahan tidak diketahui: tidak ada dua potret pengaturan yang dapat dibandingkan."
    elif whole:
        empty = "Tidak ada perubahan pengaturan pada bulan ini (potret setiap hari)."
    else:
        empty = "Tidak ada perubahan pengaturan di antara potret yang ada; lihat catatan tentang hari tanpa potret."
    write_table_sheet(
        workbook,
        view,
        title,
        "PerubahanKonfigurasi",
        columns,
        rows,
        cells,
        sources=sources,
        totals=f"{number(len(rows))} perubahan",
        unit="perubahan",
        notes=(
            "Setiap potret pengaturan server basis data dibandingkan dengan potret sebelumnya. Perubahan yang "
            "dibatalkan lagi di antara dua potret tidak terlihat. Pengaturan aplikasi SPSE, server web dan sistem "
            "operasi tidak dipotret.",
            *(sentence for source in sources for sentence in _recorded(view, source, snapshots[source.name])),
        )
        if sources
        else (),
        empty=empty,
    )


def _remarks(row: Row) -> Iterator[str]:
    gap = (row["day"] - row["previous_day"]).days
    if gap > 1:
        yield f"berubah pada salah satu dari {number(gap)} hari itu"
    if row["previous_value"] == row["value"]:
        yield "nilai yang berlaku tetap" + (
            "; nilai baru menunggu" if row["pending_restart"] else "; tidak lagi menunggu"
        )


def _recorded(view: EvaluationView, source: SourceReading, days: dict[date, date | None]) -> Iterator[str]:
    """On which days the source's configuration was recorded."""
    every = [day.date for day in view.month.days]
    if not days:
        yield f"{source.label}: tidak ada potret pengaturan pada bulan ini, sehingga perubahan tidak diketahui."
        return
    yield f"{source.label}: potret pada {number(len(days))} dari {number(len(every))} hari" + (
        f"; tanpa potret pada tanggal {day_ranges(set(every) - set(days))}." if len(days) < len(every) else "."
    )
    if days[min(days)] is None:
        yield (
            f"{source.label}: potret tanggal {min(days).day} adalah yang pertama; perubahan sebelum itu tidak "
            "diketahui."
        )
