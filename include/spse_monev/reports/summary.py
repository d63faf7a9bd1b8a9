"""The first sheet: what a head of office reads, prints and signs."""

from __future__ import annotations

import math
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from spse_monev.facts import CoverageState
from spse_monev.reports import summary_charts
from spse_monev.reports.dayview import NOT_AVAILABLE, NOT_READ, NOTHING_TO_COMPARE, DayView
from spse_monev.reports.forms import Form
from spse_monev.reports.judged import judged_sentences
from spse_monev.reports.keyfigures import Figure, key_figures, warnings
from spse_monev.reports.letterhead import SIGNATURE_ROWS, write_letterhead, write_signatures, write_synthetic
from spse_monev.reports.narrative import sentences
from spse_monev.reports.sheets import OUT_OF_REACH
from spse_monev.reports.workbook import Column, Shown, add_sheet, set_widths, write_table, write_text

TITLE = "LAPORAN KINERJA APLIKASI SPSE"
REFERENCE = "Dasar: SOP Monitoring dan Evaluasi Kinerja Aplikasi SPSE Nomor 427.53/7.03/2018, langkah 1, 1a, 1b, dan 2"
COLUMNS = (
    Column("Indikator", 42),
    Column("Nilai", 16),
    Column("Hari sebelumnya", 16),
    Column("Selisih hari sebelumnya", 16),
    Column("Median 7 hari", 16),
    Column("Selisih median", 16),
    Column("Sumber", 35),
    Column("Keterangan", 26),
)
SPAN = len(COLUMNS)
# The widths are fixed, so the scale at which they fill an A4 page in landscape is, too. A fixed scale, because Excel
# ignores page breaks on sheets that are fitted to a page.
SCALE = 75
_PAGE_POINTS = (595 - 1.2 * 72) / (SCALE / 100)  # height of A4 in landscape without its margins, in points of the sheet
_DEFAULT_POINTS = 15.0


def write_summary(workbook: Workbook, view: DayView) -> Worksheet:
    """Write the first sheet; the data of its native charts follow later, see `write_charts`."""
    site = view.site
    sheet = add_sheet(workbook, "Ringkasan", site.name, view.subject)
    sheet.sheet_properties.pageSetUpPr.fitToPage = False  # type: ignore[union-attr]
    sheet.page_setup.scale = SCALE
    set_widths(sheet, [column.width for column in COLUMNS])
    row = write_letterhead(sheet, 1, site, SPAN)
    row = write_text(sheet, row, TITLE, columns=SPAN, size=15, bold=True, center=True)
    row = write_text(sheet, row, view.caption, columns=SPAN, size=12, bold=True, center=True)
    row = write_text(sheet, row, REFERENCE, columns=SPAN, center=True)
    row = write_synthetic(sheet, row, site, SPAN)
    row = _write_state(sheet, row, view)
    for sentence in judged_sentences(view):
        row = write_text(sheet, row, sentence, columns=SPAN, size=10, bold=True, fill="EDEDED")
    row = write_text(sheet, row, view.deviations.sentence, columns=SPAN, size=10, bold=True, fill="EDEDED")
    figures = list(key_figures(view))
    row = write_text(sheet, row, "A. Uraian singkat", columns=SPAN, size=11, bold=True)
    for index, sentence in enumerate(sentences(view, figures), 1):
        row = write_text(sheet, row, f"{index}. {sentence}", columns=SPAN, size=10)
    row = write_text(sheet, row, "B. Angka utama", columns=SPAN, size=11, bold=True)
    lines = [_line(figure, view) for figure in figures]
    if lines:
        row = write_table(sheet, row, "AngkaUtama", COLUMNS, lines, view.day.zone, filters=False)
    else:
        row = write_text(sheet, row, view.empty_note((), ""), columns=SPAN)
    return sheet


def write_charts(workbook: Workbook, sheet: Worksheet, view: DayView) -> None:
    """Add the charts and the place for signatures below the figures, and the sheet with the charts' data."""
    row = sheet.max_row + 1
    used = sum(sheet.row_dimensions[each].height or _DEFAULT_POINTS for each in range(1, row))
    drawings = summary_charts.chart_list(view)
    lines = min(summary_charts.ROWS_PER_PAGE, math.ceil(len(drawings) / 2)) * summary_charts.CHART_ROWS
    if used + (lines + SIGNATURE_ROWS + 2) * _DEFAULT_POINTS > _PAGE_POINTS:
        sheet.row_breaks.append(Break(id=row - 1))
    row = write_text(sheet, row, "C. Grafik", columns=SPAN, size=11, bold=True)
    row = summary_charts.write_charts(workbook, sheet, view, drawings, row, SPAN)
    end = write_signatures(sheet, row, view.site, SPAN)
    sheet.print_area = f"A1:{get_column_letter(SPAN)}{end}"


def _line(figure: Figure, view: DayView) -> tuple[Any, ...]:
    form = figure.what.form
    value: Any = Shown(figure.value, form)
    remarks = []
    if figure.value is None:
        value = NOT_AVAILABLE if figure.source.is_read else NOT_READ
    else:
        if figure.source.state is CoverageState.PARTIAL:
            remarks.append("sumber terbaca sebagian")
        remarks += warnings(figure, view)
    if figure.median is not None and figure.days < 7:
        remarks.append(f"median dari {figure.days} hari")
    return (
        figure.what.label,
        value,
        *_compared(figure.value, figure.before, form),
        *_compared(figure.value, figure.median, form),
        figure.source.label,
        "; ".join(remarks),
    )


def _compared(value: float | None, other: float | None, form: Form) -> tuple[Any, Any]:
    if other is None:
        return NOTHING_TO_COMPARE, "–"
    return Shown(other, form), "–" if value is None else Shown(value - other, form.signed)


def _write_state(sheet: Worksheet, row: int, view: DayView) -> int:
    if view.is_complete:
        text = "✔ LENGKAP — semua sumber yang dikonfigurasi terbaca utuh, dan yang hanya diperiksa aktif"
        row = write_text(sheet, row, text, columns=SPAN, size=12, bold=True, center=True, fill="EDEDED")
    else:
        text = "⚠ SEBAGIAN — laporan ini tidak mencakup seluruh data hari tersebut, karena:"
        row = write_text(sheet, row, text, columns=SPAN, size=12, bold=True, center=True, fill="D9D9D9")
        for source in view.sources:
            for reason in source.reasons:
                row = write_text(sheet, row, f"•  {source.label} ({source.words}): {reason}", columns=SPAN, size=10)
    if view.unconfigured:
        areas = ", ".join(area.label for area in view.unconfigured)
        text = f"Tidak dikonfigurasi: {areas}: di luar jangkauan laporan ini (lihat lembar {OUT_OF_REACH})."
        row = write_text(sheet, row, text, columns=SPAN, size=10, bold=True, fill="EDEDED")
    return row
