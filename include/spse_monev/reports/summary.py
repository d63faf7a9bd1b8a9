"""The first sheet: what a head of office reads, prints and signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from spse_monev.facts import HOURS, CoverageState, Histogram
from spse_monev.labels import failure_label
from spse_monev.reports import charts
from spse_monev.reports.dayview import NOT_AVAILABLE, NOT_READ, NOTHING_TO_COMPARE, DayView, SourceReading
from spse_monev.reports.sqlstate import class_meaning
from spse_monev.reports.subjects import LOG, STATISTICS, SUBJECT
from spse_monev.reports.words import byte_size, long_date, milliseconds, number, shortened, signed, zone_name
from spse_monev.reports.workbook import (
    COUNT,
    MEBIBYTES,
    MILLISECONDS,
    PERCENT,
    SECONDS,
    Column,
    Form,
    Shown,
    add_sheet,
    set_widths,
    write_table,
    write_text,
)
from spse_monev.settings import Official

TITLE = "LAPORAN KINERJA APLIKASI SPSE"
REFERENCE = "Dasar: SOP Monitoring dan Evaluasi Kinerja Aplikasi SPSE Nomor 427.53/7.03/2018, langkah 1, 1a, dan 1b"
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
CHART_CM = (16.6, 8.4)
CHART_ROWS = 17
TOP_QUERIES = 10
TOP_FAILURES = 8
# Queries of an application begin alike; what they read tells them apart.
_SELECT_LIST = re.compile(r"\ASELECT\s.+?\sFROM\s", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One line of the key figures: what it is called, where it comes from, how it is shown."""

    label: str
    kind: str  # of source
    name: str  # in day_totals, or of a metric of the whole server
    form: Form


KEY_FIGURES = (
    KeyFigure("Galat (ERROR, FATAL, PANIC)", LOG, "error_count", COUNT),
    KeyFigure("Di antaranya FATAL dan PANIC", LOG, "fatal_count", COUNT),
    KeyFigure("Peringatan (WARNING)", LOG, "warning_count", COUNT),
    KeyFigure("Kegagalan transaksi dan proses", LOG, "failure_count", COUNT),
    KeyFigure("Pernyataan SQL yang durasinya tercatat", LOG, "query_calls", COUNT),
    KeyFigure("Waktu seluruh pernyataan tercatat", LOG, "query_total_ms", SECONDS),
    KeyFigure("Waktu pernyataan tercatat, persentil 95", LOG, "query_p95_ms", MILLISECONDS),
    KeyFigure("Transaksi berhasil (commit)", STATISTICS, "commit_count", COUNT),
    KeyFigure("Transaksi dibatalkan (rollback)", STATISTICS, "rollback_count", COUNT),
    KeyFigure("Saling kunci (deadlock)", STATISTICS, "deadlock_count", COUNT),
    KeyFigure("Pembacaan dari memori (cache hit)", STATISTICS, "cache_hit_pct", PERCENT),
    KeyFigure("Koneksi saat potret statistik", STATISTICS, "connection_count", COUNT),
    KeyFigure("Batas koneksi (max_connections)", STATISTICS, "max_connections_count", COUNT),
    KeyFigure("Pemakaian batas koneksi", STATISTICS, "connection_usage_pct", PERCENT),
    KeyFigure("Ukuran basis data", STATISTICS, "database_size_bytes", MEBIBYTES),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure of one source with what it is compared with; None where it is not known."""

    what: KeyFigure
    source: SourceReading
    value: float | None
    before: float | None
    median: float | None
    days: int


def key_figures(view: DayView) -> Iterator[Figure]:
    """Every key figure of every configured source of its kind."""
    totals = {(row["source"], row["name"]): row for row in view.rows("day_totals")}
    whole = {(row["source"], row["name"]): row for row in view.rows("metrics") if not row["subject"]}
    for what in KEY_FIGURES:
        for source in view.of_kind(what.kind):
            key = (source.name, what.name)
            found = totals.get(key) or whole.get(key)
            yield Figure(
                what,
                source,
                found["value"] if found and source.is_read else None,
                found["previous_value"] if found else None,
                found["median_value"] if found else None,
                found["compared_days"] if found else 0,
            )


def write_summary(workbook: Workbook, view: DayView) -> Worksheet:
    """Write the first sheet; the data of its native charts follow later, see `write_charts`."""
    site = view.site
    sheet = add_sheet(workbook, "Ringkasan", site.name, SUBJECT)
    sheet.sheet_properties.pageSetUpPr.fitToPage = False  # type: ignore[union-attr]
    sheet.page_setup.scale = SCALE
    set_widths(sheet, [column.width for column in COLUMNS])
    row = _write_letterhead(sheet, view)
    row = write_text(sheet, row, TITLE, columns=SPAN, size=15, bold=True, center=True)
    row = write_text(
        sheet, row, f"{long_date(view.day)} ({zone_name(view.day)})", columns=SPAN, size=12, bold=True, center=True
    )
    row = write_text(sheet, row, REFERENCE, columns=SPAN, center=True)
    if site.synthetic:
        text = "DATA SINTETIS — seluruh angka dan nama dalam laporan ini buatan, bukan data LPSE yang sebenarnya"
        row = write_text(sheet, row, text, columns=SPAN, bold=True, center=True, fill="EDEDED")
    row = _write_state(sheet, row, view)
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
    sheet.row_breaks.append(Break(id=row - 1))
    return sheet


def write_charts(workbook: Workbook, sheet: Worksheet, view: DayView) -> None:
    """Add the charts and the place for signatures below the figures, and the sheet with the charts' data."""
    row = write_text(sheet, sheet.max_row + 1, "C. Grafik", columns=SPAN, size=11, bold=True)
    data = add_sheet(workbook, "Data Grafik", view.site.name, SUBJECT)
    set_widths(data, [12, 10, 10, 10, 3, 70, 14])
    write_text(data, 1, "Data Grafik — angka di balik grafik asli Excel pada lembar Ringkasan", columns=7, bold=True)
    left, right = "A", "E"
    _error_chart(sheet, data, view, f"{left}{row}")
    _query_chart(sheet, data, view, f"{right}{row}")
    _failure_picture(sheet, view, f"{left}{row + CHART_ROWS}")
    _time_picture(sheet, view, f"{right}{row + CHART_ROWS}")
    for each in range(row, row + 2 * CHART_ROWS):
        sheet.row_dimensions[each].height = 15
    end = _write_signatures(sheet, row + 2 * CHART_ROWS, view)
    sheet.print_area = f"A1:{get_column_letter(SPAN)}{end}"


def sentences(view: DayView, figures: list[Figure]) -> Iterator[str]:
    """Two to four plain sentences, made of the figures alone."""
    for source in view.of_kind(LOG):
        own = {figure.what.name: figure for figure in figures if figure.source is source}
        errors = own["error_count"].value
        if errors is None:
            yield f"{source.label} tidak terbaca, sehingga jumlah galat dan kegagalan hari ini tidak diketahui."
            continue
        least = "" if source.state is CoverageState.OK else "sekurang-kurangnya "
        if not errors and not least:
            yield f"{source.label} terbaca lengkap dan tidak mencatat galat."
        else:
            fatal = own["fatal_count"].value or 0
            yield (
                f"{source.label} mencatat {least}{number(errors)} galat, {number(fatal)} di antaranya FATAL atau "
                f"PANIC{_against(own['error_count'])}, serta {number(own['failure_count'].value or 0)} kegagalan "
                "transaksi dan proses."
            )
        ranked = [row for row in view.rows("errors", LOG) if row["source"] == source.name]
        ranked = [row for row in ranked if row["severity"] != "WARNING"]
        if ranked:
            top = max(ranked, key=lambda row: row["count"])
            code = f"SQLSTATE {top['code']}, {class_meaning(top['code']).lower()}" if top["code"] else top["severity"]
            yield (
                f"Galat terbanyak: “{shortened(top['message'], 110)}” ({code}), {number(top['count'])} kali atau "
                f"{number(100 * top['count'] / errors, 1)}% dari seluruh galat."
            )
        p95 = own["query_p95_ms"].value
        if p95 is not None:
            limit = view.site.thresholds.slow_query_ms
            side = "di atas" if p95 > limit else "tidak melebihi"
            yield (
                f"Dari {number(own['query_calls'].value or 0)} pernyataan SQL yang durasinya tercatat, 95 dari 100 "
                f"selesai dalam {milliseconds(p95)}, {side} batas perhatian {milliseconds(limit)}."
            )
    for source in view.of_kind(STATISTICS):
        own = {figure.what.name: figure for figure in figures if figure.source is source}
        if not source.is_read:
            yield f"Statistik {source.label} tidak terbaca, sehingga angka transaksi dan koneksi tidak diketahui."
            continue
        commits, rollbacks = own["commit_count"].value, own["rollback_count"].value
        if commits is not None and rollbacks is not None and commits + rollbacks:
            share = 100 * rollbacks / (commits + rollbacks)
            size = own["database_size_bytes"]
            growth = ""
            if size.value is not None:
                growth = f" Ukuran basis data {byte_size(size.value)}"
                if size.before is not None:
                    growth += f" ({_byte_change(size.value - size.before)} dari hari sebelumnya)"
                growth += "."
            yield (
                f"{source.label} menyelesaikan {number(commits + rollbacks)} transaksi; {number(rollbacks)} "
                f"({number(share, 1)}%) dibatalkan.{growth}"
            )


def _byte_change(value: float) -> str:
    return ("bertambah " if value > 0 else "berkurang " if value < 0 else "tetap, ") + byte_size(abs(value))


def _against(figure: Figure) -> str:
    if figure.value is None or figure.before is None:
        return ""
    change = figure.value - figure.before
    if not change:
        return ", sama dengan hari sebelumnya"
    share = f" ({signed(100 * change / figure.before, 1)}%)" if figure.before else ""
    return f", {'naik' if change > 0 else 'turun'} {number(abs(change))}{share} dari hari sebelumnya"


def _line(figure: Figure, view: DayView) -> tuple[Any, ...]:
    form = figure.what.form
    value: Any = Shown(figure.value, form)
    remarks = []
    if figure.value is None:
        value = NOT_AVAILABLE if figure.source.is_read else NOT_READ
    else:
        if figure.source.state is CoverageState.PARTIAL:
            remarks.append("sumber terbaca sebagian")
        remarks += _warnings(figure, view)
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


def _warnings(figure: Figure, view: DayView) -> Iterator[str]:
    limits = view.site.thresholds
    value = figure.value or 0.0
    if figure.what.name == "query_p95_ms" and value > limits.slow_query_ms:
        yield f"▲ di atas batas {number(limits.slow_query_ms)} ms"
    if figure.what.name == "connection_usage_pct" and value > limits.connection_usage_pct:
        yield f"▲ di atas batas {number(limits.connection_usage_pct)}%"
    if figure.what.name == "cache_hit_pct" and value < limits.cache_hit_pct:
        yield f"▼ di bawah batas {number(limits.cache_hit_pct)}%"


def _compared(value: float | None, other: float | None, form: Form) -> tuple[Any, Any]:
    if other is None:
        return NOTHING_TO_COMPARE, "–"
    return Shown(other, form), "–" if value is None else Shown(value - other, form.signed)


def _write_letterhead(sheet: Worksheet, view: DayView) -> int:
    head = view.site.letterhead
    row = 1
    for index, line in enumerate(head.lines):
        row = write_text(
            sheet, row, line, columns=SPAN, size=12 if index < len(head.lines) - 1 else 13, bold=True, center=True
        )
    contact = " | ".join(part for part in (head.address, head.contact) if part)
    if contact:
        row = write_text(sheet, row, contact, columns=SPAN, center=True)
    for column in range(1, SPAN + 1):
        sheet.cell(row - 1, column).border = Border(bottom=Side(style="thick", color="000000"))
    sheet.row_dimensions[row].height = 6
    return row + 1


def _write_state(sheet: Worksheet, row: int, view: DayView) -> int:
    if view.is_complete:
        text = "✔ LENGKAP — semua sumber terbaca utuh dan sistem pemantauan aktif"
        return write_text(sheet, row, text, columns=SPAN, size=12, bold=True, center=True, fill="EDEDED")
    text = "⚠ SEBAGIAN — laporan ini tidak mencakup seluruh data hari tersebut, karena:"
    row = write_text(sheet, row, text, columns=SPAN, size=12, bold=True, center=True, fill="D9D9D9")
    for source in view.sources:
        for reason in source.reasons:
            row = write_text(sheet, row, f"•  {source.label} ({source.words}): {reason}", columns=SPAN, size=10)
    return row


def _error_chart(sheet: Worksheet, data: Worksheet, view: DayView, anchor: str) -> None:
    sources = view.of_kind(LOG)
    if not any(source.is_read for source in sources):
        _no_chart(sheet, anchor, "Galat per jam", view, sources)
        return
    severities = ("ERROR", "FATAL", "PANIC")
    hours = [[0] * HOURS for _ in severities]
    for row in view.rows("errors", LOG):
        if row["severity"] in severities:
            line = hours[severities.index(row["severity"])]
            for hour, count in enumerate(row["per_hour"]):
                line[hour] += count
    columns = (Column("Jam mulai", 12), *(Column(severity, 10, COUNT) for severity in severities))
    rows = [(f"{hour:02d}", *(line[hour] for line in hours)) for hour in range(HOURS)]
    end = write_table(data, 3, "GalatPerJam", columns, rows, view.day.zone, filters=False)
    title = f"Galat per jam ({zone_name(view.day)})" + _mark(sources)
    sheet.add_chart(charts.stacked_columns(data, 3, end - 1, len(severities), title, "Jam mulai", CHART_CM), anchor)


def _query_chart(sheet: Worksheet, data: Worksheet, view: DayView, anchor: str) -> None:
    # Statistics count every call; a log only those that it was told to write.
    for source in (*view.of_kind(STATISTICS), *view.of_kind(LOG)):
        rows = [row for row in view.rows("queries", source.kind) if row["source"] == source.name]
        if not rows:
            continue
        rows.sort(key=lambda row: (-row["calls"], row["fingerprint"]))
        first = 6
        top = [(_query_name(rank, row["query"]), row["calls"]) for rank, row in enumerate(rows[:TOP_QUERIES], 1)]
        columns = (Column("Query", 70), Column("Panggilan", 14, COUNT))
        end = write_table(data, 3, "QueryTeratas", columns, top, view.day.zone, filters=False, first_column=first)
        title = f"{len(top)} query tersering ({source.label})" + _mark((source,))
        sheet.add_chart(charts.ranked_bars(data, first, 3, end - 1, title, CHART_CM), anchor)
        return
    _no_chart(sheet, anchor, "Query tersering", view, view.of_kind(STATISTICS, LOG))


def _query_name(rank: int, query: str) -> str:
    text = _SELECT_LIST.sub("SELECT … FROM ", query)
    return f"{rank}. {shortened(text, 48)}"


def _failure_picture(sheet: Worksheet, view: DayView, anchor: str) -> None:
    sources = view.of_kind(LOG)
    kinds: dict[str, list[int]] = {}
    for row in view.rows("failures", LOG):
        line = kinds.setdefault(failure_label(row["kind"]), [0] * HOURS)
        for hour, count in enumerate(row["per_hour"]):
            line[hour] += count
    top = dict(sorted(kinds.items(), key=lambda item: (-sum(item[1]), item[0]))[:TOP_FAILURES])
    if not top:
        _no_chart(sheet, anchor, "Kegagalan per jam", view, sources)
        return
    named = {f"{shortened(name, 36)} ({number(sum(line))})": line for name, line in top.items()}
    title = f"Kegagalan per jam ({zone_name(view.day)})" + _mark(sources)
    sheet.add_image(charts.heat_strip(named, title, CHART_CM), anchor)


def _time_picture(sheet: Worksheet, view: DayView, anchor: str) -> None:
    sources = view.of_kind(LOG)
    times = Histogram()
    for row in view.rows("query_times", LOG):
        times.add(row["bucket"], row["count"])
    if not times.count:
        _no_chart(sheet, anchor, "Sebaran waktu pernyataan SQL", view, sources, "Tidak ada durasi tercatat")
        return
    title = "Sebaran waktu pernyataan SQL yang tercatat di log" + _mark(sources)
    sheet.add_image(charts.time_distribution(times, view.site.thresholds.slow_query_ms, title, CHART_CM), anchor)


def _mark(sources: tuple[SourceReading, ...]) -> str:
    return "" if all(source.state is CoverageState.OK for source in sources) else " — SEBAGIAN"


def _no_chart(
    sheet: Worksheet,
    anchor: str,
    title: str,
    view: DayView,
    sources: tuple[SourceReading, ...],
    nothing: str = "Tidak ada kejadian",
) -> None:
    cell = sheet[anchor]
    text = f"{title}: {view.empty_note(sources, nothing)}"
    write_text(sheet, cell.row + 1, text, columns=SPAN // 2, first=cell.column, size=10, italic=True, tall=False)


def _write_signatures(sheet: Worksheet, row: int, view: DayView) -> int:
    officials = view.site.officials
    half = SPAN // 2
    sides = (
        (1, "Disusun oleh", officials.administrator, "Administrator Sistem"),
        (half + 1, "Mengetahui", officials.head, "Kepala LPSE"),
    )
    for first, verb, person, role in sides:
        for offset, (text, bold) in enumerate(_signature(verb, person, role)):
            write_text(sheet, row + offset, text, columns=half, first=first, size=10, bold=bold, center=True)
    return row + 7


def _signature(verb: str, person: Official, role: str) -> Iterator[tuple[str, bool]]:
    yield f"{verb}:", False
    yield f"{person.title or role},", False
    for _ in range(3):
        yield "", False
    yield person.name, True
    rank = f"{person.rank}, " if person.rank else ""
    yield f"{rank}NIP {person.nip}" if person.nip else rank.rstrip(", "), False
