"""All other figures of the day: connections, checkpoints, vacuum, sizes, memory of the application and so on."""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook

from spse_monev.reports.dayview import DayView, Row
from spse_monev.reports.figures import metric_label
from spse_monev.reports.forms import COUNT, DECIMAL, MEBIBYTES, MEDIAN, MILLISECONDS, PERCENT, Form
from spse_monev.reports.kinds import COLLECTED, DATABASE_LOG, STATISTICS
from spse_monev.reports.sheets.hosts import HOST_METRIC
from spse_monev.reports.sheets.table import difference, or_dash, write_table_sheet
from spse_monev.reports.words import number
from spse_monev.reports.workbook import Column, Shown


def write_metrics(workbook: Workbook, view: DayView, title: str) -> None:
    """One line a figure, grouped by what it is about; those of hosts have a sheet of their own."""
    rows = [
        (metric_label(row["name"]), row)
        for row in view.rows("metrics", *COLLECTED)
        if not HOST_METRIC.match(row["name"])
    ]
    rows.sort(key=lambda item: (item[0].group, item[0].text, -item[1]["value"], item[1]["subject"], item[1]["source"]))
    servers = {source.name for source in view.of_kind(STATISTICS, DATABASE_LOG)}
    columns = (
        Column("Kelompok", 26),
        Column("Indikator", 48),
        Column("Objek", 40),
        Column("Nilai", 18, DECIMAL),
        Column("Hari sebelumnya", 18, DECIMAL),
        Column("Selisih hari sebelumnya", 18, DECIMAL.signed),
        Column("Median 7 hari", 18, MEDIAN),
        Column("Selisih median", 18, DECIMAL.signed),
        Column("Sumber", 34),
    )

    def cells(_: int, item: tuple[Any, Row]) -> tuple[Any, ...]:
        label, row = item
        form = metric_form(row["name"])
        value, before, median = row["value"], row["previous_value"], row["median_value"]
        return (
            label.group,
            label.text,
            row["subject"] or ("seluruh server" if row["source"] in servers else "keseluruhan"),
            Shown(value, form),
            or_dash(before, form),
            or_dash(difference(value, before), form.signed),
            or_dash(median, form),
            or_dash(difference(value, median), form.signed),
            view.label(row["source"]),
        )

    write_table_sheet(
        workbook,
        view,
        title,
        "Indikator",
        columns,
        rows,
        cells,
        sources=view.of_kind(*COLLECTED),
        totals=f"{number(len(rows))} indikator",
        unit="indikator",
        nothing="Tidak ada indikator",
        printed_rows=100,
        notes=("Indikator yang tidak terukur tidak ditulis sebagai nol; '–' = belum ada data pembanding.",),
    )


def metric_form(name: str) -> Form:
    """How a figure is shown, by the unit at the end of its name."""
    for ending, form in (("_bytes", MEBIBYTES), ("_pct", PERCENT), ("_ms", MILLISECONDS), ("_count", COUNT)):
        if name.endswith(ending):
            return form
    return DECIMAL
