"""How long the month's logged statements took: percentiles, spans of time and a picture for each log."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.drawing.image import Image
from openpyxl.utils import get_column_letter

from spse_monev.facts import Histogram
from spse_monev.reports import charts
from spse_monev.reports.dayview import SourceReading
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.forms import COUNT, DECIMAL, SHARE
from spse_monev.reports.kinds import DATABASE_LOG
from spse_monev.reports.monthly.frequency import partial_mark
from spse_monev.reports.sheets.table import or_dash, write_table_sheet
from spse_monev.reports.words import month_name, number
from spse_monev.reports.workbook import Column

QUERIES: tuple[str, ...] = ("month_query_times", "month_queries")

PICTURE_CM = (36.0, 14.0)  # as wide as the table
_PICTURE_ROWS = 28  # of 15 points
_EDGES_MS = (1.0, 10.0, 100.0, 1_000.0, 10_000.0)
_SPANS = ("di bawah 1 ms", "1–10 ms", "10–100 ms", "100 ms–1 detik", "1–10 detik", "10 detik ke atas")


@dataclass(frozen=True, slots=True)
class _Times:
    """The times of one log in one month; `read_days` None where the other answer does not tell."""

    source: str
    month: str
    times: Histogram
    read_days: int | None


def write_query_times(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """A line for each log and month, and below it a picture for each log."""
    limit = view.site.thresholds.slow_query_ms
    rows = list(_lines(view))
    columns = (
        Column("No.", 6, COUNT),
        Column("Sumber", 26),
        Column("Masa", 17),
        Column("Hari terbaca", 10, COUNT),
        Column("Durasi tercatat", 14, COUNT),
        Column("p50 (ms)", 11, DECIMAL),
        Column("p95 (ms)", 11, DECIMAL),
        Column("p99 (ms)", 11, DECIMAL),
        Column(f"Di atas {number(limit)} ms", 12, COUNT),
        Column("Porsi di atas batas", 11, SHARE),
        *(Column(span.capitalize(), 10, SHARE) for span in _SPANS),
    )
    sources = view.of_kind(DATABASE_LOG)
    sheet = write_table_sheet(
        workbook,
        view,
        title,
        "SebaranWaktuQuery",
        columns,
        rows,
        lambda number_, row: (
            number_,
            view.label(row.source),
            row.month,
            or_dash(row.read_days),
            row.times.count,
            *(or_dash(row.times.percentile(share)) for share in (0.5, 0.95, 0.99)),
            _above(row.times, limit),
            _above(row.times, limit) / row.times.count,
            *_shares(row.times),
        ),
        sources=sources,
        totals="",
        unit="baris",
        notes=(
            "Gabungan sebaran waktu semua pernyataan yang durasinya dicatat server pada hari-hari yang terbaca, "
            "bukan rata-rata persentil harian; ketelitiannya sekitar 2%. Yang durasinya tidak dicatat server "
            "(log_min_duration_statement) tidak ada di dalamnya. Statistik basis data dan statistik SPSE hanya "
            "mengetahui rata-rata, sehingga tidak mempunyai sebaran.",
        ),
        nothing="Tidak ada durasi tercatat",
    )
    row = sheet.max_row + 2
    for source in sources:
        picture = query_time_picture(view, source)
        if picture is None:
            continue
        sheet.add_image(picture, f"A{row}")
        for each in range(row, row + _PICTURE_ROWS):
            sheet.row_dimensions[each].height = 15
        row += _PICTURE_ROWS
        sheet.print_area = f"A1:{get_column_letter(len(columns))}{row}"


def query_time_picture(
    view: EvaluationView, source: SourceReading, size_cm: tuple[float, float] = PICTURE_CM
) -> Image | None:
    """A picture of how often a statement of the month took how long by one log; None where it has no durations."""
    times = _histogram(view, source.name, is_month=True)
    if not times.count:
        return None
    title = f"Sebaran waktu pernyataan SQL, {month_name(view.month)} — {source.label}{partial_mark((source,))}"
    return charts.time_distribution(times, view.site.thresholds.slow_query_ms, title, size_cm)


def _lines(view: EvaluationView) -> Iterator[_Times]:
    read = {row["source"]: row for row in view.rows("month_queries", DATABASE_LOG)}
    months = ((True, view.month, "read_days"), (False, view.month.shift(-1), "previous_read_days"))
    for source in view.of_kind(DATABASE_LOG):
        for is_month, month, key in months:
            times = _histogram(view, source.name, is_month=is_month)
            if times.count:
                days = read[source.name][key] if source.name in read else None
                yield _Times(source.name, month_name(month), times, days)


def _histogram(view: EvaluationView, source: str, *, is_month: bool) -> Histogram:
    rows = view.rows("month_query_times", DATABASE_LOG)
    return Histogram(
        {row["bucket"]: row["count"] for row in rows if (row["source"], row["is_month"]) == (source, is_month)}
    )


def _above(times: Histogram, limit_ms: float) -> int:
    last = Histogram.bucket(limit_ms)
    return sum(count for bucket, count in times.buckets.items() if bucket > last)


def _shares(times: Histogram) -> list[float]:
    counts = [0] * len(_SPANS)
    for bucket, count in times.buckets.items():
        middle = math.pow(Histogram.BASE, bucket + 0.5)
        counts[sum(middle >= edge for edge in _EDGES_MS)] += count
    return [count / times.count for count in counts]
