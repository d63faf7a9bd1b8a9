"""What was up, down or not seen in the month, day by day, and the outages and problems that were recorded."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from spse_monev.facts import CoverageState
from spse_monev.reports import charts
from spse_monev.reports.dayview import NOT_READ, Row
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.forms import COUNT, DATE, MEDIAN, MOMENT, PRECISE
from spse_monev.reports.kinds import WATCHING
from spse_monev.reports.monthly import availability_calendar
from spse_monev.reports.monthly.frequency import as_moment
from spse_monev.reports.sheets.availability import incident_cells
from spse_monev.reports.sheets.table import MAX_ROWS, PRINTED_ROWS, difference, or_dash, write_table_sheet
from spse_monev.reports.words import month_name, number, zone_name
from spse_monev.reports.workbook import Column, stop_repeating_head

QUERIES: tuple[str, ...] = (*availability_calendar.QUERIES, "month_incidents")

NEVER_SEEN = "tidak pernah terlihat"
_ROW_POINTS = 15.0
_HOUR = 3600


def write_availability(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """How much of the month each component was up, down and not seen; worst first, and below it the calendar."""
    rows = view.rows("month_availability", *WATCHING)
    sources = view.of_kind(*WATCHING)
    days = {(row["source"], row["component"], row["day"]): row for row in view.rows("month_availability_days")}
    whole = (view.month.end - view.month.start).total_seconds()
    columns = (
        Column("No.", 5, COUNT),
        Column("Komponen", 26),
        Column("Sumber", 18),
        Column("Ketersediaan (%)", 13, PRECISE),
        Column("Bulan sebelumnya (%)", 11, PRECISE),
        Column("Selisih (poin)", 10, PRECISE.signed),
        Column("Hidup (jam)", 10, MEDIAN),
        Column("Mati (menit)", 10, MEDIAN),
        Column("Tidak terlihat (jam)", 10, MEDIAN),
        Column("Bagian bulan yang terlihat (%)", 12, MEDIAN),
        Column("Gangguan", 10, COUNT),
        Column("Gangguan terlama (menit)", 11, MEDIAN),
        Column("Hari dengan gangguan", 10, COUNT),
        Column("Hari tercatat", 9, COUNT),
        Column("Hari terbaca", 9, COUNT),
        Column("Keterangan", 34),
        *(Column(f"Tanggal {day.date.day} (%)", 11, PRECISE, printed=False) for day in view.month.days),
    )

    def cells(number_: int, row: Row) -> tuple[Any, ...]:
        seen = row["up_seconds"] + row["down_seconds"]
        return (
            number_,
            row["component"],
            view.label(row["source"]),
            "tidak diketahui" if row["up_pct"] is None else row["up_pct"],
            or_dash(row["previous_up_pct"]),
            or_dash(difference(row["up_pct"], row["previous_up_pct"])),
            *(
                or_dash(row[key] / unit if seen else None)
                for key, unit in (("up_seconds", _HOUR), ("down_seconds", 60))
            ),
            # Days that were not read were seen by nobody either.
            max(0.0, whole - seen) / _HOUR,
            100 * seen / whole,
            *(or_dash(value if seen else None) for value in _outages(row)),
            row["day_count"],
            row["read_days"],
            "; ".join(_remarks(view, row)),
            *(
                _of_day(days.get((row["source"], row["component"], each.day.date)), is_read=each.is_read)
                for each in view.days[row["source"]]
            ),
        )

    down = sum(1 for row in rows if row["down_seconds"])
    unseen = sum(1 for row in rows if not row["up_seconds"] + row["down_seconds"])
    sheet = write_table_sheet(
        workbook,
        view,
        title,
        "Ketersediaan",
        columns,
        rows,
        cells,
        sources=sources,
        totals=f"{number(len(rows))} komponen; {number(down)} pernah mati; {number(unseen)} {NEVER_SEEN}",
        unit="komponen",
        nothing="Tidak ada komponen yang ketersediaannya dicatat",
        notes=(
            "Ketersediaan = waktu hidup dibagi waktu terlihat (hidup dan mati), dijumlahkan atas hari-hari yang "
            "terbaca; bukan rata-rata persentase harian. Waktu yang tidak dilihat siapa pun, termasuk hari yang tidak "
            "terbaca, tidak dihitung sebagai hidup maupun mati. Gangguan yang melewati tengah malam dihitung sekali. "
            "Yang terburuk lebih dahulu; komponen yang dilihat oleh beberapa sumber tampil sekali per sumber. Angka "
            "per tanggal ada pada kolom di sebelah kanan (di layar).",
        ),
    )
    if rows and (png := availability_calendar.availability_calendar(view)):
        _add_calendar(sheet, png, rows, columns)


def write_incidents(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """Each outage and problem that touches the month, once, with its true times."""
    rows = view.rows("month_incidents", *WATCHING)
    sources = view.of_kind(*WATCHING)
    zone = zone_name(view.month.days[0])
    columns = (
        Column("No.", 6, COUNT),
        Column("Jenis", 10),
        Column("Tingkat", 11),
        Column("Komponen", 26),
        Column("Uraian (nilai disamarkan)", 44),
        Column(f"Mulai ({zone})", 18, MOMENT),
        Column(f"Selesai ({zone})", 18, MOMENT),
        Column("Lama pada bulan ini (menit)", 12, MEDIAN),
        Column("Lama seluruhnya (menit)", 12, MEDIAN),
        Column("Hari tercatat", 9, COUNT),
        Column("Tercatat terakhir", 11, DATE),
        Column("Sumber", 20),
    )

    def cells(number_: int, row: Row) -> tuple[Any, ...]:
        start, end = row["started_at"], row["ended_at"]
        return (
            number_,
            *incident_cells(row),
            row["seconds_in_month"] / 60,
            "belum diketahui" if end is None else (end - start).total_seconds() / 60,
            row["day_count"],
            as_moment(view, row["last_day"]),
            view.label(row["source"]),
        )

    outages = sum(1 for row in rows if row["is_outage"])
    write_table_sheet(
        workbook,
        view,
        title,
        "Gangguan",
        columns,
        rows,
        cells,
        sources=sources,
        totals=f"{number(outages)} gangguan (komponen mati) dan {number(len(rows) - outages)} masalah lain",
        unit="gangguan dan masalah",
        nothing="Tidak ada gangguan atau masalah",
        notes=(
            "'mati' = komponen itu sendiri tidak menjawab; 'masalah' = keadaan lain yang dilaporkan pemantauan. Setiap "
            "gangguan ditulis sekali walaupun tercatat pada beberapa hari. Waktu mulai dan selesai adalah waktu "
            "sebenarnya, juga di luar bulan ini. Yang belum selesai saat dibaca dihitung sampai akhir hari terakhir ia "
            "tercatat; lamanya adalah angka sekurang-kurangnya. Gangguan yang sama dapat tercatat oleh beberapa "
            "sumber.",
        ),
    )


def _outages(row: Row) -> tuple[float, float, float]:
    """How many there were, how long the longest was in minutes, and on how many days."""
    return row["outage_count"], row["longest_outage_seconds"] / 60, row["down_days"]


def _of_day(row: Row | None, *, is_read: bool) -> Any:
    if not is_read:
        return NOT_READ
    if row is None:
        return "tidak tercatat"
    return NEVER_SEEN if row["up_pct"] is None else row["up_pct"]


def _remarks(view: EvaluationView, row: Row) -> Iterator[str]:
    if not row["day_count"]:
        yield f"tercatat pada {month_name(view.month.shift(-1))}, tidak lagi pada bulan ini"
        return
    if row["up_pct"] is None:
        yield f"{NEVER_SEEN} pada bulan ini"
    elif row["unknown_seconds"]:
        recorded = row["up_seconds"] + row["down_seconds"] + row["unknown_seconds"]
        yield f"{number(100 * row['unknown_seconds'] / recorded, 1)}% waktu pada hari terbaca tidak terlihat"
    states = view.days[row["source"]]
    if unread := sum(not each.is_read for each in states):
        yield f"{number(unread)} hari tidak terbaca"
    if partial := sum(each.state is CoverageState.PARTIAL for each in states):
        yield f"{number(partial)} hari terbaca sebagian"
    if row["day_count"] < row["read_days"]:
        yield f"tidak tercatat pada {number(row['read_days'] - row['day_count'])} hari terbaca"
    if row["previous_up_pct"] is not None and row["previous_day_count"] < len(view.month.shift(-1).days):
        yield f"bulan sebelumnya dari {number(row['previous_day_count'])} hari"


def _add_calendar(sheet: Worksheet, png: bytes, rows: Sequence[Row], columns: Sequence[Column]) -> None:
    """The calendar on a page of its own below the table, where the head of the table would make no sense."""
    size = availability_calendar.size_cm(sum(1 for row in rows if row["day_count"]))
    first = sheet.max_row + 2
    last = first + math.ceil(size[1] / 2.54 * 72 / _ROW_POINTS) + 1
    for each in range(first, last + 1):
        sheet.row_dimensions[each].height = _ROW_POINTS
    sheet.add_image(charts.picture(png, size), f"A{first}")
    stop_repeating_head(sheet)
    column = get_column_letter(sum(each.printed for each in columns))
    # Each area begins a page; between them lie the rows that are not printed.
    shown = min(len(rows), MAX_ROWS)
    table_end = first - 2 - shown + min(shown, PRINTED_ROWS)
    sheet.print_area = f"A1:{column}{table_end},A{first}:{column}{last}"
