"""The month's most used and most costly queries (SOP 1b, second point), and what became slower."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook

from spse_monev.findings import Compared, HistoryState, Measure
from spse_monev.labels import compared_label
from spse_monev.reports.dayview import Row
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.forms import COUNT, DECIMAL, MEDIAN, SHARE
from spse_monev.reports.kinds import WEB_LOG
from spse_monev.reports.monthly.cells import by_read_day, percentile
from spse_monev.reports.monthly.frequency import at_least, month_before
from spse_monev.reports.sheets.queries import KINDS
from spse_monev.reports.sheets.table import MAX_ROWS, or_dash, write_table_sheet
from spse_monev.reports.words import milliseconds, number
from spse_monev.reports.workbook import Column

QUERIES: tuple[str, ...] = ("month_queries",)

TIMED_KINDS = (*KINDS, WEB_LOG)
SLOWER = 2.0
# The mean of fewer calls is that of a few chances.
MIN_CALLS = 20
_TIMES = (Measure.MEAN_MS, Measure.P95_MS)
_WORSE = (HistoryState.NEW, HistoryState.RISEN)


@dataclass(frozen=True, slots=True)
class _Slower:
    """A query or route that takes longer than it did; `before` and `after` in milliseconds."""

    kind: Compared
    measure: Measure
    source: str
    label: str
    before: float | None
    after: float
    count: int
    ground: str
    text: str

    @property
    def extra_ms(self) -> float | None:
        """By how much all calls took longer; None where the measure is not one that adds up."""
        if self.measure is not Measure.MEAN_MS or self.before is None:
            return None
        return (self.after - self.before) * self.count


def write_queries_by_calls(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """The queries that were called most in the month."""
    _write_queries(workbook, view, title, "QueryTersering", "call_rank", "jumlah panggilan")


def write_queries_by_time(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """The queries that cost most time in all in the month."""
    _write_queries(workbook, view, title, "QueryTermahal", "time_rank", "waktu seluruh panggilan")


def write_regressions(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """What became slower: against the 28 days before by a test, against the month before by twice."""
    rows = list(_slower(view))
    columns = (
        Column("No.", 6, COUNT),
        Column("Yang dibandingkan", 22),
        Column("Sumber", 24),
        Column("Query atau rute (nilai disamarkan)", 76),
        Column("Sebelumnya (ms)", 13, DECIMAL),
        Column("Bulan ini (ms)", 13, DECIMAL),
        Column("Kali lipat", 10, MEDIAN),
        Column("Panggilan bulan ini", 13, COUNT),
        Column("Tambahan waktu (detik)", 14, DECIMAL),
        Column("Dasar", 31),
        Column("Uraian", 90, printed=False),
    )
    sources = view.of_kind(*TIMED_KINDS)
    write_table_sheet(
        workbook,
        view,
        title,
        "QueryMelambat",
        columns,
        rows,
        lambda number_, row: (
            number_,
            compared_label(row.kind, row.measure),
            view.label(row.source),
            row.label,
            or_dash(row.before),
            row.after,
            or_dash(row.after / row.before if row.before else None),
            row.count,
            or_dash(None if row.extra_ms is None else row.extra_ms / 1000),
            row.ground,
            row.text,
        ),
        sources=sources,
        totals=f"{number(len(rows))} waktu query atau rute melambat",
        unit="perbandingan",
        printed_rows=30,
        notes=(
            "Uji terhadap kebiasaan: median harian bulan ini terhadap hari-hari terbaca dalam 28 hari sebelumnya. "
            f"Dua kali bulan sebelumnya: rata-rata seluruh panggilan sebulan, dengan sedikitnya {MIN_CALLS} panggilan "
            f"dalam kedua bulan, di antara {number(MAX_ROWS)} query tersering dan termahal setiap sumber. Query yang "
            "sama dapat tampil sekali per sumber; tambahan waktunya tidak boleh dijumlahkan antarsumber.",
            *(row["note"] for row in view.rows("comparison_notes")),
        ),
        empty=_nothing_slower(view),
        nothing="Tidak ada query atau rute yang melambat",
    )


def _write_queries(workbook: Workbook, view: EvaluationView, title: str, name: str, rank: str, order: str) -> None:
    sources = view.of_kind(*KINDS)
    places = {source.name: place for place, source in enumerate(sources)}
    # By rank first, so that the printed top has a part of every source.
    rows = sorted(
        (row for row in view.rows("month_queries", *KINDS) if row[rank] <= MAX_ROWS),
        key=lambda row: (row[rank], places[row["source"]]),
    )
    columns = (
        Column("No.", 6, COUNT),
        Column("Sumber", 20),
        Column("Query (nilai disamarkan)", 66),
        Column("Panggilan", 13, COUNT),
        Column("Porsi panggilan", 10, SHARE),
        Column("Panggilan per hari terbaca", 12, MEDIAN),
        Column("Per hari bulan sebelumnya", 12, MEDIAN),
        Column("Perubahan", 11, SHARE.signed),
        Column("Waktu total (detik)", 14, DECIMAL),
        Column("Porsi waktu", 9, SHARE),
        Column("Rata-rata (ms)", 11, DECIMAL),
        Column("Rata-rata bulan sebelumnya (ms)", 13, DECIMAL),
        Column("p95 (ms)", 11, DECIMAL),
        Column("Maksimum (ms)", 12, DECIMAL),
        Column("p50 (ms)", 11, DECIMAL, printed=False),
        Column("p99 (ms)", 11, DECIMAL, printed=False),
        Column("Hari terlihat", 10, COUNT, printed=False),
        Column("Hari terbaca", 10, COUNT, printed=False),
        Column("Baris", 12, COUNT, printed=False),
        Column("Blok dari memori", 12, COUNT, printed=False),
        Column("Blok dibaca", 12, COUNT, printed=False),
        Column("Blok sementara", 12, COUNT, printed=False),
        Column("Sidik query", 36, printed=False),
    )
    write_table_sheet(
        workbook,
        view,
        title,
        name,
        columns,
        rows,
        lambda _, row: (
            row[rank],
            view.label(row["source"]),
            row["query"],
            row["calls"],
            row["calls"] / row["source_calls"],
            *by_read_day(row, row["calls"], row["previous_calls"]),
            row["total_ms"] / 1000,
            row["total_ms"] / row["source_total_ms"] if row["source_total_ms"] else None,
            row["mean_ms"],
            or_dash(row["previous_mean_ms"]),
            percentile(row, "p95_ms"),
            or_dash(row["max_ms"]),
            percentile(row, "p50_ms"),
            percentile(row, "p99_ms"),
            row["day_count"],
            row["read_days"],
            or_dash(row["row_count"]),
            or_dash(row["shared_hit_blocks"]),
            or_dash(row["shared_read_blocks"]),
            or_dash(row["temp_blocks"]),
            row["fingerprint"],
        ),
        sources=sources,
        totals="; ".join(_totals(view)),
        unit="query",
        nothing="Tidak ada query tercatat",
        limit=MAX_ROWS * max(1, len(sources)),
        printed_rows=30,
        notes=(
            f"Diurutkan menurut {order}, peringkat dihitung per sumber: query yang sama dapat tampil sekali per "
            "sumber, dan angkanya tidak boleh dijumlahkan antarsumber. Statistik basis data menghitung setiap "
            "panggilan; log hanya pernyataan yang durasinya dicatat server; statistik SPSE hanya query aplikasi itu "
            "sendiri. Angka per hari hanya membagi dengan hari yang terbaca. Persentil dihitung dari gabungan sebaran "
            "waktu semua hari; 'sebagian' = hanya sebagian harinya yang memiliki sebaran. 'baru' = tidak dipanggil "
            "pada hari-hari terbaca bulan sebelumnya. '–' = sumber ini tidak mengukurnya atau tidak ada pembanding.",
            *filter(None, (month_before(view, rows),)),
        ),
    )


def _totals(view: EvaluationView) -> Iterator[str]:
    firsts = {row["source"]: row for row in view.rows("month_queries", *KINDS)}
    for source in view.of_kind(*KINDS):
        if (row := firsts.get(source.name)) is not None:
            yield (
                f"{source.label}: {number(row['source_query_count'])} query, {at_least((source,))}"
                f"{number(row['source_calls'])} panggilan, {milliseconds(row['source_total_ms'])} dalam "
                f"{number(row['read_days'])} hari terbaca"
            )
        elif source.is_read:
            yield f"{source.label}: tidak ada query tercatat"


def _slower(view: EvaluationView) -> Iterator[_Slower]:
    tested = set()
    for row in _compared_times(view):
        if row["state"] not in _WORSE:
            continue
        tested.add((row["kind"], row["measure"], row["source"], row["key"]))
        yield _Slower(
            row["kind"], row["measure"], row["source"], row["label"], row["before"], row["after"],
            row["count_after"], "uji terhadap kebiasaan 28 hari", row["text"],
        )  # fmt: skip
    doubled = [
        _Slower(
            Compared.QUERY, Measure.MEAN_MS, row["source"], row["query"], row["previous_mean_ms"], row["mean_ms"],
            row["calls"], "dua kali bulan sebelumnya",
            f"Rata-rata {milliseconds(row['mean_ms'])} dalam {number(row['calls'])} panggilan; bulan sebelumnya "
            f"{milliseconds(row['previous_mean_ms'])} dalam {number(row['previous_calls'])} panggilan.",
        )
        for row in view.rows("month_queries", *KINDS)
        if _is_doubled(row) and (Compared.QUERY, Measure.MEAN_MS, row["source"], row["fingerprint"]) not in tested
    ]  # fmt: skip
    yield from sorted(doubled, key=lambda each: (-(each.extra_ms or 0.0), each.source, each.label))


def _is_doubled(row: Row) -> bool:
    before: float | None = row["previous_mean_ms"]
    return (
        before is not None
        and row["mean_ms"] >= SLOWER * before
        and min(row["calls"], row["previous_calls"]) >= MIN_CALLS
    )


def _compared_times(view: EvaluationView) -> list[Row]:
    return [
        row
        for row in view.rows("comparisons", *TIMED_KINDS)
        if row["kind"] in (Compared.QUERY, Compared.ROUTE) and row["measure"] in _TIMES
    ]


def _nothing_slower(view: EvaluationView) -> str | None:
    """Said where nothing could be compared although sources were read; None where their states tell."""
    times: list[Any] = [row for row in _compared_times(view) if row["state"] != HistoryState.TOO_LITTLE_HISTORY]
    times += [row for row in view.rows("month_queries", *KINDS) if row["previous_mean_ms"] is not None]
    if times or not any(source.is_read for source in view.of_kind(*TIMED_KINDS)):
        return None
    return "Belum dapat diketahui: tidak ada waktu query atau rute yang cukup lama tercatat untuk dibandingkan."
