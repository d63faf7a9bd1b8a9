"""Where capacity is going: when a figure reaches its limit if it goes on as it has, or that there is no trend."""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook

from spse_monev.reports.dayview import DayView, Row
from spse_monev.reports.figures import metric_label
from spse_monev.reports.forms import COUNT, DECIMAL
from spse_monev.reports.kinds import COLLECTED
from spse_monev.reports.sheets.metrics import metric_form
from spse_monev.reports.sheets.table import or_dash, write_table_sheet
from spse_monev.reports.words import number
from spse_monev.reports.workbook import Column, Shown

TREND_STATES = {
    "reaches": "menuju batas",
    "grows": "bertambah, batas tidak diketahui",
    "no_trend": "tidak ada kecenderungan",
    "away": "menjauhi batas, atau lebih dari sepuluh tahun",
    "beyond": "sudah melewati batas",
    "too_few_days": "riwayat terlalu sedikit (kurang dari 10 hari)",
}


def write_capacity(workbook: Workbook, view: DayView, title: str) -> None:
    """One line a figure of capacity, what fills first on top."""
    columns = (
        Column("No.", 6, COUNT),
        Column("Indikator", 44),
        Column("Objek", 34),
        Column("Sekarang", 16, DECIMAL),
        Column("Batas", 14, DECIMAL),
        Column("Perubahan per hari", 16, DECIMAL.signed),
        Column("Keadaan", 30),
        Column("Paling cepat (hari)", 12, COUNT),
        Column("Perkiraan (hari)", 12, COUNT),
        Column("Paling lambat (hari)", 12, COUNT),
        Column("Hari terbaca", 10, COUNT),
        Column("Sumber", 30),
    )
    rows = list(view.rows("prospects", *COLLECTED))

    def cells(index: int, row: Row) -> tuple[Any, ...]:
        form = metric_form(row["name"])
        return (
            index,
            metric_label(row["name"]).text,
            row["subject"] or "keseluruhan",
            Shown(row["value"], form),
            or_dash(row["limit"], form),
            or_dash(row["per_day"], form.signed),
            TREND_STATES[row["state"]],
            or_dash(row["earliest"]),
            or_dash(row["expected"]),
            or_dash(row["latest"]),
            row["days_observed"],
            view.label(row["source"]),
        )

    reaching = sum(row["state"] == "reaches" for row in rows)
    write_table_sheet(
        workbook,
        view,
        title,
        "Prakiraan",
        columns,
        rows,
        cells,
        sources=view.of_kind(*COLLECTED),
        totals=f"{number(len(rows))} indikator, {number(reaching)} menuju batasnya",
        unit="indikator",
        notes=(
            "Kecenderungan 28 hari terakhir menurut median kemiringan semua pasangan hari (Theil-Sen), dengan selang "
            "kepercayaan 95%. Selang yang memuat nol berarti tidak ada kecenderungan. Perkiraan berlaku bila "
            "pertumbuhannya tetap.",
        ),
        nothing="Tidak ada indikator kapasitas yang terukur",
    )
