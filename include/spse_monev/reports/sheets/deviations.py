"""What of the day was not as the SOP wants it, in equipment, time or output."""

from __future__ import annotations

from openpyxl import Workbook

from spse_monev.labels import deviation_kind_label
from spse_monev.reports.dayview import DayView
from spse_monev.reports.sheets.table import write_table_sheet
from spse_monev.reports.words import number
from spse_monev.reports.workbook import COUNT, Column


def write_deviations(workbook: Workbook, view: DayView, title: str) -> None:
    """Every deviation of the day by step of the SOP, or why there is none."""
    columns = (
        Column("No.", 6, COUNT),
        Column("Langkah", 9),
        Column("Jenis", 14),
        Column("Perihal", 28),
        Column("Baku", 40),
        Column("Kenyataan", 34),
        Column("Bukti", 62),
        Column("Penanggung jawab", 30),
        Column("Kode register", 19),
    )
    write_table_sheet(
        workbook,
        view,
        title,
        "Penyimpangan",
        columns,
        view.deviations,
        lambda number_, row: (
            number_,
            row["step"],
            deviation_kind_label(row["kind"]),
            view.label(row["subject"]),
            row["standard"],
            row["actual"],
            row["evidence"],
            f"{row['accountable_title']}\n{row['accountable_name']}",
            row["deviation_id"],
        ),
        sources=(),
        totals=number(len(view.deviations)),
        unit="penyimpangan",
        notes=(
            "Menurut SOP, setiap penyimpangan dari baku mutu perlengkapan, waktu atau output adalah kegagalan yang "
            "harus dipertanggungjawabkan pelaksananya. Penjelasan, tindak lanjut dan penutupannya tercatat dalam "
            "Register Penyimpangan (perintah spse deviations). Register juga memuat yang sudah pulih pada penjalanan "
            "ulang; lembar ini hanya memuat keadaan saat laporan ini ditulis.",
        ),
        empty=view.no_deviations,
    )
