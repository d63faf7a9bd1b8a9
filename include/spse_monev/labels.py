"""What failures and figures are called in an office, in Bahasa Indonesia: for the reports, whatever the source.

A name without a label is shown as it is, so that nothing that was counted is hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_FAILURES: Mapping[str, str] = MappingProxyType(
    {
        # Transactions that the server ended
        "deadlock": "Deadlock (transaksi saling mengunci)",
        "lock_timeout": "Batas waktu tunggu kunci terlampaui",
        "lock_not_available": "Kunci tidak tersedia (NOWAIT)",
        "statement_timeout": "Batas waktu perintah terlampaui",
        "transaction_timeout": "Batas waktu transaksi terlampaui",
        "idle_in_transaction_timeout": "Transaksi menganggur melewati batas waktu",
        "idle_session_timeout": "Sesi menganggur melewati batas waktu",
        "serialization_failure": "Gagal serialisasi transaksi",
        "query_cancelled": "Perintah dibatalkan pengguna",
        "autovacuum_cancelled": "Autovacuum dibatalkan",
        "replication_conflict": "Dibatalkan karena konflik replikasi",
        "connection_terminated": "Koneksi diputus server (perintah administrator atau crash)",
        "aborted_transaction": "Perintah di dalam transaksi yang sudah gagal",
        "read_only_transaction": "Penulisan pada transaksi hanya-baca",
        "transaction_state": "Perintah tidak cocok dengan keadaan transaksi",
        # Connections
        "too_many_connections": "Koneksi melebihi batas",
        "login_failed": "Gagal masuk ke basis data",
        "connection_lost": "Koneksi terputus",
        "protocol_error": "Kesalahan protokol atau SSL dari klien",
        "database_unavailable": "Basis data belum atau tidak menerima koneksi",
        # The machine and the server
        "out_of_memory": "Memori tidak cukup",
        "out_of_shared_memory": "Memori bersama tidak cukup",
        "disk_full": "Ruang disk penuh",
        "too_many_open_files": "Terlalu banyak berkas terbuka",
        "io_error": "Gagal membaca atau menulis berkas",
        "data_corruption": "Data rusak",
        "crash": "Proses server mati mendadak",
        "recovery": "Pemulihan sesudah server berhenti tidak wajar",
        "restart": "Server basis data dinyalakan",
        "wraparound_warning": "Nomor transaksi hampir habis (wraparound)",
        "archive_failed": "Pengarsipan WAL gagal",
        "replication_error": "Replikasi gagal",
        "configuration_error": "Kesalahan konfigurasi server",
        "internal_error": "Kesalahan internal server",
        # What the application asked for
        "unique_violation": "Melanggar keunikan (data ganda)",
        "foreign_key_violation": "Melanggar kunci asing",
        "not_null_violation": "Kolom wajib kosong",
        "check_violation": "Melanggar syarat data (check)",
        "exclusion_violation": "Melanggar syarat eksklusi",
        "syntax_error": "Kesalahan sintaks SQL",
        "undefined_object": "Objek basis data tidak ditemukan",
        "duplicate_object": "Objek basis data sudah ada",
        "object_in_use": "Objek basis data sedang dipakai",
        "invalid_statement": "Perintah SQL tidak sah",
        "invalid_input": "Nilai masukan tidak sah",
        "permission_denied": "Hak akses ditolak",
        "limit_exceeded": "Batas kemampuan server terlampaui",
        "not_supported": "Fitur tidak didukung",
        "raised_exception": "Kesalahan yang dibuat aplikasi (RAISE)",
        "other": "Kesalahan lain",
    }
)

_METRICS: Mapping[str, str] = MappingProxyType(
    {
        "lock_wait_count": "Penantian kunci",
        "lock_wait_ms": "Lama penantian kunci (ms)",
        "lock_wait_max_ms": "Penantian kunci terlama (ms)",
        "temp_file_count": "Berkas sementara",
        "temp_file_bytes": "Ukuran berkas sementara (byte)",
        "temp_file_max_bytes": "Berkas sementara terbesar (byte)",
        "checkpoint_count": "Checkpoint selesai",
        "checkpoint_timed_count": "Checkpoint terjadwal",
        "checkpoint_wal_count": "Checkpoint karena volume WAL",
        "checkpoint_requested_count": "Checkpoint atas permintaan",
        "checkpoint_write_ms": "Lama penulisan checkpoint (ms)",
        "checkpoint_sync_ms": "Lama sinkronisasi checkpoint (ms)",
        "checkpoint_total_ms": "Lama seluruh checkpoint (ms)",
        "checkpoint_max_ms": "Checkpoint terlama (ms)",
        "checkpoint_buffers_written_count": "Buffer yang ditulis checkpoint",
        "checkpoint_wal_added_count": "Berkas WAL ditambah",
        "checkpoint_wal_removed_count": "Berkas WAL dihapus",
        "checkpoint_wal_recycled_count": "Berkas WAL dipakai ulang",
        "checkpoints_too_frequent_count": "Peringatan checkpoint terlalu sering",
        "restartpoint_count": "Restartpoint selesai",
        "restartpoint_total_ms": "Lama seluruh restartpoint (ms)",
        "restartpoint_max_ms": "Restartpoint terlama (ms)",
        "autovacuum_count": "Autovacuum",
        "autovacuum_ms": "Lama autovacuum (ms)",
        "autovacuum_max_ms": "Autovacuum terlama (ms)",
        "autovacuum_wraparound_count": "Autovacuum untuk mencegah wraparound",
        "autovacuum_removed_tuple_count": "Baris mati yang dibersihkan autovacuum",
        "autoanalyze_count": "Autoanalyze",
        "autoanalyze_ms": "Lama autoanalyze (ms)",
        "autoanalyze_max_ms": "Autoanalyze terlama (ms)",
        "vacuum_skipped_count": "Vacuum atau analyze dilewati karena terkunci",
        "connection_received_count": "Koneksi masuk",
        "connection_authenticated_count": "Koneksi terautentikasi",
        "connection_authorized_count": "Koneksi diizinkan",
        "disconnection_count": "Sesi selesai",
        "session_duration_ms": "Lama seluruh sesi (ms)",
        "session_max_ms": "Sesi terlama (ms)",
        "server_start_count": "Server dinyalakan",
        "server_shutdown_count": "Server dimatikan",
        "config_reload_count": "Konfigurasi dimuat ulang",
        "parameter_change_count": "Perubahan parameter",
        "replication_start_count": "Replikasi dimulai",
        "replication_stop_count": "Replikasi berhenti",
        "plan_logged_count": "Rencana eksekusi tercatat (auto_explain)",
        "statement_logged_count": "Perintah tercatat",
        "duration_logged_count": "Lama perintah tercatat",
        "duration_logged_ms": "Jumlah lama perintah tercatat (ms)",
        "duration_logged_max_ms": "Perintah tercatat terlama (ms)",
    }
)


def failure_label(kind: str) -> str:
    """The label of a kind of failure."""
    return _FAILURES.get(kind, kind)


def metric_label(name: str) -> str:
    """The label of a metric, with its unit."""
    return _METRICS.get(name, name)
