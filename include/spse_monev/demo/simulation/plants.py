"""Faults that are planted in simulated months: what each does to logs, figures, requests and complaints.

Each is told from what an administrator would see, and keeps to the messages of the real software; the rules' own files
were not read for it. `PLANTS` is the key: which rules would be right, and of which class the change is. `find` never
sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from spse_monev.complaints import ComplaintClass
from spse_monev.demo.application.faults import FAULTS, UNREACHABLE, JavaError
from spse_monev.demo.simulation.background import (
    BIDDERS,
    DATABASE,
    HOME,
    LOGIN,
    SAVE,
    SEND,
    SETTINGS,
    TABLES,
    UPLOAD,
    examples,
)
from spse_monev.demo.simulation.scene import HELPDESK, Route, Scene
from spse_monev.findings import ChangeClass

_GIGABYTE = 1024**3
_APPLICATION, _DATABASE_HOST = "spse-aplikasi", "spse-basisdata"
_UNHANDLED = "play.exceptions.JavaExecutionException"
MINOR, MAJOR, NONE, REVIEW = ChangeClass.MINOR, ChangeClass.MAJOR, ChangeClass.NONE, ChangeClass.REVIEW

# Lets a fault happen; returns the days on which it could be seen.
Happens = Callable[[Scene], Sequence[date]]


@dataclass(frozen=True, slots=True)
class Plant:
    """A kind of fault with what would be right to find."""

    kind: str
    title: str  # in Bahasa Indonesia
    happens: Happens
    rules: tuple[str, ...]  # any of them tells it
    change_class: ChangeClass
    told_by: tuple[str, ...]  # sources of which any shows it
    decided_by: tuple[str, ...] = ()  # sources without which its class is not certain
    also: tuple[str, ...] = ()  # rules that speak of it rightly too, beside `rules`


PLANTS: dict[str, Plant] = {}


def _plant(
    title: str, rules: str, change_class: ChangeClass, told_by: str, decided_by: str = "", also: str = ""
) -> Callable[[Happens], Happens]:
    def keep(happens: Happens) -> Happens:
        kind = happens.__name__
        PLANTS[kind] = Plant(kind, title, happens, tuple(rules.split()), change_class, tuple(told_by.split()),
                             tuple(decided_by.split()), tuple(also.split()))  # fmt: skip
        return happens

    return keep


def _error(name: str) -> JavaError:
    error = FAULTS[name].error
    assert error is not None  # noqa: S101  # those named here are all logged by the application
    return error


def _sql(place: str, line: int, message: str) -> JavaError:
    """A message of the database, as SPSE logs it."""
    return JavaError(
        place, line, ((_UNHANDLED, message.partition("\n")[0]), ("org.postgresql.util.PSQLException", message)), ""
    )


def _memory(scene: Scene, days: Sequence[date], percent: float, host: str = _APPLICATION) -> None:
    for day in days:
        for name, value in (("mean", percent - 3), ("p95", percent), ("max", min(99.5, percent + 3))):
            scene.metric(day, "zabbix", f"host_memory_{name}_pct", value, host)


def _cpu(scene: Scene, days: Sequence[date], host: str) -> None:
    for day in days:
        for name, value in (("mean", 71.0), ("p95", scene.chance.uniform(84, 98)), ("max", 100.0)):
            scene.metric(day, "zabbix", f"host_cpu_{name}_pct", value, host)
        for name, value in (("mean", 7.0), ("p95", 13.0), ("max", 19.0)):
            scene.metric(day, "zabbix", f"host_load_{name}_count", value, host)
        scene.incident(day, 10, 130, host, "High CPU utilization (over 90% for 5m)", "warning")


def _disk(scene: Scene, day: date, host: str, mean: float, p95: float, most: float) -> None:
    for name, percent in (("mean", mean), ("p95", p95), ("max", most)):
        scene.metric(day, "zabbix", f"host_disk_{name}_pct", percent, f"{host}:/")


# --- SPSE itself ---------------------------------------------------------------------------------------------------


def _heap(scene: Scene, heap_gigabytes: float, memory: float) -> Sequence[date]:
    days = scene.workdays(scene.chance.randint(1, 4))
    _memory(scene, scene.all_days, memory)
    for day in scene.all_days:
        scene.metric(day, "spse_status", "heap_max_bytes", heap_gigabytes * _GIGABYTE)
    for day in days:
        hour = scene.chance.randint(9, 14)
        number = scene.chance.randint(2, 7)
        scene.java(day, _error("out_of_memory"), "GET /eproc4/lelang/31/rekap", number, hour)
        if scene.chance.random() < 0.5:
            error = JavaError("jobs.KirimEmail.doJob", 51, ((_UNHANDLED, "GC overhead limit exceeded"), (
                "java.lang.OutOfMemoryError", "GC overhead limit exceeded")), "")  # fmt: skip
            scene.java(day, error, "GET /eproc4/lelang", 2, hour)
        scene.request(day, HOME, "500", number, hour)
        scene.metric(day, "spse_status", "heap_used_pct", scene.chance.uniform(96, 99.8))
    return days


@_plant("Memori heap habis, memori server longgar", "R01", MINOR, "application_log", "zabbix")
def heap_small(scene: Scene) -> Sequence[date]:
    return _heap(scene, 2, scene.chance.uniform(42, 60))


@_plant("Memori heap habis, memori server penuh", "R02", MAJOR, "application_log", "zabbix")
def heap_and_memory_full(scene: Scene) -> Sequence[date]:
    return _heap(scene, 12, scene.chance.uniform(93, 97))


@_plant("Metaspace habis", "R03", MINOR, "application_log")
def metaspace(scene: Scene) -> Sequence[date]:
    days = scene.workdays(2)
    error = JavaError("controllers.Publik.index", 20, ((_UNHANDLED, "Metaspace"), (
        "java.lang.OutOfMemoryError", "Metaspace")), "")  # fmt: skip
    for day in days:
        scene.java(day, error, "GET /eproc4/lelang", scene.chance.randint(1, 5))
    return days


@_plant("Koneksi di dalam SPSE habis (pool)", "R04", MINOR, "application_log", "database")
def pool_exhausted(scene: Scene) -> Sequence[date]:
    days = scene.workdays(scene.chance.randint(1, 4))
    for day in days:
        number = scene.chance.randint(3, 40)
        hour = scene.chance.randint(9, 14)
        scene.java(day, _error("pool_exhausted"), "GET /eproc4/lelang", number, hour)
        scene.request(day, HOME, "500", number, hour)
    return days


@_plant("Jatah koneksi server basis data habis", "R05", MINOR, "database_log application_log", also="P10 R06 R07")
def too_many_clients(scene: Scene) -> Sequence[date]:
    days = scene.workdays(scene.chance.randint(1, 3))
    for day in days:
        number = scene.chance.randint(2, 60)
        hour = scene.chance.randint(9, 14)
        scene.postgres(day, "FATAL", "53300", "sorry, too many clients already", number, hour)
        error = _sql("models.sso.Pengguna.cari", 57, "FATAL: sorry, too many clients already")
        scene.java(day, error, "POST /eproc4/login", number, hour)
        scene.request(day, LOGIN, "500", number, hour)
        scene.metric(day, "database", "connection_count", 199.0)
        scene.metric(day, "database", "connection_usage_pct", 99.5)
    return days


@_plant(
    "Basis data berulang kali mati sementara server sehat",
    "R07",
    MINOR,
    "application_log database_log",
    "zabbix",
    also="R06 R41",
)
def database_down_often(scene: Scene) -> Sequence[date]:
    days = scene.workdays(scene.chance.randint(4, 7))
    for day in days:
        _database_down(scene, day)
    return days


def _database_down(scene: Scene, day: date) -> None:
    hour = scene.chance.randint(8, 15)
    number = scene.chance.randint(10, 60)
    scene.java(day, _error("database_refused"), "POST /eproc4/login", number, hour)
    scene.request(day, LOGIN, "500", number, hour)
    scene.postgres(day, "FATAL", "57P03", "the database system is starting up", 3, hour)
    scene.postgres(day, "LOG", "00000", "database system is ready to accept connections", 1, hour)
    scene.down(day, "Porta basis data", 10.0, hour)


@_plant("Basis data mati satu kali", "R06", NONE, "application_log database_log")
def database_down_once(scene: Scene) -> Sequence[date]:
    days = scene.workdays(1)
    _database_down(scene, days[0])
    return days


@_plant("Terlalu banyak berkas terbuka", "R10", MINOR, "application_log")
def open_files(scene: Scene) -> Sequence[date]:
    days = scene.workdays(2)
    error = JavaError("controllers.DokumenCtr.upload", 101, ((_UNHANDLED, "Too many open files"), (
        "java.io.FileNotFoundException", "/home/appserv/berkas/31.rhs (Too many open files)")), "")  # fmt: skip
    for day in days:
        number = scene.chance.randint(3, 25)
        scene.java(day, error, "POST /eproc4/dokumen/upload", number, 11)
        scene.request(day, UPLOAD, "500", number, 11)
    return days


@_plant("Kode SPSE gagal di baris yang sama", "R21", MAJOR, "application_log", also="P22")
def code_fault(scene: Scene) -> Sequence[date]:
    days = scene.run(scene.chance.randint(1, 5))
    chain = ((_UNHANDLED, "Index: 0, Size: 0"), ("java.lang.IndexOutOfBoundsException", "Index: 0, Size: 0"))
    error = JavaError("controllers.lelang.PembuktianCtr.simpan", 412, chain, "")
    for day in days:
        number = scene.chance.randint(4, 40)
        scene.java(day, error, "POST /eproc4/pembuktian/31/simpan", number)
        scene.request(day, Route("POST", "/eproc4/pembuktian/31/simpan", 90.0), "500", number)
    return days


@_plant("Data melanggar kunci asing", "R22", MAJOR, "database_log application_log")
def foreign_key(scene: Scene) -> Sequence[date]:
    days = scene.workdays(scene.chance.randint(2, 6))
    message = 'insert or update on table "dok_penawaran" violates foreign key constraint "dok_penawaran_psr_fkey"'
    for day in days:
        number = scene.chance.randint(1, 15)
        scene.postgres(day, "ERROR", "23503", message, number)
        error = _sql(
            "models.lelang.Penawaran.simpan", 233, f"ERROR: {message}\n  Detail: Key (psr_id)=(9) is not present"
        )
        scene.java(day, error, "POST /eproc4/penawaran/31/kirim", number)
        scene.request(day, SEND, "500", number)
    return days


@_plant("Migrasi skema belum selesai", "R23", MAJOR, "database_log application_log", "application_log spse_status")
def unfinished_migration(scene: Scene) -> Sequence[date]:
    first = scene.chance.choice(scene.days[3:-5])
    days = [first + timedelta(days=n) for n in range(scene.chance.randint(2, 4))]
    scene.metric(first, "application_log", "application_start_count", 1.0)
    scene.metric(first, "spse_status", "application_restart_count", 1.0)
    for day in days:
        number = scene.chance.randint(8, 60)
        scene.postgres(day, "ERROR", "42703", "column p.psr_alasan_batal does not exist", number)
        error = _sql(
            "models.lelang.Peserta.daftar", 77, "ERROR: column p.psr_alasan_batal does not exist\n  Position: 91"
        )
        scene.java(day, error, "GET /eproc4/lelang/31/peserta", number)
        scene.request(day, BIDDERS, "500", number)
    return days


@_plant("SPSE meminta PostgreSQL yang lebih baru", "R24", MAJOR, "application_log", also="P24")
def old_postgres(scene: Scene) -> Sequence[date]:
    day = scene.chance.choice(scene.days)
    for at in scene.since_day(scene.since):
        scene.changed_settings[at, "server_version"] = ("10.23", None)
        scene.changed_settings[at, "server_version_num"] = ("100023", None)
    scene.metric(day, "application_log", "application_start_count", 1.0)
    scene.line(day, "ERROR", "Database Postgres Minimum Versi 11", 2, 20)
    return [day]


@_plant("Jenis galat baru yang tidak dikenal", "R99 P22", REVIEW, "application_log")
def unknown_error(scene: Scene) -> Sequence[date]:
    first = scene.chance.choice(scene.days[8:-4])
    days = [first, first + timedelta(days=2)]
    for day in days:
        scene.line(day, "ERROR", "Penanda waktu paket tidak cocok dengan arsip lokal", scene.chance.randint(8, 60))
    return days


# --- The database server -------------------------------------------------------------------------------------------

_BIDDERS_OF = "SELECT p.*, r.rkn_nama FROM peserta p JOIN rekanan r ON r.rkn_id = p.rkn_id WHERE p.lls_id = $1"
_OFFERS = "SELECT * FROM dok_penawaran WHERE psr_id = $1"


def _dead_rows(scene: Scene, days: Sequence[date], table: str, percent: float) -> None:
    rows = TABLES[table][0]
    for day in days:
        scene.metric(day, "database", "table_dead_row_pct", percent, table)
        scene.metric(day, "database", "table_dead_row_count", rows * percent / (100 - percent), table)
        scene.metric(day, "database", "table_vacuum_age_hours", 700.0, table)


@_plant("Query lambat karena tabel penuh baris mati", "R16", MINOR, "database spse_status", "database", also="P03 P02")
def slow_by_dead_rows(scene: Scene) -> Sequence[date]:
    days = scene.since_day(scene.days[scene.chance.randint(0, 8)])
    _dead_rows(scene, days, "public.peserta", scene.chance.uniform(22, 65))
    scene.slower(days, _BIDDERS_OF, scene.chance.uniform(25, 150))
    return days


@_plant("Tabel penuh baris mati tanpa query lambat", "P03", MINOR, "database")
def dead_rows(scene: Scene) -> Sequence[date]:
    days = scene.since_day(scene.days[scene.chance.randint(0, 12)])
    _dead_rows(scene, days, "public.jadwal", scene.chance.uniform(22, 60))
    return days


@_plant("Query lambat karena cache terlalu kecil", "R17", MINOR, "database spse_status", "database zabbix", also="P09")
def slow_by_small_cache(scene: Scene) -> Sequence[date]:
    scene.settings |= {"shared_buffers": ("16384", "8kB"), "effective_cache_size": ("524288", "8kB")}
    for day in scene.all_days:
        hit = scene.chance.uniform(80, 89)
        for subject in ("", DATABASE):
            scene.metric(day, "database", "cache_hit_pct", hit, subject)
            scene.metric(day, "database", "read_blocks", 2.2e7 * (100 - hit) / hit, subject)
    scene.slower(scene.all_days, _OFFERS, 150)
    return scene.days


@_plant("Query lambat tanpa sebab lain (indeks)", "R18", MAJOR, "database spse_status", "database", also="P02")
def missing_index(scene: Scene) -> Sequence[date]:
    days = scene.since_day(scene.days[scene.chance.randint(0, 10)])
    for day in days:
        scene.metric(day, "database", "table_seq_scan_count", 2400.0, "public.dok_penawaran")
        scene.metric(day, "database", "table_seq_row_read_count", 2400.0 * 1.6e6, "public.dok_penawaran")
    scene.slower(days, _OFFERS, scene.chance.uniform(50, 500))
    return days


@_plant("Banyak berkas sementara", "R19 P08", MINOR, "database_log database", "zabbix")
def temporary_files(scene: Scene) -> Sequence[date]:
    days = scene.workdays(scene.chance.randint(5, 12))
    for day in days:
        number = scene.chance.randint(10, 400)
        message = 'temporary file: path "base/pgsql_tmp/pgsql_tmp4182.3", size 73400320'
        scene.postgres(day, "LOG", "00000", message, number)
        for subject in ("", DATABASE):
            scene.metric(day, "database", "temp_bytes", number * 73_400_320.0, subject)
            scene.metric(day, "database", "temp_file_count", float(number), subject)
        scene.query(day, "SELECT * FROM lelang_seleksi l JOIN jadwal j USING (lls_id) ORDER BY j.dtj_tglawal DESC",
                    number, 640, number * 17_920)  # fmt: skip
    return days


@_plant("Deadlock berulang", "R20", MAJOR, "database_log application_log")
def deadlocks(scene: Scene) -> Sequence[date]:
    days = scene.workdays(scene.chance.randint(2, 6))
    for day in days:
        number = scene.chance.randint(2, 20)
        scene.postgres(day, "ERROR", "40P01", "deadlock detected", number)
        error = _sql("models.lelang.Jadwal.simpan", 301, "ERROR: deadlock detected\n  Detail: Process 71 waits for")
        scene.java(day, error, "POST /eproc4/lelang/31/simpan", number)
        scene.request(day, SAVE, "500", number)
        for subject in ("", DATABASE):
            scene.metric(day, "database", "deadlock_count", float(number), subject)
    return days


@_plant("Peringatan nomor transaksi hampir habis", "R34", MINOR, "database_log", also="P06")
def wraparound(scene: Scene) -> Sequence[date]:
    days = scene.since_day(scene.days[-scene.chance.randint(3, 12)])
    for day in days:
        scene.postgres(
            day, "WARNING", "01000",
            f'database "{DATABASE}" must be vacuumed within 39985967 transactions', scene.chance.randint(20, 400),
        )  # fmt: skip
        scene.metric(day, "database", "xid_wraparound_pct", 97.9, DATABASE)
        scene.metric(day, "database", "xid_freeze_limit_pct", 1050.0, DATABASE)
        scene.metric(day, "database", "xid_age_count", 2.1e9, DATABASE)
    return days


@_plant("Indeks besar yang tidak dipakai", "P01", MAJOR, "database")
def unused_index(scene: Scene) -> Sequence[date]:
    for day in scene.all_days:
        size = scene.chance.uniform(6e8, 6.1e8)
        scene.metric(day, "database", "unused_index_size_bytes", size, "public.dok_penawaran_nama_idx")
    return scene.days


@_plant("Tabel besar dibaca seluruhnya", "P02", MAJOR, "database")
def full_scans(scene: Scene) -> Sequence[date]:
    for day in scene.all_days:
        number = scene.chance.randint(700, 900)
        scene.metric(day, "database", "table_seq_scan_count", float(number), "public.jadwal")
        scene.metric(day, "database", "table_seq_row_read_count", number * 7e5, "public.jadwal")
    return scene.days


@_plant("Transaksi menganggur berjam-jam", "P04", MINOR, "database database_log")
def idle_in_transaction(scene: Scene) -> Sequence[date]:
    days = scene.workdays(scene.chance.randint(2, 6))
    scene.settings["idle_in_transaction_session_timeout"] = ("0", "ms")
    for day in days:
        seconds = scene.chance.uniform(900, 40_000)
        scene.metric(day, "database", "longest_idle_in_transaction_seconds", seconds)
        scene.metric(day, "database", "longest_transaction_seconds", seconds)
        scene.metric(day, "database", "connection_idle_in_transaction_count", 9.0)
    return days


@_plant("Checkpoint terlalu sering", "P05", MINOR, "database_log database")
def frequent_checkpoints(scene: Scene) -> Sequence[date]:
    scene.settings["max_wal_size"] = ("256", "MB")
    days = scene.workdays(scene.chance.randint(5, 14))
    for day in days:
        number = scene.chance.randint(30, 500)
        scene.postgres(day, "LOG", "00000", "checkpoint starting: wal", number)
        scene.postgres(day, "LOG", "00000", "checkpoints are occurring too frequently (11 seconds apart)", number // 2)
        scene.metric(day, "database", "checkpoint_requested_count", float(number))
    return days


@_plant("Nomor urut hampir habis", "P07", MAJOR, "database")
def sequence_end(scene: Scene) -> Sequence[date]:
    start = scene.chance.uniform(72, 90)
    for number, day in enumerate(scene.all_days):
        scene.metric(day, "database", "sequence_used_pct", start + 0.08 * number, "public.log_akses_log_id_seq")
    return scene.days


@_plant("Koneksi basis data mendekati batas", "P10", MINOR, "database")
def connections_near_limit(scene: Scene) -> Sequence[date]:
    days = scene.workdays(scene.chance.randint(5, 12))
    for day in days:
        usage = scene.chance.uniform(80, 96)
        scene.metric(day, "database", "connection_usage_pct", usage)
        scene.metric(day, "database", "connection_count", round(2 * usage))
    return days


@_plant("Statistik tabel usang", "P11", MINOR, "database", also="P12")
def stale_statistics(scene: Scene) -> Sequence[date]:
    age = scene.chance.uniform(300, 2000)
    for number, day in enumerate(scene.all_days):
        scene.metric(day, "database", "table_analyze_age_hours", age + 24 * number, "public.peserta")
        scene.metric(day, "database", "table_dead_row_count", 90_000.0, "public.peserta")
    return scene.days


@_plant("Pengarsipan WAL gagal", "P14", MINOR, "database_log database")
def archive_failed(scene: Scene) -> Sequence[date]:
    days = scene.run(scene.chance.randint(2, 5))
    for day in days:
        number = scene.chance.randint(40, 900)
        scene.postgres(day, "LOG", "00000", "archive command failed with exit code 1", number)
        scene.metric(day, "database", "wal_archive_failed_count", float(number))
    return days


@_plant("Slot replikasi menahan WAL", "P15", MINOR, "database")
def stuck_slot(scene: Scene) -> Sequence[date]:
    days = scene.since_day(scene.days[5])
    for number, day in enumerate(days):
        scene.metric(day, "database", "replication_slot_retained_bytes", (12 + 3.0 * number) * _GIGABYTE, "cadangan")
    return days


@_plant("Halaman data rusak (checksum)", "P17", MAJOR, "database database_log", also="P20")
def checksum(scene: Scene) -> Sequence[date]:
    days = scene.workdays(1)
    for subject in ("", DATABASE):
        scene.metric(days[0], "database", "checksum_failure_count", 3.0, subject)
    scene.postgres(days[0], "WARNING", "01000", "page verification failed, calculated checksum 4711 but expected 17", 3)
    scene.postgres(days[0], "ERROR", "XX001", "invalid page in block 912 of relation base/16402/16999", 3)
    return days


@_plant("Pengaman basis data dimatikan", "P18", MINOR, "database", also="P19")
def fsync_off(scene: Scene) -> Sequence[date]:
    days = scene.since_day(scene.days[scene.chance.randint(2, 20)])
    scene.changed_settings[days[0], "fsync"] = ("off", None)
    return days


@_plant("Setting basis data diubah", "P19", NONE, "database")
def setting_changed(scene: Scene) -> Sequence[date]:
    days = scene.since_day(scene.days[scene.chance.randint(2, 20)])
    scene.changed_settings[days[0], "work_mem"] = ("32768", SETTINGS["work_mem"][1])
    return days


@_plant("Proses PostgreSQL mati mendadak", "P25", REVIEW, "database_log", also="R06 R07")
def postgres_crash(scene: Scene) -> Sequence[date]:
    days = scene.workdays(2)
    for day in days:
        scene.postgres(day, "LOG", "00000", "server process (PID 4182) was terminated by signal 9: Killed", 1, 10)
        scene.postgres(day, "LOG", "00000", "terminating any other active server processes", 1, 10)
        scene.postgres(day, "FATAL", "57P03", "the database system is in recovery mode", 6, 10)
        recovery = "database system was not properly shut down; automatic recovery in progress"
        scene.postgres(day, "LOG", "00000", recovery, 1, 10)
    return days


# --- The machines --------------------------------------------------------------------------------------------------


@_plant("Disk sempat habis oleh log", "R08", MINOR, "application_log", "zabbix", also="P25")
def disk_full_once(scene: Scene) -> Sequence[date]:
    days = scene.workdays(1)
    day = days[0]
    # A log that runs wild fills it in a few hours, until somebody empties it.
    _disk(scene, day, _APPLICATION, scene.chance.uniform(64, 76), scene.chance.uniform(97, 99.5), 100.0)
    scene.incident(day, 9, 300, _APPLICATION, "Disk space is critically low (used > 90% for /)", "critical")
    error = JavaError("controllers.DokumenCtr.upload", 90, ((_UNHANDLED, "No space left on device"), (
        "java.io.IOException", "No space left on device")), "")  # fmt: skip
    number = scene.chance.randint(5, 40)
    scene.java(day, error, "POST /eproc4/dokumen/upload", number, 10)
    scene.request(day, UPLOAD, "500", number, 10)
    return days


@_plant("Disk data terus terisi", "R09", MAJOR, "zabbix")
def disk_filling(scene: Scene) -> Sequence[date]:
    end, rate = scene.chance.uniform(74, 94), scene.chance.uniform(0.15, 0.45)
    for back, day in enumerate(reversed(scene.all_days)):
        percent = end - rate * back
        _disk(scene, day, _DATABASE_HOST, percent, percent + 0.2, percent + 0.3)
    return scene.days


@_plant("CPU penuh pada jam sibuk", "R30", MAJOR, "zabbix", also="R31")
def cpu_full(scene: Scene) -> Sequence[date]:
    days = scene.run(scene.chance.randint(3, 5))
    _cpu(scene, days, _APPLICATION)
    return days


@_plant("RAID menurun", "R31", MAJOR, "zabbix")
def raid_degraded(scene: Scene) -> Sequence[date]:
    day = scene.chance.choice(scene.days)
    names = ("Disk array controller status is not in optimal state", "RAID array md0 is degraded",
             "Physical disk 0:1:2 has failed", "SMART: disk sda is failing")  # fmt: skip
    scene.incident(day, 3, 2000, _DATABASE_HOST, scene.chance.choice(names), "critical")
    return [day]


@_plant("Gangguan daya atau perangkat jaringan", "R33", MAJOR, "zabbix")
def power(scene: Scene) -> Sequence[date]:
    day = scene.chance.choice(scene.days)
    names = ("UPS is on battery power", "UPS battery needs to be replaced", "Power supply 2 has failed",
             "Switch sw-inti: Power supply is in critical state")  # fmt: skip
    scene.incident(day, 14, 45, "ups-ruang-server", scene.chance.choice(names), "critical")
    return [day]


@_plant("Saluran internet penuh", "R32", MAJOR, "zabbix")
def uplink_full(scene: Scene) -> Sequence[date]:
    days = scene.workdays(scene.chance.randint(4, 8))
    for day in days:
        scene.incident(day, 10, 90, "router-lpse", "Interface ether1(): High bandwidth usage (>90%)", "warning")
        scene.metric(day, "zabbix", "host_network_out_p95_bytes_per_second", 12.3e6, f"{_APPLICATION}:eth0")
    return days


@_plant("Jam server tidak tepat", "R29", MINOR, "zabbix")
def clock(scene: Scene) -> Sequence[date]:
    day = scene.chance.choice(scene.days)
    scene.incident(day, 7, 900, _APPLICATION, "System time is out of sync (diff with Zabbix server > 60s)", "warning")
    return [day]


# --- The web server ------------------------------------------------------------------------------------------------


def _too_large(scene: Scene, day: date, number: int, hour: int | None = None) -> None:
    scene.request(day, UPLOAD, "413", number, hour)
    scene.web(
        day, FAULTS["upload_too_large"].web_error.format(path="/eproc4/dokumen/upload", unique="Z1"), number, hour
    )


@_plant("Unggahan melebihi batas ukuran (413)", "R11", MINOR, "web_log")
def upload_limit(scene: Scene) -> Sequence[date]:
    days = scene.workdays(scene.chance.randint(3, 8))
    for day in days:
        _too_large(scene, day, scene.chance.randint(2, 30))
    return days


@_plant("ModSecurity menolak penyimpanan", "R12", MINOR, "web_log")
def firewall_denies_saves(scene: Scene) -> Sequence[date]:
    days = scene.workdays(scene.chance.randint(3, 8))
    for day in days:
        number = scene.chance.randint(2, 30)
        scene.request(day, SAVE, "403", number)
        scene.web(day, FAULTS["waf_denied"].web_error.format(path="/eproc4/lelang/31/simpan", unique="Z1"), number)
    return days


@_plant("mod_evasive memblokir menjelang batas waktu", "R13", MINOR, "web_log")
def evasive(scene: Scene) -> Sequence[date]:
    days = scene.workdays(scene.chance.randint(1, 3))
    for day in days:
        hour = scene.chance.randint(9, 15)
        line = "evasive20:error [client 203.0.113.77:5100] client denied by server configuration: /var/www/eproc4"
        blocked = "evasive20:error Blacklisting address 203.0.113.77: possible DoS attack."
        scene.web(day, blocked, scene.chance.randint(4, 9), hour)
        scene.web(day, line, 80, hour)
        scene.request(day, UPLOAD, "403", scene.chance.randint(20, 70), hour)
        scene.request(day, HOME, "403", 60, hour)
    return days


@_plant("Proxy berhenti menunggu pada unggahan", "R14", MINOR, "web_log", "zabbix", also="R35")
def proxy_timeout(scene: Scene) -> Sequence[date]:
    days = scene.workdays(scene.chance.randint(2, 6))
    for day in days:
        number = scene.chance.randint(3, 40)
        hour = scene.chance.randint(9, 15)
        route, status = scene.chance.choice(((UPLOAD, "504"), (SEND, "502")))
        name = "gateway_timeout" if status == "504" else "bad_gateway"
        scene.request(day, route, status, number, hour)
        scene.web(day, FAULTS[name].web_error, number, hour)
    return days


@_plant("Pekerja Apache habis", "R15", MINOR, "web_log", "zabbix")
def workers(scene: Scene) -> Sequence[date]:
    days = scene.workdays(scene.chance.randint(2, 5))
    for day in days:
        scene.web(day, FAULTS["worker_limit"].web_error, scene.chance.randint(1, 9))
    return days


# --- Others' services ----------------------------------------------------------------------------------------------


def _sikap(scene: Scene, days: Sequence[date]) -> None:
    for day in days:
        number = scene.chance.randint(3, 40)
        scene.java(day, _error("remote_unknown"), "GET /eproc4/rekanan/71/sikap", number)
        scene.request(day, Route("GET", "/eproc4/rekanan/71/sikap", 40.0), "500", number)


@_plant("SIKaP tidak terjangkau dari SPSE, tetapi hidup", "R25", MINOR, "application_log", "probe")
def sikap_unreachable(scene: Scene) -> Sequence[date]:
    days = scene.run(scene.chance.randint(2, 5))
    _sikap(scene, days)
    return days


@_plant("SIKaP sendiri mati", "R26", NONE, "application_log", "probe")
def sikap_down(scene: Scene) -> Sequence[date]:
    days = scene.run(2)
    _sikap(scene, days)
    for day in days:
        scene.down(day, "SIKaP", scene.chance.uniform(180, 500), 9)
    return days


@_plant("Surat elektronik gagal terkirim", "R27", MINOR, "application_log")
def mail(scene: Scene) -> Sequence[date]:
    days = scene.workdays(scene.chance.randint(2, 6))
    for day in days:
        scene.java(day, _error("mail"), "POST /eproc4/undangan/12/kirim", scene.chance.randint(3, 60))
    return days


@_plant("Sertifikat akan habis", "R28", MINOR, "probe")
def certificate(scene: Scene) -> Sequence[date]:
    left = scene.chance.uniform(3, 34)
    for number, day in enumerate(reversed(scene.all_days)):
        for component in ("Beranda SPSE", "Porta HTTPS"):
            scene.metric(day, "probe", "certificate_days", left + number, component)
    return scene.days


@_plant("Sertifikat layanan lain tidak dipercaya SPSE", "P21", MINOR, "application_log", also="R28")
def untrusted(scene: Scene) -> Sequence[date]:
    days = scene.run(scene.chance.randint(2, 4))
    for day in days:
        number = scene.chance.randint(2, 30)
        scene.java(day, _error("certificate"), "GET /eproc4/inaproc/sinkron", number)
    return days


# --- What users say ------------------------------------------------------------------------------------------------


def _say(
    scene: Scene, topic: str, complaint_class: ComplaintClass, number: int, days: Sequence[date], *,
    hour: int | None = None, reporter: str | None = None,
) -> None:  # fmt: skip
    known = examples(topic, complaint_class)
    for example in scene.chance.sample(known, min(number, len(known))):
        at = scene.chance.uniform(8, 16) if hour is None else hour + scene.chance.random()
        scene.complaint(
            scene.chance.choice(days), complaint_class, topic, example.text, hour=at, reporter=reporter
        )  # fmt: skip


@_plant("Keluhan unggah beruntun bersamaan dengan 413", "R35", MINOR, HELPDESK, "web_log", also="R11")
def upload_complaints(scene: Scene) -> Sequence[date]:
    days = scene.workdays(1)
    hour = scene.chance.randint(9, 14)
    _too_large(scene, days[0], scene.chance.randint(12, 40), hour)
    _say(scene, "upload_penawaran", ComplaintClass.TRANSFER, scene.chance.randint(4, 12), days, hour=hour)
    return days


@_plant("Berkas penawaran tidak dapat didekripsi, server tanpa galat", "R36", MAJOR, HELPDESK, "application_log")
def apendo(scene: Scene) -> Sequence[date]:
    days = scene.workdays(3)
    for text in (
        "Dekripsi dokumen penawaran 2 peserta gagal terus di Apendo, katanya berkas rhs rusak",
        "file penawaran peserta no 3 tidak bisa didekripsi pokja, muncul pesan file damaged",
        "Spamkodok gagal membuka berkas penawaran, hasil dekripsi kosong",
    ):
        scene.complaint(scene.chance.choice(days), ComplaintClass.TRANSFER, "apendo_spamkodok", text,
                        hour=scene.chance.uniform(8, 16))  # fmt: skip
    return days


@_plant("Satu pengguna gagal mengunggah, server tanpa tanda", "R37", NONE, HELPDESK, "web_log application_log")
def one_user(scene: Scene) -> Sequence[date]:
    days = scene.workdays(2)
    _say(scene, "upload_penawaran", ComplaintClass.TRANSFER, 4, days, reporter="satu orang")
    return days


@_plant("Pertanyaan berulang tentang satu hal", "R38", NONE, HELPDESK)
def same_question(scene: Scene) -> Sequence[date]:
    topic = scene.chance.choice(("login", "jadwal", "upload_penawaran", "akun", "evaluasi"))
    _say(scene, topic, ComplaintClass.USE, scene.chance.randint(4, 14), scene.days)
    return scene.days


@_plant("Permintaan fitur", "R39", MAJOR, HELPDESK)
def wishes(scene: Scene) -> Sequence[date]:
    _say(scene, "fitur", ComplaintClass.OTHER, scene.chance.randint(1, 5), scene.days)
    return scene.days


@_plant("Sesi sering habis", "R40", REVIEW, HELPDESK)
def sessions(scene: Scene) -> Sequence[date]:
    _say(scene, "sesi", ComplaintClass.OTHER, scene.chance.randint(4, 12), scene.days)
    return scene.days


@_plant("Keluhan tidak dapat diakses pada hari SPSE mati", "R41", REVIEW, HELPDESK, "probe")
def outage(scene: Scene) -> Sequence[date]:
    days = scene.workdays(1)
    hour = scene.chance.randint(9, 13)
    scene.down(days[0], "Beranda SPSE", scene.chance.uniform(60, 200), hour)
    scene.request(days[0], HOME, "503", scene.chance.randint(50, 200), hour)
    scene.web(days[0], UNREACHABLE, 100, hour)
    _say(scene, "akses", ComplaintClass.OTHER, scene.chance.randint(4, 9), days, hour=hour)
    return days


@_plant("Keluhan lambat pada hari waktu jawab tinggi", "P23", REVIEW, HELPDESK, "web_log")
def slow_pages(scene: Scene) -> Sequence[date]:
    days = scene.workdays(2)
    for day in days:
        for name, value in (("mean", 3100.0), ("p95", 14_000.0), ("p99", 31_000.0)):
            scene.metric(day, "web_log", f"request_{name}_ms", value)
    _say(scene, "lambat", ComplaintClass.OTHER, 8, days)
    return days
