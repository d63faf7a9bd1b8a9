"""The day's key figures: one line each for every source that can tell it, against yesterday and the 7-day median."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spse_monev.reports.dayview import DayView, SourceReading
from spse_monev.reports.forms import COUNT, MEBIBYTES, MILLISECONDS, MINUTES, PERCENT, PRECISE_PERCENT, SECONDS, Form
from spse_monev.reports.kinds import APPLICATION_LOG, DATABASE_LOG, STATISTICS, STATUS, WATCHING, WEB_LOG
from spse_monev.reports.words import number


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One line of the key figures: what it is called, where it comes from, how it is shown."""

    label: str
    kinds: tuple[str, ...]  # of source
    name: str  # in day_totals, or of a metric of the whole server
    form: Form


KEY_FIGURES = (
    KeyFigure("Galat basis data (ERROR, FATAL, PANIC)", (DATABASE_LOG,), "error_count", COUNT),
    KeyFigure("Di antaranya FATAL dan PANIC", (DATABASE_LOG,), "fatal_count", COUNT),
    KeyFigure("Peringatan basis data (WARNING)", (DATABASE_LOG,), "warning_count", COUNT),
    KeyFigure("Kegagalan transaksi dan proses basis data", (DATABASE_LOG,), "failure_count", COUNT),
    KeyFigure("Galat aplikasi", (APPLICATION_LOG,), "error_count", COUNT),
    KeyFigure("Kegagalan transaksi dan proses aplikasi", (APPLICATION_LOG,), "failure_count", COUNT),
    KeyFigure("Unggah gagal menurut aplikasi", (APPLICATION_LOG,), "failed_upload_count", COUNT),
    KeyFigure("Unduh gagal menurut aplikasi", (APPLICATION_LOG,), "failed_download_count", COUNT),
    KeyFigure("Permintaan web dari pengguna", (WEB_LOG,), "request_count", COUNT),
    KeyFigure("Dijawab 5xx (server atau aplikasi gagal)", (WEB_LOG,), "server_error_count", COUNT),
    KeyFigure("Dijawab 4xx (ditolak atau salah)", (WEB_LOG,), "client_error_count", COUNT),
    KeyFigure("Unggahan", (WEB_LOG,), "upload_count", COUNT),
    KeyFigure("Unggahan gagal (4xx, 5xx)", (WEB_LOG,), "upload_failed_count", COUNT),
    KeyFigure("Unduhan", (WEB_LOG,), "download_count", COUNT),
    KeyFigure("Unduhan gagal (4xx, 5xx)", (WEB_LOG,), "download_failed_count", COUNT),
    KeyFigure("Waktu jawab halaman, persentil 95", (WEB_LOG,), "page_p95_ms", MILLISECONDS),
    KeyFigure("Galat pada log galat server web", (WEB_LOG,), "error_count", COUNT),
    KeyFigure("Aksi SPSE yang dijalankan", (STATUS,), "action_count", COUNT),
    KeyFigure("Waktu aksi SPSE, rata-rata", (STATUS,), "action_mean_ms", MILLISECONDS),
    KeyFigure("Query SPSE, rata-rata", (STATUS,), "query_mean_ms", MILLISECONDS),
    KeyFigure("Ketersediaan komponen terendah", WATCHING, "availability_worst_pct", PRECISE_PERCENT),
    KeyFigure("Lama mati, jumlah seluruh komponen", WATCHING, "down_seconds", MINUTES),
    KeyFigure("Lama tidak diketahui, jumlah seluruh komponen", WATCHING, "unknown_seconds", MINUTES),
    KeyFigure("Gangguan (komponen mati)", WATCHING, "outage_count", COUNT),
    KeyFigure("Masalah lain menurut pemantauan", WATCHING, "problem_count", COUNT),
    KeyFigure("Pernyataan SQL yang durasinya tercatat", (DATABASE_LOG,), "query_calls", COUNT),
    KeyFigure("Waktu seluruh pernyataan tercatat", (DATABASE_LOG,), "query_total_ms", SECONDS),
    KeyFigure("Waktu pernyataan tercatat, persentil 95", (DATABASE_LOG,), "query_p95_ms", MILLISECONDS),
    KeyFigure("Transaksi berhasil (commit)", (STATISTICS,), "commit_count", COUNT),
    KeyFigure("Transaksi dibatalkan (rollback)", (STATISTICS,), "rollback_count", COUNT),
    KeyFigure("Saling kunci (deadlock)", (STATISTICS,), "deadlock_count", COUNT),
    KeyFigure("Pembacaan dari memori (cache hit)", (STATISTICS,), "cache_hit_pct", PERCENT),
    KeyFigure("Koneksi saat potret statistik", (STATISTICS,), "connection_count", COUNT),
    KeyFigure("Batas koneksi (max_connections)", (STATISTICS,), "max_connections_count", COUNT),
    KeyFigure("Pemakaian batas koneksi", (STATISTICS,), "connection_usage_pct", PERCENT),
    KeyFigure("Ukuran basis data", (STATISTICS,), "database_size_bytes", MEBIBYTES),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure of one source with what it is compared with; None where it is not known."""

    what: KeyFigure
    source: SourceReading
    value: float | None
    before: float | None
    median: float | None
    days: int


def key_figures(view: DayView) -> Iterator[Figure]:
    """Every key figure of every configured source of its kinds."""
    totals = {(row["source"], row["name"]): row for row in view.rows("day_totals")}
    whole = {(row["source"], row["name"]): row for row in view.rows("metrics") if not row["subject"]}
    for what in KEY_FIGURES:
        for source in view.of_kind(*what.kinds):
            key = (source.name, what.name)
            found = totals.get(key) or whole.get(key)
            yield Figure(
                what,
                source,
                found["value"] if found and source.is_read else None,
                found["previous_value"] if found else None,
                found["median_value"] if found else None,
                found["compared_days"] if found else 0,
            )


def warnings(figure: Figure, view: DayView) -> Iterator[str]:
    """Where a figure lies beyond what the site's settings call healthy."""
    limits = view.site.thresholds
    value = figure.value or 0.0
    if figure.what.name == "query_p95_ms" and value > limits.slow_query_ms:
        yield f"▲ di atas batas {number(limits.slow_query_ms)} ms"
    if figure.what.name == "connection_usage_pct" and value > limits.connection_usage_pct:
        yield f"▲ di atas batas {number(limits.connection_usage_pct)}%"
    if figure.what.name == "cache_hit_pct" and value < limits.cache_hit_pct:
        yield f"▼ di bawah batas {number(limits.cache_hit_pct)}%"
