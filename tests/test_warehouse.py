"""Days kept in a real PostgreSQL: round trips, reruns, kills, two writers at once, retention."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from spse_monev.demo.postgres import Server
from spse_monev.facts import (
    Artifact,
    CheckState,
    Counter,
    Coverage,
    CoverageState,
    ErrorCount,
    Metric,
    ProbeResult,
    QueryTiming,
    Reading,
    SourceCheck,
)
from spse_monev.migrations import migrate
from spse_monev.period import Month
from spse_monev.settings import PROJECT, Retention
from spse_monev.warehouse import SQL_FOLDER, Warehouse
from tests import full_day
from tests.full_day import (
    AT,
    DAY,
    HOSTILE,
    SITE,
    SOURCE,
    STORED,
    UNSTORABLE,
    coverage,
    probe_results,
    reading,
    snapshot,
    status,
)

OK, PARTIAL, MISSING = CoverageState.OK, CoverageState.PARTIAL, CoverageState.MISSING
FACTS = (
    "coverage", "error_daily", "query_daily", "failure_daily", "metric_daily", "route_daily", "incident_daily",
    "availability_daily",
)  # fmt: skip


@pytest.fixture(scope="module")
def template(server: Server) -> str:
    """An up-to-date empty warehouse to copy from."""
    server.execute("CREATE DATABASE template_monev")
    migrate(server.uri("template_monev"))
    return "template_monev"


@pytest.fixture
def uri(server: Server, template: str) -> Iterator[str]:
    server.execute(f"CREATE DATABASE warehouse TEMPLATE {template}")
    yield server.uri("warehouse")
    server.execute("DROP DATABASE warehouse WITH (FORCE)")


@pytest.fixture
def connection(uri: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(uri) as opened:
        yield opened


@pytest.fixture
def warehouse(connection: psycopg.Connection[Any]) -> Warehouse:
    return Warehouse(connection)


def rows(connection: psycopg.Connection[Any], table: str) -> list[str]:
    return [row[0] for row in connection.execute(f"SELECT t::text FROM monev.{table} AS t ORDER BY 1")]


def dump(connection: psycopg.Connection[Any]) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'monev'").fetchall()
    return {table: rows(connection, table) for (table,) in tables}


def one(connection: psycopg.Connection[Any], query: str) -> Any:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0] if len(row) == 1 else row


def wait_until(condition: Callable[[], bool], what: str) -> None:
    limit = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < limit, what
        time.sleep(0.02)


# --- Round trips ---------------------------------------------------------------------------------------------------


def test_coverage_comes_back_as_it_was(warehouse: Warehouse) -> None:
    assert warehouse.store_reading(SITE, DAY, SOURCE, Reading(coverage(PARTIAL)))
    assert warehouse.store_reading(SITE, DAY, "lain", Reading(Coverage(MISSING, ("tidak dibaca",))))
    assert warehouse.coverages(SITE, DAY) == {
        SOURCE: coverage(PARTIAL),
        "lain": Coverage(MISSING, ("tidak dibaca",)),
    }
    assert warehouse.coverages(SITE, DAY.shift(1)) == {}
    assert warehouse.coverages("situs_lain", DAY) == {}


def test_errors_hold_every_field(warehouse: Warehouse, connection: psycopg.Connection[Any]) -> None:
    warehouse.store_reading(SITE, DAY, SOURCE, reading(errors=2))
    stored = connection.execute(
        "SELECT fingerprint, severity, code, message, count, first_at, last_at, per_hour, by_user, by_database,"
        " by_application, sample, sample_statement FROM monev.error_daily ORDER BY fingerprint"
    ).fetchall()
    expected = [
        (
            *(e.fingerprint, e.severity, e.code, e.message, e.count, e.first_at, e.last_at, list(e.per_hour)),
            *(e.by_user, e.by_database, e.by_application, e.sample, e.sample_statement),
        )
        for e in reading(errors=2).errors
    ]
    assert stored == expected


def test_queries_hold_percentiles_and_what_a_source_cannot_tell(
    warehouse: Warehouse, connection: psycopg.Connection[Any]
) -> None:
    warehouse.store_reading(SITE, DAY, SOURCE, reading())
    logged, counted = connection.execute(
        "SELECT query, query_ids, calls, total_ms, mean_ms, max_ms, p50_ms, p95_ms, p99_ms, histogram, by_database,"
        " row_count, shared_hit_blocks, shared_read_blocks, temp_blocks FROM monev.query_daily ORDER BY fingerprint"
    ).fetchall()
    [query, _] = reading().queries
    assert query.histogram is not None
    assert logged == (
        *(HOSTILE, [-(2**63), 2**63 - 1], 4, 10.0, 2.5, 4.0),
        *(query.percentile_ms(0.5), query.percentile_ms(0.95), query.percentile_ms(0.99)),
        *({str(bucket): count for bucket, count in query.histogram.buckets.items()}, {"epns": 4}),
        *(None, None, None, None),
    )
    assert logged[6] == pytest.approx(2, rel=0.02)  # not the mean, not the maximum
    assert counted == ("select ?", [], 3, 1.5, 0.5, None, None, None, None, None, {}, 7, 8, 9, 10)


def test_failures_and_metrics_hold_every_field(warehouse: Warehouse, connection: psycopg.Connection[Any]) -> None:
    warehouse.store_reading(SITE, DAY, SOURCE, reading())
    failures = connection.execute(
        "SELECT kind, count, first_at, last_at, per_hour, evidence FROM monev.failure_daily ORDER BY kind"
    ).fetchall()
    assert failures == [
        ("deadlock", 2, AT, AT, list(range(24)), HOSTILE),
        ("lock_timeout", 1, None, None, [0] * 24, ""),
    ]
    metrics = connection.execute("SELECT name, subject, value FROM monev.metric_daily ORDER BY name").fetchall()
    assert metrics == [("size_bytes", HOSTILE, -0.5), ("temp_bytes", "", 2.0**53)]


def test_a_check_is_a_record_of_its_own_and_the_last_one_counts(
    warehouse: Warehouse, connection: psycopg.Connection[Any]
) -> None:
    down = SourceCheck("db", "postgres", CheckState.DOWN, AT, None, HOSTILE)
    up = SourceCheck("db", "postgres", CheckState.OK, AT + timedelta(minutes=5), 1.5, "menjawab")
    for check in (up, down, down):
        warehouse.add_check(SITE, DAY, check)
    warehouse.add_check(SITE, DAY, replace(down, source="web", kind="http", state=CheckState.STALE))
    assert warehouse.last_checks(SITE, DAY) == {
        "db": up,
        "web": replace(down, source="web", kind="http", state=CheckState.STALE),
    }
    assert one(connection, "SELECT count(*) FROM monev.source_check") == 3


def test_the_first_snapshot_of_a_day_stays(warehouse: Warehouse) -> None:
    assert warehouse.snapshot(SITE, DAY, SOURCE) is None
    assert warehouse.store_snapshot(SITE, DAY, SOURCE, snapshot())
    assert not warehouse.store_snapshot(SITE, DAY, SOURCE, snapshot(AT + timedelta(hours=1)))
    assert warehouse.snapshot(SITE, DAY, SOURCE) == snapshot()


def test_the_previous_snapshot_is_the_latest_of_an_earlier_day(warehouse: Warehouse) -> None:
    assert warehouse.previous_snapshot(SITE, DAY, SOURCE) is None
    for days in (-9, -3, 0, 1):
        warehouse.store_snapshot(SITE, DAY.shift(days), SOURCE, snapshot(AT + timedelta(days=days)))
    warehouse.store_snapshot(SITE, DAY.shift(-1), "lain", snapshot())
    assert warehouse.previous_snapshot(SITE, DAY, SOURCE) == (DAY.shift(-3), snapshot(AT - timedelta(days=3)))


def test_what_applications_and_monitoring_tell_holds_every_field(
    warehouse: Warehouse, connection: psycopg.Connection[Any]
) -> None:
    warehouse.store_reading(SITE, DAY, SOURCE, reading(errors=1))
    page = reading().traffic[0]
    assert one(connection, "SELECT by_route, place FROM monev.error_daily") == ({HOSTILE: 1}, HOSTILE)
    assert connection.execute(
        "SELECT method, route, client, purpose, request_count, by_status, per_hour, failed_per_hour, sent_bytes,"
        " timed_count, total_ms, mean_ms, max_ms, p95_ms, histogram FROM monev.route_daily ORDER BY method"
    ).fetchall() == [
        ("", "Lelang.index", "user", "action", 1, {}, [0] * 24, [0] * 24, None, 0, 0, None, None, None, None),
        (
            "GET", HOSTILE, "user", "page", 4, {"200": 3, "500": 1}, list(range(24)), list(range(24)), 2**40, 4, 10.0,
            2.5, 4.0, 4.0, {str(bucket): 1 for bucket in page.histogram.buckets} if page.histogram else None,
        ),
    ]  # fmt: skip
    assert connection.execute(
        "SELECT incident_id, component, name, severity, is_outage, started_at, ended_at"
        " FROM monev.incident_daily ORDER BY 1"
    ).fetchall() == [
        ("17", "spse", HOSTILE, "critical", True, AT, AT + timedelta(minutes=5)),
        ("18", HOSTILE, "penuh", "warning", False, AT, None),
    ]
    assert connection.execute(
        "SELECT component, up_seconds, down_seconds, unknown_seconds, outage_count, longest_outage_seconds"
        " FROM monev.availability_daily ORDER BY up_seconds"
    ).fetchall() == [("web", 0, 0, 86400, 0, 0), (HOSTILE, 86000, 300, 100, 1, 300)]


def test_spses_own_statistics_come_back_and_the_first_of_a_day_stay(warehouse: Warehouse) -> None:
    assert warehouse.previous_status(SITE, DAY, SOURCE) is None
    assert warehouse.store_status(SITE, DAY, SOURCE, status())
    assert not warehouse.store_status(SITE, DAY, SOURCE, status(AT + timedelta(hours=1)))
    kept = warehouse.status(SITE, DAY, SOURCE)
    assert kept is not None
    assert sorted(kept.monitors, key=lambda monitor: monitor.hits) == sorted(
        status().monitors, key=lambda monitor: monitor.hits
    )
    assert replace(kept, monitors=()) == replace(status(), monitors=())
    assert warehouse.previous_status(SITE, DAY.shift(3), SOURCE) == (DAY, kept)
    assert warehouse.status(SITE, DAY, "lain") is None


def test_probes_are_kept_once_and_given_back_by_span(warehouse: Warehouse) -> None:
    for _ in range(2):
        warehouse.add_probes(SITE, "luar", probe_results())
    assert warehouse.probes(SITE, "luar", AT, AT + timedelta(hours=1)) == probe_results()
    assert warehouse.probes(SITE, "luar", AT, AT + timedelta(minutes=5)) == [probe_results()[0], probe_results()[2]]
    assert warehouse.probes(SITE, "lain", AT, AT + timedelta(hours=1)) == []
    assert warehouse.probes("situs_lain", "luar", AT, AT + timedelta(hours=1)) == []


def test_the_register_of_files_tells_what_stood_where_and_when(warehouse: Warehouse) -> None:
    first = Artifact("a/2026/11/23/laporan.xlsx", "laporan_harian", DAY, "sebagian", "a" * 64, 10, AT)
    second = replace(first, state="lengkap", sha256="b" * 64, written_at=AT + timedelta(hours=1))
    back = replace(first, written_at=AT + timedelta(hours=2))
    for artifact in (first, replace(first, written_at=AT + timedelta(minutes=1)), second, second, back):
        warehouse.record_artifact(SITE, artifact)
    assert warehouse.artifacts(SITE, DAY) == [first, second, back]
    assert warehouse.artifacts(SITE, DAY.shift(1)) == []


# --- Hostile and impossible input ----------------------------------------------------------------------------------


def test_what_postgresql_cannot_hold_is_marked_and_equal_names_are_added_up(
    warehouse: Warehouse, connection: psycopg.Connection[Any]
) -> None:
    users = {UNSTORABLE: 2, STORED: 3}
    error = ErrorCount("e", "ERROR", UNSTORABLE, UNSTORABLE, 5, AT, AT, (0,) * 24, users, sample=UNSTORABLE)
    warehouse.store_reading(
        SITE, DAY, SOURCE, Reading(Coverage(PARTIAL, (UNSTORABLE,)), (error,), metrics=(Metric("x", 1, UNSTORABLE),))
    )
    stored = one(connection, "SELECT code, message, sample, by_user FROM monev.error_daily")
    assert stored == (STORED, STORED, STORED, {STORED: 5})
    assert one(connection, "SELECT subject FROM monev.metric_daily") == STORED
    assert warehouse.coverages(SITE, DAY)[SOURCE].reasons == (STORED,)


def test_a_message_of_a_megabyte_is_kept_whole(warehouse: Warehouse, connection: psycopg.Connection[Any]) -> None:
    long = (HOSTILE + "x") * (1_000_000 // len(HOSTILE))
    error = ErrorCount("e", "ERROR", None, long, 1, AT, AT, (0,) * 24, sample=long)
    warehouse.store_reading(SITE, DAY, SOURCE, Reading(Coverage(OK), (error,)))
    assert one(connection, "SELECT message, sample FROM monev.error_daily") == (long, long)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_figure_that_is_no_number_is_refused_and_the_day_stays(
    warehouse: Warehouse, connection: psycopg.Connection[Any], value: float
) -> None:
    warehouse.store_reading(SITE, DAY, SOURCE, reading())
    before = dump(connection)
    good = reading()
    query = QueryTiming("q", "select", (), 1, 1.0, None)
    for bad in (
        replace(good, metrics=(Metric("size_bytes", value, "epns"),)),
        replace(good, queries=(replace(query, total_ms=value),)),
        replace(good, queries=(replace(query, max_ms=value),)),
    ):
        with pytest.raises(ValueError, match=f"{SOURCE}.*bilangan berhingga"):
            warehouse.store_reading(SITE, DAY, SOURCE, bad)
    with pytest.raises(ValueError, match="commit_count"):
        warehouse.store_snapshot(SITE, DAY, SOURCE, replace(snapshot(), counters=(Counter("commit_count", value),)))
    with pytest.raises(ValueError, match="latency_ms"):
        warehouse.add_check(SITE, DAY, SourceCheck("db", "postgres", CheckState.OK, AT, value, ""))
    assert dump(connection) == before


def test_a_reading_that_breaks_a_rule_changes_nothing(
    warehouse: Warehouse, connection: psycopg.Connection[Any]
) -> None:
    warehouse.store_reading(SITE, DAY, SOURCE, reading())
    before = dump(connection)
    doubled = reading()
    with pytest.raises(psycopg.errors.UniqueViolation):
        warehouse.store_reading(SITE, DAY, SOURCE, replace(doubled, errors=doubled.errors * 2))
    with pytest.raises(psycopg.errors.CheckViolation):  # 'ok' with a reason, which no reader may say
        warehouse.store_reading(SITE, DAY, SOURCE, replace(doubled, coverage=replace(coverage(), reasons=("x",))))
    assert dump(connection) == before


def test_a_session_inside_a_transaction_is_refused(connection: psycopg.Connection[Any]) -> None:
    connection.execute("SELECT 1")
    with pytest.raises(psycopg.ProgrammingError):
        Warehouse(connection)


# --- Reruns --------------------------------------------------------------------------------------------------------


def test_a_rerun_leaves_the_same_rows(warehouse: Warehouse, connection: psycopg.Connection[Any]) -> None:
    warehouse.store_reading(SITE, DAY.shift(-1), SOURCE, reading())
    warehouse.store_reading(SITE, DAY, "lain", reading(errors=1))
    warehouse.store_reading(SITE, DAY, SOURCE, reading())
    before = dump(connection)
    assert all(before[table] for table in FACTS)
    assert warehouse.store_reading(SITE, DAY, SOURCE, reading())
    assert dump(connection) == before


@pytest.mark.parametrize(
    ("stored", "new", "replaces"),
    [
        ((OK, 10), (OK, 10), True),
        ((OK, 10), (OK, 11), True),
        ((OK, 10), (OK, 9), False),  # a weekday-named log that was overwritten since
        ((OK, 10), (PARTIAL, 99), False),
        ((OK, 0), (MISSING, 0), False),
        ((PARTIAL, 10), (OK, 3), True),
        ((PARTIAL, 10), (PARTIAL, 10), True),
        ((PARTIAL, 10), (PARTIAL, 9), False),
        ((PARTIAL, 10), (MISSING, 0), False),
        ((MISSING, 0), (MISSING, 0), True),  # the newer reason is the truer one
        ((MISSING, 0), (PARTIAL, 0), True),
        ((MISSING, 0), (OK, 0), True),
    ],
)
def test_a_worse_reading_never_replaces_a_better_one(
    warehouse: Warehouse,
    connection: psycopg.Connection[Any],
    stored: tuple[CoverageState, int],
    new: tuple[CoverageState, int],
    replaces: bool,
) -> None:
    warehouse.store_reading(SITE, DAY, SOURCE, reading(*stored, errors=1))
    before = dump(connection)
    assert warehouse.store_reading(SITE, DAY, SOURCE, reading(*new, errors=2)) is replaces
    if replaces:
        assert len(rows(connection, "error_daily")) == 2
        assert warehouse.coverages(SITE, DAY)[SOURCE].state is new[0]
    else:
        assert dump(connection) == before


@pytest.mark.parametrize(
    ("table", "when"),
    [
        ("coverage", "true"),
        ("error_daily", "NEW.fingerprint = 'e0050'"),
        ("query_daily", "NEW.fingerprint = 'q2'"),
        ("failure_daily", "NEW.kind = 'deadlock'"),
        ("metric_daily", "NEW.subject <> ''"),
    ],
)
def test_a_kill_in_the_middle_leaves_the_old_rows_and_a_rerun_the_new(
    warehouse: Warehouse, connection: psycopg.Connection[Any], uri: str, table: str, when: str
) -> None:
    warehouse.store_reading(SITE, DAY, SOURCE, reading())
    clean = dump(connection)
    # The day is stored differently first, so that 'nothing happened' and 'all happened' differ.
    warehouse.store_reading(SITE, DAY, SOURCE, reading(errors=7))
    before = dump(connection)
    connection.execute(
        "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NEW; END'"
    )
    connection.execute(
        f"CREATE TRIGGER wait BEFORE INSERT ON monev.{table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION wait()"
    )
    connection.execute("SELECT pg_advisory_lock(7)")

    child = subprocess.Popen([sys.executable, "-m", "tests.full_day", f"{uri}?application_name=anak"], cwd=PROJECT)
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = 7"
    wait_until(lambda: one(connection, waiting) == 1, "the child did not reach the trigger")
    child.kill()
    assert child.wait() == -9
    connection.execute("SELECT pg_advisory_unlock(7)")
    others = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'anak'"
    wait_until(lambda: one(connection, others) == 0, "the server kept the killed session")

    assert dump(connection) == before
    connection.execute(f"DROP TRIGGER wait ON monev.{table}")
    full_day.store(uri)
    assert dump(connection) == clean


def test_two_runs_of_one_day_at_once_do_not_mix(
    warehouse: Warehouse, connection: psycopg.Connection[Any], uri: str
) -> None:
    few, many = reading(errors=300), reading(errors=400)
    expected = []
    for alternative in (few, many):
        warehouse.store_reading(SITE, DAY, SOURCE, alternative)
        expected.append(dump(connection))
    results: list[bool | Exception] = []

    def run(alternative: Reading) -> None:
        try:
            with psycopg.connect(uri) as own:
                results.append(Warehouse(own).store_reading(SITE, DAY, SOURCE, alternative))
        except Exception as error:
            results.append(error)

    for _ in range(3):
        threads = [threading.Thread(target=run, args=(alternative,)) for alternative in (few, many, few, many)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert dump(connection) in expected
    assert results == [True] * 12


def test_two_first_snapshots_at_once_keep_one_whole(warehouse: Warehouse, uri: str) -> None:
    results: list[bool | Exception] = []
    versions = [snapshot(AT + timedelta(minutes=minutes)) for minutes in range(4)]

    def run(version: Any) -> None:
        try:
            with psycopg.connect(uri) as own:
                results.append(Warehouse(own).store_snapshot(SITE, DAY, SOURCE, version))
        except Exception as error:
            results.append(error)

    threads = [threading.Thread(target=run, args=(version,)) for version in versions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(repr, results)) == ["False"] * 3 + ["True"]
    assert warehouse.snapshot(SITE, DAY, SOURCE) in versions


def test_speed_of_a_large_day(warehouse: Warehouse, connection: psycopg.Connection[Any]) -> None:
    large = Reading(
        Coverage(OK),
        queries=tuple(
            QueryTiming(f"q{n:06}", f"select * from paket where pkt_id = ? /* {n} */", (n,), 3, 1.0, 1.0)
            for n in range(100_000)
        ),
    )
    for run in ("first", "again"):
        started = time.perf_counter()
        assert warehouse.store_reading(SITE, DAY, SOURCE, large)
        print(f"100,000 rows stored ({run}): {time.perf_counter() - started:.1f} s")
    assert one(connection, "SELECT count(*) FROM monev.query_daily") == 100_000


# --- Reports and retention -----------------------------------------------------------------------------------------


def test_report_rows_are_the_days_own_and_on_the_sites_clock(
    warehouse: Warehouse, connection: psycopg.Connection[Any]
) -> None:
    warehouse.store_reading(SITE, DAY, SOURCE, Reading(coverage(PARTIAL)))
    warehouse.store_reading(SITE, DAY.shift(1), SOURCE, Reading(coverage()))
    warehouse.store_reading("situs_lain", DAY, SOURCE, Reading(coverage()))
    [row] = warehouse.report_rows("coverage", SITE, DAY)
    assert (row["source"], row["state"], row["entry_count"]) == (SOURCE, "partial", 1000)
    assert row["first_at"].isoformat() == "2026-11-23T10:04:05.678901+07:00"
    # The session is as it was afterwards.
    assert one(connection, "SHOW transaction_read_only") == "off"
    assert warehouse.store_reading(SITE, DAY, SOURCE, Reading(coverage()))


@pytest.mark.parametrize("name", ["tidak_ada", "../warehouse/coverage/delete_day", "coverage.sql", ""])
def test_only_a_query_of_the_reports_is_run(warehouse: Warehouse, name: str) -> None:
    with pytest.raises(ValueError, match="kueri laporan"):
        warehouse.report_rows(name, SITE, DAY)


def test_every_query_of_the_reports_runs_on_an_empty_warehouse(warehouse: Warehouse) -> None:
    for path in sorted((SQL_FOLDER / "reports").glob("*.sql")):
        is_of_months = path.stem.startswith(("complaint", "month"))
        period = Month(DAY.date.replace(day=1), DAY.zone) if is_of_months else DAY
        assert warehouse.report_rows(path.stem, SITE, period) == []


def test_retention_deletes_details_but_no_register_and_says_so(
    warehouse: Warehouse, connection: psycopg.Connection[Any]
) -> None:
    retention = Retention(detail_days=10, snapshot_days=3)
    for days in (-11, -10, -4, -3, 0):
        day = DAY.shift(days)
        warehouse.store_reading(SITE, day, SOURCE, reading(errors=2))
        warehouse.store_snapshot(SITE, day, SOURCE, snapshot())
        warehouse.store_status(SITE, day, "aplikasi", status())
        warehouse.add_probes(SITE, "luar", [ProbeResult("beranda", day.shift(-1).start, True, 1.0, "menjawab")])
        warehouse.add_check(SITE, day, SourceCheck("db", "postgres", CheckState.OK, AT, 1.0, ""))
        warehouse.record_artifact(SITE, Artifact(f"{day}.xlsx", "laporan_harian", day, "lengkap", "a" * 64, 1, AT))
    warehouse.store_reading(SITE, DAY.shift(-12), SOURCE, Reading(Coverage(MISSING, ("tidak dibaca",))))
    warehouse.store_reading("situs_lain", DAY.shift(-99), SOURCE, reading(errors=2))

    deleted = warehouse.apply_retention(SITE, DAY.date, retention)
    assert deleted == {
        "error_daily": 2,
        "query_daily": 2,
        "failure_daily": 2,
        "metric_daily": 2,
        "route_daily": 2,
        "incident_daily": 2,
        "availability_daily": 2,
        "statistics_snapshot": 3,
        "status_snapshot": 3,
        "probe_result": 2,
        "complaint": 0,
    }
    kept = [
        row[0]
        for row in connection.execute("SELECT DISTINCT day FROM monev.error_daily WHERE site = %s ORDER BY 1", [SITE])
    ]
    assert kept == [DAY.shift(days).date for days in (-10, -4, -3, 0)]
    assert one(connection, "SELECT count(DISTINCT day) FROM monev.statement_counter") == 2
    assert one(connection, "SELECT count(*) FROM monev.source_check") == 5
    assert one(connection, "SELECT count(*) FROM monev.artifact") == 5
    assert one(connection, "SELECT count(*) FROM monev.error_daily WHERE site = 'situs_lain'") == 2

    # A day without its facts must not look like a day without errors.
    [gone] = warehouse.coverages(SITE, DAY.shift(-11)).values()
    assert gone.state is PARTIAL
    assert "sudah dihapus pada 20" in gone.reasons[0]
    assert gone.entry_count == 1000
    assert warehouse.coverages(SITE, DAY.shift(-10)) == {SOURCE: coverage()}
    assert warehouse.coverages(SITE, DAY.shift(-12))[SOURCE] == Coverage(MISSING, ("tidak dibaca",))

    before = dump(connection)
    assert set(warehouse.apply_retention(SITE, DAY.date, retention).values()) == {0}
    assert dump(connection) == before


def test_a_day_that_is_read_again_after_retention_is_whole_again(
    warehouse: Warehouse,
) -> None:
    warehouse.store_reading(SITE, DAY, SOURCE, reading())
    warehouse.apply_retention(SITE, date(2030, 1, 1), Retention())
    assert not warehouse.store_reading(SITE, DAY, SOURCE, Reading(Coverage(MISSING, ("log sudah tidak ada",))))
    assert warehouse.coverages(SITE, DAY)[SOURCE].state is PARTIAL
    assert warehouse.store_reading(SITE, DAY, SOURCE, reading())
    assert warehouse.coverages(SITE, DAY)[SOURCE] == coverage()


def test_a_moment_of_another_zone_is_the_same_moment(warehouse: Warehouse) -> None:
    local = datetime(2026, 11, 23, 10, 4, 5, 678901, tzinfo=DAY.zone)
    warehouse.store_reading(SITE, DAY, SOURCE, Reading(replace(coverage(), first_at=local)))
    first_at = warehouse.coverages(SITE, DAY)[SOURCE].first_at
    assert first_at is not None
    assert first_at.astimezone(UTC) == AT
