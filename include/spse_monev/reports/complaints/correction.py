"""The correction sheet: every record of the month with what the program said, and columns for what is right.

It is read back from the inbox by its headings (`spse_monev.correction_sheet`), so those stand here as they are there.
"""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from spse_monev import correction_sheet as form
from spse_monev import labels
from spse_monev.complaints import ComplaintClass
from spse_monev.reports.complaints.cells import NOT_RECORDED, moment, noted, words_of
from spse_monev.reports.complaints.repeats import why_not_counted
from spse_monev.reports.complaintsview import MonthView, class_label, topic_label
from spse_monev.reports.dayview import Row
from spse_monev.reports.forms import CODE, SHARE, TO_FILL
from spse_monev.reports.sheets.table import or_dash, write_table_sheet
from spse_monev.reports.words import number
from spse_monev.reports.workbook import Column

_LISTS = "Daftar"
_PRINTED_ROWS = 2000
_INSTRUCTION = (
    "Isi hanya kolom abu-abu di kanan pada baris yang keliru atau perlu ditelaah; biarkan kosong yang sudah benar. "
    "Bila usulan kelas pada baris 'perlu ditelaah' sudah benar, pilih kelas yang sama, supaya tidak ditanyakan lagi.",
    f"'{form.SAME_AS}': kode keluhan yang diulang oleh baris itu, atau '{form.NONE}' bila baris itu bukan ulangan. "
    f"'{form.IS_COMPLAINT}': 'tidak' untuk iklan, uji coba atau ucapan. '{form.CORRECTED_BY}' wajib diisi pada setiap "
    "baris yang dikoreksi.",
    "Simpan sebagai .xlsx di folder rekap keluhan; koreksi dibaca pada proses bulanan berikutnya dan tercatat sebagai "
    f"jejak. Jangan mengubah judul kolom dan '{form.CODE}'.",
)


def write_correction_sheet(workbook: Workbook, view: MonthView) -> None:
    """Write the sheet with its dropdowns, and the hidden sheet of what they offer."""
    columns = (
        Column(form.CODE, 19, CODE),
        Column(f"Tanggal ({view.zone_name})", 16),
        Column("Isi keluhan (disamarkan)", 64),
        Column("Kelas saat ini", 20),
        Column("Topik saat ini", 20),
        Column("Keyakinan program", 11, SHARE),
        Column("Telaah", 15),
        Column("Dihitung", 22),
        Column("Mengulang (kode)", 19),
        Column(form.CLASS, 24, TO_FILL),
        Column(form.TOPIC, 24, TO_FILL),
        # As a number, Excel would keep fifteen digits of a code's sixteen and take 12e5 for 1,200,000.
        Column(form.SAME_AS, 20, TO_FILL),
        Column(form.IS_COMPLAINT, 12, TO_FILL),
        Column(form.CORRECTED_BY, 20, TO_FILL),
        Column(form.NOTE, 28, TO_FILL),
    )
    to_review = {row["complaint_id"] for row in view.to_review}

    def cells(_: int, row: Row) -> tuple[Any, ...]:
        return (
            row["complaint_id"],
            moment(row["received_at"], row["has_time"]),
            noted(words_of(row)),
            class_label(row["class"]),
            topic_label(row["topic"]),
            or_dash(row["confidence"]),
            "perlu ditelaah" if row["complaint_id"] in to_review else "sudah dikoreksi" * row["is_corrected"],
            "ya" if row["is_counted"] else f"tidak ({why_not_counted(row)})",
            row["same_as"] or NOT_RECORDED,
            *[None] * len(form.FILLED),
        )

    # In order of time below, since sorting keeps it.
    rows = sorted(view.records, key=lambda row: row["complaint_id"] not in to_review)
    sheet = write_table_sheet(
        workbook,
        view,
        form.SHEET,
        "LembarKoreksi",
        columns,
        rows,
        cells,
        sources=view.sources,
        totals=f"{number(len(rows))} catatan, {number(len(to_review))} perlu ditelaah (di atas)",
        unit="catatan",
        notes=_INSTRUCTION,
        limit=len(rows),
        printed_rows=_PRINTED_ROWS,
    )
    if rows:
        _offer(workbook, sheet, columns)


def _offer(workbook: Workbook, sheet: Worksheet, columns: tuple[Column, ...]) -> None:
    """Let Excel offer what may stand in each of the columns to fill, from a hidden sheet."""
    offered = {
        form.CLASS: tuple(labels.class_label(each) for each in ComplaintClass),
        form.TOPIC: tuple(labels.topics().values()),
        form.IS_COMPLAINT: ("ya", "tidak"),
    }
    (table,) = sheet.tables.values()
    head, last = (int("".join(filter(str.isdigit, corner))) for corner in table.ref.split(":"))
    headings = [column.heading for column in columns]
    lists = workbook.create_sheet(_LISTS)
    lists.sheet_state = "hidden"
    for index, (heading, values) in enumerate(offered.items(), 1):
        for line, value in enumerate((heading, *values), 1):
            lists.cell(line, index, value)
        letter = get_column_letter(index)
        source = f"{quote_sheetname(_LISTS)}!${letter}$2:${letter}${len(values) + 1}"
        rule = DataValidation(
            type="list", formula1=source, allow_blank=True, showErrorMessage=True, errorStyle="stop",
            errorTitle="Tidak ada dalam daftar", error="Pilih salah satu dari daftar, atau kosongkan.",
        )  # fmt: skip
        rule.add(_cells_below(headings.index(heading) + 1, head, last))
        sheet.add_data_validation(rule)
    rule = DataValidation(
        type="textLength", operator="lessThanOrEqual", formula1="16", allow_blank=True, showErrorMessage=True,
        errorStyle="stop", errorTitle="Bukan kode keluhan",
        error=f"Salin kode keluhan (16 huruf dan angka) dari kolom pertama, atau tulis {form.NONE}.",
    )  # fmt: skip
    rule.add(_cells_below(headings.index(form.SAME_AS) + 1, head, last))
    sheet.add_data_validation(rule)
    sheet.freeze_panes = f"B{head + 1}"


def _cells_below(column: int, head: int, last: int) -> str:
    letter = get_column_letter(column)
    return f"{letter}{head + 1}:{letter}{last}"
