"""What people still have to say of the complaints, and what they have said."""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook

from spse_monev import correction_sheet as form
from spse_monev import labels
from spse_monev.complaints import CorrectedField
from spse_monev.reports.complaints.cells import NOT_RECORDED, moment, noted, place, words_of
from spse_monev.reports.complaintsview import MonthView, class_label, topic_label
from spse_monev.reports.dayview import Row
from spse_monev.reports.forms import CODE, COUNT, MOMENT, SHARE
from spse_monev.reports.sheets.table import or_dash, write_table_sheet
from spse_monev.reports.words import number
from spse_monev.reports.workbook import Column

_PRINTED_ROWS = 500
_FIELDS = {
    CorrectedField.CLASS: "Kelas",
    CorrectedField.TOPIC: "Topik",
    CorrectedField.SAME_AS: "Sama dengan",
    CorrectedField.IS_COMPLAINT: "Keluhan?",
}


def write_to_review(workbook: Workbook, view: MonthView, title: str) -> None:
    """The counted complaints whose class the program is not sure of and nobody has decided, least sure first."""
    columns = (
        Column("No.", 6, COUNT),
        Column(form.CODE, 19, CODE),
        Column("No. Tiket", 14),
        Column(f"Tanggal ({view.zone_name})", 16),
        Column("Deskripsi (disamarkan)", 60),
        Column("Usulan kelas", 24),
        Column("Keyakinan kelas", 12, SHARE),
        Column("Usulan topik", 26),
        Column("Keyakinan topik", 12, SHARE),
        Column("Asal berkas/baris", 40, printed=False),
    )

    def cells(index: int, row: Row) -> tuple[Any, ...]:
        return (
            index,
            row["complaint_id"],
            noted(row["ticket"]),
            moment(row["received_at"], row["has_time"]),
            noted(words_of(row)),
            class_label(row["model_class"]),
            or_dash(row["confidence"]),
            topic_label(row["model_topic"]),
            or_dash(row["topic_confidence"]),
            place(row["file"], row["row_number"], row["sheet"]),
        )

    rows = sorted(view.to_review, key=lambda row: row["confidence"] or 0.0)
    write_table_sheet(
        workbook,
        view,
        title,
        "PerluDitelaah",
        columns,
        rows,
        cells,
        sources=view.sources,
        totals=f"{number(len(rows))} dari {number(len(view.counted))} keluhan",
        unit="keluhan",
        notes=(
            f"Keyakinan di bawah {number(100 * view.helpdesk.min_confidence)}% dan belum diputuskan petugas. Keluhan "
            "ini sudah ikut dihitung menurut usulan; putusan diisi pada lembar koreksi, juga bila usulan sudah benar.",
        ),
        empty=_nothing(view, "Tidak ada keluhan yang perlu ditelaah."),
        limit=len(rows),
        printed_rows=_PRINTED_ROWS,
    )


def write_corrections(workbook: Workbook, view: MonthView, title: str) -> None:
    """The trail: who said what of the month's complaints, when and where; nothing is ever taken out of it."""
    # By the heading of the codes it is known as the program's own when the recap comes to lie in the inbox; with any of
    # the headings that people fill in it would be taken for a correction sheet.
    columns = (
        Column("No.", 6, COUNT),
        Column(f"Waktu ({view.zone_name})", 20, MOMENT),
        Column("Petugas", 20),
        Column(form.CODE, 19, CODE),
        Column("No. Tiket", 14),
        Column("Yang dikoreksi", 16),
        Column("Semula", 22),
        Column("Menjadi", 22),
        Column("Keterangan", 34),
        Column("Asal koreksi", 30),
    )

    def cells(index: int, row: Row) -> tuple[Any, ...]:
        field = CorrectedField(row["field"])
        return (
            index,
            row["corrected_at"],
            row["corrected_by"],
            row["complaint_id"],
            noted(row["ticket"]),
            _FIELDS[field],
            _shown(field, row["before"]),
            _shown(field, row["after"]),
            noted(row["note"]),
            place(row["file"], row["row_number"]) or "baris perintah",
        )

    rows = view.rows("complaint_corrections")
    write_table_sheet(
        workbook,
        view,
        title,
        "JejakKoreksi",
        columns,
        rows,
        cells,
        sources=(),
        totals=f"{number(len(rows))} koreksi atas {number(len({row['complaint_id'] for row in rows}))} keluhan",
        unit="koreksi",
        notes=("Semua koreksi atas keluhan bulan ini menurut urutan masuknya; yang terakhir berlaku.",),
        empty="Tidak ada koreksi atas keluhan bulan ini.",
        limit=len(rows),
        printed_rows=_PRINTED_ROWS,
    )


def _shown(field: CorrectedField, value: str) -> str:
    if field is CorrectedField.SAME_AS:
        return value or form.NONE
    if not value:
        return NOT_RECORDED
    if field is CorrectedField.CLASS:
        return labels.class_label(value)
    return topic_label(value) if field is CorrectedField.TOPIC else value


def _nothing(view: MonthView, nothing: str) -> str:
    """`nothing`, if there were complaints to look at; else why there were none."""
    return nothing if view.counted else view.empty_note(view.sources)
