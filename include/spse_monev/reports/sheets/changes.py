"""What is not as it used to be: the day against the days before it."""

from __future__ import annotations

from openpyxl import Workbook

from spse_monev.findings import HistoryState, Measure
from spse_monev.labels import compared_label, history_label
from spse_monev.reports.dayview import DayView, Row
from spse_monev.reports.kinds import COLLECTED
from spse_monev.reports.sheets.table import or_dash, write_table_sheet
from spse_monev.reports.words import number
from spse_monev.reports.workbook import COUNT, MEDIAN, MILLISECONDS, Column, Form

CHANGED = (HistoryState.NEW, HistoryState.RISEN, HistoryState.FALLEN, HistoryState.GONE)


def write_changes(workbook: Workbook, view: DayView, title: str) -> None:
    """What is new, risen, fallen or gone, in the order in which a reader should know it."""
    columns = (
        Column("No.", 6, COUNT),
        Column("Keadaan", 13),
        Column("Yang dibandingkan", 20),
        Column("Perihal", 64),
        Column("Sumber", 26),
        Column("Biasanya", 14, MEDIAN),
        Column("Hari ini", 14, MEDIAN),
        Column("Hari pembanding", 13, COUNT),
        Column("Pertama terlihat", 13),
        Column("Uraian", 90, printed=False),
    )
    rows = changes(view)
    write_table_sheet(
        workbook,
        view,
        title,
        "PerubahanKebiasaan",
        columns,
        rows,
        lambda number_, row: (
            number_,
            history_label(row["state"]),
            compared_label(row["kind"], row["measure"]),
            row["label"],
            view.label(row["source"]),
            or_dash(row["before"], _form(row)),
            or_dash(row["after"], _form(row)),
            row["days_before"],
            or_dash(row["first_seen"] and f"{row['first_seen']:%d/%m/%Y}"),
            row["text"],
        ),
        sources=view.of_kind(*COLLECTED),
        totals=counts(rows),
        totals_of="Dibandingkan dengan kebiasaannya sendiri",
        unit="perubahan",
        notes=(
            "Setiap jenis galat, kegagalan, query dan rute dibandingkan dengan hari-hari terbaca dalam 28 hari "
            "sebelumnya menurut jenis harinya. Hari yang tidak terbaca tidak dihitung sebagai nol; dengan kurang dari "
            "7 hari pembanding tidak ada yang disebut perubahan. Yang terpenting lebih dahulu.",
            *(row["note"] for row in view.rows("comparison_notes")),
        ),
        empty=_nothing(view),
    )


def changes(view: DayView) -> list[Row]:
    """What is not as before, in the order of rank."""
    return [row for row in view.rows("comparisons", *COLLECTED) if row["state"] in CHANGED]


def counts(rows: list[Row]) -> str:
    """How many are new, risen, fallen and gone."""
    found = ((state, sum(row["state"] == state for row in rows)) for state in CHANGED)
    return ", ".join(f"{number(count)} {history_label(state)}" for state, count in found if count)


def _nothing(view: DayView) -> str:
    states = {row["state"] for row in view.rows("comparisons", *COLLECTED)}
    if states == {HistoryState.TOO_LITTLE_HISTORY}:
        return "Hari pembanding yang terbaca kurang dari tujuh, sehingga perubahan belum dapat diketahui."
    return view.empty_note(view.of_kind(*COLLECTED), "Tidak ada yang berbeda dari kebiasaannya")


def _form(row: Row) -> Form | None:
    return MILLISECONDS if row["measure"] in (Measure.MEAN_MS, Measure.P95_MS) else None
