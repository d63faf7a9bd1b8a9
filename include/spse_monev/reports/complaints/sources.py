"""From where the complaints come: which files and answers, and what of them could not be taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openpyxl import Workbook

from spse_monev.facts import CoverageState
from spse_monev.reports.complaints.cells import NOT_RECORDED, place
from spse_monev.reports.complaintsview import MonthView
from spse_monev.reports.dayview import COVERAGE_WORDS, Row
from spse_monev.reports.forms import COUNT, STAMP
from spse_monev.reports.kinds import kind_label
from spse_monev.reports.sheets.table import or_dash, write_table_sheet
from spse_monev.reports.words import number
from spse_monev.reports.workbook import Column

_PRINTED_ROWS = 500
_HASH_DIGITS = 12


def write_rejections(workbook: Workbook, view: MonthView, title: str) -> None:
    """The rows that could not be taken: where each stands, what is wrong, and what would be right."""
    columns = (
        Column("No.", 6, COUNT),
        Column("Sumber", 20),
        Column("Berkas", 28),
        Column("Lembar", 14),
        Column("Baris", 9, COUNT),
        Column("Kolom", 18),
        Column("Masalah", 44),
        Column("Yang diharapkan", 44),
    )
    rows = view.rows("complaint_rejections")

    def cells(index: int, row: Row) -> tuple[Any, ...]:
        return (
            index,
            view.label(row["source"]),
            place(row["file"], None),
            row["sheet"] or NOT_RECORDED,
            or_dash(row["row_number"]),
            row["column_name"] or NOT_RECORDED,
            row["problem"],
            row["expected"],
        )

    write_table_sheet(
        workbook,
        view,
        title,
        "BarisDitolak",
        columns,
        rows,
        cells,
        sources=view.sources,
        totals=f"{number(len(rows))} penolakan",
        unit="penolakan",
        notes=(
            "Isi baris tidak dikutip, karena dapat memuat data pribadi. Perbaiki pada berkas asalnya lalu simpan; "
            "berkas yang berubah dibaca lagi. Termasuk berkas yang tidak memuat satu keluhan pun, karena bulannya "
            "tidak diketahui, dan baris bulan lain pada berkas yang sama.",
        ),
        nothing="Tidak ada baris yang ditolak",
        limit=len(rows),
        printed_rows=_PRINTED_ROWS,
    )


def write_sources(workbook: Workbook, view: MonthView, title: str) -> None:
    """Each configured source with its state, and each file or answer it gave."""
    columns = (
        Column("Sumber", 24),
        Column("Jenis", 14),
        Column("Wajib", 8),
        Column("Keadaan", 16),
        Column("Alasan bila tidak lengkap", 36),
        Column("Berkas atau jawaban", 38),
        Column("Keadaan berkas", 15),
        Column("SHA-256 (12 pertama)", 15),
        Column("Baris", 9, COUNT),
        Column("Diterima", 9, COUNT),
        Column("Ditolak", 9, COUNT),
        Column("Koreksi", 9, COUNT),
        Column(f"Keadaan per ({view.zone_name})", 17, STAMP),
    )
    imports: dict[str, list[Row]] = {}
    for row in view.rows("complaint_imports"):
        imports.setdefault(row["source"], []).append(row)
    lines = list(_lines(view, imports))
    write_table_sheet(
        workbook,
        view,
        title,
        "Sumber",
        columns,
        lines,
        lambda _, line: line,
        sources=(),
        totals=f"{number(len(view.sources))} sumber dikonfigurasi, {number(sum(map(len, imports.values())))} berkas "
        "atau jawaban",
        unit="baris",
        notes=(
            "Baris, diterima dan ditolak menurut seluruh isi berkas, yang dapat memuat bulan lain pula. 'Keadaan "
            "per' = waktu ubah berkas, atau waktu sistem helpdesk ditanya. Berkas lama yang sudah diganti tidak "
            "ditulis.",
        ),
        limit=len(lines),
        printed_rows=_PRINTED_ROWS,
    )


def _lines(view: MonthView, imports: dict[str, list[Row]]) -> Iterator[tuple[Any, ...]]:
    for source in view.sources:
        required = "ya" if view.helpdesk.sources[source.name].required else "tidak"
        head = (source.label, kind_label(source.kind), required, source.words, "\n".join(source.reasons))
        if source.name not in imports:
            yield (*head, "tidak ada berkas atau jawaban untuk bulan ini", *[NOT_RECORDED] * 7)
        for found in imports.get(source.name, ()):
            yield (*head, *_import(found))
    for name in sorted(imports.keys() - view.helpdesk.sources.keys()):
        head = (name, NOT_RECORDED, "tidak", "tidak lagi dikonfigurasi", "")
        for found in imports[name]:
            yield (*head, *_import(found))


def _import(row: Row) -> tuple[Any, ...]:
    state = CoverageState(row["state"])
    is_read = state is not CoverageState.MISSING
    counts = ("row_count", "complaint_count", "rejection_count", "correction_count")
    reasons = "".join(f"\n({reason})" for reason in row["reasons"])
    return (
        row["name"] + reasons,
        COVERAGE_WORDS[state],
        row["sha256"][:_HASH_DIGITS] or NOT_RECORDED,
        *(row[count] if is_read else NOT_RECORDED for count in counts),
        row["as_of"],
    )
