"""How hard the servers worked: processor, memory, disks, load and network as the monitoring systems measured them."""

from __future__ import annotations

import re
from typing import Any

from openpyxl import Workbook

from spse_monev.reports.dayview import DayView, Row
from spse_monev.reports.forms import DECIMAL, KIBIBYTES_PER_SECOND, PERCENT, Form
from spse_monev.reports.kinds import MONITORING
from spse_monev.reports.sheets.table import difference, or_dash, write_table_sheet
from spse_monev.reports.words import number
from spse_monev.reports.workbook import Column

_STATISTICS = ("mean", "p95", "max")
HOST_METRIC = re.compile(r"\Ahost_(cpu|memory|disk|load|network_in|network_out)_(mean|p95|max)_[a-z_]+\Z")
RESOURCES: dict[str, tuple[str, Form]] = {
    "cpu": ("CPU", PERCENT),
    "memory": ("Memori", PERCENT),
    "disk": ("Disk terpakai", PERCENT),
    "load": ("Beban 1 menit (load)", DECIMAL),
    "network_in": ("Jaringan masuk", KIBIBYTES_PER_SECOND),
    "network_out": ("Jaringan keluar", KIBIBYTES_PER_SECOND),
}


def write_hosts(workbook: Workbook, view: DayView, title: str) -> None:
    """A line for each host (or disk of a host) and resource, with the day's mean, 95th percentile and maximum."""
    found: dict[tuple[str, str, str], dict[str, Row]] = {}
    for row in view.rows("metrics", *MONITORING):
        if match := HOST_METRIC.match(row["name"]):
            resource, statistic = match.groups()
            found.setdefault((row["source"], row["subject"], resource), {})[statistic] = row
    order = list(RESOURCES)
    rows = sorted(found.items(), key=lambda item: (item[0][0], item[0][1], order.index(item[0][2])))
    columns = (
        Column("Host (dan disk)", 36),
        Column("Sumber daya", 24),
        Column("Rata-rata", 15, DECIMAL),
        Column("p95", 15, DECIMAL),
        Column("Tertinggi", 15, DECIMAL),
        Column("Rata-rata hari sebelumnya", 15, DECIMAL),
        Column("Selisih hari sebelumnya", 15, DECIMAL.signed),
        Column("Median rata-rata 7 hari", 15, DECIMAL),
        Column("Selisih median", 15, DECIMAL.signed),
        Column("Sumber", 30),
    )

    def cells(_: int, item: tuple[tuple[str, str, str], dict[str, Row]]) -> tuple[Any, ...]:
        (source, subject, resource), statistics = item
        word, form = RESOURCES[resource]
        mean = statistics.get("mean")
        value, before, median = (
            (mean["value"], mean["previous_value"], mean["median_value"]) if mean else (None, None, None)
        )
        return (
            subject or "tidak disebutkan",
            word,
            *(or_dash(statistics[name]["value"] if name in statistics else None, form) for name in _STATISTICS),
            or_dash(before, form),
            or_dash(difference(value, before), form.signed),
            or_dash(median, form),
            or_dash(difference(value, median), form.signed),
            view.label(source),
        )

    write_table_sheet(
        workbook,
        view,
        title,
        "SumberDayaHost",
        columns,
        rows,
        cells,
        sources=view.of_kind(*MONITORING),
        totals=f"{number(len(rows))} sumber daya",
        unit="sumber daya",
        nothing="Tidak ada sumber daya host yang diukur sistem pemantauan",
        printed_rows=100,
        notes=(
            "Rata-rata, persentil 95 dan nilai tertinggi dari ukuran sistem pemantauan pada hari ini; pembanding "
            "memakai rata-rata harian. '–' = tidak diukur atau belum ada data pembanding.",
        ),
    )
