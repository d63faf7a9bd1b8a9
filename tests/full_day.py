"""A made-up day that fills every column of the warehouse, hostile texts among them."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg

from spse_monev.facts import (
    Availability,
    Client,
    Counter,
    Coverage,
    CoverageState,
    ErrorCount,
    FailureCount,
    Histogram,
    Incident,
    Metric,
    MonitorKind,
    Place,
    ProbeResult,
    Purpose,
    QueryTiming,
    Reading,
    RouteTraffic,
    Setting,
    Severity,
    StatementCounter,
    StatisticsSnapshot,
    StatusMonitor,
    StatusSnapshot,
)
from spse_monev.period import Day
from spse_monev.warehouse import Warehouse

SITE = "lpse_contoh"
SOURCE = "log_basis_data"
DAY = Day.parse("2026-11-23", ZoneInfo("Asia/Jakarta"))
AT = datetime(2026, 11, 23, 3, 4, 5, 678901, UTC)
PER_HOUR = tuple(range(24))
# What breaks quoting, COPY's text format, printf, and fonts, but which PostgreSQL must give back as it was.
HOSTILE = (
    '\'; DROP TABLE monev.coverage; --\t\\. \\N \\\\ %s %% %(site)s {0} "kutip"\r\n'
    "\x01\x7f \u202e 🏛️ é \N{NO-BREAK SPACE}"
)
# What PostgreSQL cannot hold.
UNSTORABLE = "a\x00b\ud800c"
STORED = "a\ufffdb\ufffdc"


def coverage(state: CoverageState = CoverageState.OK, entries: int = 1000) -> Coverage:
    return Coverage(
        state=state,
        reasons=() if state is CoverageState.OK else (f"alasan {HOSTILE}",),
        file_count=3,
        read_bytes=7 * 10**9,
        entry_count=entries,
        unparsed_count=2,
        unparsed_places=(Place("postgresql.csv", 5, HOSTILE), Place("postgresql.csv", None, "")),
        first_at=AT,
        last_at=AT + timedelta(hours=5),
        per_hour=PER_HOUR,
        parser="csvlog 26 kolom",
    )


def reading(state: CoverageState = CoverageState.OK, entries: int = 1000, errors: int = 100) -> Reading:
    return Reading(
        coverage(state, entries),
        errors=tuple(
            ErrorCount(
                fingerprint=f"e{number:04}",
                severity="ERROR",
                code="23505" if number % 2 else None,
                message=f"{number} {HOSTILE}",
                count=number + 1,
                first_at=AT,
                last_at=AT,
                per_hour=PER_HOUR,
                by_user={HOSTILE: number + 1},
                by_database={"epns": number + 1},
                by_route={HOSTILE: number + 1},
                place=HOSTILE,
                sample=HOSTILE,
                sample_statement=HOSTILE if number % 2 else None,
            )
            for number in range(errors)
        ),
        queries=(
            QueryTiming("q1", HOSTILE, (-(2**63), 2**63 - 1), 4, 10.0, 4.0, Histogram.of((1, 2, 3, 4)), {"epns": 4}),
            QueryTiming("q2", "select ?", (), 3, 1.5, None, None, {}, 7, 8, 9, 10),
        ),
        failures=(
            FailureCount("deadlock", 2, AT, AT, PER_HOUR, HOSTILE),
            FailureCount("lock_timeout", 1),
        ),
        metrics=(Metric("temp_bytes", 2.0**53), Metric("size_bytes", -0.5, HOSTILE)),
        traffic=(
            RouteTraffic(
                "GET", HOSTILE, Client.USER, Purpose.PAGE, 4, {"200": 3, "500": 1}, PER_HOUR, PER_HOUR, 2**40,
                4, 10.0, 4.0, Histogram.of((1, 2, 3, 4)),
            ),
            RouteTraffic("", "Lelang.index", Client.USER, Purpose.ACTION, 1),
        ),
        incidents=(
            Incident("17", "spse", HOSTILE, Severity.CRITICAL, True, AT, AT + timedelta(minutes=5)),
            Incident("18", HOSTILE, "penuh", Severity.WARNING, False, AT, None),
        ),
        availability=(
            Availability(HOSTILE, 86000.0, 300.0, 100.0, 1, 300.0),
            Availability("web", 0.0, 0.0, 86400.0, 0),
        ),
    )  # fmt: skip


def snapshot(taken_at: datetime = AT) -> StatisticsSnapshot:
    return StatisticsSnapshot(
        taken_at=taken_at,
        server_version=180006,
        extension_version="1.12",
        started_at=AT - timedelta(days=3),
        statements_reset_at=None,
        deallocations=4,
        statements=(
            StatementCounter("spse", "epns", -5, False, HOSTILE, 1, 0.1, 0.1, 0, 0, 0, 0),
            StatementCounter("spse", "epns", -5, True, "select $1", 9, 1.25, 1.0, 9, 2**40, 3, 4),
        ),
        counters=(Counter("commit_count", 12.0), Counter("commit_count", 7.0, "epns", AT)),
        gauges=(Metric("size_bytes", 1e12, "epns"),),
        settings=(
            Setting("search_path", HOSTILE, None, "default", False),
            Setting("work_mem", "4", "MB", "file", True),
        ),
        notes=("tidak terbaca: pg_stat_wal",),
    )


def status(taken_at: datetime = AT) -> StatusSnapshot:
    return StatusSnapshot(
        taken_at=taken_at,
        started_at=AT - timedelta(days=3),
        monitors=(
            StatusMonitor(MonitorKind.QUERY, "select ? " + "x" * 5000, 7, 70.0, 1.0, 30.0),
            StatusMonitor(MonitorKind.TEMPLATE, HOSTILE, 0, 0.0, 0.0, 0.0),
        ),
        gauges=(Metric("heap_used_bytes", 1e9),),
        java_version="17.0.15",
        notes=(HOSTILE,),
    )


def probe_results() -> list[ProbeResult]:
    """By component and time, as the warehouse gives them back."""
    return [
        ProbeResult("Beranda SPSE", AT, True, 12.5, HOSTILE, 41.5),
        ProbeResult("Beranda SPSE", AT + timedelta(minutes=5), False, None, "tidak menjawab"),
        ProbeResult("situs kabupaten", AT, True, 3.0, "menjawab"),
    ]


def store(conninfo: str) -> None:
    """Store the day; what a test's child process runs."""
    with psycopg.connect(conninfo) as connection:
        Warehouse(connection).store_reading(SITE, DAY, SOURCE, reading())


if __name__ == "__main__":
    store(sys.argv[1])
