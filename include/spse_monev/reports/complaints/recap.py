"""The 'Rekap Penanganan Permasalahan': the columns of the helpdesk's form, one line for each counted complaint.

On paper the table is a ledger of two facing pages, for its columns on one page would be too small to read: the ticket
is repeated on the right one.
"""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from spse_monev import correction_sheet as form
from spse_monev import labels
from spse_monev.reports.complaints.cells import NOT_RECORDED, moment, noted, place, words_of
from spse_monev.reports.complaintsview import MonthView, class_label, state_counts, topic_label
from spse_monev.reports.dayview import Row
from spse_monev.reports.forms import CODE, COUNT
from spse_monev.reports.sheets.table import write_table_sheet
from spse_monev.reports.words import number
from spse_monev.reports.workbook import Column

_INFORMED = {True: "Sudah diinformasikan", False: "Belum diinformasikan", None: NOT_RECORDED}
_LEFT_PAGE = 9  # columns
_REPEATED_COLUMNS = 2
_SCALE = 78  # at which each page's columns fill the width of A4 in landscape
_PRINTED_ROWS = 2000


def write_recap(workbook: Workbook, view: MonthView, title: str) -> None:
    """Exactly the counted complaints, in the order in which they came."""
    zone = view.zone_name
    columns = (
        Column("No.", 6, COUNT),
        Column("No. Tiket", 13),
        Column(f"Tanggal ({zone})", 16),
        Column("Media Pelaporan", 11),
        Column("Instansi", 17),
        Column("User", 14),
        Column("Deskripsi (disamarkan)", 55),
        Column("Kelas SOP", 18),
        Column("Topik", 19),
        Column("Urgensi", 12),
        Column("Dampak", 10),
        Column("Prioritas", 11),
        Column("Petugas", 16),
        Column("Penanganan/Solusi", 52),
        Column(f"Tanggal selesai ({zone})", 16),
        Column("Status", 12),
        Column("Konfirmasi kepada pengguna", 15),
        Column("No. tiket LPSE Support", 13),
        Column(form.CODE, 19, CODE, printed=False),
        Column("Asal berkas/baris", 40, printed=False),
    )

    def cells(index: int, row: Row) -> tuple[Any, ...]:
        return (
            index,
            noted(row["ticket"]),
            moment(row["received_at"], row["has_time"]),
            labels.channel_label(row["channel"]),
            noted(row["institution"]),
            labels.user_type_label(row["user_type"]),
            noted(words_of(row)),
            class_label(row["class"]),
            topic_label(row["topic"]),
            noted(row["urgency"]),
            noted(row["impact"]),
            noted(row["priority"]),
            noted(row["handler"]),
            noted(row["solution"]),
            moment(row["solved_at"], row["solution_has_time"]),
            labels.complaint_state_label(row["state"]) + (" (dibuka kembali)" if row["is_reopened"] else ""),
            _INFORMED[row["is_informed"]],
            noted(row["support_ticket"]),
            row["complaint_id"],
            place(row["file"], row["row_number"], row["sheet"]),
        )

    states = ", ".join(
        f"{number(count)} {labels.complaint_state_label(state).lower()}"
        for state, count in state_counts(view.counted).items()
    )
    sheet = write_table_sheet(
        workbook,
        view,
        title,
        "RekapPenanganan",
        columns,
        view.counted,
        cells,
        sources=view.sources,
        totals=f"{number(len(view.counted))} keluhan ({states})",
        unit="keluhan",
        notes=(
            f"{NOT_RECORDED} = tidak dicatat oleh helpdesk. Catatan yang mengulang keluhan lain ada pada lembar "
            "Catatan Ganda. Kode keluhan dan asal berkas berada di kanan tabel pada layar; kolom itu tidak dicetak.",
        ),
        nothing="Tidak ada keluhan",
        limit=len(view.counted),
        printed_rows=_PRINTED_ROWS,
        # Not over the columns that are repeated: their part of every line would be repeated with them.
        head_columns=(_REPEATED_COLUMNS + 1, _LEFT_PAGE),
    )
    if view.counted:
        # A fixed scale, because Excel ignores page breaks on sheets that are fitted to a page.
        sheet.sheet_properties.pageSetUpPr.fitToPage = False  # type: ignore[union-attr]
        sheet.page_setup.scale = _SCALE
        sheet.page_setup.pageOrder = "overThenDown"
        sheet.print_title_cols = f"A:{get_column_letter(_REPEATED_COLUMNS)}"
        sheet.col_breaks.append(Break(id=_LEFT_PAGE))
