"""Which settings of the database server changed."""

from __future__ import annotations

from openpyxl import Workbook

from spse_monev.reports.dayview import DayView
from spse_monev.reports.kinds import STATISTICS
from spse_monev.reports.sheets.table import write_table_sheet
from spse_monev.reports.words import number, zone_name
from spse_monev.reports.workbook import Column


def write_setting_changes(workbook: Workbook, view: DayView, title: str) -> None:
    """Which settings of the server changed since the snapshot before."""
    rows = view.rows("setting_changes", STATISTICS)
    sources = view.of_kind(STATISTICS)
    snapshots = {row["source"]: row for row in view.rows("snapshots", STATISTICS)}
    zone = view.day.zone
    said = []
    comparable = False
    for source in sources:
        snapshot = snapshots.get(source.name)
        if snapshot is None:
            said.append(f"{source.label}: potret pengaturan hari ini tidak ada, sehingga perubahan tidak diketahui.")
        elif snapshot["previous_taken_at"] is None:
            said.append(f"{source.label}: potret pertama, belum ada potret sebelumnya untuk dibandingkan.")
        else:
            comparable = True
            before, after = (
                snapshot[key].astimezone(zone).strftime("%d/%m/%Y %H.%M") for key in ("previous_taken_at", "taken_at")
            )
            said.append(f"{source.label}: potret {before} dibandingkan dengan potret {after} {zone_name(view.day)}.")
    columns = (
        Column("Pengaturan", 40),
        Column("Nilai sebelumnya", 36),
        Column("Nilai sekarang", 36),
        Column("Satuan", 12),
        Column("Diatur melalui", 26),
        Column("Menunggu server dinyalakan ulang", 18),
        Column("Sumber", 34),
    )
    write_table_sheet(
        workbook,
        view,
        title,
        "PerubahanKonfigurasi",
        columns,
        rows,
        lambda _, row: (
            row["name"],
            "tidak ada" if row["previous_value"] is None else row["previous_value"],
            "tidak ada" if row["value"] is None else row["value"],
            row["unit"] or "",
            row["set_by"],
            "ya" if row["pending_restart"] else "tidak",
            view.label(row["source"]),
        ),
        sources=sources,
        totals=f"{number(len(rows))} perubahan" if comparable else "",
        unit="perubahan",
        notes=said,
        empty="Tidak ada perubahan pengaturan di antara kedua potret." if comparable else "Perubahan tidak diketahui.",
    )
