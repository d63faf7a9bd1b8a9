"""'Sampul': the cover of the evaluation, with its state, its contents and the place for signatures."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from spse_monev.reports.complaintsview import MonthView
from spse_monev.reports.dayview import SourceReading
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.letterhead import write_all_signatures, write_letterhead, write_synthetic
from spse_monev.reports.words import month_name
from spse_monev.reports.workbook import FONT, add_sheet, set_widths, write_text

QUERIES: tuple[str, ...] = ()  # the state of every source is the view's own

TITLE = "LAPORAN EVALUASI BULANAN KINERJA APLIKASI SPSE"
REFERENCE = "Dasar: SOP Monitoring dan Evaluasi Kinerja Aplikasi SPSE Nomor 427.53/7.03/2018, langkah 3 sampai dengan 5"
_WIDTHS = (30, 30, 30, 30)
SPAN = len(_WIDTHS)
_CONTENT_COLUMNS = 2


def write_cover(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """Write the cover before all sheets that are there, which it lists: so it is written last."""
    contents = list(workbook.sheetnames)
    site = view.site
    sheet = add_sheet(workbook, title, site.name, view.subject)
    workbook.move_sheet(sheet, -len(contents))
    workbook.active = 0
    sheet.page_setup.orientation = sheet.ORIENTATION_PORTRAIT
    sheet.page_setup.fitToHeight = 1
    set_widths(sheet, _WIDTHS)
    row = write_letterhead(sheet, 1, site, SPAN) + 1
    row = write_text(sheet, row, TITLE, columns=SPAN, size=16, bold=True, center=True)
    row = write_text(sheet, row, f"Bulan {month_name(view.month)}", columns=SPAN, size=14, bold=True, center=True)
    # The number and the date of the letter are given by people.
    row = write_text(sheet, row, "Nomor : ......................................", columns=SPAN, size=11, center=True)
    row = write_text(sheet, row, REFERENCE, columns=SPAN, center=True) + 1
    row = write_synthetic(sheet, row, site, SPAN)
    row = _write_state(sheet, row, view) + 1
    row = write_text(sheet, row, "Daftar isi", columns=SPAN, size=11, bold=True)
    row = _write_contents(sheet, row, contents) + 1
    row = write_text(
        sheet,
        row,
        "............................, ............................ 20.....",
        columns=SPAN,
        size=10,
        center=True,
    )
    end = write_all_signatures(sheet, row + 1, site, SPAN)
    sheet.print_area = f"A1:{get_column_letter(SPAN)}{end}"


def _write_state(sheet: Worksheet, row: int, view: EvaluationView) -> int:
    if view.is_complete:
        text = "✔ LENGKAP — semua sumber yang dikonfigurasi terbaca utuh pada setiap hari bulan ini"
        return write_text(sheet, row, text, columns=SPAN, size=12, bold=True, center=True, fill="EDEDED")
    text = "⚠ SEBAGIAN — laporan ini tidak mencakup seluruh data bulan tersebut, karena:"
    row = write_text(sheet, row, text, columns=SPAN, size=12, bold=True, center=True, fill="D9D9D9")
    for sentence in _reasons(view.sources, view.complaints):
        row = write_text(sheet, row, f"•  {sentence}", columns=SPAN, size=10)
    return row


def _reasons(sources: tuple[SourceReading, ...], complaints: MonthView | None) -> Iterator[str]:
    told = (*sources, *(complaints.sources if complaints else ()))
    for source in told:
        if source.reasons:
            yield f"{source.label} ({source.words}): {'; '.join(source.reasons)}"


def _write_contents(sheet: Worksheet, row: int, contents: list[str]) -> int:
    """The names of the sheets in two columns, each a link to its sheet; returns the next row."""
    lines = -(-len(contents) // _CONTENT_COLUMNS)
    width = SPAN // _CONTENT_COLUMNS
    for index, name in enumerate(contents):
        part, line = divmod(index, lines)
        place, first = row + line, 1 + part * width
        write_text(sheet, place, f"{index + 1}. {name}", columns=width, first=first, size=10)
        cell = sheet.cell(place, first)
        # Within the file only; the names are this program's own, never text of a log.
        quoted = name.replace("'", "''")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!A1", display=name)
        cell.font = Font(name=FONT, size=10, underline="single", color="000000")
    return row + lines
