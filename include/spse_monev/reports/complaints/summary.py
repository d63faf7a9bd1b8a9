"""The first sheet: what a head of office reads, prints and signs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from spse_monev.complaints import ComplaintState
from spse_monev.reports import charts
from spse_monev.reports.complaints.cells import NOT_RECORDED
from spse_monev.reports.complaints.durations import MEASURES, Spread
from spse_monev.reports.complaints.narrative import sentences, top_topics
from spse_monev.reports.complaintsview import MonthView, class_label, state_counts
from spse_monev.reports.dayview import Row
from spse_monev.reports.forms import COUNT, MEDIAN, SHARE
from spse_monev.reports.letterhead import SIGNATURE_ROWS, write_letterhead, write_signatures, write_synthetic
from spse_monev.reports.workbook import Column, Shown, add_sheet, set_widths, write_table, write_text

TITLE = "REKAP PENANGANAN PERMASALAHAN DAN LAYANAN KEPADA PENGGUNA SPSE"
REFERENCE = "Dasar: SOP Monitoring dan Evaluasi Kinerja Aplikasi SPSE Nomor 427.53/7.03/2018, langkah 3"
ALL = "Semua kelas"
WIDTHS = (34, 24, *[18] * 7)
SPAN = len(WIDTHS)
# As in the daily report: a fixed scale, because Excel ignores page breaks on sheets that are fitted to a page.
SCALE = 75
_PAGE_POINTS = (595 - 1.2 * 72) / (SCALE / 100)  # height of A4 in landscape without its margins, in points of the sheet
_ROW_POINTS = 15.0
TOP_TOPICS = 10
_CHART_CM = (21.0, 7.6)
_CHART_ROWS = 16
_CHART_COLUMN = 4

_CLASS_COLUMNS = (
    Column("Kelas SOP", 34),
    Column("Jumlah", 24, COUNT),
    Column("Porsi", 18, SHARE),
    Column("Selesai", 18, COUNT),
    Column("Ditangani", 18, COUNT),
    Column("Tercatat", 18, COUNT),
    Column("Perlu ditelaah", 18, COUNT),
)
_TIME_COLUMNS = (
    Column("Kelas SOP", 34),
    Column("Waktu sampai", 24),
    Column("Median (jam)", 18, MEDIAN),
    Column("Persentil 90 (jam)", 18, MEDIAN),
    Column("n (jam)", 18, COUNT),
    Column("Median (hari)", 18, MEDIAN),
    Column("Persentil 90 (hari)", 18, COUNT),
    Column("n (hari)", 18, COUNT),
    Column("Tidak dicatat", 18, COUNT),
)


def write_summary(workbook: Workbook, view: MonthView) -> None:
    """Write the sheet 'Ringkasan'."""
    site = view.site
    sheet = add_sheet(workbook, "Ringkasan", site.name, view.subject)
    sheet.sheet_properties.pageSetUpPr.fitToPage = False  # type: ignore[union-attr]
    sheet.page_setup.scale = SCALE
    set_widths(sheet, WIDTHS)
    row = write_letterhead(sheet, 1, site, SPAN)
    row = write_text(sheet, row, TITLE, columns=SPAN, size=15, bold=True, center=True)
    row = write_text(sheet, row, f"Bulan {view.caption}", columns=SPAN, size=12, bold=True, center=True)
    row = write_text(sheet, row, REFERENCE, columns=SPAN, center=True)
    row = write_synthetic(sheet, row, site, SPAN)
    row = _write_state(sheet, row, view)
    row = write_text(sheet, row, view.deviations.sentence, columns=SPAN, size=10, bold=True, fill="EDEDED")
    row = write_text(sheet, row, "A. Uraian singkat", columns=SPAN, size=11, bold=True)
    for index, sentence in enumerate(sentences(view), 1):
        row = write_text(sheet, row, f"{index}. {sentence}", columns=SPAN, size=10)
    if view.counted:
        row = write_text(sheet, row, "B. Keluhan menurut kelas", columns=SPAN, size=11, bold=True)
        row = write_table(sheet, row, "KelasKeluhan", _CLASS_COLUMNS, _class_lines(view), view.zone, filters=False)
        row = write_text(sheet, row, "C. Waktu penanganan menurut kelas", columns=SPAN, size=11, bold=True)
        row = write_table(sheet, row, "WaktuPenanganan", _TIME_COLUMNS, _time_lines(view), view.zone, filters=False)
        note = (
            f"Jam: hanya keluhan yang jam masuk dan jam jawaban atau selesainya dicatat. Hari: selisih tanggal. "
            f"{NOT_RECORDED} = tidak dapat dihitung. n = banyaknya keluhan yang dihitung. Lihat lembar Metode."
        )
        row = write_text(sheet, row, note, columns=SPAN, italic=True)
        row = _keep_together(sheet, row, _CHART_ROWS + SIGNATURE_ROWS + 2)
        row = _write_topics(sheet, row, view)
    else:
        row = _keep_together(sheet, row, SIGNATURE_ROWS + 1)
    end = write_signatures(sheet, row + 1, site, SPAN)
    sheet.print_area = f"A1:{get_column_letter(SPAN)}{end}"


def _write_state(sheet: Worksheet, row: int, view: MonthView) -> int:
    if view.is_complete:
        text = "✔ LENGKAP — semua sumber keluhan yang dikonfigurasi terbaca utuh untuk bulan ini"
        return write_text(sheet, row, text, columns=SPAN, size=12, bold=True, center=True, fill="EDEDED")
    text = "⚠ SEBAGIAN — rekap ini tidak mencakup seluruh keluhan bulan tersebut, karena:"
    row = write_text(sheet, row, text, columns=SPAN, size=12, bold=True, center=True, fill="D9D9D9")
    for source in view.sources:
        for reason in source.reasons:
            row = write_text(sheet, row, f"•  {source.label} ({source.words}): {reason}", columns=SPAN, size=10)
    return row


def _groups(view: MonthView) -> Iterator[tuple[str, list[Row]]]:
    for each in view.classes:
        yield class_label(each), view.of_class(each)
    yield ALL, view.counted


def _class_lines(view: MonthView) -> Iterator[tuple[Any, ...]]:
    for name, rows in _groups(view):
        counts = state_counts(rows)
        yield (
            name,
            len(rows),
            len(rows) / len(view.counted),
            counts[ComplaintState.SOLVED],
            counts[ComplaintState.IN_PROGRESS],
            counts[ComplaintState.RECORDED],
            sum(row["needs_review"] for row in rows),
        )


def _time_lines(view: MonthView) -> Iterator[tuple[Any, ...]]:
    for name, rows in _groups(view):
        for what, measure in MEASURES:
            waiting = measure(rows, view.zone)
            unrecorded: Any = waiting.unrecorded
            if waiting.backwards:
                unrecorded = f"{waiting.unrecorded} (dan {waiting.backwards} salah catat)"
            yield (name, what.lower(), *_spread(waiting.hours), *_spread(waiting.days), unrecorded)


def _spread(spread: Spread) -> tuple[Any, ...]:
    if spread.median is None:
        return (NOT_RECORDED, NOT_RECORDED, 0)
    return (Shown(spread.median, MEDIAN), spread.p90, spread.count)


def _write_topics(sheet: Worksheet, row: int, view: MonthView) -> int:
    mark = "" if view.is_complete else " — SEBAGIAN"
    row = write_text(sheet, row, f"D. Topik terbanyak{mark}", columns=SPAN, size=11, bold=True)
    columns = (Column("Topik", 34), Column("Jumlah", 24, COUNT))
    topics = top_topics(view, TOP_TOPICS)
    end = write_table(sheet, row, "TopikTerbanyak", columns, topics, view.zone, filters=False)
    chart = charts.ranked_bars(sheet, 1, row, end - 1, f"Keluhan menurut topik{mark}", _CHART_CM)
    sheet.add_chart(chart, f"{get_column_letter(_CHART_COLUMN)}{row}")
    return max(end, row + _CHART_ROWS)


def _keep_together(sheet: Worksheet, row: int, rows: int) -> int:
    """A page break before `row` if the rows from it on would not fit the page that has begun."""
    used = sum(sheet.row_dimensions[each].height or _ROW_POINTS for each in range(1, row))
    if used % _PAGE_POINTS + rows * _ROW_POINTS > _PAGE_POINTS:
        sheet.row_breaks.append(Break(id=row - 1))
    return row
