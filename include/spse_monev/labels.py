"""What failures and figures are called in an office, in Bahasa Indonesia: for the reports, whatever the source.

A name without a label is shown as it is, so that nothing that was counted is hidden.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import yaml

from spse_monev.changes import ChangeKind, ChangeState, EventKind
from spse_monev.complaints import Channel, ComplaintClass, ComplaintState, UserType
from spse_monev.deviations import Answer, DeviationKind
from spse_monev.facts import Severity
from spse_monev.findings import Actor, ChangeClass, Compared, EffectVerdict, HistoryState, Measure, Urgency
from spse_monev.settings import PROJECT

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
        # The application
        "upload_failed": "Unggah berkas gagal",
        "download_failed": "Unduh berkas gagal",
        "request_timeout": "Permintaan melewati batas waktu",
        "pool_exhausted": "Koneksi basis data di dalam aplikasi habis (pool)",
        "remote_unreachable": "Layanan lain tidak dapat dihubungi",
        "mail_failed": "Surat elektronik tidak terkirim",
        "certificate_error": "Kesalahan sertifikat",
        "decryption_failed": "Dekripsi berkas gagal",
        "application_error": "Galat aplikasi yang tidak tertangani",
        "job_failed": "Pekerjaan latar aplikasi gagal",
        # The web server
        "server_error": "Kesalahan server web atau aplikasi (5xx)",
        "bad_gateway": "Aplikasi menjawab salah atau tidak menjawab (502)",
        "service_unavailable": "Layanan tidak tersedia (503)",
        "gateway_timeout": "Aplikasi terlalu lama menjawab (504)",
        "upload_too_large": "Unggahan ditolak karena terlalu besar (413)",
        "upload_aborted": "Unggahan terputus sebelum selesai (408, 499)",
        "upload_rejected": "Unggahan ditolak (4xx lain)",
        "download_error": "Unduhan berakhir dengan galat (4xx, 5xx)",
        "waf_denied": "Ditolak ModSecurity",
        "dos_blocked": "Diblokir mod_evasive",
        "worker_limit": "Batas pekerja server web tercapai (MaxRequestWorkers)",
        "upstream_unreachable": "Server web tidak dapat menghubungi aplikasi",
        # Monitoring
        "outage": "Komponen mati menurut pemantauan",
        "problem": "Masalah menurut pemantauan",
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
        "parse_count": "Penguraian perintah (parse)",
        "parse_total_ms": "Lama penguraian perintah (ms)",
        "bind_count": "Pengikatan parameter (bind)",
        "bind_total_ms": "Lama pengikatan parameter (ms)",
        "fetch_count": "Pengambilan baris lanjutan (fetch)",
        "fetch_total_ms": "Lama pengambilan baris lanjutan (ms)",
        "plan_count": "Rencana eksekusi tercatat (auto_explain)",
        "plan_total_ms": "Lama perintah dengan rencana tercatat (ms)",
        "unattributed_duration_count": "Lama perintah tanpa teks perintah",
        "unattributed_duration_total_ms": "Jumlah lama perintah tanpa teks (ms)",
        "connection_received_peak_per_hour_count": "Koneksi masuk pada jam tersibuk",
        "connection_authorized_peak_per_hour_count": "Koneksi diizinkan pada jam tersibuk",
        "other_event_count": "Catatan log lain",
        "lock_wait_end_count": "Penantian kunci yang berakhir",
        "lock_detail_count": "Permintaan batal ke autovacuum yang menghalangi",
        "checkpoint_start_count": "Checkpoint dimulai",
        "restartpoint_start_count": "Restartpoint dimulai",
        "recovery_conflict_wait_count": "Penantian karena konflik pemulihan",
        "recovery_progress_count": "Catatan kemajuan pemulihan",
        "startup_count": "Catatan penyalaan server",
        "shutdown_count": "Catatan pemadaman server",
        "crash_cleanup_count": "Catatan penanganan crash",
        "background_worker_count": "Catatan proses latar",
        "connection_ready_count": "Koneksi siap dipakai",
        "audit_count": "Catatan audit",
        "backup_count": "Catatan pencadangan",
        "logical_decoding_count": "Catatan penguraian logis",
        "configuration_detail_count": "Catatan rincian kesalahan konfigurasi",
        "data_corruption_detail_count": "Catatan rincian data rusak",
        "log_entry_count": "Entri log tingkat LOG",
        "trace_entry_count": "Entri log tingkat TRACE",
        "debug_entry_count": "Entri log tingkat DEBUG",
        "info_entry_count": "Entri log tingkat INFO",
        "warning_entry_count": "Entri log tingkat WARNING",
        "error_entry_count": "Entri log tingkat ERROR",
        "fatal_entry_count": "Entri log tingkat FATAL",
        "panic_entry_count": "Entri log tingkat PANIC",
        "application_start_count": "Aplikasi dinyalakan",
        # From the statistics views
        "commit_count": "Transaksi berhasil (commit)",
        "rollback_count": "Transaksi dibatalkan (rollback)",
        "deadlock_count": "Deadlock",
        "conflict_count": "Pembatalan karena konflik replikasi",
        "checksum_failure_count": "Kegagalan checksum",
        "temp_bytes": "Ukuran berkas sementara (byte)",
        "hit_blocks": "Blok dari cache",
        "read_blocks": "Blok dari disk",
        "cache_hit_pct": "Rasio kena cache (%)",
        "block_read_ms": "Lama membaca blok (ms)",
        "block_write_ms": "Lama menulis blok (ms)",
        "row_scanned_count": "Baris dipindai",
        "row_fetched_count": "Baris diambil lewat indeks",
        "row_inserted_count": "Baris ditambah",
        "row_updated_count": "Baris diubah",
        "row_deleted_count": "Baris dihapus",
        "session_count": "Sesi",
        "session_ms": "Lama seluruh sesi (ms)",
        "session_active_ms": "Lama sesi bekerja (ms)",
        "session_idle_in_transaction_ms": "Lama transaksi menganggur (ms)",
        "session_abandoned_count": "Sesi terputus dari klien",
        "session_fatal_count": "Sesi berakhir karena kesalahan fatal",
        "session_killed_count": "Sesi dihentikan operator",
        "checkpoint_written_blocks": "Blok ditulis checkpoint",
        "background_written_blocks": "Blok ditulis proses latar",
        "backend_written_blocks": "Blok ditulis proses klien",
        "background_halted_count": "Penulis latar berhenti karena batas",
        "backend_fsync_count": "Fsync oleh proses klien",
        "allocated_blocks": "Blok cache dialokasikan",
        "wal_record_count": "Catatan WAL",
        "wal_full_page_count": "Halaman penuh dalam WAL",
        "wal_bytes": "Volume WAL (byte)",
        "wal_buffers_full_count": "Buffer WAL penuh",
        "wal_archived_count": "Berkas WAL diarsipkan",
        "wal_archive_failed_count": "Pengarsipan WAL gagal",
        "table_seq_scan_count": "Pemindaian penuh tabel",
        "table_seq_row_read_count": "Baris dibaca oleh pemindaian penuh",
        "table_row_inserted_count": "Baris tabel ditambah",
        "table_row_updated_count": "Baris tabel diubah",
        "table_row_hot_updated_count": "Baris tabel diubah di tempat (HOT)",
        "table_row_deleted_count": "Baris tabel dihapus",
        "table_live_row_count": "Baris hidup",
        "table_dead_row_count": "Baris mati",
        "table_dead_row_pct": "Porsi baris mati (%)",
        "table_vacuum_count": "Vacuum tabel",
        "table_autovacuum_count": "Autovacuum tabel",
        "table_analyze_count": "Analyze tabel",
        "table_autoanalyze_count": "Autoanalyze tabel",
        "table_vacuum_age_hours": "Jam sejak vacuum terakhir",
        "table_analyze_age_hours": "Jam sejak analyze terakhir",
        "table_never_vacuumed_count": "Tabel yang belum pernah divacuum",
        "table_never_analyzed_count": "Tabel yang belum pernah dianalyze",
        "table_count": "Tabel",
        "table_size_bytes": "Ukuran tabel (byte)",
        "index_scan_count": "Pemakaian indeks",
        "index_size_bytes": "Ukuran indeks (byte)",
        "unused_index_size_bytes": "Ukuran indeks yang tidak dipakai (byte)",
        "database_size_bytes": "Ukuran basis data (byte)",
        "connection_count": "Koneksi saat ini",
        "connection_active_count": "Koneksi bekerja",
        "connection_idle_count": "Koneksi menganggur",
        "connection_idle_in_transaction_count": "Koneksi menganggur di dalam transaksi",
        "connection_waiting_for_lock_count": "Koneksi menunggu kunci",
        "connection_usage_pct": "Pemakaian jatah koneksi (%)",
        "max_connections_count": "Jatah koneksi (max_connections)",
        "longest_query_seconds": "Perintah terlama yang sedang berjalan (detik)",
        "longest_transaction_seconds": "Transaksi terlama yang sedang berjalan (detik)",
        "longest_idle_in_transaction_seconds": "Transaksi menganggur terlama (detik)",
        "replication_lag_bytes": "Ketertinggalan replikasi (byte)",
        "replication_lag_seconds": "Ketertinggalan replikasi (detik)",
        "replication_replay_lag_seconds": "Ketertinggalan penerapan replikasi (detik)",
        "replication_slot_retained_bytes": "WAL tertahan oleh slot replikasi (byte)",
        "standby_count": "Server cadangan terhubung",
        "sequence_used_pct": "Pemakaian sequence (%)",
        "statistics_age_hours": "Umur statistik (jam)",
        "uptime_seconds": "Lama server menyala (detik)",
        "xid_age_count": "Umur nomor transaksi",
        "xid_freeze_limit_pct": "Umur nomor transaksi terhadap batas autovacuum (%)",
        "xid_wraparound_pct": "Umur nomor transaksi terhadap batas wraparound (%)",
        "multixact_age_count": "Umur multixact",
        "multixact_freeze_limit_pct": "Umur multixact terhadap batas autovacuum (%)",
        "monitor_call_count": "Panggilan oleh pemantauan sendiri",
        "monitor_total_ms": "Lama perintah pemantauan sendiri (ms)",
        "nested_call_count": "Panggilan di dalam fungsi",
        # From SPSE's own statistics
        "heap_max_bytes": "Batas memori aplikasi (byte)",
        "heap_used_bytes": "Memori aplikasi terpakai saat potret (byte)",
        "heap_used_pct": "Memori aplikasi terpakai saat potret (% dari batas)",
        "application_restart_count": "Aplikasi dinyalakan ulang (sekurang-kurangnya)",
        "internal_run_count": "Pekerjaan internal aplikasi",
        "internal_run_total_ms": "Lama seluruh pekerjaan internal aplikasi (ms)",
        # From the web server's log
        "request_count": "Permintaan dari pengguna",
        "request_4xx_count": "Permintaan pengguna yang dijawab 4xx",
        "request_5xx_count": "Permintaan pengguna yang dijawab 5xx",
        "request_mean_ms": "Waktu jawab, rata-rata (ms)",
        "request_p95_ms": "Waktu jawab, persentil 95 (ms)",
        "request_p99_ms": "Waktu jawab, persentil 99 (ms)",
        "sent_bytes": "Data terkirim (byte)",
        "bot_request_count": "Permintaan dari robot",
        "probe_request_count": "Permintaan dari pemantauan",
        "unique_client_count": "Alamat pengguna yang berbeda",
        "upload_count": "Unggahan",
        "upload_failed_pct": "Unggahan gagal (%)",
        "download_count": "Unduhan",
        "download_failed_pct": "Unduhan gagal (%)",
        # From monitoring systems and probes
        "host_cpu_mean_pct": "CPU (rata-rata, %)",
        "host_cpu_p95_pct": "CPU (persentil 95, %)",
        "host_cpu_max_pct": "CPU (tertinggi, %)",
        "host_memory_mean_pct": "Memori (rata-rata, %)",
        "host_memory_p95_pct": "Memori (persentil 95, %)",
        "host_memory_max_pct": "Memori (tertinggi, %)",
        "host_disk_mean_pct": "Disk (rata-rata, %)",
        "host_disk_p95_pct": "Disk (persentil 95, %)",
        "host_disk_max_pct": "Disk (tertinggi, %)",
        "host_load_mean_count": "Beban 1 menit (rata-rata)",
        "host_load_p95_count": "Beban 1 menit (persentil 95)",
        "host_load_max_count": "Beban 1 menit (tertinggi)",
        "host_network_in_mean_bytes_per_second": "Jaringan masuk (rata-rata, byte per detik)",
        "host_network_in_p95_bytes_per_second": "Jaringan masuk (persentil 95, byte per detik)",
        "host_network_in_max_bytes_per_second": "Jaringan masuk (tertinggi, byte per detik)",
        "host_network_out_mean_bytes_per_second": "Jaringan keluar (rata-rata, byte per detik)",
        "host_network_out_p95_bytes_per_second": "Jaringan keluar (persentil 95, byte per detik)",
        "host_network_out_max_bytes_per_second": "Jaringan keluar (tertinggi, byte per detik)",
        "certificate_days": "Sisa masa berlaku sertifikat (hari)",
        "probe_latency_mean_ms": "Waktu jawab probe, rata-rata (ms)",
        "probe_latency_p95_ms": "Waktu jawab probe, persentil 95 (ms)",
        "probe_latency_max_ms": "Waktu jawab probe, terlama (ms)",
    }
)


def failure_label(kind: str) -> str:
    """The label of a kind of failure."""
    return _FAILURES.get(kind, kind)


def metric_label(name: str) -> str:
    """The label of a metric, with its unit."""
    return _METRICS.get(name, name)


_CLASSES: Mapping[ComplaintClass, str] = MappingProxyType(
    {
        ComplaintClass.TRANSFER: "Upload dan download data",
        ComplaintClass.USE: "Penggunaan aplikasi SPSE",
        ComplaintClass.OTHER: "Keluhan lain",
    }
)
_COMPLAINT_STATES: Mapping[ComplaintState, str] = MappingProxyType(
    {
        ComplaintState.RECORDED: "Tercatat",
        ComplaintState.IN_PROGRESS: "Ditangani",
        ComplaintState.SOLVED: "Selesai",
    }
)
_CHANNELS: Mapping[Channel, str] = MappingProxyType(
    {
        Channel.EMAIL: "E-mail",
        Channel.PHONE: "Telepon",
        Channel.SMS: "SMS",
        Channel.CHAT: "Chat",
        Channel.LETTER: "Surat",
        Channel.VISIT: "Tatap muka",
        Channel.VIDEO_CALL: "Rapat video",
        Channel.WEB_FORM: "Formulir web",
        Channel.LPSE_SUPPORT: "LPSE Support",
        Channel.OTHER: "Lainnya",
        Channel.UNKNOWN: "Tidak dicatat",
    }
)
_USER_TYPES: Mapping[UserType, str] = MappingProxyType(
    {
        UserType.COMMITTEE: "Pokja atau panitia",
        UserType.PROVIDER: "Penyedia",
        UserType.PPK: "PPK, PA atau KPA",
        UserType.AUDITOR: "Auditor",
        UserType.PUBLIC: "Publik",
        UserType.OTHER: "Lainnya",
        UserType.UNKNOWN: "Tidak dicatat",
    }
)


_DEVIATION_KINDS: Mapping[DeviationKind, str] = MappingProxyType(
    {DeviationKind.EQUIPMENT: "Perlengkapan", DeviationKind.TIME: "Waktu", DeviationKind.OUTPUT: "Output"}
)


_DEVIATION_EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "seen_again": "terlihat lagi dengan keadaan lain",
        "mended": "pulih pada penilaian ulang",
        Answer.EXPLAINED: "dijelaskan",
        Answer.ACTED: "ditindaklanjuti",
        Answer.CLOSED: "ditutup",
        Answer.REOPENED: "dibuka kembali",
    }
)


def deviation_event_label(event: str) -> str:
    """What happened to a deviation, as it is told in its trail."""
    return _DEVIATION_EVENTS[event]


def deviation_kind_label(kind: str) -> str:
    """The label of what a deviation's standard is about."""
    return _DEVIATION_KINDS[DeviationKind(kind)]


def deviation_subject_label(subject: str) -> str:
    """What a deviation is about, where it is no source: a change request with what it waits for, else as it is."""
    found = _WAIT.fullmatch(subject)
    return f"{found[1]} ({_CHANGE_STATES[ChangeState(found[2])]})" if found else subject


def class_label(complaint_class: str) -> str:
    """The label of one of the SOP's classes of complaints."""
    return _CLASSES[ComplaintClass(complaint_class)]


def complaint_state_label(state: str) -> str:
    """The label of how far a complaint has come."""
    return _COMPLAINT_STATES[ComplaintState(state)]


def channel_label(channel: str) -> str:
    """The label of a way in."""
    return _CHANNELS[Channel(channel)]


def user_type_label(user_type: str) -> str:
    """The label of a reporter's role."""
    return _USER_TYPES[UserType(user_type)]


@cache
def topics() -> Mapping[str, str]:
    """The topics of complaints with their labels, in the order of `include/complaints/topics.yaml`."""
    content = yaml.safe_load((PROJECT / "include" / "complaints" / "topics.yaml").read_text(encoding="utf-8"))
    return MappingProxyType({key: topic["label"] for key, topic in content.items()})


def topic_label(topic: str) -> str:
    """The label of a topic of complaints."""
    return topics()[topic]


_CHANGE_CLASSES: Mapping[ChangeClass, str] = MappingProxyType(
    {
        ChangeClass.MINOR: "Minor",
        ChangeClass.MAJOR: "Major",
        ChangeClass.NONE: "Tanpa perubahan",
        ChangeClass.REVIEW: "Perlu telaah",
    }
)
_ACTORS: Mapping[Actor, str] = MappingProxyType(
    {
        Actor.ADMINISTRATOR: "Administrator Sistem",
        Actor.CHANGE_MANAGER: "Pengelola Perubahan",
        Actor.LKPP: "LKPP (konsultasi Technical Support)",
        Actor.VENDOR: "Pihak ketiga, melalui usulan kegiatan",
        Actor.HELPDESK: "Helpdesk",
    }
)


_URGENCIES: Mapping[Urgency, str] = MappingProxyType({Urgency.URGENT: "Mendesak", Urgency.NOT_URGENT: "Tidak mendesak"})
_COMPARED: Mapping[tuple[Compared, Measure], str] = MappingProxyType(
    {
        (Compared.ERROR, Measure.COUNT): "Galat",
        (Compared.FAILURE, Measure.COUNT): "Kegagalan",
        (Compared.TOPIC, Measure.COUNT): "Topik keluhan",
        (Compared.QUERY, Measure.COUNT): "Panggilan query",
        (Compared.QUERY, Measure.MEAN_MS): "Waktu query, rata-rata",
        (Compared.QUERY, Measure.P95_MS): "Waktu query, p95",
        (Compared.ROUTE, Measure.COUNT): "Permintaan rute",
        (Compared.ROUTE, Measure.SERVER_ERRORS): "Jawaban 5xx rute",
        (Compared.ROUTE, Measure.MEAN_MS): "Waktu jawab, rata-rata",
        (Compared.ROUTE, Measure.P95_MS): "Waktu jawab, p95",
    }
)
_HISTORY: Mapping[HistoryState, str] = MappingProxyType(
    {
        HistoryState.NEW: "baru",
        HistoryState.RISEN: "naik",
        HistoryState.FALLEN: "turun",
        HistoryState.GONE: "tidak lagi terlihat",
        HistoryState.AS_BEFORE: "seperti biasa",
        HistoryState.TOO_LITTLE_HISTORY: "pembanding kurang",
    }
)

_EFFECTS: Mapping[EffectVerdict, str] = MappingProxyType(
    {
        EffectVerdict.SEEN: "Efek terlihat",
        EffectVerdict.NOT_SEEN: "Efek tidak terlihat",
        EffectVerdict.CANNOT_JUDGE: "Tidak dapat dinilai",
    }
)


_CHANGE_STATES: Mapping[ChangeState, str] = MappingProxyType(
    {
        ChangeState.DRAFT: "draf",
        ChangeState.REVIEW: "menunggu telaah",
        ChangeState.APPROVAL: "menunggu persetujuan",
        ChangeState.CONSULTATION: "menunggu konsultasi LKPP",
        ChangeState.LOWERING: "menunggu penurunan kelas",
        ChangeState.ASSISTANCE: "menunggu pengiriman surat bantuan teknis",
        ChangeState.ASSISTANCE_RESULT: "menunggu hasil bantuan teknis",
        ChangeState.PROPOSAL: "menunggu penyampaian usulan kegiatan",
        ChangeState.PROPOSAL_RESULT: "menunggu hasil usulan kegiatan",
        ChangeState.EXECUTION: "menunggu pelaksanaan",
        ChangeState.LATE_APPROVAL: "menunggu persetujuan menyusul",
        ChangeState.ROLLBACK: "menunggu pengembalian",
        ChangeState.CLOSED: "selesai",
        ChangeState.REFUSED: "ditolak",
        ChangeState.WITHDRAWN: "ditarik",
    }
)
# See `deviations.waiting_subject`.
_WAIT = re.compile(rf"(PP-\S+) ({'|'.join(each.value for each in ChangeState if each.is_waiting)})")
_CHANGE_EVENTS: Mapping[EventKind, str] = MappingProxyType(
    {
        EventKind.SUBMITTED: "diserahkan untuk ditelaah",
        EventKind.PREAPPROVED: "disetujui di muka sebagai perubahan minor standar",
        EventKind.ANSWERED: "dijawab",
        EventKind.MISANSWERED: "jawaban tidak dapat dipakai",
        EventKind.REMINDED: "diingatkan",
        EventKind.DOCUMENTED: "dokumen ditulis",
    }
)
_CHANGE_KINDS: Mapping[ChangeKind, str] = MappingProxyType(
    {ChangeKind.APPLICATION: "Aplikasi", ChangeKind.INFRASTRUCTURE: "Infrastruktur", ChangeKind.SERVICE: "Layanan"}
)
_EXECUTORS: Mapping[str, str] = MappingProxyType(
    {"administrator": "Administrator Sistem", "change_manager": "Pengelola Perubahan", "head": "Kepala LPSE"}
)


def urgency_label(urgency: str) -> str:
    """'Urgensi' as the office's form writes it."""
    return _URGENCIES[Urgency(urgency)]


def compared_label(kind: str, measure: str) -> str:
    """What was compared with its own history, by which figure."""
    return _COMPARED[Compared(kind), Measure(measure)]


def history_label(state: str) -> str:
    """How something stands against its own history."""
    return _HISTORY[HistoryState(state)]


def effect_label(verdict: str) -> str:
    """Whether a change had an effect."""
    return _EFFECTS[EffectVerdict(verdict)]


def change_class_label(change_class: str) -> str:
    """The label of a class of changes."""
    return _CHANGE_CLASSES[ChangeClass(change_class)]


def change_request_state_label(state: str) -> str:
    """How far a change request has come."""
    return _CHANGE_STATES[ChangeState(state)]


def change_event_label(kind: str) -> str:
    """What happened to a change request."""
    return _CHANGE_EVENTS[EventKind(kind)]


def change_kind_label(kind: str) -> str:
    """'Jenis' of a change, as the office's form says it."""
    return _CHANGE_KINDS[ChangeKind(kind)]


def executor_label(executor: str) -> str:
    """One of the SOP's executors."""
    return _EXECUTORS[executor]


def actor_label(actor: str) -> str:
    """Who acts, as an office says it."""
    return _ACTORS[Actor(actor)]


_SEVERITIES: Mapping[Severity, str] = MappingProxyType(
    {Severity.CRITICAL: "kritis", Severity.WARNING: "peringatan", Severity.INFO: "informasi"}
)


def severity_label(severity: str) -> str:
    """How bad something is, as monitoring says it."""
    return _SEVERITIES[Severity(severity)]
