"""What the register of deviations holds of the month's days, and what people have answered."""

from __future__ import annotations

from openpyxl import Workbook

from spse_monev.deviations import DeviationStatus
from spse_monev.labels import deviation_kind_label, deviation_subject_label
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.forms import COUNT, DATE
from spse_monev.reports.monthly.frequency import as_moment
from spse_monev.reports.sheets.table import write_table_sheet
from spse_monev.reports.words import number
from spse_monev.reports.workbook import Column

# What the pipeline hands in: the fields of `warehouse.deviations.StoredDeviation`, for the days of the month.
REGISTER = "register"


def write_register(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """Every deviation of the month's days as it stands now, those that wait for an answer first."""
    order = list(DeviationStatus)
    rows = sorted(view.rows(REGISTER), key=lambda row: (order.index(row["status"]), row["period_start"], row["step"]))
    waiting = sum(row["status"] != DeviationStatus.CLOSED for row in rows)
    columns = (
        Column("No.", 6, COUNT),
        Column("Tanggal", 11, DATE),
        Column("Langkah", 9),
        Column("Jenis", 13),
        Column("Perihal", 26),
        Column("Kenyataan", 36),
        Column("Keadaan sekarang", 30),
        Column("Status", 12),
        Column("Penjelasan", 34),
        Column("Tindak lanjut", 34),
        Column("Penanggung jawab", 28),
        Column("Kode register", 19),
        Column("Baku", 40, printed=False),
        Column("Bukti", 60, printed=False),
    )
    write_table_sheet(
        workbook,
        view,
        title,
        "RegisterPenyimpangan",
        columns,
        rows,
        lambda number_, row: (
            number_,
            as_moment(view, row["period_start"]),
            row["step"],
            deviation_kind_label(row["kind"]),
            deviation_subject_label(view.label(row["subject"])),
            row["actual"],
            row["last_actual"] or "sudah pulih",
            row["status"],
            row["explanation"] or "belum ada",
            row["action"] or "belum ada",
            f"{row['accountable_title']}\n{row['accountable_name']}",
            row["deviation_id"],
            row["standard"],
            row["evidence"],
        ),
        sources=(),
        totals=f"{number(len(rows))}, {number(waiting)} di antaranya belum ditutup",
        unit="penyimpangan",
        notes=("Register tidak pernah dihapus dan tidak pernah ditutup oleh perangkat lunak.",),
        empty="Tidak ada penyimpangan pada hari-hari bulan ini dalam register.",
    )
