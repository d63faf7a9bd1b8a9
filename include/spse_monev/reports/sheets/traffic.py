"""How busy the web server was in each hour, and how much of it failed."""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook

from spse_monev.facts import HOURS, Client, Purpose
from spse_monev.reports import charts
from spse_monev.reports.dayview import DayView, SourceReading
from spse_monev.reports.forms import COUNT, SHARE
from spse_monev.reports.kinds import WEB_LOG
from spse_monev.reports.sheets.routes import hourly, traffic_of
from spse_monev.reports.sheets.table import NO_COMPARISON, write_table_sheet
from spse_monev.reports.words import number, shortened, zone_name
from spse_monev.reports.workbook import Column

_CHART_CM = (14.8, 7.6)
_CHART_ROWS = 16
_WEB = (Purpose.PAGE, Purpose.UPLOAD, Purpose.DOWNLOAD)


def write_traffic(workbook: Workbook, view: DayView, title: str) -> None:
    """Requests of each hour by purpose and client, with a chart of the requests and one of the failed ones."""
    zone = zone_name(view.day)
    columns = (
        Column(f"Jam mulai ({zone})", 12),
        Column("Halaman", 13, COUNT),
        Column("Unggah", 13, COUNT),
        Column("Unduh", 13, COUNT),
        Column("Halaman 5xx", 13, COUNT),
        Column("Unggah 5xx", 13, COUNT),
        Column("Unduh 5xx", 13, COUNT),
        Column("Seluruh pengguna", 13, COUNT),
        Column("Porsi 5xx", 10, SHARE),
        Column("Robot", 13, COUNT),
        Column("Pemeriksa", 13, COUNT),
        Column("Sumber", 30),
    )
    sources = view.of_kind(WEB_LOG)
    shown = [source for source in sources if _all_traffic(view, source)]
    rows = [line for source in shown for line in _hours(view, source)]
    sheet = write_table_sheet(
        workbook,
        view,
        title,
        "LaluLintasWeb",
        columns,
        rows,
        lambda _, row: row,
        sources=sources,
        totals="; ".join(_totals(view, source) for source in shown),
        unit="jam",
        printed_rows=HOURS * max(1, len(shown)),
        nothing="Tidak ada permintaan",
        notes=(
            "Permintaan pengguna menurut kegunaan, dan di antaranya yang dijawab 5xx. Dua log di depan dan di belakang "
            "proxy mencatat permintaan yang sama dua kali, sehingga setiap sumber berdiri sendiri.",
        ),
    )
    if not rows:
        return
    # A chart must not be cut by the end of a page.
    sheet.page_setup.fitToHeight = len(shown)
    (table,) = sheet.tables.values()
    top = int(table.ref.split(":")[0][1:])
    row = top + len(rows) + 2
    for index, source in enumerate(shown):
        first = top + 1 + index * HOURS
        for column, left, name in ((2, "A", "Permintaan"), (5, "G", "Jawaban 5xx")):
            chart = charts.stacked_columns(
                sheet, top, first + HOURS - 1, 3, f"{name} pengguna per jam — {shortened(source.label, 40)}",
                f"Jam mulai ({zone})", _CHART_CM, first_column=column, first_row=first,
            )  # fmt: skip
            sheet.add_chart(chart, f"{left}{row}")
        for each in range(row, row + _CHART_ROWS):
            sheet.row_dimensions[each].height = 15
        row += _CHART_ROWS
    sheet.print_area = f"A1:L{row}"


def _hours(view: DayView, source: SourceReading) -> list[tuple[Any, ...]]:
    people = traffic_of(view, source.name, Client.USER)
    asked = [hourly(people, "per_hour", purpose) for purpose in _WEB]
    failed = [hourly(people, "failed_per_hour", purpose) for purpose in _WEB]
    robots = hourly(traffic_of(view, source.name, Client.BOT), "per_hour")
    probes = hourly(traffic_of(view, source.name, Client.PROBE), "per_hour")
    lines = []
    for hour in range(HOURS):
        total = sum(each[hour] for each in asked)
        bad = sum(each[hour] for each in failed)
        lines.append(
            (
                f"{hour:02d}",
                *(each[hour] for each in asked),
                *(each[hour] for each in failed),
                total,
                bad / total if total else NO_COMPARISON,
                robots[hour],
                probes[hour],
                source.label,
            )
        )
    return lines


def _all_traffic(view: DayView, source: SourceReading) -> list[dict[str, Any]]:
    return traffic_of(view, source.name, *Client)


def _totals(view: DayView, source: SourceReading) -> str:
    counts = {
        client: sum(row["request_count"] for row in traffic_of(view, source.name, client))
        for client in (Client.USER, Client.BOT, Client.PROBE)
    }
    sent = [row["sent_bytes"] for row in _all_traffic(view, source) if row["sent_bytes"] is not None]
    size = f", {number(sum(sent) / 1024**2)} MiB terkirim" if sent else ""
    return (
        f"{source.label}: {number(counts[Client.USER])} permintaan pengguna, {number(counts[Client.BOT])} robot, "
        f"{number(counts[Client.PROBE])} pemeriksa{size}"
    )
