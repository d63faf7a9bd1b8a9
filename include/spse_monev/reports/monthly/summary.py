"""'Ringkasan Eksekutif': what a head of office reads in one minute, on one printed page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from spse_monev.changes import ChangeState
from spse_monev.findings import ChangeClass, Priority
from spse_monev.labels import change_class_label, change_request_state_label
from spse_monev.reports import monthfigures
from spse_monev.reports.dayview import Row
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.letterhead import write_synthetic
from spse_monev.reports.monthfigures import Figure, Value, key_figures
from spse_monev.reports.monthly import narrative
from spse_monev.reports.monthly.lights import LIMITS_NOTE, Light, lights
from spse_monev.reports.monthly.narrative import no_request, sentences
from spse_monev.reports.words import month_name, number, shortened, signed
from spse_monev.reports.workbook import Column, Shown, add_sheet, set_widths, write_table, write_text

QUERIES: tuple[str, ...] = (*monthfigures.QUERIES, *narrative.QUERIES)
MAX_DECISIONS = 8
# Where the requests stand that have no line here.
CHANGES_SHEET, OPEN_SHEET = "Perubahan yang Diperlukan", "Permohonan Terbuka"

_COLUMNS = (
    Column("Indikator", 40),
    Column("Bulan ini", 15),
    Column("Per hari terbaca", 13),
    Column("Bulan sebelumnya", 15),
    Column("Per hari terbaca sebelumnya", 14),
    Column("Perubahan", 13),
    Column("Hari terbaca", 28),
)
SPAN = len(_COLUMNS)
# Area with its word, what it rests on, limits: first column and how many.
_LIGHT_PLACES = ((1, 1), (2, 3), (5, 3))
_ASKED = {
    ChangeClass.MAJOR: "persetujuan Kepala LPSE dan konsultasi dengan LKPP",
    ChangeClass.MINOR: "persetujuan Kepala LPSE",
    ChangeClass.REVIEW: "penetapan kelas (minor atau major) oleh Pengelola Perubahan",
}
# Where else somebody has to decide; at the other states the change is being worked on, or has ended.
_ASKED_LATER = {
    ChangeState.LOWERING: "penurunan kelas oleh Pengelola Perubahan menurut hasil konsultasi",
    ChangeState.PROPOSAL_RESULT: "keputusan Kepala LPSE atas Usulan Kegiatan",
    ChangeState.LATE_APPROVAL: "persetujuan menyusul Kepala LPSE",
}
_UNDECIDED = (ChangeState.DRAFT, ChangeState.REVIEW, ChangeState.APPROVAL, *_ASKED_LATER)
_PRIORITIES = (Priority.HIGH, Priority.MEDIUM, Priority.LOW)
_TEXT_SIZE = 11


def write_executive_summary(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """Sentences, traffic lights, key figures and the decisions asked for, fitted to one page."""
    sheet = add_sheet(workbook, title, view.site.name, view.subject)
    sheet.page_setup.orientation = sheet.ORIENTATION_PORTRAIT
    sheet.page_setup.fitToHeight = 1
    set_widths(sheet, [column.width for column in _COLUMNS])
    figures = key_figures(view)
    row = write_text(sheet, 1, title.upper(), columns=SPAN, size=14, bold=True, center=True)
    row = write_text(sheet, row, f"{view.site.name} — {view.caption}", columns=SPAN, size=11, bold=True, center=True)
    row = write_synthetic(sheet, row, view.site, SPAN)
    row = _heading(sheet, row, "A. Uraian singkat")
    for index, sentence in enumerate(sentences(view, figures), 1):
        row = write_text(sheet, row, f"{index}. {sentence}", columns=SPAN, size=_TEXT_SIZE)
    row = _heading(sheet, row, "B. Keadaan menurut bidang")
    row = _write_lights(sheet, row, list(lights(view, figures)))
    row = _heading(sheet, row, f"C. Angka utama terhadap {month_name(view.month.shift(-1))}")
    lines = [_line(figure) for figure in figures]
    row = write_table(sheet, row, "AngkaUtamaBulan", _COLUMNS, lines, view.zone, filters=False)
    note = (
        "Jumlah dibandingkan per hari terbaca, karena banyaknya hari yang terbaca berbeda; hari yang tidak terbaca "
        "tidak dihitung nol. Hari terbaca: dari hari bulan itu; ≥ = jumlahnya sekurang-kurangnya, karena ada hari atau "
        "sumber yang tidak terbaca utuh. Keluhan: per hari kalender. '–' = tidak berlaku atau tidak diketahui."
    )
    row = write_text(sheet, row, note, columns=SPAN, italic=True)
    row = _heading(sheet, row, "D. Keputusan yang dimohon")
    for text in _decisions(view):
        row = write_text(sheet, row, text, columns=SPAN, size=_TEXT_SIZE)
    sheet.print_area = f"A1:{get_column_letter(SPAN)}{row - 1}"


def _heading(sheet: Worksheet, row: int, text: str) -> int:
    return write_text(sheet, row, text, columns=SPAN, size=12, bold=True)


def _write_lights(sheet: Worksheet, row: int, shown: Sequence[Light]) -> int:
    """The lights as lines of merged cells, which a table of Excel cannot have; returns the next row."""
    head = ("Bidang dan keadaan", "Dasar penilaian", "Batas")
    lines = [head, *((f"{each.area}: {each.level.words}", each.basis, each.limits) for each in shown)]
    for index, texts in enumerate(lines):
        for (first, columns), text in zip(_LIGHT_PLACES, texts, strict=True):
            bold = not index or first == 1
            fill = "D9D9D9" if not index else "FFFFFF"
            write_text(sheet, row, text, columns=columns, first=first, bold=bold, fill=fill)
            sheet.cell(row, first).alignment = Alignment(vertical="center", wrap_text=True, indent=1)
        row += 1
    return write_text(sheet, row, LIMITS_NOTE, columns=SPAN, italic=True)


def _line(figure: Figure) -> tuple[Any, ...]:
    return (figure.label, *_cells(figure, figure.now), *_cells(figure, figure.before), _change(figure), _days(figure))


def _cells(figure: Figure, value: Value) -> tuple[Any, Any]:
    amount: Any = value.unknown if value.amount is None else Shown(value.amount, figure.what.form)
    if value.per_day is None or figure.what.by_day is None:
        return amount, "–"
    return amount, Shown(value.per_day, figure.what.by_day)


def _change(figure: Figure) -> Any:
    if figure.change is None:
        return "–"
    if figure.what.by_day is None:
        return Shown(figure.change, figure.what.form.signed)
    if figure.change_pct is None:
        return "tetap nihil" if not figure.change else "semula nihil"
    return f"{signed(figure.change_pct, 1)}%"


def _days(figure: Figure) -> str:
    parts = [
        f"{word}{'≥ ' if value.least and figure.what.by_day else ''}{value.days}"
        for word, value in (("", figure.now), ("sebelumnya ", figure.before))
        if value.days
    ]
    return "; ".join(parts) or "–"


def _decisions(view: EvaluationView) -> Iterator[str]:
    """A line for each request of this or an earlier month that is not decided yet, those that are major first."""
    requests = view.rows("month_requests")
    own = {row["number"] for row in requests}
    earlier = [row for row in view.rows("month_open_requests") if row["number"] not in own]
    waiting = sorted((row for row in (*requests, *earlier) if row["state"] in _UNDECIDED), key=_pressing)
    for index, row in enumerate(waiting[:MAX_DECISIONS], 1):
        change_class = ChangeClass(row["change_class"])
        asked = _ASKED_LATER.get(ChangeState(row["state"]), _ASKED[change_class])
        yield (
            f"{index}. {row['number']} — {shortened(row['title'], 110)} ({change_class_label(change_class)}, prioritas "
            f"{row['priority']}, {change_request_state_label(row['state'])}): {asked}."
        )
    if (left := len(waiting) - MAX_DECISIONS) > 0:
        yield f"… dan {number(left)} lainnya, lihat lembar {CHANGES_SHEET} dan {OPEN_SHEET}."
    if waiting:
        return
    if requests:
        yield f"Tidak ada: semua permohonan perubahan bulan ini ({number(len(requests))}) telah diputuskan."
    else:
        yield no_request(view)


def _pressing(row: Row) -> tuple[int, int]:
    """The place among those that wait; the order of the analysis stays where these are equal."""
    return list(_ASKED).index(ChangeClass(row["change_class"])), _PRIORITIES.index(Priority(row["priority"]))
