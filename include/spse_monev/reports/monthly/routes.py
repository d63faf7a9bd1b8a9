"""What the month's requests took by route, and which uploads and downloads of people failed."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl import Workbook

from spse_monev.facts import Purpose
from spse_monev.reports.dayview import Row
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.forms import COUNT, DECIMAL, MEDIAN, SHARE
from spse_monev.reports.kinds import STATUS, WEB_LOG
from spse_monev.reports.monthly.cells import by_read_day, percentile
from spse_monev.reports.monthly.frequency import at_least, month_before
from spse_monev.reports.sheets.routes import FAILED_TRANSFERS, NO_TIMES, PURPOSES, RANKED, TRANSFERS, failed
from spse_monev.reports.sheets.table import MAX_ROWS, NO_COMPARISON, or_dash, write_table_sheet
from spse_monev.reports.words import number
from spse_monev.reports.workbook import Column

QUERIES: tuple[str, ...] = ("month_routes",)

# What has a status; SPSE's own statistics know times only.
_ANSWERED = (Purpose.PAGE, *TRANSFERS)


def write_slow_routes(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """How long people waited in the month, by route of the web log and by action and template of SPSE's statistics."""
    sources = view.of_kind(WEB_LOG, STATUS)
    seen = view.rows("month_routes", WEB_LOG, STATUS)
    places = {source.name: place for place, source in enumerate(sources)}
    # By rank first, so that the printed top has a part of every source.
    rows = sorted(
        (row for row in seen if row["timed_count"] and row["slow_rank"] <= MAX_ROWS),
        key=lambda row: (row["slow_rank"], places[row["source"]]),
    )
    columns = (
        Column("No.", 6, COUNT),
        Column("Sumber", 20),
        Column("Kegunaan", 12),
        Column("Metode", 9),
        Column("Rute, aksi atau templat", 48),
        Column("Terukur", 12, COUNT),
        Column("p95 (ms)", 11, MEDIAN),
        Column("p95 bulan sebelumnya (ms)", 12, MEDIAN),
        Column("Rata-rata (ms)", 11, MEDIAN),
        Column("Rata-rata bulan sebelumnya (ms)", 13, MEDIAN),
        Column("Maksimum (ms)", 12, MEDIAN),
        Column("Permintaan per hari terbaca", 12, MEDIAN),
        Column("Per hari bulan sebelumnya", 12, MEDIAN),
        Column("Perubahan", 11, SHARE.signed),
        Column("Dijawab 5xx", 10, COUNT),
        Column("p50 (ms)", 11, MEDIAN, printed=False),
        Column("p99 (ms)", 11, MEDIAN, printed=False),
        Column("Waktu total (detik)", 14, DECIMAL, printed=False),
        Column("Permintaan", 12, COUNT, printed=False),
        Column("Dijawab 4xx", 10, COUNT, printed=False),
        Column("Hari terlihat", 10, COUNT, printed=False),
        Column("Hari terbaca", 10, COUNT, printed=False),
    )
    write_table_sheet(
        workbook,
        view,
        title,
        "RuteLambat",
        columns,
        rows,
        lambda _, row: (
            row["slow_rank"],
            view.label(row["source"]),
            PURPOSES[row["purpose"]],
            row["method"] or NO_COMPARISON,
            row["route"],
            row["timed_count"],
            percentile(row, "p95_ms"),
            or_dash(row["previous_p95_ms"]),
            row["mean_ms"],
            or_dash(row["previous_mean_ms"]),
            or_dash(row["max_ms"]),
            *by_read_day(row, row["request_count"], row["previous_count"]),
            row["server_error_count"] if row["purpose"] in _ANSWERED else NO_COMPARISON,
            percentile(row, "p50_ms"),
            percentile(row, "p99_ms"),
            row["total_ms"] / 1000,
            row["request_count"],
            row["client_error_count"] if row["purpose"] in _ANSWERED else NO_COMPARISON,
            row["day_count"],
            row["read_days"],
        ),
        sources=sources,
        totals="; ".join(_timed(view)),
        unit="rute",
        limit=MAX_ROWS * max(1, len(sources)),
        nothing="Tidak ada waktu jawab tercatat",
        empty=NO_TIMES if seen else None,
        notes=(
            f"{RANKED} "
            "Persentil dihitung dari gabungan sebaran waktu semua hari; 'sebagian' = hanya sebagian harinya yang "
            "memiliki sebaran. Angka per hari hanya membagi dengan hari yang terbaca; 'baru' = tidak diminta pada "
            "hari-hari terbaca bulan sebelumnya. Waktu unggah dan unduh juga bergantung pada ukuran berkas dan "
            "jaringan pengguna. '–' = sumber ini tidak mengukurnya atau tidak ada pembanding.",
            *filter(None, (month_before(view, rows),)),
        ),
    )


def write_transfers(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """The month's uploads and downloads of people by route, with the share that failed."""
    sources = view.of_kind(WEB_LOG)
    places = {source.name: place for place, source in enumerate(sources)}
    rows = sorted(
        (row for row in _transfers(view) if row["transfer_rank"] <= MAX_ROWS),
        key=lambda row: (places[row["source"]], row["transfer_rank"]),
    )
    columns = (
        Column("No.", 6, COUNT),
        Column("Sumber", 20),
        Column("Kegunaan", 11),
        Column("Metode", 9),
        Column("Rute (nilai disamarkan)", 48),
        Column("Permintaan", 12, COUNT),
        Column("Gagal 4xx", 10, COUNT),
        Column("Gagal 5xx", 10, COUNT),
        Column("Porsi gagal", 10, SHARE),
        Column("Gagal per hari terbaca", 11, DECIMAL),
        Column("Gagal per hari bulan sebelumnya", 13, DECIMAL),
        Column("Perubahan", 11, SHARE.signed),
        Column("Rata-rata (ms)", 11, MEDIAN),
        Column("p95 (ms)", 11, MEDIAN),
        Column("Maksimum (ms)", 12, MEDIAN),
        Column("Terkirim (MiB)", 12, DECIMAL),
        Column("Hari terlihat", 10, COUNT, printed=False),
        Column("Hari terbaca", 10, COUNT, printed=False),
        Column("Permintaan bulan sebelumnya", 13, COUNT, printed=False),
    )
    write_table_sheet(
        workbook,
        view,
        title,
        "UnggahUnduh",
        columns,
        rows,
        lambda number_, row: (
            number_,
            view.label(row["source"]),
            PURPOSES[row["purpose"]],
            row["method"],
            row["route"],
            row["request_count"],
            row["client_error_count"],
            row["server_error_count"],
            failed(row) / row["request_count"],
            *by_read_day(row, failed(row), row["previous_failed_count"]),
            or_dash(row["mean_ms"]),
            percentile(row, "p95_ms"),
            or_dash(row["max_ms"]),
            or_dash(None if row["sent_bytes"] is None else row["sent_bytes"] / 1024**2),
            row["day_count"],
            row["read_days"],
            or_dash(row["previous_count"]),
        ),
        sources=sources,
        totals="; ".join(_transfer_totals(view)),
        unit="rute",
        limit=MAX_ROWS * max(1, len(sources)),
        nothing="Tidak ada unggahan atau unduhan",
        notes=(
            f"{FAILED_TRANSFERS} "
            "Yang paling sering gagal lebih dahulu, paling banyak 1.000 rute per sumber. Angka per hari hanya membagi "
            "dengan hari yang terbaca; 'baru' = tidak gagal pada hari-hari terbaca bulan sebelumnya. Berkas yang "
            "diterima server tetapi kemudian ditolak aplikasi hanya terlihat pada log aplikasi.",
            *filter(None, (month_before(view, rows),)),
        ),
    )


def _transfers(view: EvaluationView) -> list[Row]:
    return [row for row in view.rows("month_routes", WEB_LOG) if row["purpose"] in TRANSFERS]


def _timed(view: EvaluationView) -> Iterator[str]:
    firsts = {row["source"]: row for row in view.rows("month_routes", WEB_LOG, STATUS)}
    for source in view.of_kind(WEB_LOG, STATUS):
        if (row := firsts.get(source.name)) is not None:
            yield (
                f"{source.label}: {number(row['source_route_count'])} rute, {at_least((source,))}"
                f"{number(row['source_timed_count'])} permintaan terukur dalam {number(row['read_days'])} hari terbaca"
            )
        elif source.is_read:
            yield f"{source.label}: tidak ada permintaan pengguna tercatat"


def _transfer_totals(view: EvaluationView) -> Iterator[str]:
    rows = _transfers(view)
    for source in view.of_kind(WEB_LOG):
        for purpose in TRANSFERS:
            row = next((row for row in rows if (row["source"], row["purpose"]) == (source.name, purpose)), None)
            if row is not None:
                bad, count = row["purpose_failed_count"], row["purpose_request_count"]
                yield (
                    f"{source.label}: {PURPOSES[purpose]} {at_least((source,))}{number(count)} permintaan, "
                    f"{number(bad)} gagal ({number(100 * bad / count, 1)}%)"
                )
