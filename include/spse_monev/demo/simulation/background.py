"""A month of an SPSE that is well: busy weekdays, quiet weekends, and the small errors that every server has.

What is ordinary here: users who click twice or go away in the middle, scanners that the firewall refuses, a remote
service that is late now and then, one restart for updates, a disk that grows slowly, some slow but rare queries, a few
indexes and tables of no importance, and 20 to 60 complaints of people who need help.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache

from spse_monev.analysis.complaints.corpus import Example, load_examples
from spse_monev.complaints import ComplaintClass, UserType
from spse_monev.demo.application.faults import FAULTS, JavaError
from spse_monev.demo.simulation.scene import COMPONENTS, Route, Scene

HOSTS = ("spse-aplikasi", "spse-basisdata")
DATABASE = "epns_prod"
_WEEK = (1.05, 1.0, 1.0, 0.95, 0.85, 0.3, 0.25)  # Monday to Sunday
UPLOAD = Route("POST", "/eproc4/dokumen/upload", 2400.0)
SEND = Route("POST", "/eproc4/penawaran/31/kirim", 1800.0)
SAVE = Route("POST", "/eproc4/lelang/31/simpan", 220.0)
HOME = Route("GET", "/eproc4/lelang", 180.0)
BIDDERS = Route("GET", "/eproc4/lelang/31/peserta", 240.0)
LOGIN = Route("POST", "/eproc4/login", 150.0)
DOWNLOAD = Route("GET", "/eproc4/dl/9f8a7c6d5e4f3a2b1c0d", 600.0)
_TRAFFIC = {HOME: 2400, BIDDERS: 900, LOGIN: 420, SAVE: 310, UPLOAD: 260, SEND: 90, DOWNLOAD: 700}

# Tables: rows, bytes, full scans a day.
TABLES = {
    "public.paket": (60_000, 95e6, 3),
    "public.lelang_seleksi": (42_000, 80e6, 4),
    "public.peserta": (900_000, 420e6, 0),
    "public.dok_penawaran": (1_600_000, 1.9e9, 0),
    "public.jadwal": (700_000, 260e6, 1),
    "public.rekanan": (35_000, 60e6, 6),
    "public.message_queue": (4_000, 8e6, 900),
    "public.tahap": (60, 4e4, 15_000),
}
QUERIES = {
    "SELECT * FROM paket WHERE pkt_id = $1": (9000, 0.4),
    "SELECT * FROM lelang_seleksi WHERE lls_id = $1": (8200, 0.6),
    "SELECT * FROM jadwal WHERE lls_id = $1 ORDER BY dtj_tglawal": (6400, 2.1),
    "SELECT p.*, r.rkn_nama FROM peserta p JOIN rekanan r ON r.rkn_id = p.rkn_id WHERE p.lls_id = $1": (3900, 6.5),
    "SELECT * FROM dok_penawaran WHERE psr_id = $1": (2600, 3.2),
    "SELECT * FROM rekanan WHERE rkn_namauser = $1": (1300, 1.1),
    "UPDATE message_queue SET status = $1 WHERE mq_id = $2": (1100, 0.8),
    "SELECT count(*) FROM lelang_seleksi WHERE lls_status = $1": (450, 24.0),
    # The annual figures, which somebody asks for now and then: slow, and of no importance.
    "SELECT pkt_tahun, sum(pkt_pagu) FROM paket GROUP BY pkt_tahun": (0, 900.0),
}
_RARE_QUERY = "SELECT pkt_tahun, sum(pkt_pagu) FROM paket GROUP BY pkt_tahun"
_GIGABYTE = 1024**3

SETTINGS: dict[str, tuple[str, str | None]] = {
    "server_version": ("16.10", None),
    "server_version_num": ("160010", None),
    "max_connections": ("200", None),
    "superuser_reserved_connections": ("3", None),
    "shared_buffers": ("524288", "8kB"),
    "effective_cache_size": ("1572864", "8kB"),
    "work_mem": ("16384", "kB"),
    "maintenance_work_mem": ("524288", "kB"),
    "max_wal_size": ("4096", "MB"),
    "min_wal_size": ("1024", "MB"),
    "checkpoint_timeout": ("300", "s"),
    "autovacuum": ("on", None),
    "autovacuum_vacuum_scale_factor": ("0.1", None),
    "autovacuum_analyze_scale_factor": ("0.05", None),
    "autovacuum_freeze_max_age": ("200000000", None),
    "idle_in_transaction_session_timeout": ("600000", "ms"),
    "fsync": ("on", None),
    "full_page_writes": ("on", None),
    "synchronous_commit": ("on", None),
    "track_counts": ("on", None),
    "log_temp_files": ("4096", "kB"),
    "temp_file_limit": ("-1", "kB"),
    "TimeZone": ("Asia/Jakarta", None),
}

# Figures of each database that are told of the whole server too.
_TOTALS = frozenset(
    {"commit_count", "rollback_count", "deadlock_count", "hit_blocks", "read_blocks", "cache_hit_pct", "temp_bytes",
     "temp_file_count"}
)  # fmt: skip

BROKEN_PIPE = JavaError(
    "controllers.DokumenCtr.unduh", 71,
    (("play.exceptions.JavaExecutionException", "Broken pipe"), ("java.io.IOException", "Broken pipe")), "",
)  # fmt: skip
_ODD = (("controllers.lelang.JadwalCtr.ubah", 211), ("models.kontrak.Kontrak.hitung", 64), ("ext.Tanggal.baca", 39),
        ("controllers.rekanan.TenagaAhliCtr.simpan", 128), ("controllers.lelang.EvaluasiCtr.lihat", 97))  # fmt: skip
# Topics of complaints that call for a change by themselves, or by their number; they are left to the plants.
_NOT_ORDINARY = frozenset({"fitur", "apendo_spamkodok", "akses", "lambat", "sesi", "lainnya"})


def fill(scene: Scene) -> None:
    """Let three months pass in which nothing is wrong."""
    scene.settings.update(SETTINGS)
    restarts = {scene.chance.choice([day for day in scene.all_days if day.month == month]) for month in _months(scene)}
    disk = scene.chance.uniform(38, 58)
    for number, day in enumerate(scene.all_days):
        busy = _WEEK[day.weekday()] * scene.chance.uniform(0.9, 1.1)
        _traffic(scene, day, busy)
        _small_errors(scene, day, busy)
        _database(scene, day, busy, number)
        _hosts(scene, day, busy, disk + 0.03 * number)
        _probe(scene, day, number)
        if day in restarts:
            _restart(scene, day)
    _complaints(scene)


def _months(scene: Scene) -> list[int]:
    return sorted({day.month for day in scene.all_days})


def _traffic(scene: Scene, day: date, busy: float) -> None:
    for route, number in _TRAFFIC.items():
        scene.requests(day, route, round(number * busy))
    for route, status, mean in (
        (Route("GET", "/favicon.ico", 2.0), "404", 30), (HOME, "404", 4), (DOWNLOAD, "410", 3), (DOWNLOAD, "404", 2),
        (Route("GET", "/eproc4/admin", 3.0), "403", 8), (UPLOAD, "499", 1.5), (UPLOAD, "408", 0.4),
        (UPLOAD, "400", 0.2), (LOGIN, "403", 0.3), (HOME, "502", 0.1), (BIDDERS, "504", 0.1),
    ):  # fmt: skip
        if number := scene.poisson(mean * busy):
            scene.request(day, route, status, number)
    if scene.chance.random() < 0.08:
        scene.request(day, UPLOAD, "413")  # somebody tries a film
    answered = round(sum(_TRAFFIC.values()) * busy)
    for name, value in {
        "request_count": answered, "request_mean_ms": scene.chance.uniform(260, 340),
        "request_p95_ms": scene.chance.uniform(900, 1300), "request_p99_ms": scene.chance.uniform(2500, 4000),
        "unique_client_count": round(300 * busy), "upload_failed_pct": scene.chance.uniform(0.2, 1.2),
    }.items():  # fmt: skip
        scene.metric(day, "web_log", name, float(value))
    # Scanners look for other people's software, and the firewall refuses them.
    for _ in range(scene.poisson(6)):
        scene.web(
            day,
            "security2:error [client 203.0.113.9:5000] ModSecurity: Access denied with code 403 (phase 1). Pattern "
            'match "wp-login" at REQUEST_URI. [file "/etc/httpd/modsecurity.d/10.conf"] [line "7"] [id "930130"] '
            '[msg "Restricted File Access Attempt"] [severity "CRITICAL"] [hostname "spse.contoh.go.id"] '
            '[uri "/wp-login.php"] [unique_id "Z1"]',
        )


def _small_errors(scene: Scene, day: date, busy: float) -> None:
    for mean, error, request in (
        (4.0, BROKEN_PIPE, "GET /eproc4/dl/9f8a7c6d5e4f3a2b1c0d"),
        (0.3, FAULTS["remote_timeout"].error, "GET /eproc4/sirup/81/paket"),
        (0.1, FAULTS["mail"].error, "POST /eproc4/undangan/12/kirim"),
        (0.05, FAULTS["pool_exhausted"].error, "GET /eproc4/lelang"),
    ):
        if error is not None and (number := scene.poisson(mean * busy)):
            scene.java(day, error, request, number)
    if scene.chance.random() < 0.04:
        place, line = scene.chance.choice(_ODD)
        chain = (("play.exceptions.JavaExecutionException", "null"), ("java.lang.NullPointerException", "null"))
        scene.java(day, JavaError(place, line, chain, ""), "GET /eproc4/lelang/31/lihat")
        scene.request(day, BIDDERS, "500")
    if number := scene.poisson(2 * busy):
        scene.line(day, "WARNING", "Percobaan masuk gagal untuk pengguna ?", number)
    for mean, severity, code, message in (
        (3.0, "ERROR", "23505", 'duplicate key value violates unique constraint "peserta_lls_rkn_key"'),
        (1.0, "ERROR", "22P02", 'invalid input syntax for type integer: "dua"'),
        (0.4, "ERROR", "57014", "canceling statement due to user request"),
        (0.3, "FATAL", "28P01", 'password authentication failed for user "cadangan"'),
        (0.05, "ERROR", "40P01", "deadlock detected"),
        (3.0, "LOG", "08006", "could not receive data from client: Connection reset by peer"),
        (0.3, "LOG", "00000", 'temporary file: path "base/pgsql_tmp/pgsql_tmp71.0", size 9437184'),
        (40.0, "LOG", "00000", "checkpoint starting: time"),
        (1.0, "LOG", "00000", "checkpoint starting: wal"),
    ):
        if number := scene.poisson(mean * busy):
            scene.postgres(day, severity, code, message, number)


def _restart(scene: Scene, day: date) -> None:
    """Both servers are updated in the evening."""
    scene.postgres(day, "LOG", "00000", "received fast shutdown request", hour=19)
    scene.postgres(day, "LOG", "00000", "database system is shut down", hour=19)
    scene.postgres(day, "FATAL", "57P03", "the database system is starting up", hour=19)
    scene.postgres(day, "LOG", "00000", "database system is ready to accept connections", hour=19)
    scene.metric(day, "application_log", "application_start_count", 1.0)
    scene.metric(day, "spse_status", "application_restart_count", 1.0)
    scene.down(day, COMPONENTS[0], 5.0, 19)


def _database(scene: Scene, day: date, busy: float, number: int) -> None:
    chance = scene.chance
    connections = round(chance.uniform(38, 60))
    for name, value in {
        "connection_count": connections, "connection_active_count": 3, "connection_idle_count": connections - 4,
        "connection_idle_in_transaction_count": 1, "max_connections_count": 200,
        "connection_usage_pct": connections / 2,
        "longest_transaction_seconds": chance.uniform(0.1, 20), "longest_query_seconds": chance.uniform(0, 5),
        "longest_idle_in_transaction_seconds": chance.uniform(0, 8), "uptime_seconds": 86_400.0 * (20 + number % 30),
        "statistics_age_hours": 24.0 * (150 + number), "checkpoint_timed_count": 286, "checkpoint_requested_count": 2,
        "wal_archived_count": round(120 * busy), "wal_archive_failed_count": 0, "table_count": 240,
        "table_never_analyzed_count": 3, "table_never_vacuumed_count": 9, "standby_count": 0,
        "replication_lag_bytes": 0,
    }.items():  # fmt: skip
        scene.metric(day, "database", name, float(value))
    for name, value in {
        "commit_count": round(90_000 * busy), "rollback_count": round(300 * busy), "deadlock_count": 0,
        "hit_blocks": round(2.2e7 * busy), "read_blocks": round(2e5 * busy),
        "cache_hit_pct": chance.uniform(98.6, 99.7), "temp_bytes": chance.uniform(0, 4e7), "temp_file_count": 3,
        "checksum_failure_count": 0, "database_size_bytes": (14 + 0.004 * number) * _GIGABYTE,
        "xid_age_count": 6e7 + 9e4 * number, "xid_freeze_limit_pct": 30 + 0.05 * number,
        "xid_wraparound_pct": 2.8 + 0.004 * number, "multixact_age_count": 1e6, "multixact_freeze_limit_pct": 0.3,
    }.items():  # fmt: skip
        scene.metric(day, "database", name, float(value), DATABASE)
        if name in _TOTALS:
            scene.metric(day, "database", name, float(value))
    for table, (rows, size, scans) in TABLES.items():
        dead = chance.uniform(1, 9)
        for name, value in {
            "table_live_row_count": rows, "table_size_bytes": size, "table_dead_row_pct": dead,
            "table_dead_row_count": rows * dead / (100 - dead), "table_seq_scan_count": scans * busy,
            "table_seq_row_read_count": rows * scans * busy, "index_scan_count": 900 * busy,
            "table_analyze_age_hours": chance.uniform(3, 90), "table_vacuum_age_hours": chance.uniform(3, 120),
        }.items():  # fmt: skip
            if value:
                scene.metric(day, "database", name, float(value), table)
    scene.metric(day, "database", "unused_index_size_bytes", 16_384.0, "public.tahap_nama_idx")
    for name, used in (("public.paket_pkt_id_seq", 0.1), ("public.message_queue_mq_id_seq", 21.0)):
        scene.metric(day, "database", "sequence_used_pct", used + 0.002 * number, name)
    for text, (calls, mean_ms) in QUERIES.items():
        if calls:
            scene.query(day, text, round(calls * busy), mean_ms * chance.uniform(0.85, 1.15))
    if chance.random() < 0.15:
        scene.query(day, _RARE_QUERY, 1, 900 * chance.uniform(0.8, 1.2))


def _hosts(scene: Scene, day: date, busy: float, disk: float) -> None:
    chance = scene.chance
    for host in HOSTS:
        cpu = 14 + 34 * busy * chance.uniform(0.85, 1.15)
        memory = chance.uniform(55, 68)
        for name, value in {
            "host_cpu_mean_pct": cpu / 2, "host_cpu_p95_pct": cpu, "host_cpu_max_pct": min(100, cpu * 1.7),
            "host_memory_mean_pct": memory - 3, "host_memory_p95_pct": memory, "host_memory_max_pct": memory + 5,
            "host_load_mean_count": 1.0, "host_load_p95_count": cpu / 18, "host_load_max_count": cpu / 10,
        }.items():  # fmt: skip
            scene.metric(day, "zabbix", name, value, host)
        for name in ("host_disk_mean_pct", "host_disk_p95_pct", "host_disk_max_pct"):
            scene.metric(day, "zabbix", name, disk, f"{host}:/")
        for name, rate in (("host_network_in", 9e5), ("host_network_out", 4e6)):
            for figure in ("mean", "p95", "max"):
                scene.metric(day, "zabbix", f"{name}_{figure}_bytes_per_second", rate * busy, f"{host}:eth0")
    if chance.random() < 0.04:
        scene.incident(day, scene.hour(), 8, chance.choice(HOSTS), "Load average is too high (per CPU load over 1.5 "
                       "for 5m)", "warning")  # fmt: skip
    if chance.random() < 0.02:
        scene.incident(day, scene.hour(), 4, chance.choice(HOSTS), "Zabbix agent is not available (for 3m)", "warning")
    for name, value in {
        "heap_max_bytes": 6 * _GIGABYTE, "heap_used_bytes": chance.uniform(2.5, 4.4) * _GIGABYTE,
        "heap_used_pct": chance.uniform(40, 74),
    }.items():  # fmt: skip
        scene.metric(day, "spse_status", name, value)


def _probe(scene: Scene, day: date, number: int) -> None:
    for component in COMPONENTS:
        latency = scene.chance.uniform(60, 240)
        scene.metric(day, "probe", "probe_latency_mean_ms", latency, component)
        scene.metric(day, "probe", "probe_latency_p95_ms", latency * 2, component)
        if component != "Porta basis data":
            scene.metric(day, "probe", "certificate_days", 330.0 - number, component)


@cache
def _ordinary() -> tuple[Example, ...]:
    return tuple(
        example
        for example in load_examples()
        if example.complaint_class is ComplaintClass.USE or example.topic not in _NOT_ORDINARY
    )


@cache
def examples(topic: str, complaint_class: ComplaintClass) -> tuple[Example, ...]:
    """The sentences of a topic and class."""
    return tuple(each for each in load_examples() if (each.topic, each.complaint_class) == (topic, complaint_class))


def _complaints(scene: Scene) -> None:
    """Requests for help of many people, on many matters; what is asked over and over is left to the plants."""
    asked: Counter[tuple[ComplaintClass, str]] = Counter()
    wanted = scene.chance.randint(20, 60)
    for example in scene.chance.sample(_ordinary(), 4 * wanted):
        kind = (example.complaint_class, example.topic)
        is_fault = example.complaint_class is not ComplaintClass.USE
        if wanted == 0 or asked[kind] >= (2 if is_fault else 4):
            continue
        wanted -= 1
        asked[kind] += 1
        day = scene.chance.choice(scene.days)
        hour = scene.chance.uniform(8, 16) if scene.chance.random() < 0.7 else None
        scene.complaint(day, *kind, example.text, hour=hour, user_type=scene.chance.choice(list(UserType)[:4]))
