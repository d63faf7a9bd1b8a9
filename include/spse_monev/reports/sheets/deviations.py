"""What of a day or a month was not as the SOP wants it, in equipment, time or output."""

from __future__ import annotations

from typing import Protocol

from openpyxl import Workbook

from spse_monev.labels import deviation_kind_label
from spse_monev.reports.deviations import TITLE, ToldDeviations
from spse_monev.reports.forms import COUNT
from spse_monev.reports.sheets.table import PeriodView, write_table_sheet
from spse_monev.reports.words import number
from spse_monev.reports.workbook import Column


class JudgedView(PeriodView, Protocol):
    """A period with its deviations."""

    deviations: ToldDeviations

    def label(self, name: str) -> str:
        """What the office calls a source; anything else is called what it is."""


def write_deviations(workbook: Workbook, view: JudgedView) -> None:
    """Every deviation of the period by step of the SOP, or why there is none."""
    told = view.deviations
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
        TITLE,
        "Penyimpangan",
        columns,
        told.rows,
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
        totals=number(len(told.rows)),
        unit="penyimpangan",
        notes=(
            "Menurut SOP, setiap penyimpangan dari baku mutu perlengkapan, waktu atau output adalah kegagalan yang "
            "harus dipertanggungjawabkan pelaksananya. Penjelasan, tindak lanjut dan penutupannya tercatat dalam "
            "Register Penyimpangan (perintah spse deviations). Register juga memuat yang sudah pulih pada penjalanan "
            "ulang; lembar ini hanya memuat keadaan saat laporan ini ditulis.",
        ),
        empty=told.nothing,
    )
