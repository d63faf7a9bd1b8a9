"""What is not as it used to be: a day or the days of a month against the 28 days before."""

from __future__ import annotations

from openpyxl import Workbook

from spse_monev.findings import Compared, HistoryState, Measure
from spse_monev.labels import compared_label, history_label
from spse_monev.period import Day
from spse_monev.reports.dayview import Row
from spse_monev.reports.forms import COUNT, MEDIAN, MILLISECONDS, Form
from spse_monev.reports.judgements import AnalysedView
from spse_monev.reports.kinds import COLLECTED
from spse_monev.reports.sheets.table import or_dash, write_table_sheet
from spse_monev.reports.words import number
from spse_monev.reports.workbook import Column

CHANGED = (HistoryState.NEW, HistoryState.RISEN, HistoryState.FALLEN, HistoryState.GONE)
_TOPICS_SOURCE = "Keluhan pengguna"
_DAY = (
    "Setiap jenis galat, kegagalan, query dan rute dibandingkan dengan hari-hari terbaca dalam 28 hari sebelumnya "
    "menurut jenis harinya."
)
_MONTH = (
    "Hari-hari terbaca bulan ini dibandingkan dengan hari-hari terbaca dalam 28 hari sebelum bulan ini menurut jenis "
    "harinya, untuk setiap jenis galat, kegagalan, query, rute dan topik keluhan; angkanya per hari."
)


def write_changes(workbook: Workbook, view: AnalysedView, title: str) -> None:
    """What is new, risen, fallen or gone, in the order in which a reader should know it."""
    is_day = isinstance(view.period, Day)
    columns = (
        Column("No.", 6, COUNT),
        Column("Keadaan", 13),
        Column("Yang dibandingkan", 20),
        Column("Perihal", 64),
        Column("Sumber", 26),
        Column("Biasanya", 14, MEDIAN),
        Column("Hari ini" if is_day else "Bulan ini, per hari", 14, MEDIAN),
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
            _TOPICS_SOURCE if row["kind"] == Compared.TOPIC else view.label(row["source"]),
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
            f"{_DAY if is_day else _MONTH} Hari yang tidak terbaca tidak dihitung sebagai nol; dengan kurang dari "
            "7 hari pembanding tidak ada yang disebut perubahan. Yang terpenting lebih dahulu.",
            *(row["note"] for row in view.rows("comparison_notes")),
        ),
        empty=_nothing(view),
    )


def changes(view: AnalysedView) -> list[Row]:
    """What is not as before, in the order of rank."""
    return [row for row in _compared(view) if row["state"] in CHANGED]


def counts(rows: list[Row]) -> str:
    """How many are new, risen, fallen and gone."""
    found = ((state, sum(row["state"] == state for row in rows)) for state in CHANGED)
    return ", ".join(f"{number(count)} {history_label(state)}" for state, count in found if count)


def _compared(view: AnalysedView) -> list[Row]:
    """What was compared of sources that were read; topics of complaints are compared only where complaints were."""
    read = {source.name for source in view.of_kind(*COLLECTED) if source.is_read}
    return [row for row in view.rows("comparisons") if row["kind"] == Compared.TOPIC or row["source"] in read]


def _nothing(view: AnalysedView) -> str:
    states = {row["state"] for row in _compared(view)}
    if states == {HistoryState.TOO_LITTLE_HISTORY}:
        return "Hari pembanding yang terbaca kurang dari tujuh, sehingga perubahan belum dapat diketahui."
    return view.empty_note(view.of_kind(*COLLECTED), "Tidak ada yang berbeda dari kebiasaannya")


def _form(row: Row) -> Form | None:
    return MILLISECONDS if row["measure"] in (Measure.MEAN_MS, Measure.P95_MS) else None
