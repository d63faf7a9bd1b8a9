"""The month's complaints in the evaluation: the SOP's classes, and the sheets of the recap under the evaluation's name.

A site without a helpdesk has one sentence on the sheet of the classes, and none of the others.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from spse_monev.complaints import ComplaintState
from spse_monev.reports import charts
from spse_monev.reports.complaints import counts, links, recap, repeats
from spse_monev.reports.complaints.cells import median_and_count
from spse_monev.reports.complaints.durations import solution
from spse_monev.reports.complaintsview import MonthView, class_label
from spse_monev.reports.dayview import Row
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.forms import COUNT, SHARE
from spse_monev.reports.monthly.pareto import SIZE_CM, topics_pareto
from spse_monev.reports.sheets.table import difference, or_dash, write_table_sheet
from spse_monev.reports.words import month_name, number
from spse_monev.reports.workbook import Column, stop_repeating_head

QUERIES: tuple[str, ...] = ("month_complaint_totals",)

NO_HELPDESK = "Keluhan tidak dikonfigurasi: situs ini tidak mempunyai sumber helpdesk dalam pengaturan."
_ROW_POINTS = 15.0


def write_classes(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """The SOP's three classes: how many, how far, how long until solved, and how many in the month before."""
    complaints = view.complaints
    is_known = complaints is not None and (complaints.is_read or bool(complaints.counted))
    before, told = _month_before(view)
    columns = (
        Column("Kelas SOP", 30),
        Column("Jumlah", 10, COUNT),
        Column("Porsi", 10, SHARE),
        *(Column(name, 11, COUNT) for name in ("Tercatat", "Ditangani", "Selesai")),
        Column("Penyelesaian: median (jam)", 14),
        Column("Penyelesaian: n (jam)", 13, COUNT),
        Column("Penyelesaian: median (hari)", 14),
        Column("Penyelesaian: n (hari)", 13, COUNT),
        Column("Bulan sebelumnya", 13, COUNT),
        Column("Selisih", 10, COUNT.signed),
    )

    def cells(_: int, line: tuple[str, list[Row], int | None]) -> tuple[Any, ...]:
        name, rows, previous = line
        waited = solution(rows, view.zone)
        total = len(complaints.counted) if complaints else 0
        return (
            name,
            len(rows),
            or_dash(len(rows) / total if total else None),
            *(sum(row["state"] == state for row in rows) for state in ComplaintState),
            *median_and_count(waited.hours),
            *median_and_count(waited.days),
            or_dash(previous),
            or_dash(difference(len(rows), previous)),
        )

    lines: list[tuple[str, list[Row], int | None]] = []
    if complaints is not None and is_known:
        classes = [*complaints.classes, *({None} & before.keys() - set(complaints.classes) if before else ())]
        lines = [
            (class_label(each), complaints.of_class(each), None if before is None else before.get(each, 0))
            for each in classes
        ]
        lines.append(("Semua kelas", complaints.counted, None if before is None else sum(before.values())))
    sheet = write_table_sheet(
        workbook,
        view,
        title,
        "KeluhanPerKelas",
        columns,
        lines,
        cells,
        sources=complaints.sources if complaints else (),
        totals=f"{complaints.least}{number(len(complaints.counted))} keluhan" if complaints else "",
        unit="kelas",
        notes=(
            "Setiap keluhan dihitung sekali; catatan yang mengulang keluhan lain tidak ikut dihitung. n = banyaknya "
            "keluhan selesai yang waktunya dapat dihitung; jam hanya bila kedua waktunya tercatat dengan jamnya.",
            told,
        )
        if is_known
        else (),
        empty=None if complaints else NO_HELPDESK,
        filters=False,
    )
    if complaints is not None and (png := topics_pareto(complaints)):
        _add_picture(sheet, png, columns)


def write_topics(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """Each class with its topics."""
    _write(counts.write_topics, workbook, view, title)


def write_repeated_problems(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """The classes and topics of which there were many."""
    _write(repeats.write_repeated_problems, workbook, view, title)


def write_links(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """Complaints beside what the servers showed at the same time."""
    _write(links.write_links, workbook, view, title)


def write_recap(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """The 'Rekap Penanganan Permasalahan': a line for each counted complaint."""
    _write(recap.write_recap, workbook, view, title)


def write_uncounted(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """The records that are not counted, to which the recap refers as 'Catatan Ganda'."""
    _write(repeats.write_uncounted, workbook, view, title)


def _write(
    write: Callable[[Workbook, MonthView, str], None], workbook: Workbook, view: EvaluationView, title: str
) -> None:
    if view.complaints is not None:
        write(workbook, view.complaints, title)


def _month_before(view: EvaluationView) -> tuple[dict[str | None, int] | None, str]:
    """The counts of the month before by class, None where they do not compare, and what is to be known of them."""
    name, first = month_name(view.month.shift(-1)), view.month.shift(-1).first
    rows = view.rows("month_complaint_totals")
    previous = [row for row in rows if row["month"] == first]
    if not previous:
        return None, f"Keluhan {name} belum dibaca, sehingga tidak ada pembanding."
    now: Sequence[str] = next((row["sources"] for row in rows if row["month"] == view.month.first), ())
    if previous[0]["sources"] != now:
        return None, f"Sumber keluhan yang terbaca pada {name} berbeda, sehingga tidak dibandingkan."
    partly = " (terbaca sebagian, sekurang-kurangnya)" if previous[0]["is_partial"] else ""
    return (
        {row["class"]: row["complaint_count"] for row in previous if row["complaint_count"]},
        f"Bulan sebelumnya = {name}{partly}, dari sumber yang sama: {_sources(view, now)}.",
    )


def _sources(view: EvaluationView, names: Sequence[str]) -> str:
    return ", ".join(view.complaints.label(name) if view.complaints else name for name in names)


def _add_picture(sheet: Worksheet, png: bytes, columns: Sequence[Column]) -> None:
    """The picture below the table, on the same page."""
    first = sheet.max_row + 2
    last = first + math.ceil(SIZE_CM[1] / 2.54 * 72 / _ROW_POINTS) + 1
    for each in range(first, last + 1):
        sheet.row_dimensions[each].height = _ROW_POINTS
    sheet.add_image(charts.picture(png, SIZE_CM), f"A{first}")
    stop_repeating_head(sheet)
    sheet.page_setup.fitToHeight = 1
    sheet.print_area = f"A1:{get_column_letter(len(columns))}{last}"
