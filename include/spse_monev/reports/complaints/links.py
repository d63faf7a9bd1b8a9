"""Complaints beside what the servers showed at the same time; that both came together is all that is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook

from spse_monev.findings import LinkStrength
from spse_monev.reports.complaintsview import MonthView
from spse_monev.reports.forms import COUNT, DECIMAL, SHARE
from spse_monev.reports.sheets.table import or_dash, write_table_sheet
from spse_monev.reports.words import number
from spse_monev.reports.workbook import Column

# What analysis has found and hands in beside the answers of the warehouse: links, and what could not be looked at.
LINKED: tuple[str, ...] = ("links", "link_notes")

_LABELS = {LinkStrength.STRONG: "Kuat", LinkStrength.MEDIUM: "Sedang", LinkStrength.WEAK: "Lemah"}
_UNTOLD: Mapping[LinkStrength, str] = {
    LinkStrength.NONE: "tidak tampak berkaitan",
    LinkStrength.TOO_FEW: "keluhannya terlalu sedikit",
    LinkStrength.NOT_SEEN: "tandanya tidak terlihat",
    LinkStrength.NOT_READ: "tandanya tidak terbaca",
}


def write_links(workbook: Workbook, view: MonthView, title: str) -> None:
    """The links that are more than chance; the others are counted."""
    columns = (
        Column("No.", 6, COUNT),
        Column("Kekuatan", 11),
        Column("Uraian", 90),
        Column("Keluhan", 10, COUNT),
        Column("Bersamaan", 11, COUNT),
        Column("Menurut kebetulan", 12, DECIMAL),
        Column("Peluang kebetulan", 12, SHARE),
        Column("Hari", 8, COUNT),
    )
    links = view.rows("links")
    told = [link for link in links if link["strength"] in _LABELS]
    untold = Counter(LinkStrength(link["strength"]) for link in links if link["strength"] not in _LABELS)
    rest = ", ".join(f"{number(untold[each])} {_UNTOLD[each]}" for each in LinkStrength if untold[each])

    def cells(index: int, link: Mapping[str, Any]) -> tuple[Any, ...]:
        return (
            index,
            _LABELS[LinkStrength(link["strength"])],
            link["text"],
            link["complaint_count"],
            link["matched_count"],
            or_dash(link["expected_count"]),
            or_dash(link["probability"]),
            link["matched_day_count"],
        )

    write_table_sheet(
        workbook,
        view,
        title,
        "KaitanServer",
        columns,
        told,
        cells,
        sources=view.sources,
        totals=f"{number(len(told))} kaitan yang lebih dari kebetulan",
        unit="kaitan",
        notes=(
            "Kaitan berarti keluhan dan tanda pada server terjadi pada waktu yang sama lebih sering daripada "
            "kebetulan, bukan pernyataan bahwa yang satu menyebabkan yang lain.",
            *(row["text"] for row in view.rows("link_notes")),
            *((f"Pasangan keluhan dan tanda lainnya: {rest}.",) if rest else ()),
        ),
        nothing="Tidak ada keluhan yang berkaitan dengan tanda pada server lebih dari kebetulan",
    )
