"""Where capacity is going, how hard the hosts worked in the month, and every other figure that was measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from openpyxl import Workbook

from spse_monev.facts import CoverageState
from spse_monev.reports.dayview import Row
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.figures import metric_label
from spse_monev.reports.forms import COUNT, DATE, DECIMAL, Form
from spse_monev.reports.kinds import COLLECTED, DATABASE_LOG, MONITORING, STATISTICS
from spse_monev.reports.monthly.frequency import as_moment
from spse_monev.reports.sheets.capacity import TREND_STATES
from spse_monev.reports.sheets.hosts import HOST_METRIC, RESOURCES
from spse_monev.reports.sheets.metrics import metric_form
from spse_monev.reports.sheets.table import NO_COMPARISON, difference, or_dash, write_table_sheet
from spse_monev.reports.words import month_name, number
from spse_monev.reports.workbook import Column, Shown

QUERIES: tuple[str, ...] = ("month_metrics",)

_NOT_FORECAST = "tidak diramalkan"


@dataclass(frozen=True, slots=True)
class _Line:
    """A figure of capacity: its forecast, and the rows of `month_metrics` that tell its level, mean and peak."""

    source: str
    subject: str
    label: str
    form: Form
    level: Row | None
    peak: Row | None
    prospect: Row | None = None


def write_capacity(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """What fills first on top, with the date of the limit; then the resources of hosts that have no limit to reach."""
    sources = view.of_kind(*COLLECTED)
    metrics = {(row["source"], row["name"], row["subject"]): row for row in view.rows("month_metrics", *COLLECTED)}
    prospects = view.rows("prospects", *COLLECTED)
    lines = [*_forecast(prospects, metrics), *_hosts(view, prospects)]
    columns = (
        Column("No.", 6, COUNT),
        Column("Indikator", 34),
        Column("Objek", 26),
        Column("Sumber", 20),
        Column("Nilai terakhir", 17, DECIMAL),
        Column("Rata-rata bulan ini", 17, DECIMAL),
        Column("Tertinggi bulan ini", 17, DECIMAL),
        Column("Rata-rata bulan sebelumnya", 17, DECIMAL),
        Column("Batas", 11, DECIMAL),
        Column("Perubahan per hari", 15, DECIMAL.signed),
        Column("Keadaan", 25),
        Column("Batas tercapai paling cepat", 13, DATE),
        Column("Perkiraan tercapai", 13, DATE),
        Column("Batas tercapai paling lambat", 13, DATE),
        Column("Hari terukur", 9, COUNT),
        Column("Selisih rata-rata", 17, DECIMAL.signed, printed=False),
        Column("Hari riwayat prakiraan", 12, COUNT, printed=False),
    )

    def cells(index: int, line: _Line) -> tuple[Any, ...]:
        level, peak, prospect, form = line.level, line.peak, line.prospect, line.form
        shown = level or peak
        mean = level["mean_value"] if level else None
        before = level["previous_mean_value"] if level else None
        last = prospect["value"] if prospect else level["last_value"] if level else None
        return (
            index,
            line.label,
            line.subject or "keseluruhan",
            view.label(line.source),
            or_dash(last, form),
            or_dash(mean, form),
            or_dash(peak["max_value"] if peak else None, form),
            or_dash(before, form),
            or_dash(prospect["limit"] if prospect else None, form),
            or_dash(prospect["per_day"] if prospect else None, form.signed),
            TREND_STATES[prospect["state"]] if prospect else _NOT_FORECAST,
            *_dates(view, prospect, level),
            or_dash(shown["day_count"] if shown else None),
            or_dash(difference(mean, before), form.signed),
            prospect["days_observed"] if prospect else NO_COMPARISON,
        )

    reaching = sum(row["state"] == "reaches" for row in prospects)
    beyond = sum(row["state"] == "beyond" for row in prospects)
    notes = [
        "Kecenderungan 28 hari terakhir menurut median kemiringan semua pasangan hari (Theil-Sen), dengan selang "
        "kepercayaan 95%; tanpa sedikitnya 10 hari, atau bila selangnya memuat nol, tidak ada tanggal yang diramalkan. "
        "Perkiraan berlaku bila pertumbuhannya tetap; tanggal dihitung dari hari terakhir angka itu terukur. Rata-rata "
        "dan nilai tertinggi dihitung dari angka harian pada hari yang terukur saja. '–' = tidak diukur, tidak ada "
        "batas, atau tidak ada pembanding.",
    ]
    if not view.is_analysed:
        notes.append(
            "Prakiraan belum dihitung untuk bulan ini, karena kebutuhan perubahan belum dinilai; hanya sumber daya "
            "host yang tercantum."
        )
    write_table_sheet(
        workbook,
        view,
        title,
        "KapasitasDanPrakiraan",
        columns,
        lines,
        cells,
        sources=sources,
        totals=f"{number(len(prospects))} indikator diramalkan, {number(reaching)} menuju batasnya, {number(beyond)} "
        f"sudah melewati batas; {number(len(lines) - len(prospects))} sumber daya host lain",
        unit="baris",
        notes=notes,
        nothing="Tidak ada indikator kapasitas yang terukur",
        printed_rows=100,
    )


def write_metrics(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """Lowest, mean and highest of each figure, grouped by what it is about; those of hosts stand with capacity."""
    rows = [
        (metric_label(row["name"]), row)
        for row in view.rows("month_metrics", *COLLECTED)
        if not HOST_METRIC.match(row["name"])
    ]
    rows.sort(
        key=lambda item: (item[0].group, item[0].text, -item[1]["mean_value"], item[1]["subject"], item[1]["source"])
    )
    servers = {source.name for source in view.of_kind(STATISTICS, DATABASE_LOG)}
    read_days = {name: sum(each.is_read for each in days) for name, days in view.days.items()}
    columns = (
        Column("Kelompok", 22),
        Column("Indikator", 40),
        Column("Objek", 32),
        Column("Rata-rata", 15, DECIMAL),
        Column("Terendah", 15, DECIMAL),
        Column("Tertinggi", 15, DECIMAL),
        Column("Terakhir", 15, DECIMAL),
        Column("Tanggal terakhir", 12, DATE),
        Column("Rata-rata bulan sebelumnya", 15, DECIMAL),
        Column("Selisih rata-rata", 15, DECIMAL.signed),
        Column("Hari terukur", 9, COUNT),
        Column("Hari terbaca", 9, COUNT),
        Column("Hari terukur bulan sebelumnya", 12, COUNT),
        Column("Sumber", 28),
    )

    def cells(_: int, item: tuple[Any, Row]) -> tuple[Any, ...]:
        label, row = item
        form = metric_form(row["name"])
        # A mean of whole numbers is not one.
        fine = DECIMAL if form is COUNT else form
        mean, before = row["mean_value"], row["previous_mean_value"]
        return (
            label.group,
            label.text,
            row["subject"] or ("seluruh server" if row["source"] in servers else "keseluruhan"),
            Shown(mean, fine),
            Shown(row["min_value"], form),
            Shown(row["max_value"], form),
            Shown(row["last_value"], form),
            as_moment(view, row["last_day"]),
            or_dash(before, fine),
            or_dash(difference(mean, before), fine.signed),
            row["day_count"],
            read_days[row["source"]],
            row["previous_day_count"],
            view.label(row["source"]),
        )

    notes = [
        "Rata-rata, nilai terendah dan tertinggi dari angka harian, hanya atas hari yang terukur; hari tanpa angka "
        f"tidak dihitung nol. Pembanding: {month_name(view.month.shift(-1))}. '–' = tidak ada data pembanding.",
    ]
    if partial := [source.label for source in view.of_kind(*COLLECTED) if source.state is CoverageState.PARTIAL]:
        notes.append(
            f"Angka jumlah dari hari yang terbaca sebagian adalah angka sekurang-kurangnya: {'; '.join(partial)}."
        )
    write_table_sheet(
        workbook,
        view,
        title,
        "Indikator",
        columns,
        rows,
        cells,
        sources=view.of_kind(*COLLECTED),
        totals=f"{number(len(rows))} indikator",
        unit="indikator",
        nothing="Tidak ada indikator",
        printed_rows=100,
        notes=notes,
    )


def _forecast(prospects: list[Row], metrics: dict[tuple[str, str, str], Row]) -> Iterator[_Line]:
    for row in prospects:
        own = metrics.get((row["source"], row["name"], row["subject"]))
        label, form = metric_label(row["name"]).text, metric_form(row["name"])
        yield _Line(row["source"], row["subject"], label, form, own, own, row)


def _hosts(view: EvaluationView, prospects: list[Row]) -> Iterator[_Line]:
    """The resources of hosts without a forecast: the mean of the days' means, the peak of their peaks."""
    known = {
        (row["source"], row["subject"], match[1]) for row in prospects if (match := HOST_METRIC.match(row["name"]))
    }
    found: dict[tuple[str, str, str], dict[str, Row]] = {}
    for row in view.rows("month_metrics", *MONITORING):
        match = HOST_METRIC.match(row["name"])
        if match and (row["source"], row["subject"], match[1]) not in known:
            found.setdefault((row["source"], row["subject"], match[1]), {})[match[2]] = row
    order = list(RESOURCES)
    for (source, subject, resource), statistics in sorted(
        found.items(), key=lambda item: (item[0][0], item[0][1], order.index(item[0][2]))
    ):
        word, form = RESOURCES[resource]
        yield _Line(source, subject, word, form, statistics.get("mean"), statistics.get("max"))


def _dates(view: EvaluationView, prospect: Row | None, level: Row | None) -> tuple[Any, Any, Any]:
    """When the limit is reached at the earliest, as expected and at the latest."""
    if prospect is None or level is None or prospect["expected"] is None:
        return NO_COMPARISON, NO_COMPARISON, NO_COMPARISON
    earliest, expected, latest = (
        None if prospect[key] is None else as_moment(view, level["last_day"] + timedelta(days=prospect[key]))
        for key in ("earliest", "expected", "latest")
    )
    return or_dash(earliest), expected, "lebih dari sepuluh tahun" if latest is None else latest
