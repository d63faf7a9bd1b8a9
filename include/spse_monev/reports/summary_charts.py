"""The charts of the summary: one for each thing that the site's sources can tell, and the figures behind them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from spse_monev.facts import HOURS, Client, CoverageState, Histogram, Purpose
from spse_monev.labels import failure_label
from spse_monev.reports import charts
from spse_monev.reports.dayview import DayView, SourceReading
from spse_monev.reports.forms import COUNT
from spse_monev.reports.kinds import APPLICATION_LOG, COLLECTED, DATABASE_LOG, WATCHING, WEB_LOG
from spse_monev.reports.sheets import queries
from spse_monev.reports.sheets.routes import PURPOSES, TRANSFERS, failed_of, hourly, traffic_of
from spse_monev.reports.words import number, shortened, zone_name
from spse_monev.reports.workbook import Column, add_sheet, set_widths, write_table, write_text

CHART_CM = (16.6, 8.4)
CHART_ROWS = 17
ROWS_PER_PAGE = 2
TOP_QUERIES = 10
TOP_FAILURES = 8
TOP_COMPONENTS = 9
MAX_WEB_LOGS = 2
# Queries of an application begin alike; what they read tells them apart.
_SELECT_LIST = re.compile(r"\ASELECT\s.+?\sFROM\s", re.IGNORECASE | re.DOTALL)
_SEVERITIES = ("ERROR", "FATAL", "PANIC")


@dataclass(slots=True)
class _Page:
    """Where charts go: the sheet they stand on, and the sheet with their data, block below block."""

    sheet: Worksheet
    data: Worksheet
    view: DayView
    half: int  # columns of a chart
    next_row: int = 3

    def table(self, name: str, columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> tuple[int, int]:
        """Write the data of a chart; returns the rows of its head and of its last line."""
        top = self.next_row
        end = write_table(self.data, top, name, columns, rows, self.view.day.zone, filters=False)
        self.next_row = end + 1
        return top, end - 1

    def no_chart(
        self, anchor: str, title: str, sources: tuple[SourceReading, ...], nothing: str = "Tidak ada kejadian"
    ) -> None:
        """Why there is no chart, where it would be."""
        self.say(anchor, f"{title}: {self.view.empty_note(sources, nothing)}")

    def say(self, anchor: str, text: str) -> None:
        """A sentence where a chart would be."""
        cell = self.sheet[anchor]
        write_text(
            self.sheet, cell.row + 1, text, columns=self.half, first=cell.column, size=10, italic=True, tall=False
        )


Drawing = Callable[[_Page, str], None]


def chart_list(view: DayView) -> list[Drawing]:
    """What to draw: a chart for each thing that one of the site's sources can tell."""
    drawings: list[Drawing] = []
    if view.of_kind(DATABASE_LOG):
        drawings.append(lambda page, at: _errors(page, at, DATABASE_LOG, "Galat basis data", "GalatBasisDataPerJam"))
    if view.of_kind(APPLICATION_LOG):
        drawings.append(lambda page, at: _errors(page, at, APPLICATION_LOG, "Galat aplikasi", "GalatAplikasiPerJam"))
    for index, source in enumerate(view.of_kind(WEB_LOG)[:MAX_WEB_LOGS], 1):
        drawings.append(lambda page, at, source=source, index=index: _traffic(page, at, source, index))  # type: ignore[misc]
    if view.of_kind(WEB_LOG):
        drawings.append(_transfers)
    if view.of_kind(*WATCHING):
        drawings.append(_availability)
    if view.of_kind(*COLLECTED):
        drawings.append(_failures)
    if view.of_kind(*queries.KINDS):
        drawings.append(_queries)
    if view.of_kind(DATABASE_LOG):
        drawings.append(_times)
    return drawings


def write_charts(
    workbook: Workbook, sheet: Worksheet, view: DayView, drawings: Sequence[Drawing], row: int, span: int
) -> int:
    """Draw two charts beside one another from `row` on, and add the sheet with their data; returns the next row."""
    data = add_sheet(workbook, "Data Grafik", view.site.name, view.subject)
    set_widths(data, [70, 16, 16, 16])
    write_text(data, 1, "Data Grafik — angka di balik grafik asli Excel pada lembar Ringkasan", columns=4, bold=True)
    page = _Page(sheet, data, view, span // 2)
    left, right = "A", "E"
    for index, draw in enumerate(drawings):
        line, side = divmod(index, 2)
        if side == 0 and line and line % ROWS_PER_PAGE == 0:
            sheet.row_breaks.append(Break(id=row + line * CHART_ROWS - 1))
        draw(page, f"{right if side else left}{row + line * CHART_ROWS}")
    if page.next_row == 3:
        workbook.remove(data)  # all charts are pictures or sentences
    end = row + -(-len(drawings) // 2) * CHART_ROWS
    for each in range(row, end):
        sheet.row_dimensions[each].height = 15
    return end


def _errors(page: _Page, anchor: str, kind: str, word: str, name: str) -> None:
    view = page.view
    sources = view.of_kind(kind)
    if not any(source.is_read for source in sources):
        page.no_chart(anchor, f"{word} per jam", sources)
        return
    hours = [[0] * HOURS for _ in _SEVERITIES]
    for row in view.rows("errors", kind):
        if row["severity"] in _SEVERITIES:
            line = hours[_SEVERITIES.index(row["severity"])]
            for hour, count in enumerate(row["per_hour"]):
                line[hour] += count
    columns = (Column("Jam mulai", 70), *(Column(severity, 16, COUNT) for severity in _SEVERITIES))
    rows = [(f"{hour:02d}", *(line[hour] for line in hours)) for hour in range(HOURS)]
    title = f"{word} per jam ({zone_name(view.day)})" + _mark(sources)
    _columns(page, anchor, name, columns, rows, title, "Jam mulai")


def _traffic(page: _Page, anchor: str, source: SourceReading, index: int) -> None:
    people = traffic_of(page.view, source.name, Client.USER)
    if not people:
        page.no_chart(anchor, "Permintaan pengguna per jam", (source,), "Tidak ada permintaan")
        return
    purposes = (Purpose.PAGE, Purpose.UPLOAD, Purpose.DOWNLOAD)
    series = [hourly(people, "per_hour", purpose) for purpose in purposes]
    columns = (Column("Jam mulai", 70), *(Column(PURPOSES[purpose].capitalize(), 16, COUNT) for purpose in purposes))
    rows = [(f"{hour:02d}", *(line[hour] for line in series)) for hour in range(HOURS)]
    title = f"Permintaan pengguna per jam — {shortened(source.label, 40)}" + _mark((source,))
    _columns(page, anchor, f"PermintaanPerJam{index}", columns, rows, title, "Jam mulai")


def _transfers(page: _Page, anchor: str) -> None:
    sources = page.view.of_kind(WEB_LOG)
    rows = []
    for source in sources:
        for row in traffic_of(page.view, source.name, Client.USER):
            if row["purpose"] in TRANSFERS:
                bad, count = failed_of(row["by_status"]), row["request_count"]
                name = f"{PURPOSES[row['purpose']].capitalize()}: {number(100 * bad / count, 1)}% gagal"
                if len(sources) > 1:
                    name += f" ({shortened(source.label, 24)})"
                rows.append((name, count - bad, bad))
    if not rows:
        page.no_chart(anchor, "Unggah dan unduh", sources, "Tidak ada unggahan atau unduhan")
        return
    columns = (Column("Kegunaan", 70), Column("Berhasil", 16, COUNT), Column("Gagal (4xx, 5xx)", 16, COUNT))
    _columns(page, anchor, "UnggahUnduhHarian", columns, rows, "Unggah dan unduh oleh pengguna" + _mark(sources), "")


def _columns(
    page: _Page,
    anchor: str,
    name: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    title: str,
    axis: str,
) -> None:
    top, bottom = page.table(name, columns, rows)
    chart = charts.stacked_columns(page.data, top, bottom, len(columns) - 1, title, axis, CHART_CM)
    page.sheet.add_chart(chart, anchor)


def _queries(page: _Page, anchor: str) -> None:
    view = page.view
    # Statistics count every call; a log only those that it was told to write.
    for kind in queries.KINDS:
        for source in view.of_kind(kind):
            rows = [row for row in view.rows("queries", kind) if row["source"] == source.name]
            if not rows:
                continue
            rows.sort(key=lambda row: (-row["calls"], row["fingerprint"]))
            top = [(_query_name(rank, row["query"]), row["calls"]) for rank, row in enumerate(rows[:TOP_QUERIES], 1)]
            first, last = page.table("QueryTeratas", (Column("Query", 70), Column("Panggilan", 16, COUNT)), top)
            title = f"{len(top)} query tersering ({source.label})" + _mark((source,))
            page.sheet.add_chart(charts.ranked_bars(page.data, 1, first, last, title, CHART_CM), anchor)
            return
    page.no_chart(anchor, "Query tersering", view.of_kind(*queries.KINDS), "Tidak ada query tercatat")


def _query_name(rank: int, query: str) -> str:
    text = _SELECT_LIST.sub("SELECT … FROM ", query)
    return f"{rank}. {shortened(text, 48)}"


def _failures(page: _Page, anchor: str) -> None:
    view = page.view
    sources = view.of_kind(*COLLECTED)
    rows = view.rows("failures", *COLLECTED)
    if not rows:
        page.no_chart(anchor, "Kegagalan per jam", sources)
        return
    rows = [row for row in rows if any(row["per_hour"])]
    if not rows:
        page.say(anchor, "Kegagalan per jam: sumbernya tidak mencatat jam kejadian (lihat lembar Kegagalan).")
        return
    # Two sources may have seen the same event, so each stands on its own.
    several = len({row["source"] for row in rows}) > 1
    named: dict[str, Sequence[int]] = {}
    for row in sorted(rows, key=lambda row: (-row["count"], row["source"], row["kind"]))[:TOP_FAILURES]:
        where = f" · {shortened(view.label(row['source']), 16)}" if several else ""
        name = f"{shortened(failure_label(row['kind']), 26 if several else 36)}{where} ({number(row['count'])})"
        named[_unlike(name, named)] = row["per_hour"]
    title = f"Kegagalan per jam ({zone_name(view.day)})" + _mark(sources)
    page.sheet.add_image(charts.heat_strip(named, title, CHART_CM), anchor)


def _availability(page: _Page, anchor: str) -> None:
    view = page.view
    sources = view.of_kind(*WATCHING)
    rows = view.rows("availability", *WATCHING)
    if not rows:
        page.no_chart(anchor, "Ketersediaan", sources, "Tidak ada komponen yang ketersediaannya dicatat")
        return
    several = len({row["source"] for row in rows}) > 1
    bars: dict[str, tuple[float, float, float]] = {}
    for row in rows[:TOP_COMPONENTS]:
        where = f" · {shortened(view.label(row['source']), 14)}" if several else ""
        name = f"{shortened(row['component'], 24)}{where}"
        bars[_unlike(name, bars)] = (row["up_seconds"], row["down_seconds"], row["unknown_seconds"])
    shown = f" ({TOP_COMPONENTS} terburuk dari {number(len(rows))})" if len(rows) > TOP_COMPONENTS else ""
    title = f"Ketersediaan komponen{shown}" + _mark(sources)
    page.sheet.add_image(charts.availability_bars(bars, title, CHART_CM), anchor)


def _unlike(name: str, others: Mapping[str, Any]) -> str:
    """The name, with a number where it is taken: long names may be cut to the same words."""
    return name if name not in others else f"{name} ({len(others) + 1})"


def _times(page: _Page, anchor: str) -> None:
    view = page.view
    sources = view.of_kind(DATABASE_LOG)
    times = Histogram()
    for row in view.rows("query_times", DATABASE_LOG):
        times.add(row["bucket"], row["count"])
    if not times.count:
        page.no_chart(anchor, "Sebaran waktu pernyataan SQL", sources, "Tidak ada durasi tercatat")
        return
    title = "Sebaran waktu pernyataan SQL yang tercatat di log" + _mark(sources)
    image = charts.time_distribution(times, view.site.thresholds.slow_query_ms, title, CHART_CM)
    page.sheet.add_image(image, anchor)


def _mark(sources: tuple[SourceReading, ...]) -> str:
    return "" if all(source.state is CoverageState.OK for source in sources) else " — SEBAGIAN"
