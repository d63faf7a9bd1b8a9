"""A week of a made-up LPSE, for a real warehouse that is asked with the report's own SQL."""

from __future__ import annotations

import random
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from spse_monev.deviations import REPORT, Deviation, DeviationKind, Step
from spse_monev.facts import (
    CheckState,
    Coverage,
    CoverageState,
    ErrorCount,
    FailureCount,
    Histogram,
    Metric,
    Place,
    QueryTiming,
    Reading,
    Setting,
    SourceCheck,
    StatisticsSnapshot,
)
from spse_monev.findings import (
    Actor,
    ChangeClass,
    Compared,
    Comparison,
    Evidence,
    Finding,
    HistoryState,
    Impact,
    Judgement,
    JudgementState,
    Measure,
    Priority,
    Urgency,
)
from spse_monev.period import Day, Month
from spse_monev.reports.daily import COMPARED, QUERIES
from spse_monev.reports.deviations import JUDGED
from spse_monev.settings import Site
from spse_monev.warehouse import Warehouse

Rows = dict[str, list[dict[str, Any]]]

ERRORS = (
    ("ERROR", "23505", 'duplicate key value violates unique constraint "?"', "peserta"),
    ("ERROR", "40P01", "deadlock detected", "penawaran"),
    ("ERROR", "57014", "canceling statement due to statement timeout", "paket"),
    ("ERROR", "42P01", 'relation "?" does not exist', "rekanan_lama"),
    ("ERROR", "42601", 'syntax error at or near "?"', "jadwal"),
    ("FATAL", "28P01", 'password authentication failed for user "?"', ""),
    ("FATAL", "53300", "sorry, too many clients already", ""),
    ("WARNING", "25P01", "there is no transaction in progress", ""),
)
FORMULAS = (
    '=HYPERLINK("http://contoh.example";"klik")',
    "+1+1",
    "-1+1",
    "@SUM(1;1)",
    "\t=1+1",
    "\r=1+1",
    "=cmd|' /C calc'!A0",
)
TABLES = (
    "paket",
    "lelang_seleksi",
    "peserta",
    "dok_penawaran",
    "jadwal",
    "rekanan",
    "evaluasi",
    "berita_acara",
    "sanggahan",
)
QUERY = (
    "SELECT p.pkt_id, p.pkt_nama, p.pkt_pagu, t.akt_jenis FROM {a} p JOIN {b} t ON t.pkt_id = p.pkt_id "
    "WHERE p.stk_id = $1 AND p.pkt_status IN ($2) AND t.tahap = $3 ORDER BY p.auditupdate DESC LIMIT $4 OFFSET ${n}"
)


def answers(warehouse: Warehouse, site: Site, day: Day) -> Rows:
    """The answers of the warehouse, no deviations, and nothing to compare with."""
    rows = {name: warehouse.report_rows(name, site.key, day) for name in QUERIES}
    return rows | {name: [] for name in (*COMPARED, *JUDGED)}


def analyse(warehouse: Warehouse, site: Site, period: Day | Month) -> None:
    """Findings of every class, hostile texts in what comes from outside, and rules that could not be judged."""
    evidence = tuple(
        Evidence(text, "database_log", period.start.date(), value=float(100 - number))
        for number, text in enumerate(FORMULAS)
    )
    texts = {"class_reason": "Menurut SOP ...", "how": "Caranya", "test": "Ujinya", "undo": "Pengembaliannya"}
    found = [
        Finding(
            f"{number:016x}", rule_id, "", title, change_class, change=f"Ubah {number}", actor=Actor.ADMINISTRATOR,
            urgency=Urgency.URGENT, impact=Impact.LARGE, priority=priority, evidence=evidence[:number], doubts=doubts,
            **texts,
        )
        for number, (rule_id, title, change_class, priority, doubts) in enumerate(
            (
                ("R09", FORMULAS[0], ChangeClass.MAJOR, Priority.HIGH, ()),
                ("R05", "Jatah koneksi habis", ChangeClass.MINOR, Priority.HIGH, ()),
                ("R17", "Cache kurang", ChangeClass.REVIEW, Priority.MEDIUM, (FORMULAS[1], "RAM tidak diukur")),
                ("R30", "CPU penuh", ChangeClass.MAJOR, Priority.MEDIUM, ()),
                ("R38", "Pelatihan", ChangeClass.NONE, Priority.LOW, ()),
            ),
            1,
        )
    ]  # fmt: skip
    judged = [Judgement(each.rule_id, "", JudgementState.FIRED) for each in found]
    judged += [
        Judgement("R01", "", JudgementState.NOT_FIRED),
        Judgement("R31", "", JudgementState.CANNOT_JUDGE, missing=(FORMULAS[3], "tidak ada sumber berjenis zabbix")),
    ]
    warehouse.analysis.store(site.key, period, found, judged)


def comparison_rows(day: Day) -> list[dict[str, Any]]:
    """One of each state, hostile texts in what comes from outside, as the pipeline hands them in."""
    made = [
        Comparison(
            kind, measure, "database_log", str(number), FORMULAS[number], state, before, after, count_before=90,
            count_after=20, days_before=9, days_after=1, first_seen=day.date, last_seen=day.date,
            text=f"Kalimat {number}.",
        )
        for number, (kind, measure, state, before, after) in enumerate(
            (
                (Compared.ERROR, Measure.COUNT, HistoryState.NEW, 0.0, 20.0),
                (Compared.QUERY, Measure.MEAN_MS, HistoryState.RISEN, 12.5, 130.0),
                (Compared.FAILURE, Measure.COUNT, HistoryState.GONE, 10.0, None),
                (Compared.ERROR, Measure.COUNT, HistoryState.AS_BEFORE, 10.0, 10.0),
                (Compared.ERROR, Measure.COUNT, HistoryState.TOO_LITTLE_HISTORY, None, 10.0),
            )
        )
    ]  # fmt: skip
    return [asdict(each) for each in made]


def deviation_rows(day: Day) -> list[dict[str, Any]]:
    """One of each kind, hostile texts in what comes from outside, as the pipeline hands them in."""
    made = [
        Deviation(day, step, kind, subject, "baku", actual, evidence, "Administrator Sistem LPSE", "(Nama)")
        for step, kind, subject, actual, evidence in (
            (Step.REPORT, DeviationKind.TIME, REPORT, "baru ditulis 24-11-2026 09.00 WIB", "terlambat 1 jam 30 menit"),
            (Step.COLLECT, DeviationKind.OUTPUT, "database_log", "7 dari 90 baris tidak terurai", "; ".join(FORMULAS)),
            (Step.CHECK, DeviationKind.EQUIPMENT, "monitoring", "tidak aktif", FORMULAS[0]),
        )
    ]
    return [asdict(each) | {"deviation_id": each.deviation_id} for each in made]


def fill_week(warehouse: Warehouse, site: Site, day: Day) -> None:
    for back in range(7, -1, -1):
        when = day.shift(-back)
        dice = random.Random(back)
        size = 1.0 if back else 1.3
        warehouse.store_reading(site.key, when, "database_log", log_reading(when, dice, size))
        warehouse.store_snapshot(site.key, when, "database", snapshot(when, changed=back == 0))
        warehouse.store_reading(site.key, when, "database", statistics_reading(when, dice, back, size))
        for name in site.sources:
            for attempt in range(2 if name == "monitoring" and not back else 1):
                bad = name == "monitoring" and not back and not attempt
                warehouse.add_check(site.key, when, check(when, name, attempt, bad))


def per_hour(dice: random.Random, count: int) -> tuple[int, ...]:
    hours = dice.choices(
        range(24), [1, 1, 1, 1, 1, 1, 2, 4, 9, 14, 15, 13, 8, 10, 14, 13, 9, 5, 3, 2, 2, 2, 1, 1], k=count
    )
    return tuple(hours.count(hour) for hour in range(24))


def log_reading(day: Day, dice: random.Random, size: float = 1.0, kinds: int = 300, queries: int = 500) -> Reading:
    errors = []
    for index in range(kinds):
        severity, code, message, table = ERRORS[index % len(ERRORS)]
        count = max(1, int(dice.uniform(0.6, 1.4) * size * 900 / (index + 1)))
        statement = QUERY.format(a=table or "paket", b="jadwal", n=5) if table else None
        text = message if index < len(ERRORS) else f"{message} (bentuk ke-{index // len(ERRORS)})"
        if index < len(FORMULAS):
            statement = FORMULAS[index]
        hours = per_hour(dice, count)
        first = next(hour for hour, n in enumerate(hours) if n)
        last = max(hour for hour, n in enumerate(hours) if n)
        errors.append(
            ErrorCount(
                fingerprint=f"{index:032x}",
                severity=severity,
                code=code,
                message=text,
                count=count,
                first_at=day.start_utc + timedelta(hours=first, minutes=7, seconds=13),
                last_at=day.start_utc + timedelta(hours=last, minutes=51, seconds=2, microseconds=5000),
                per_hour=hours,
                by_user={"epns": count},
                by_database={"epns_prod": count},
                by_application={"PostgreSQL JDBC Driver": count - count // 3, "psql": count // 3}
                if count > 2
                else {"": count},
                sample=f"{text.replace('?', 'contoh')}\nDETAIL:  Key (psr_id)=(•••) already exists.",
                sample_statement=statement,
            )
        )
    failures = [
        FailureCount(
            kind,
            count,
            day.start_utc + timedelta(hours=8),
            day.start_utc + timedelta(hours=16),
            per_hour(dice, count),
            evidence,
        )
        for kind, count, evidence in (
            ("statement_timeout", int(41 * size), "canceling statement due to statement timeout"),
            ("deadlock", int(12 * size), "deadlock detected"),
            ("lock_timeout", int(7 * size), "canceling statement due to lock timeout"),
            ("login_failed", int(88 * size), 'password authentication failed for user "•••"'),
            ("too_many_connections", int(19 * size), "sorry, too many clients already"),
            ("serialization_failure", int(4 * size), "could not serialize access due to concurrent update"),
        )
    ]
    metrics = (
        Metric("checkpoint_count", 288.0),
        Metric("temp_file_count", 12.0),
        Metric("temp_bytes", 734003200.0),
        Metric("session_count", 5120.0),
    )
    return Reading(
        Coverage(
            CoverageState.OK,
            file_count=3,
            read_bytes=1_340_000_000,
            entry_count=3_911_091,
            first_at=day.start_utc + timedelta(seconds=1),
            last_at=day.end_utc - timedelta(seconds=2),
            per_hour=(162_000,) * 24,
            parser="csvlog 26 kolom",
        ),
        errors=tuple(errors),
        queries=tuple(query(index, dice, size, logged=True) for index in range(queries)),
        failures=tuple(failures),
        metrics=metrics,
    )


def statistics_reading(day: Day, dice: random.Random, back: int, size: float = 1.0, queries: int = 500) -> Reading:
    metrics = [
        Metric("commit_count", 1_250_000 * size),
        Metric("rollback_count", 8_400 * size),
        Metric("deadlock_count", float(int(12 * size))),
        Metric("cache_hit_pct", 99.2 - back / 10, "epns_prod"),
        Metric("cache_hit_pct", 98.9 - back / 10),
        Metric("connection_count", 83.0 if not back else 61.0),
        Metric("max_connections_count", 100.0),
        Metric("connection_usage_pct", 83.0 if not back else 61.0),
        Metric("database_size_bytes", 41_300_000_000.0 - back * 55_000_000, "epns_prod"),
        Metric("database_size_bytes", 8_300_000.0, "postgres"),
        Metric("xid_wraparound_pct", 4.2, "epns_prod"),
        *(Metric("table_size_bytes", 9e9 / (n + 1), f"public.{table}") for n, table in enumerate(TABLES)),
        *(Metric("table_dead_row_pct", 31.0 / (n + 1), f"public.{table}") for n, table in enumerate(TABLES)),
    ]
    return Reading(
        Coverage(
            CoverageState.OK,
            entry_count=queries,
            first_at=day.start_utc,
            last_at=day.end_utc,
            parser="pg_stat_statements 1.12, selisih 00.30 sampai 00.30",
        ),
        queries=tuple(query(index, dice, size * 3, logged=False) for index in range(queries)),
        metrics=tuple(metrics),
    )


def query(index: int, dice: random.Random, size: float, *, logged: bool) -> QueryTiming:
    calls = max(1, int(dice.uniform(0.8, 1.2) * size * 60_000 / (index + 1)))
    mean = dice.lognormvariate(1.2, 1.5)
    histogram = None
    if logged:
        histogram = Histogram.of(mean * dice.lognormvariate(0, 0.7) for _ in range(min(calls, 40)))
        histogram = Histogram({bucket: count * max(1, calls // 40) for bucket, count in histogram.buckets.items()})
        calls = histogram.count
    text = QUERY.format(a=TABLES[index % 9], b=TABLES[index // 9 % 9], n=index)
    return QueryTiming(
        fingerprint=f"{index:032x}",
        query=text if index else "COMMIT",
        query_ids=(7_000_000_000_000_000_000 + index,),
        calls=calls,
        total_ms=calls * mean,
        max_ms=mean * 40,
        histogram=histogram,
        by_database={"epns_prod": calls},
        row_count=None if logged else calls * 3,
        shared_hit_blocks=None if logged else calls * 11,
        shared_read_blocks=None if logged else calls // 9,
        temp_blocks=None if logged else 0,
    )


def snapshot(day: Day, *, changed: bool) -> StatisticsSnapshot:
    settings = (
        Setting("work_mem", "16384" if changed else "4096", "kB", "configuration file", False),
        Setting("shared_buffers", "524288", "8kB", "configuration file", changed),
        Setting("max_connections", "100", None, "configuration file", False),
    )
    return StatisticsSnapshot(
        taken_at=day.end_utc + timedelta(minutes=30),
        server_version=180000,
        extension_version="1.12",
        started_at=day.start_utc - timedelta(days=30),
        statements_reset_at=None,
        deallocations=0,
        statements=(),
        counters=(),
        gauges=(),
        settings=settings,
    )


def check(day: Day, name: str, attempt: int, bad: bool) -> SourceCheck:
    return SourceCheck(
        source=name,
        kind={"database": "postgres", "database_log": "postgres_log", "monitoring": "http"}.get(name, name),
        state=CheckState.DOWN if bad else CheckState.OK,
        checked_at=day.end_utc + timedelta(minutes=30 + 5 * attempt),
        latency_ms=None if bad else 12.4,
        evidence="tidak menjawab dalam 15 detik; periksa layanan pemantauan"
        if bad
        else "menjawab, data terbaru 21 detik lalu",
    )


PARTIAL = replace(
    Coverage(CoverageState.PARTIAL, reasons=("12 baris tidak dapat dibaca.",)),
    file_count=1,
    read_bytes=5_000_000,
    entry_count=20_000,
    unparsed_count=12,
    unparsed_places=(Place("postgresql-Mon.csv", 812, "\x01 potongan"),),
    per_hour=(800,) * 24,
    parser="csvlog 26 kolom",
)


def empty_rows() -> Rows:
    return {name: [] for name in (*QUERIES, *COMPARED, *JUDGED)}


def report_path(folder: Path, site: Site) -> Path:
    return folder / site.key / "2026/11/23" / f"laporan_kinerja_{site.key}_2026-11-23.xlsx"
