"""Failed transactions and processes of the month (SOP 1b, third point), of every source in one table."""

from __future__ import annotations

from openpyxl import Workbook

from spse_monev.labels import failure_label
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.forms import COUNT, DATE
from spse_monev.reports.kinds import COLLECTED
from spse_monev.reports.monthly.frequency import (
    BUSIEST,
    FREQUENCY,
    PER_READ_DAY,
    READ_DAYS,
    as_moment,
    at_least,
    busiest_day,
    frequency,
    month_before,
)
from spse_monev.reports.sheets.failures import SEEN_BY_SEVERAL
from spse_monev.reports.sheets.table import write_table_sheet
from spse_monev.reports.words import number
from spse_monev.reports.workbook import Column

QUERIES: tuple[str, ...] = ("month_failures",)


def write_failures(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """Every kind of failure of every source, most frequent first."""
    rows = view.rows("month_failures", *COLLECTED)
    sources = view.of_kind(*COLLECTED)
    sums = [
        f"{source.label}: {at_least((source,))}{number(count)}"
        for source in sources
        if (count := sum(row["count"] for row in rows if row["source"] == source.name))
    ]
    columns = (
        Column("No.", 6, COUNT),
        Column("Sumber", 22),
        Column("Jenis kegagalan", 34),
        Column("Jumlah", 9, COUNT),
        *FREQUENCY,
        *BUSIEST,
        Column("Pertama", 11, DATE),
        Column("Terakhir", 11, DATE),
        Column("Bukti terakhir (disamarkan)", 42),
        READ_DAYS,
    )
    write_table_sheet(
        workbook,
        view,
        title,
        "Kegagalan",
        columns,
        rows,
        lambda number_, row: (
            number_,
            view.label(row["source"]),
            failure_label(row["kind"]),
            row["count"],
            *frequency(row),
            *busiest_day(view, row),
            as_moment(view, row["first_day"]),
            as_moment(view, row["last_day"]),
            row["evidence"],
            row["read_days"],
        ),
        sources=sources,
        # One sum over sources would count an event once for each of those that saw it.
        totals_of="Jumlah per sumber",
        totals="; ".join(sums),
        unit="jenis",
        notes=(SEEN_BY_SEVERAL, f"{PER_READ_DAY} {month_before(view, rows)}") if rows else (),
    )
