"""In which group a figure of the day is shown, and what the figures of the statistics views are called."""

from __future__ import annotations

from dataclasses import dataclass

from spse_monev import labels

_GROUPS = (
    ("connection", "Koneksi dan sesi"),
    ("max_connections", "Koneksi dan sesi"),
    ("session", "Koneksi dan sesi"),
    ("longest", "Koneksi dan sesi"),
    ("disconnection", "Koneksi dan sesi"),
    ("commit", "Transaksi"),
    ("rollback", "Transaksi"),
    ("deadlock", "Transaksi"),
    ("conflict", "Transaksi"),
    ("row", "Baris data"),
    ("cache", "Memori dan pembacaan blok"),
    ("hit", "Memori dan pembacaan blok"),
    ("read", "Memori dan pembacaan blok"),
    ("block", "Memori dan pembacaan blok"),
    ("temp", "Berkas sementara"),
    ("checkpoint", "Checkpoint dan WAL"),
    ("buffer", "Checkpoint dan WAL"),
    ("wal", "Checkpoint dan WAL"),
    ("archive", "Checkpoint dan WAL"),
    ("lock", "Transaksi"),
    ("restartpoint", "Checkpoint dan WAL"),
    ("parameter", "Server"),
    ("server", "Server"),
    ("config", "Server"),
    ("statement", "Query tercatat"),
    ("duration", "Query tercatat"),
    ("plan", "Query tercatat"),
    ("nested", "Query tercatat"),
    ("autovacuum", "Vacuum dan analyze"),
    ("autoanalyze", "Vacuum dan analyze"),
    ("table_vacuum", "Vacuum dan analyze"),
    ("table_analyze", "Vacuum dan analyze"),
    ("table_never", "Vacuum dan analyze"),
    ("table_dead", "Vacuum dan analyze"),
    ("vacuum", "Vacuum dan analyze"),
    ("database_size", "Ukuran"),
    ("table_size", "Ukuran"),
    ("index_size", "Ukuran"),
    ("table", "Tabel dan indeks"),
    ("index", "Tabel dan indeks"),
    ("unused_index", "Tabel dan indeks"),
    ("sequence", "Tabel dan indeks"),
    ("xid", "Umur transaksi (wraparound)"),
    ("multixact", "Umur transaksi (wraparound)"),
    ("replication", "Replikasi"),
    ("standby", "Replikasi"),
    ("heap", "Memori aplikasi"),
    ("application", "Aplikasi"),
    ("internal_run", "Aplikasi"),
    ("probe", "Pemantauan"),
    ("certificate", "Pemantauan"),
    ("uptime", "Server"),
    ("statistics", "Server"),
)

_METRICS = {
    "commit_count": "Transaksi berhasil (commit)",
    "rollback_count": "Transaksi dibatalkan (rollback)",
    "deadlock_count": "Saling kunci (deadlock)",
    "conflict_count": "Pembatalan karena konflik pemulihan",
    "cache_hit_pct": "Pembacaan dari memori (cache hit)",
    "hit_blocks": "Blok dibaca dari memori",
    "read_blocks": "Blok dibaca dari luar memori",
    "connection_count": "Koneksi saat potret",
    "connection_active_count": "Koneksi aktif saat potret",
    "connection_idle_count": "Koneksi menganggur saat potret",
    "connection_idle_in_transaction_count": "Koneksi menganggur di dalam transaksi saat potret",
    "connection_waiting_for_lock_count": "Koneksi menunggu kunci saat potret",
    "max_connections_count": "Batas koneksi (max_connections)",
    "connection_usage_pct": "Pemakaian batas koneksi saat potret",
    "longest_transaction_seconds": "Transaksi berjalan terlama saat potret (detik)",
    "longest_query_seconds": "Query berjalan terlama saat potret (detik)",
    "longest_idle_in_transaction_seconds": "Menganggur di dalam transaksi terlama saat potret (detik)",
    "session_count": "Sesi dibuka",
    "session_abandoned_count": "Sesi terputus oleh klien",
    "session_fatal_count": "Sesi berakhir karena galat fatal",
    "session_killed_count": "Sesi dihentikan operator",
    "session_ms": "Lama seluruh sesi",
    "session_active_ms": "Lama sesi bekerja",
    "session_idle_in_transaction_ms": "Lama sesi menganggur di dalam transaksi",
    "row_scanned_count": "Baris dipindai",
    "row_fetched_count": "Baris diambil",
    "row_inserted_count": "Baris ditambah",
    "row_updated_count": "Baris diubah",
    "row_deleted_count": "Baris dihapus",
    "temp_file_count": "Berkas sementara",
    "temp_bytes": "Ukuran berkas sementara",
    "database_size_bytes": "Ukuran basis data",
    "table_size_bytes": "Ukuran tabel dengan indeksnya",
    "table_live_row_count": "Baris hidup",
    "table_dead_row_count": "Baris mati",
    "table_dead_row_pct": "Porsi baris mati",
    "table_vacuum_age_hours": "Sejak vacuum terakhir (jam)",
    "table_analyze_age_hours": "Sejak analyze terakhir (jam)",
    "table_count": "Tabel",
    "table_never_vacuumed_count": "Tabel yang belum pernah di-vacuum",
    "table_never_analyzed_count": "Tabel yang belum pernah di-analyze",
    "index_size_bytes": "Ukuran indeks",
    "unused_index_size_bytes": "Ukuran indeks yang tidak pernah dipakai",
    "sequence_used_pct": "Pemakaian nomor urut (sequence)",
    "xid_age_count": "Umur nomor transaksi tertua",
    "xid_freeze_limit_pct": "Umur nomor transaksi terhadap batas freeze",
    "xid_wraparound_pct": "Umur nomor transaksi terhadap batas wraparound",
    "multixact_age_count": "Umur multixact tertua",
    "multixact_freeze_limit_pct": "Umur multixact terhadap batas freeze",
    "replication_lag_bytes": "Ketertinggalan replikasi",
    "replication_lag_seconds": "Ketertinggalan replikasi (detik)",
    "replication_replay_lag_seconds": "Ketertinggalan server cadangan (detik)",
    "replication_slot_retained_bytes": "WAL yang ditahan slot replikasi",
    "standby_count": "Server cadangan (1 = ya)",
    "uptime_seconds": "Lama server menyala (detik)",
    "statistics_age_hours": "Umur statistik sejak dikosongkan (jam)",
}

OTHER_GROUP = "Lainnya"


@dataclass(frozen=True, slots=True)
class MetricLabel:
    """What a figure is called, and the group in which it is shown."""

    group: str
    text: str


def metric_label(name: str) -> MetricLabel:
    """The Indonesian name and the group of a figure; a name nobody has a word for is shown as it is.

    The unit stands with the value, which may be shown in a larger one.
    """
    group = next((group for prefix, group in _GROUPS if name.startswith(prefix)), OTHER_GROUP)
    text = _METRICS.get(name) or labels.metric_label(name)
    return MetricLabel(group, text.removesuffix(" (ms)").removesuffix(" (byte)"))
