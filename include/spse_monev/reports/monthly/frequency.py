"""How often something happened in a month: per day that was read, on how many of them, and against the month before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from spse_monev.facts import CoverageState
from spse_monev.period import Day
from spse_monev.reports.dayview import Row, SourceReading
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.forms import COUNT, DATE, MEDIAN
from spse_monev.reports.sheets.table import difference, or_dash
from spse_monev.reports.words import month_name, number
from spse_monev.reports.workbook import Column

PER_READ_DAY = (
    "Rata-rata dan median dihitung atas hari yang terbaca saja; hari terbaca tanpa kejadian dihitung 0. Hari tersibuk "
    "adalah hari dengan kejadian terbanyak."
)
FREQUENCY = (
    Column("Hari muncul", 8, COUNT),
    Column("Rata-rata per hari terbaca", 10, MEDIAN),
    Column("Median per hari terbaca", 10, MEDIAN),
    Column("Rata-rata bulan sebelumnya", 10, MEDIAN),
    Column("Selisih rata-rata", 9, MEDIAN.signed),
)
READ_DAYS = Column("Hari terbaca", 8, COUNT, printed=False)
BUSIEST = (Column("Hari tersibuk", 11, DATE), Column("Jumlah hari tersibuk", 9, COUNT))


def frequency(row: Row) -> tuple[Any, ...]:
    """The cells of `FREQUENCY`."""
    mean, before = row["count"] / row["read_days"], mean_before(row)
    return (
        row["days_seen"],
        mean,
        row["median_count"],
        or_dash(before),
        or_dash(difference(mean, before)),
    )


def mean_before(row: Row) -> float | None:
    """The count a read day of the month before; None if none of its days was read."""
    days = row["previous_read_days"]
    return row["previous_count"] / days if days else None


def busiest_day(view: EvaluationView, row: Row) -> tuple[Any, ...]:
    """The cells of `BUSIEST`."""
    return as_moment(view, row["busiest_day"]), row["busiest_count"]


def as_moment(view: EvaluationView, day: date) -> datetime:
    """A day as a cell of a date takes it: as a moment of it on the site's clock."""
    return Day(day, view.zone).start


def at_least(sources: Iterable[SourceReading]) -> str:
    """A word before a count that rests on days of which not all were read whole; else nothing."""
    return "" if _are_whole(sources) else "sekurang-kurangnya "


def partial_mark(sources: Iterable[SourceReading]) -> str:
    """The same behind the title of a chart."""
    return "" if _are_whole(sources) else " — SEBAGIAN"


def _are_whole(sources: Iterable[SourceReading]) -> bool:
    return all(source.state is CoverageState.OK for source in sources)


def month_before(view: EvaluationView, rows: Sequence[Row]) -> str:
    """On how many days the comparison rests, for each source that has rows."""
    month = view.month.shift(-1)
    days = {row["source"]: row["previous_read_days"] for row in rows}
    parts = [
        f"{view.label(source)} terbaca {number(count)} dari {len(month.days)} hari"
        if count
        else f"{view.label(source)} tidak terbaca, sehingga tidak ada pembanding"
        for source, count in sorted(days.items())
    ]
    return f"Pembanding {month_name(month)}: {'; '.join(parts)}." if parts else ""
