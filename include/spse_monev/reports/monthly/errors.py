"""The month's errors of database, application and web server (SOP 1b, first point): which, when, and how they grew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from babel.dates import format_date
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from spse_monev.facts import CoverageState
from spse_monev.period import Day
from spse_monev.reports import charts
from spse_monev.reports.dayview import NOT_READ, Row, SourceReading
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.forms import COUNT, DATE, SHARE
from spse_monev.reports.kinds import APPLICATION_LOG, DATABASE_LOG, WEB_LOG
from spse_monev.reports.monthly import heatmap
from spse_monev.reports.monthly.frequency import (
    BUSIEST,
    FREQUENCY,
    PER_READ_DAY,
    READ_DAYS,
    at_least,
    busiest_day,
    frequency,
    month_before,
    partial_mark,
)
from spse_monev.reports.sheets.errors import (
    APPLICATION_ERRORS,
    APPLICATION_NOTE,
    DATABASE_ERRORS,
    WEB_ERRORS,
    ErrorColumns,
)
from spse_monev.reports.sheets.table import NEW, NO_COMPARISON, write_table_sheet
from spse_monev.reports.words import LOCALE, month_name, number, zone_name
from spse_monev.reports.workbook import Column, write_table, write_text

QUERIES: tuple[str, ...] = ("month_errors", "month_error_days", *heatmap.QUERIES)

_KINDS = ((DATABASE_LOG, "Basis data"), (APPLICATION_LOG, "Aplikasi"), (WEB_LOG, "Server web"))
_COUNTS = (("error_count", "galat"), ("fatal_count", "di antaranya fatal"), ("warning_count", "peringatan"))
_CHART_CM = (38.5, 7.1)
_ROW_POINTS = 15.0
_CHART_ROWS = 14
_PICTURE_ROWS = 42


def write_database_errors(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """Errors in the log of the database server, by SQLSTATE and message."""
    _write_errors(workbook, view, title, "GalatBasisData", DATABASE_ERRORS)


def write_application_errors(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """Errors in the log of the application, by root exception, message and place in the code."""
    _write_errors(workbook, view, title, "GalatAplikasi", APPLICATION_ERRORS, APPLICATION_NOTE)


def write_web_errors(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """Messages in the error logs of the web server, the rules of ModSecurity among them."""
    note = (
        "Pesan dari log galat server web; satu kejadian dapat tercatat pula sebagai jawaban 4xx atau 5xx di log akses, "
        "sehingga jumlah keduanya tidak untuk ditambahkan."
    )
    _write_errors(workbook, view, title, "GalatWeb", WEB_ERRORS, note)


def _write_errors(
    workbook: Workbook, view: EvaluationView, title: str, name: str, described: ErrorColumns, note: str = ""
) -> None:
    rows = view.rows("month_errors", described.kind)
    sources = view.of_kind(described.kind)
    total = sum(row["count"] for row in rows)
    zone = zone_name(view.month.days[0])
    columns = (
        Column("No.", 6, COUNT),
        *(column for column, _ in described.before),
        Column("Jumlah", 9, COUNT),
        Column("Porsi", 7, SHARE),
        *FREQUENCY,
        Column("Catatan", 8),
        *BUSIEST,
        Column(f"Pertama ({zone})", 11, DATE),
        Column(f"Terakhir ({zone})", 11, DATE),
        *(column for column, _ in described.after),
        Column("Sumber", 24, printed=False),
        READ_DAYS,
    )
    notes = (
        f"Diurutkan menurut jumlah. {PER_READ_DAY} {note}".rstrip(),
        f"{month_before(view, rows)} {_what_is_new(view, rows)}".strip(),
        "Kolom di kanan 'Terakhir' dibaca di layar dan tidak dicetak; contoh berasal dari hari terakhir galat muncul.",
    )
    write_table_sheet(
        workbook,
        view,
        title,
        name,
        columns,
        rows,
        lambda number_, row: (
            number_,
            *(field(row) for _, field in described.before),
            row["count"],
            row["count"] / total,
            *frequency(row),
            NO_COMPARISON if row["is_new"] is None else NEW if row["is_new"] else "",
            *busiest_day(view, row),
            row["first_at"],
            row["last_at"],
            *(field(row) for _, field in described.after),
            view.label(row["source"]),
            row["read_days"],
        ),
        sources=sources,
        totals=f"{at_least(sources)}{number(total)} kejadian dari {number(len(rows))} jenis galat dan peringatan, "
        f"{number(sum(row['is_new'] is True for row in rows))} di antaranya baru",
        unit="jenis",
        notes=notes if rows else (),
    )


def _what_is_new(view: EvaluationView, rows: Sequence[Row]) -> str:
    """What the remark 'baru' rests on."""
    days = {row["source"]: row["history_days"] for row in rows}
    before = f"sebelum {month_name(view.month)}"
    known = "; ".join(f"{view.label(source)}: {number(count)} hari" for source, count in sorted(days.items()) if count)
    unknown = ", ".join(view.label(source) for source, count in sorted(days.items()) if not count)
    sentences = [f"'{NEW}' = tidak pernah muncul pada hari-hari terbaca {before} ({known})."] if known else []
    if unknown:
        sentences.append(
            f"Tidak ada hari terbaca {before} untuk {unknown}, sehingga tidak diketahui galat mana yang baru."
        )
    return " ".join(sentences)


def write_error_trend(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """Errors of each day of the month, as a table, as lines with gaps where nobody read, and by hour and weekday."""
    kinds = [(kind, name) for kind, name in _KINDS if view.of_kind(kind)]
    sources = view.of_kind(*(kind for kind, _ in kinds))
    per_day = {kind: _per_day(view.rows("month_error_days", kind)) for kind, _ in kinds}
    columns = (
        Column("Tanggal", 11, DATE),
        Column("Hari", 9),
        *(Column(f"{name}: {word}", 14, COUNT) for _, name in kinds for _, word in _COUNTS),
        Column("Catatan pembacaan", 190 - 14 * len(kinds) * len(_COUNTS)),
    )

    def cells(_: int, day: Day) -> tuple[Any, ...]:
        counts = [
            per_day[kind][day.date][column] if day.date in per_day[kind] else NOT_READ
            for kind, _ in kinds
            for column, _ in _COUNTS
        ]
        weekday = str(format_date(day.date, "EEEE", locale=LOCALE))
        return (day.start, weekday, *counts, "\n".join(_remarks(view, sources, day)))

    is_read = any(per_day.values())
    sheet = write_table_sheet(
        workbook,
        view,
        title,
        "TrenGalat",
        columns,
        view.month.days if is_read else (),
        cells,
        sources=sources,
        totals="; ".join(_total(view, kind, name, per_day[kind]) for kind, name in kinds),
        totals_of="Jumlah sebulan",
        unit="hari",
        notes=(
            "0 = hari terbaca dan tidak ada galat. Galat = tingkat ERROR, FATAL, dan PANIC. Hari yang terbaca sebagian "
            "atau oleh sebagian sumber menunjukkan angka sekurang-kurangnya; lihat kolom Catatan pembacaan.",
        )
        if is_read
        else (),
    )
    if not is_read:
        return
    (table,) = sheet.tables.values()
    row = int("".join(filter(str.isdigit, table.ref.split(":")[1]))) + 1
    # The charts stand on pages of their own, over which the head of the table would make no sense, but that of the
    # sheet does.
    sheet.print_title_rows = "1:2"
    png = heatmap.error_heatmap(view)
    end = row + _CHART_ROWS * len(kinds) + (_PICTURE_ROWS if png else 0)
    for each in range(row, end):
        sheet.row_dimensions[each].height = _ROW_POINTS
    _write_lines(sheet, row, end + 1, view, kinds, per_day)
    if png:
        first = end - _PICTURE_ROWS
        sheet.row_breaks.append(Break(id=first - 1))
        sheet.add_image(charts.picture(png, heatmap.SIZE_CM), f"A{first}")
    sheet.print_area = f"A1:{get_column_letter(len(columns))}{end - 1}"


def _per_day(rows: Sequence[Row]) -> dict[date, dict[str, int]]:
    """The counts of each read day, over all sources that were read on it."""
    days: dict[date, dict[str, int]] = {}
    for row in rows:
        counts = days.setdefault(row["day"], {column: 0 for column, _ in _COUNTS})
        for column in counts:
            counts[column] += row[column]
    return days


def _remarks(view: EvaluationView, sources: Sequence[SourceReading], day: Day) -> Iterator[str]:
    """Which sources were not read whole on the day, and why; those of one reason together."""
    told: dict[str, list[str]] = {}
    for source in sources:
        state = view.days[source.name][day.date.day - 1]
        if state.state is not CoverageState.OK:
            words = "terbaca sebagian" if state.is_read else NOT_READ
            told.setdefault(f"{words} — {'; '.join(state.reasons)}", []).append(source.label)
    for words, labels in told.items():
        are_all = len(labels) == len(sources) > 1
        yield f"{'Semua log' if are_all else ', '.join(labels)}: {words}"


def _total(view: EvaluationView, kind: str, name: str, per_day: dict[date, dict[str, int]]) -> str:
    if not per_day:
        return f"{name} {NOT_READ}"
    sums = {column: sum(counts[column] for counts in per_day.values()) for column, _ in _COUNTS}
    parts = (
        f"{number(sums['error_count'])} galat ({number(sums['fatal_count'])} fatal)",
        f"{number(sums['warning_count'])} peringatan",
    )
    mean = number(sums["error_count"] / len(per_day), 1)
    return (
        f"{name} {at_least(view.of_kind(kind))}{' dan '.join(parts)} pada {len(per_day)} hari terbaca, "
        f"rata-rata {mean} galat per hari terbaca"
    )


def _write_lines(
    sheet: Worksheet,
    row: int,
    data_row: int,
    view: EvaluationView,
    kinds: Sequence[tuple[str, str]],
    per_day: dict[str, dict[date, dict[str, int]]],
) -> None:
    """One line chart a kind of log from `row` on, on a page of their own; their figures from `data_row` on."""
    sheet.row_breaks.append(Break(id=row - 1))
    shown = [(kind, name, column, word) for kind, name in kinds for column, word in (_COUNTS[0], _COUNTS[-1])]
    columns = (Column("Tanggal", 11, COUNT), *(Column(f"{name}: {word}", 10, COUNT) for _, name, _, word in shown))
    block = [
        (day.date.day, *(per_day[kind].get(day.date, {}).get(column) for kind, _, column, _ in shown))
        for day in view.month.days
    ]
    note = "Angka di balik grafik garis; kosong pada hari yang tidak terbaca, agar garisnya terputus di sana."
    top = write_text(sheet, data_row, note, columns=len(columns), italic=True)
    bottom = write_table(sheet, top, "TrenGalatGrafik", columns, block, view.zone, filters=False) - 1
    for index, (kind, name) in enumerate(kinds):
        sources = view.of_kind(kind)
        title = f"{name}: galat dan peringatan per hari"
        at = row + index * _CHART_ROWS
        if not per_day[kind]:
            write_text(sheet, at + 1, f"{title}: {view.empty_note(sources)}", columns=len(columns), italic=True)
            continue
        title += partial_mark(sources)
        chart = charts.lines(sheet, top, bottom, (1, 2 + 2 * index, 3 + 2 * index), title, "Tanggal", _CHART_CM)
        sheet.add_chart(chart, f"A{at}")
