"""A mixed load on SPSE's database: one round of a few seconds stands for one day.

Ordinary work and faults are drawn from a seed and spread over the round as `story.HOURLY_WEIGHTS` spreads a day.
Each worker is one user with one application name and one way of speaking to the server: the simple protocol, the
extended protocol, or prepared statements.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from spse_monev.demo.cluster import SQL
from spse_monev.demo.faults import FAULT_VENDORS, Faults
from spse_monev.demo.postgres import Server
from spse_monev.demo.story import HOURLY_WEIGHTS, RoundPlan

OPERATIONS_PER_SESSION = 40
FAULT_WORKERS = 3
CHECKPOINT_WARNINGS = 2


@dataclass(frozen=True, slots=True)
class Worker:
    """One stream of ordinary work."""

    user: str
    application: str
    protocol: str  # simple, extended or prepared
    share: float  # of the day's operations
    mix: Mapping[str, float]  # query (a file of include/sql/demo/load): weight


WORKERS = (
    Worker(
        "spse_publik", "portal-publik", "extended", 0.3,
        {"daftar_lelang": 5, "rincian_lelang": 4, "jadwal_lelang": 3, "cari_paket": 1},
    ),
    Worker(
        "spse_app", "spse-web", "prepared", 0.35,
        {"perbarui_sesi": 6, "rincian_lelang": 4, "peserta_lelang": 1, "masuk_rekanan": 2, "kirim_penawaran": 1},
    ),
    Worker(
        "spse_app", "spse-web", "simple", 0.3,
        {"perbarui_sesi": 5, "jadwal_lelang": 3, "peserta_lelang": 1, "unggah_dokumen": 2, "daftar_lelang": 2},
    ),
    Worker("spse_app", "penjadwal", "extended", 0.03, {"hapus_sesi": 1, "perbarui_sesi": 4}),
    Worker(
        "spse_laporan", "laporan", "simple", 0.02,
        {"rekap_penyedia": 3, "rekap_satuan_kerja": 3, "dokumen_besar": 2},
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did: its window on the server's clock, the statements of ordinary work, the faults provoked."""

    start: datetime
    end: datetime
    operations: int
    faults: Counter[str]


class Sessions:
    """Opens sessions on SPSE's database as the demo's users."""

    def __init__(self, server: Server, passwords: Mapping[str, str]) -> None:
        self._server = server
        self._passwords = passwords

    def __call__(self, user: str, application: str, **parameters: str) -> psycopg.Connection[Any]:
        """An autocommit session; `parameters` override libpq's."""
        values = {
            "host": "127.0.0.1",
            "port": str(self._server.port),
            "dbname": "spse",
            "user": user,
            "password": self._passwords[user],
            "application_name": application,
            # One login is one connection in the log: no second attempt without encryption.
            "sslmode": "disable",
            "gssencmode": "disable",
            **parameters,
        }
        return psycopg.connect(make_conninfo("", **values), autocommit=True)


def run_round(connect: Sessions, plan: RoundPlan, seconds: float) -> Round:
    """Do a day's work in about `seconds`, longer on a slow machine; an error that was not meant is raised."""
    with connect("postgres", "spse-demo") as administrator:
        for statement in plan.changes:
            administrator.execute(statement.encode())
        start = _server_clock(administrator)
        deadline = time.monotonic() + seconds
        jobs: list[Callable[[], Counter[str]]] = [
            *(lambda worker=worker: _work(connect, worker, plan, deadline - seconds, seconds) for worker in WORKERS),
            *(lambda number=number: _fail(connect, number, plan, deadline - seconds, seconds)
              for number in range(FAULT_WORKERS)),
        ]  # fmt: skip
        with ThreadPoolExecutor(len(jobs)) as pool:
            done = list(pool.map(lambda job: job(), jobs))
        if plan.frequent_checkpoints:
            _hurry_checkpoints(administrator)
        time.sleep(max(0.0, deadline - time.monotonic()))
        end = _server_clock(administrator)
    faults: Counter[str] = Counter()
    for seen in done:
        faults.update(seen)
    return Round(start=start, end=end, operations=faults.pop("operations"), faults=faults)


def _work(connect: Sessions, worker: Worker, plan: RoundPlan, start: float, seconds: float) -> Counter[str]:
    chance = random.Random(f"{plan.seed} {worker}")
    moments = _moments(chance, round(plan.operations * worker.share), start, seconds)
    names, weights = list(worker.mix), list(worker.mix.values())
    for first in range(0, len(moments), OPERATIONS_PER_SESSION):
        part = moments[first : first + OPERATIONS_PER_SESSION]
        _sleep_until(part[0])
        with connect(worker.user, worker.application) as session:
            cursor = psycopg.ClientCursor(session) if worker.protocol == "simple" else session.cursor()
            prepare = {"prepare": worker.protocol == "prepared"} if worker.protocol != "simple" else {}
            for moment in part:
                _sleep_until(moment)
                name = chance.choices(names, weights)[0]
                cursor.execute(_statement(name), _values(chance), **prepare)
    return Counter(operations=len(moments))


def _fail(connect: Sessions, number: int, plan: RoundPlan, start: float, seconds: float) -> Counter[str]:
    chance = random.Random(f"{plan.seed} {number}")
    kinds = sorted(plan.faults.elements())[number::FAULT_WORKERS]
    chance.shuffle(kinds)
    # Vendors of its own, so that the faults of one worker do not wait for those of another.
    share = len(FAULT_VENDORS) // FAULT_WORKERS
    faults = Faults(connect, chance, FAULT_VENDORS[number * share : (number + 1) * share])
    seen: Counter[str] = Counter()
    for kind, moment in zip(kinds, _moments(chance, len(kinds), start, seconds), strict=True):
        _sleep_until(moment)
        seen.update(faults.provoke(kind))
    return seen


def _moments(chance: random.Random, count: int, start: float, seconds: float) -> list[float]:
    """`count` moments of the monotonic clock, in order, spread as a day's work is spread over its hours."""
    hours = chance.choices(range(24), HOURLY_WEIGHTS, k=count)
    return sorted(start + (hour + chance.random()) / 24 * seconds for hour in hours)


def _sleep_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))


@cache
def _statement(name: str) -> bytes:
    return (SQL / "load" / f"{name}.sql").read_bytes()


def _values(chance: random.Random) -> dict[str, Any]:
    return {
        "status": chance.randrange(4),
        "lelang": chance.randint(1, 3000),
        "pola": f"%{chance.choice(['jalan', 'gedung', 'jaringan', 'kesehatan', 'irigasi'])}%",
        "tahun": chance.choice([2024, 2025, 2026]),
        "rekanan": chance.randrange(1, FAULT_VENDORS.start),
        "sesi": chance.randint(1, 2000),
        "peserta": chance.randint(1, 40000),
        "harga": chance.randrange(40_000_000, 900_000_000),
        "nama": f"dokumen_sintetis_{chance.randrange(100_000):05d}.pdf",
        "ukuran": chance.randrange(10_000, 20_000_000),
    }


def _hurry_checkpoints(administrator: psycopg.Connection[Any]) -> None:
    """Make WAL in bulk against a small max_wal_size, until the server has complained about its checkpoints."""
    requested = "SELECT num_requested FROM pg_stat_checkpointer"
    administrator.execute("ALTER SYSTEM SET max_wal_size = '32MB'")
    administrator.execute("SELECT pg_reload_conf()")
    try:
        before = administrator.execute(requested).fetchone()
        for _ in range(60):
            administrator.execute("SELECT pg_logical_emit_message(false, 'spse-demo', repeat('x', 8000000))")
            time.sleep(0.02)
            now = administrator.execute(requested).fetchone()
            # The first one only counts as frequent if another came shortly before it.
            if before and now and now[0] > before[0] + CHECKPOINT_WARNINGS:
                break
    finally:
        administrator.execute("ALTER SYSTEM RESET max_wal_size")
        administrator.execute("SELECT pg_reload_conf()")


def _server_clock(session: psycopg.Connection[Any]) -> datetime:
    row = session.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None  # noqa: S101  # a SELECT without FROM has one row
    moment: datetime = row[0]
    return moment
