"""The transaction time of the most used queries (SOP 1b, second point), and the queries that cost most time."""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook

from spse_monev.reports.dayview import DayView, Row
from spse_monev.reports.forms import COUNT, DECIMAL, MEDIAN, SHARE
from spse_monev.reports.kinds import DATABASE_LOG, STATISTICS, STATUS
from spse_monev.reports.sheets.table import MAX_ROWS, comparison, or_dash, write_table_sheet
from spse_monev.reports.words import breakdown, milliseconds, number
from spse_monev.reports.workbook import Column

KINDS = (STATISTICS, DATABASE_LOG, STATUS)


def write_queries_by_calls(workbook: Workbook, view: DayView, title: str) -> None:
    """The queries that were called most."""
    _write_queries(workbook, view, title, "QueryTersering", "calls", "jumlah panggilan")


def write_queries_by_time(workbook: Workbook, view: DayView, title: str) -> None:
    """The queries that cost most time in all."""
    _write_queries(workbook, view, title, "QueryTermahal", "total_ms", "waktu seluruh panggilan")


def _write_queries(workbook: Workbook, view: DayView, title: str, name: str, key: str, order: str) -> None:
    sources = view.of_kind(*KINDS)
    rows: list[tuple[int, Row]] = []
    totals: dict[str, tuple[int, float]] = {}
    parts = []
    for source in sources:
        own = [row for row in view.rows("queries", source.kind) if row["source"] == source.name]
        own.sort(key=lambda row: (-row[key], row["fingerprint"]))
        totals[source.name] = (sum(row["calls"] for row in own), sum(row["total_ms"] for row in own))
        rows += list(enumerate(own[:MAX_ROWS], 1))
        if source.is_read:
            calls, time = totals[source.name]
            limit = f"ditampilkan {number(MAX_ROWS)} dari " if len(own) > MAX_ROWS else ""
            parts.append(
                f"{source.label}: {limit}{number(len(own))} query, {number(calls)} panggilan, {milliseconds(time)}"
            )
    # By rank first, so that the printed top has a part of every source; the sort keeps the order of the sources.
    rows.sort(key=lambda item: item[0])
    columns = (
        Column("No.", 6, COUNT),
        Column("Sumber", 20),
        Column("Query (nilai disamarkan)", 70),
        Column("Panggilan", 12, COUNT),
        Column("Porsi panggilan", 10, SHARE),
        Column("Waktu total (detik)", 13, DECIMAL),
        Column("Porsi waktu", 8, SHARE),
        Column("Rata-rata (ms)", 11, DECIMAL),
        Column("p95 (ms)", 11, DECIMAL),
        Column("Maksimum (ms)", 12, DECIMAL),
        Column("Panggilan hari sebelumnya", 12, COUNT),
        Column("Selisih hari sebelumnya", 12, COUNT.signed),
        Column("Median panggilan 7 hari", 12, MEDIAN),
        Column("Median rata-rata 7 hari (ms)", 13, DECIMAL),
        Column("p50 (ms)", 11, DECIMAL, printed=False),
        Column("p99 (ms)", 11, DECIMAL, printed=False),
        Column("Baris", 12, COUNT, printed=False),
        Column("Blok dari memori", 12, COUNT, printed=False),
        Column("Blok dibaca", 12, COUNT, printed=False),
        Column("Blok sementara", 12, COUNT, printed=False),
        Column("Basis data", 24, printed=False),
        Column("query_id", 24, printed=False),
    )

    def cells(_: int, item: tuple[int, Row]) -> tuple[Any, ...]:
        rank, row = item
        calls, time = totals[row["source"]]
        return (
            rank,
            view.label(row["source"]),
            row["query"],
            row["calls"],
            row["calls"] / calls,
            row["total_ms"] / 1000,
            row["total_ms"] / time if time else None,
            row["mean_ms"],
            or_dash(row["p95_ms"]),
            or_dash(row["max_ms"]),
            *comparison(row["calls"], row["previous_calls"], row["median_calls"])[:3],
            or_dash(row["median_mean_ms"]),
            or_dash(row["p50_ms"]),
            or_dash(row["p99_ms"]),
            or_dash(row["row_count"]),
            or_dash(row["shared_hit_blocks"]),
            or_dash(row["shared_read_blocks"]),
            or_dash(row["temp_blocks"]),
            breakdown(row["by_database"]),
            ", ".join(str(query_id) for query_id in row["query_ids"]),
        )

    write_table_sheet(
        workbook,
        view,
        title,
        name,
        columns,
        rows,
        cells,
        sources=sources,
        totals="; ".join(parts),
        unit="query",
        nothing="Tidak ada query tercatat",
        limit=MAX_ROWS * max(1, len(sources)),
        printed_rows=18,  # a page of them
        notes=(
            f"Diurutkan menurut {order}, peringkat dihitung per sumber: query yang sama dapat tampil sekali per "
            "sumber. Statistik basis data menghitung setiap panggilan; log hanya pernyataan yang durasinya dicatat "
            "server; statistik SPSE hanya query aplikasi itu sendiri. '–' = sumber ini tidak mengukurnya atau belum "
            "ada data pembanding.",
        ),
    )
