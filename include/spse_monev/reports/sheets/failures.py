"""Failed transactions and processes (SOP 1b, third point), of every source in one table."""

from __future__ import annotations

from openpyxl import Workbook

from spse_monev.labels import failure_label
from spse_monev.reports.dayview import DayView
from spse_monev.reports.forms import CLOCK, COUNT, MEDIAN
from spse_monev.reports.kinds import COLLECTED
from spse_monev.reports.sheets.table import busiest, comparison, or_dash, write_table_sheet
from spse_monev.reports.words import number, zone_name
from spse_monev.reports.workbook import Column

SEEN_BY_SEVERAL = (
    "Satu kejadian dapat terlihat oleh beberapa sumber sekaligus (misalnya unggahan gagal pada log aplikasi dan log "
    "server web), sehingga tidak ada jumlah seluruh sumber dan angka antarsumber tidak untuk ditambahkan. Kegagalan "
    "yang tercatat sebagai galat juga ada pada lembar galat sumbernya."
)


def write_failures(workbook: Workbook, view: DayView, title: str) -> None:
    """Every kind of failure of every source, most frequent first."""
    rows = view.rows("failures", *COLLECTED)
    zone = zone_name(view.day)
    sums = {
        source.label: sum(row["count"] for row in rows if row["source"] == source.name)
        for source in view.of_kind(*COLLECTED)
    }
    columns = (
        Column("No.", 6, COUNT),
        Column("Sumber", 22),
        Column("Jenis kegagalan", 36),
        Column("Jumlah", 10, COUNT),
        Column("Hari sebelumnya", 12, COUNT),
        Column("Selisih hari sebelumnya", 12, COUNT.signed),
        Column("Median 7 hari", 10, MEDIAN),
        Column("Selisih median", 11, MEDIAN.signed),
        Column(f"Pertama ({zone})", 11, CLOCK),
        Column(f"Terakhir ({zone})", 11, CLOCK),
        Column("Jam tersibuk", 12),
        Column("Bukti (disamarkan)", 48),
    )
    write_table_sheet(
        workbook,
        view,
        title,
        "Kegagalan",
        columns,
        rows,
        lambda number_, row: (
            number_,
            view.label(row["source"]),
            failure_label(row["kind"]),
            row["count"],
            *comparison(row["count"], row["previous_count"], row["median_count"]),
            or_dash(row["first_at"]),
            or_dash(row["last_at"]),
            busiest(row["per_hour"]),
            row["evidence"],
        ),
        sources=view.of_kind(*COLLECTED),
        # One sum over sources would count an event once for each of those that saw it.
        totals_of="Jumlah per sumber",
        totals="; ".join(f"{label}: {number(count)}" for label, count in sums.items() if count),
        unit="jenis",
        notes=(SEEN_BY_SEVERAL,),
    )
