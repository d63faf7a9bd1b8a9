from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

import psycopg
import pytest

from spse_monev.demo.postgres import Server, temporary_server
from spse_monev.facts import Counter, CoverageState, Reading, StatementCounter, StatisticsSnapshot
from spse_monev.period import Day
from spse_monev.sources.query_statistics import day_reading, take_snapshot
from spse_monev.text import fingerprint, normalise_query

DAY = Day.parse("2026-11-23", ZoneInfo("Asia/Jakarta"))
SELECT_NUMBER = "SELECT nama FROM paket WHERE id = {}"


def snapshot(server: Server, database: str, at: datetime = DAY.end, user: str = "postgres") -> StatisticsSnapshot:
    with server.connect(database, user) as connection:
        return take_snapshot(connection, at)


def run_many(server: Server, database: str, statement: str, times: int, user: str = "postgres") -> None:
    with server.connect(database, user) as connection:
        for number in range(times):
            connection.execute(statement.format(number).encode(), prepare=False)


def calls(reading: Reading, statement: str) -> int | None:
    key = fingerprint(normalise_query(statement))
    return next((query.calls for query in reading.queries if query.fingerprint == key), None)


def metric(reading: Reading, name: str, subject: str = "") -> float | None:
    found = [metric.value for metric in reading.metrics if (metric.name, metric.subject) == (name, subject)]
    assert len(found) < 2
    return found[0] if found else None


def prepare(server: Server, database: str, version: str | None = None) -> None:
    pinned = f" VERSION '{version}'" if version else ""
    with server.connect(database) as connection:
        connection.execute(f"CREATE EXTENSION pg_stat_statements{pinned}".encode())
        connection.execute("CREATE TABLE paket (id serial PRIMARY KEY, nama text)")
        connection.execute("CREATE INDEX paket_panjang ON paket (length(nama))")
        connection.execute("INSERT INTO paket (nama) SELECT 'paket ' || n FROM generate_series(1, 500) AS n")


def wait_for(condition: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.1)


# --- Every shape of the views, on real servers ----------------------------------------------------------------------


@pytest.mark.parametrize("version", ["1.5", "1.6", "1.7", "1.8", "1.9", "1.10", "1.11", "1.12"])
def test_counts_of_every_extension_version_are_those_of_the_calls_made(
    server: Server, database: str, version: str
) -> None:
    prepare(server, database, version)
    run_many(server, database, SELECT_NUMBER, 3)
    before = snapshot(server, database, DAY.start)
    run_many(server, database, SELECT_NUMBER, 17)
    after = snapshot(server, database)

    assert after.extension_version == version
    assert (after.statements_reset_at is not None) == (version not in ("1.5", "1.6", "1.7", "1.8"))
    reading = day_reading(before, after, DAY)
    [query] = [query for query in reading.queries if "from paket" in query.query]
    assert (query.calls, query.by_database, query.row_count) == (17, {database: 17}, 16)  # id 0 does not exist
    assert query.query == normalise_query(SELECT_NUMBER.format(5))
    assert query.total_ms > 0
    assert query.shared_hit_blocks is not None
    assert query.shared_hit_blocks > 0
    assert not after.notes


def test_two_rows_of_one_identity_behind_an_old_extension_are_one(server: Server, database: str) -> None:
    prepare(server, database, "1.8")
    with server.connect(database) as connection:
        connection.execute("SET pg_stat_statements.track = 'all'")
        connection.execute(
            "CREATE FUNCTION hitung() RETURNS bigint LANGUAGE plpgsql AS"
            " 'BEGIN RETURN (SELECT count(*) FROM paket); END'"
        )
        connection.execute("SELECT hitung()")
        connection.execute("SELECT (SELECT count(*) FROM paket)")
    after = snapshot(server, database)
    identities = [(row.user, row.database, row.query_id, row.toplevel) for row in after.statements]
    assert len(identities) == len(set(identities))


def test_nested_statements_are_told_apart_and_not_counted_twice(server: Server, database: str) -> None:
    prepare(server, database)
    with server.connect(database) as connection:
        connection.execute("SET pg_stat_statements.track = 'all'")
        connection.execute(
            "CREATE FUNCTION hitung() RETURNS bigint LANGUAGE plpgsql AS"
            " 'DECLARE n bigint; BEGIN SELECT count(*) INTO n FROM paket; RETURN n; END'"
        )
        before = snapshot(server, database, DAY.start)
        for _ in range(4):
            connection.execute("SELECT hitung()")
        after = snapshot(server, database)
    reading = day_reading(before, after, DAY)
    assert calls(reading, "SELECT hitung()") == 4
    assert not [query for query in reading.queries if query.query.startswith("select count(*) from paket")]
    assert metric(reading, "nested_call_count") == 4


def test_postgresql_15_of_debian(debian_15: Server) -> None:
    debian_15.execute("CREATE DATABASE spse")
    prepare(debian_15, "spse")
    before = snapshot(debian_15, "spse", DAY.start)
    run_many(debian_15, "spse", SELECT_NUMBER, 12)
    debian_15.execute("CHECKPOINT")
    after = snapshot(debian_15, "spse")
    reading = day_reading(before, after, DAY)
    assert after.server_version // 10000 == 15
    assert after.extension_version == "1.10"
    assert not after.notes
    assert reading.coverage.state is CoverageState.OK, reading.coverage.reasons
    assert calls(reading, SELECT_NUMBER.format(1)) == 12
    assert (metric(reading, "checkpoint_requested_count") or 0) >= 1
    assert metric(reading, "backend_written_blocks") is not None


# --- The differences agree with what was done -----------------------------------------------------------------------


def test_a_days_figures_are_the_differences(server: Server, database: str) -> None:
    prepare(server, database)
    server.execute("VACUUM ANALYZE paket", database)
    before = snapshot(server, database, DAY.start + timedelta(minutes=31))
    with server.connect(database) as connection:
        connection.execute("INSERT INTO paket (nama) SELECT 'baru' FROM generate_series(1, 40)")
        connection.execute("DELETE FROM paket WHERE nama = 'baru'")
        for _ in range(3):
            connection.execute("SET enable_indexscan = off")
            connection.execute("SELECT sum(length(nama)) FROM paket")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO paket VALUES (1, 'ganda')")
    after = snapshot(server, database, DAY.end + timedelta(minutes=32))
    reading = day_reading(before, after, DAY)

    assert reading.coverage.state is CoverageState.OK, reading.coverage.reasons
    assert reading.coverage.reasons == ()
    assert (reading.coverage.first_at, reading.coverage.last_at) == (before.taken_at, after.taken_at)
    assert "selisih 23-11-2026 00.31 WIB sampai 24-11-2026 00.32 WIB" in reading.coverage.parser
    assert metric(reading, "table_row_inserted_count", "public.paket") == 41  # the failed row was written too
    assert metric(reading, "table_row_deleted_count", "public.paket") == 40
    assert metric(reading, "rollback_count", database) == 1
    assert (metric(reading, "table_seq_scan_count", "public.paket") or 0) >= 3
    assert metric(reading, "table_dead_row_count", "public.paket") == 41
    assert metric(reading, "unused_index_size_bytes", "public.paket_panjang") is not None
    assert metric(reading, "unused_index_size_bytes", "public.paket_pkey") is None
    assert metric(reading, "max_connections_count") == 100
    hit, read = metric(reading, "hit_blocks", database), metric(reading, "read_blocks", database)
    assert hit is not None
    assert read is not None
    assert metric(reading, "cache_hit_pct", database) == pytest.approx(100 * hit / (hit + read))
    names = [(one.name, one.subject) for one in reading.metrics]
    assert len(names) == len(set(names))
    assert len(after.settings) > 300


def test_a_dropped_index_is_no_reset(server: Server, database: str) -> None:
    prepare(server, database)
    with server.connect(database) as connection:
        connection.execute("SET enable_seqscan = off")
        for _ in range(5):
            connection.execute("SELECT FROM paket WHERE length(nama) = 7")
    before = snapshot(server, database, DAY.start)
    server.execute("DROP INDEX paket_panjang", database)
    server.execute("UPDATE paket SET nama = nama WHERE id = 1", database)
    reading = day_reading(before, snapshot(server, database), DAY)
    assert reading.coverage.state is CoverageState.OK, reading.coverage.reasons
    assert metric(reading, "table_row_updated_count", "public.paket") == 1


def test_gauges_of_load(server: Server, database: str) -> None:
    prepare(server, database)
    server.execute("CREATE SEQUENCE hampir_habis MAXVALUE 200", database)
    server.execute("SELECT setval('hampir_habis', 190)", database)
    server.execute("SELECT setval('paket_id_seq', 2000000000)", database)
    with server.connect(database) as waiting:
        waiting.execute("BEGIN")
        waiting.execute("SELECT 1 FROM paket")
        time.sleep(0.3)
        found = {(gauge.name, gauge.subject): gauge.value for gauge in snapshot(server, database).gauges}
        assert found["connection_idle_in_transaction_count", ""] >= 1
        assert found["longest_idle_in_transaction_seconds", ""] >= 0.2
        assert found["longest_transaction_seconds", ""] >= 0.2
    assert found["sequence_used_pct", "public.hampir_habis"] == pytest.approx(100 * 189 / 199)
    # The column is int4, whatever the sequence could count to.
    assert found["sequence_used_pct", "public.paket_id_seq"] == pytest.approx(100 * 2e9 / 2**31, rel=0.001)
    [(size,)] = server.execute("SELECT pg_total_relation_size('paket')", database)
    assert found["table_size_bytes", "public.paket"] == size
    assert found["xid_age_count", database] < 10_000


def test_a_locked_table_costs_a_note_and_nothing_else(server: Server, database: str) -> None:
    prepare(server, database)
    with server.connect(database) as holder, holder.transaction():
        holder.execute("LOCK TABLE paket IN ACCESS EXCLUSIVE MODE")
        with mock.patch("spse_monev.sources.query_statistics.snapshot.LOCK_MS", 100):
            found = snapshot(server, database)
    assert [note for note in found.notes if note.startswith("ukuran tabel tidak terbaca: terkunci")]
    assert any(counter.subject == "public.paket" for counter in found.counters)
    assert found.statements
    assert found.settings


def test_the_snapshot_leaves_the_session_as_it_was(server: Server, database: str) -> None:
    prepare(server, database)
    with server.connect(database) as connection:
        take_snapshot(connection, DAY.end)
        row = connection.execute(
            "SELECT current_setting('statement_timeout'), current_setting('search_path'),"
            " current_setting('transaction_read_only')"
        ).fetchone()
    assert row == ("0", '"$user", public', "off")


def test_a_literal_of_a_command_never_reaches_the_snapshot(server: Server, database: str) -> None:
    prepare(server, database)
    server.execute("CREATE ROLE sementara_q PASSWORD 'sangat-rahasia'", database)
    server.execute("DROP ROLE sementara_q", database)
    server.execute("ALTER SYSTEM SET primary_conninfo = 'host=x password=sangat-rahasia'")
    server.execute("SELECT pg_reload_conf()")

    def is_set() -> bool:
        return bool(server.execute("SHOW primary_conninfo")[0][0])

    try:
        wait_for(is_set)
        found = snapshot(server, database)
    finally:
        server.execute("ALTER SYSTEM RESET primary_conninfo")
        server.execute("SELECT pg_reload_conf()")
    assert "sangat-rahasia" not in repr(found)
    assert [setting.value for setting in found.settings if setting.name == "primary_conninfo"] == ["***"]


# --- What cannot be read --------------------------------------------------------------------------------------------


def test_without_the_extension_the_rest_is_read_and_the_note_says_how_to_get_it(server: Server, database: str) -> None:
    before = snapshot(server, database, DAY.start)
    after = snapshot(server, database)
    reading = day_reading(before, after, DAY)
    assert after.extension_version is None
    assert [reason for reason in reading.coverage.reasons if "CREATE EXTENSION pg_stat_statements" in reason]
    assert reading.coverage.state is CoverageState.PARTIAL
    assert reading.queries == ()
    assert metric(reading, "commit_count", database) is not None

    prepare(server, database)
    late = day_reading(after, snapshot(server, database, DAY.end + timedelta(minutes=30)), DAY)
    assert late.queries == ()  # all of the view is older than the day can tell
    assert [reason for reason in late.coverage.reasons if "statistik query belum terbaca" in reason]


def test_a_role_without_rights_gets_notes_and_no_silent_small_numbers(server: Server, database: str) -> None:
    prepare(server, database)
    server.execute("CREATE ROLE tanpa_hak LOGIN")
    try:
        found = snapshot(server, database, user="tanpa_hak")
    finally:
        server.execute("DROP ROLE tanpa_hak")
    text = "\n".join(found.notes)
    for what in ("statistik query", "koneksi (pg_stat_activity)", "pengaturan server", "sequence"):
        assert what in text
    assert 'GRANT pg_monitor TO "tanpa_hak"' in text
    assert not found.statements
    assert not [gauge for gauge in found.gauges if gauge.name.startswith("connection")]
    assert [counter for counter in found.counters if counter.name == "commit_count"]


def test_the_monitoring_role_leaves_itself_out_and_is_counted(server: Server, database: str) -> None:
    prepare(server, database)
    server.execute("CREATE ROLE pemantau_q LOGIN IN ROLE pg_monitor")
    try:
        before = snapshot(server, database, DAY.start, user="pemantau_q")
        run_many(server, database, "SELECT {}", 5, user="pemantau_q")
        run_many(server, database, SELECT_NUMBER, 6)
        after = snapshot(server, database, user="pemantau_q")
    finally:
        server.execute("DROP ROLE pemantau_q")
    reading = day_reading(before, after, DAY)
    assert {row.user for row in after.statements}.isdisjoint({"pemantau_q"})
    assert calls(reading, "SELECT 1") is None
    assert calls(reading, SELECT_NUMBER.format(1)) == 6
    own = metric(reading, "monitor_call_count", "pg_stat_statements")
    assert own is not None
    assert own >= 5 + 20  # and the statements of the first snapshot


def test_counting_that_is_switched_off_is_said() -> None:
    with temporary_server({"track_counts": "off", "pg_stat_statements.track": "none"}) as server:
        server.execute("CREATE EXTENSION pg_stat_statements")
        notes = snapshot(server, "postgres").notes
    assert [note for note in notes if "track_counts = off" in note]
    assert [note for note in notes if "pg_stat_statements.track = none" in note]


def test_the_library_not_loaded_is_said() -> None:
    with temporary_server({"shared_preload_libraries": ""}) as server:
        server.execute("CREATE EXTENSION pg_stat_statements")
        found = snapshot(server, "postgres")
    assert [note for note in found.notes if "shared_preload_libraries" in note]
    assert found.extension_version is not None
    assert not found.statements


# --- Reset, eviction, restart, crash on one server of their own ------------------------------------------------------


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server]:
    with temporary_server({"pg_stat_statements.max": "100", "autovacuum": "off", "synchronous_commit": "on"}) as server:
        prepare(server, "postgres")
        yield server


def test_a_reset_counts_since_then_and_is_said(own_server: Server) -> None:
    run_many(own_server, "postgres", SELECT_NUMBER, 5)
    before = snapshot(own_server, "postgres", DAY.start)
    run_many(own_server, "postgres", SELECT_NUMBER, 50)
    own_server.execute("SELECT pg_stat_statements_reset()")
    run_many(own_server, "postgres", SELECT_NUMBER, 20)  # more than before: only the reset time can tell
    reading = day_reading(before, snapshot(own_server, "postgres"), DAY)
    assert calls(reading, SELECT_NUMBER.format(1)) == 20
    assert [reason for reason in reading.coverage.reasons if "pg_stat_statements dikosongkan" in reason]
    assert reading.coverage.state is CoverageState.PARTIAL


def test_a_single_reset_entry_counts_since_then(own_server: Server) -> None:
    run_many(own_server, "postgres", SELECT_NUMBER, 30)
    before = snapshot(own_server, "postgres", DAY.start)
    own_server.execute(
        "SELECT pg_stat_statements_reset(0, 0, queryid) FROM pg_stat_statements WHERE query LIKE 'SELECT nama FROM%'"
    )
    run_many(own_server, "postgres", SELECT_NUMBER, 4)
    reading = day_reading(before, snapshot(own_server, "postgres"), DAY)
    assert calls(reading, SELECT_NUMBER.format(1)) == 4
    assert [reason for reason in reading.coverage.reasons if "hitungan 1 query mulai lagi dari nol" in reason]


def test_reset_statistics_of_the_database_and_of_one_table(own_server: Server) -> None:
    own_server.execute("UPDATE paket SET nama = nama WHERE id < 100")
    before = snapshot(own_server, "postgres", DAY.start)
    own_server.execute("SELECT pg_stat_reset_single_table_counters('paket'::regclass)")
    own_server.execute("UPDATE paket SET nama = nama WHERE id <= 5")
    middle = snapshot(own_server, "postgres")
    reading = day_reading(before, middle, DAY)
    commits = metric(reading, "commit_count", "postgres")
    assert metric(reading, "table_row_updated_count", "public.paket") == 5
    assert commits is not None
    assert commits < 20  # those of the day, although the database's reset time moved
    assert [reason for reason in reading.coverage.reasons if "mulai lagi dari nol" in reason]

    own_server.execute("SELECT pg_stat_reset()")
    own_server.execute("UPDATE paket SET nama = nama WHERE id = 8")
    reading = day_reading(replace(middle, taken_at=DAY.start), snapshot(own_server, "postgres"), DAY)
    assert metric(reading, "table_row_updated_count", "public.paket") == 1
    assert all(one.value >= 0 for one in reading.metrics)
    assert reading.coverage.state is CoverageState.PARTIAL


def test_evictions_are_counted_and_never_give_negative_figures(own_server: Server) -> None:
    before = snapshot(own_server, "postgres", DAY.start)
    with own_server.connect() as connection:
        for number in range(1, 250):
            connection.execute(f"SELECT {', '.join('1' * number)}".encode())  # names do not make a query another one
    after = snapshot(own_server, "postgres")
    reading = day_reading(before, after, DAY)
    assert after.deallocations is not None
    assert before.deallocations is not None
    evicted = after.deallocations - before.deallocations
    assert evicted > 0
    assert [reason for reason in reading.coverage.reasons if f"{evicted} kali mengeluarkan query" in reason]
    assert all(query.calls > 0 and query.total_ms >= 0 for query in reading.queries)


def test_a_clean_restart_loses_nothing_and_is_noted(own_server: Server) -> None:
    own_server.execute("SELECT pg_stat_statements_reset()")
    run_many(own_server, "postgres", SELECT_NUMBER, 5)
    # The server's clock is what tells a restart from another server.
    start = datetime.now(UTC)
    before = snapshot(own_server, "postgres", start)
    run_many(own_server, "postgres", SELECT_NUMBER, 6)
    own_server.restart()
    run_many(own_server, "postgres", SELECT_NUMBER, 7)
    after = snapshot(own_server, "postgres", start + timedelta(days=1))
    reading = day_reading(before, after, Day(start.date(), ZoneInfo("UTC")))
    assert calls(reading, SELECT_NUMBER.format(1)) == 13
    assert "server menyala ulang" in reading.coverage.parser
    assert not [reason for reason in reading.coverage.reasons if "dari nol" in reason or "dikosongkan" in reason]


def kill_postmaster(server: Server) -> None:
    server.execute("CHECKPOINT")
    server.kill()
    time.sleep(1)  # its children see that it is gone
    (server.data / "postmaster.pid").unlink()
    server.start()


def kill_backend(server: Server) -> None:
    with server.connect() as victim:
        os.kill(victim.info.backend_pid, signal.SIGKILL)
        with pytest.raises(psycopg.OperationalError):
            victim.execute("SELECT 1")

    def answers() -> bool:
        try:
            return bool(server.execute("SELECT 1"))
        except psycopg.OperationalError:
            return False

    wait_for(answers)


@pytest.mark.parametrize("crash", [kill_postmaster, kill_backend])
def test_after_a_crash_only_what_came_after_it_is_counted(own_server: Server, crash: Callable[[Server], None]) -> None:
    run_many(own_server, "postgres", SELECT_NUMBER, 5)
    own_server.execute("UPDATE paket SET nama = nama WHERE id < 200")
    start = datetime.now(UTC)
    before = snapshot(own_server, "postgres", start)
    run_many(own_server, "postgres", SELECT_NUMBER, 6)
    crash(own_server)
    run_many(own_server, "postgres", SELECT_NUMBER, 9)
    own_server.execute("UPDATE paket SET nama = nama WHERE id < 3")
    reading = day_reading(before, snapshot(own_server, "postgres", start + timedelta(days=1)), DAY)
    assert calls(reading, SELECT_NUMBER.format(1)) == 9
    assert metric(reading, "table_row_updated_count", "public.paket") == 2
    assert reading.coverage.state is CoverageState.PARTIAL
    assert [reason for reason in reading.coverage.reasons if "berhenti tidak wajar" in reason]
    assert all(one.value >= 0 for one in reading.metrics)


# --- The arithmetic, case by case -----------------------------------------------------------------------------------

ROW = StatementCounter("spse", "spse", 11, True, "select ?", 10, 100.0, 30.0, 10, 50, 5, 0)
EMPTY = StatisticsSnapshot(
    taken_at=DAY.start,
    server_version=100023,
    extension_version="1.6",
    started_at=DAY.shift(-30).start,
    statements_reset_at=None,
    deallocations=None,
    statements=(),
    counters=(Counter("monitor_call_count", 0, "pg_stat_statements"),),
    gauges=(),
    settings=(),
)


def pair(before: tuple[StatementCounter, ...], after: tuple[StatementCounter, ...]) -> Reading:
    return day_reading(replace(EMPTY, statements=before), replace(EMPTY, taken_at=DAY.end, statements=after), DAY)


def test_the_first_day_has_gauges_and_no_all_time_figures(server: Server, database: str) -> None:
    prepare(server, database)
    run_many(server, database, SELECT_NUMBER, 5)
    reading = day_reading(None, snapshot(server, database), DAY)
    assert reading.coverage.state is CoverageState.PARTIAL
    assert [reason for reason in reading.coverage.reasons if "hari pertama" in reason]
    assert reading.queries == ()
    assert metric(reading, "commit_count", database) is None
    assert metric(reading, "database_size_bytes", database) is not None


def test_a_query_that_did_not_run_is_not_there() -> None:
    reading = pair((ROW,), (ROW,))
    assert reading.queries == ()
    assert reading.coverage.state is CoverageState.OK


def test_the_maximum_is_known_only_if_it_was_reached_in_the_window() -> None:
    same = replace(ROW, calls=12, total_ms=110.0)
    rose = replace(ROW, calls=12, total_ms=150.0, max_ms=40.0)
    assert pair((ROW,), (same,)).queries[0].max_ms is None
    assert pair((ROW,), (rose,)).queries[0].max_ms == 40.0
    assert pair((), (ROW,)).queries[0].max_ms == 30.0


def test_a_merged_maximum_is_known_only_if_no_row_can_hide_a_longer_one() -> None:
    other = replace(ROW, database="lama", query_id=12, max_ms=70.0)
    other_later = replace(other, calls=11, total_ms=101.0)
    rose = replace(ROW, calls=12, total_ms=150.0, max_ms=40.0)
    [query] = pair((ROW, other), (rose, other_later)).queries
    assert (query.calls, query.by_database, query.query_ids) == (3, {"spse": 2, "lama": 1}, (11, 12))
    assert query.max_ms is None
    [query] = pair((ROW, other), (replace(rose, max_ms=80.0), other_later)).queries
    assert query.max_ms == 80.0


def test_a_vanished_query_is_said() -> None:
    reading = pair((ROW,), ())
    assert [reason for reason in reading.coverage.reasons if reason.startswith("1 query tidak ada lagi")]


def test_queries_without_a_text_stay_apart() -> None:
    rows = tuple(replace(ROW, query="", query_id=number) for number in (1, 2))
    assert len(pair((), rows).queries) == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"server_version": 150010}, "berganti dari versi 10 ke 15"),
        ({"started_at": DAY.shift(-3).start}, "server lain"),
    ],
)
def test_what_cannot_be_compared_is_not(change: dict[str, object], said: str) -> None:
    counter = Counter("commit_count", 1000, "spse")
    before = replace(EMPTY, statements=(ROW,), counters=(*EMPTY.counters, counter))
    after = replace(before, taken_at=DAY.end, **change)  # type: ignore[arg-type]
    reading = day_reading(before, after, DAY)
    assert said in reading.coverage.reasons[0]
    assert (reading.queries, reading.metrics) == ((), ())


def test_an_update_of_the_extension_across_1_9_is_not_compared() -> None:
    after = replace(
        EMPTY, taken_at=DAY.end, statements=(ROW,), extension_version="1.9", statements_reset_at=DAY.shift(-9).start
    )
    reading = day_reading(EMPTY, after, DAY)
    assert reading.queries == ()
    assert "dari versi 1.6 ke 1.9" in reading.coverage.reasons[0]


def test_a_window_that_is_not_the_day_is_said() -> None:
    reading = day_reading(replace(EMPTY, taken_at=DAY.shift(-1).start), replace(EMPTY, taken_at=DAY.end), DAY)
    assert reading.coverage.state is CoverageState.PARTIAL
    assert "48,0 jam" in reading.coverage.reasons[0]


def test_snapshots_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="tidak lebih dulu"):
        day_reading(EMPTY, EMPTY, DAY)


def counters(*found: Counter) -> StatisticsSnapshot:
    return replace(EMPTY, counters=(*EMPTY.counters, *found))


def test_a_new_table_counts_from_zero_but_a_renamed_one_does_not() -> None:
    old = Counter("table_row_inserted_count", 900, "public.lama")
    new = Counter("table_row_inserted_count", 905, "public.baru")
    created = day_reading(counters(old), replace(counters(old, new), taken_at=DAY.end), DAY)
    assert metric(created, "table_row_inserted_count", "public.baru") == 905
    assert created.coverage.state is CoverageState.OK
    renamed = day_reading(counters(old), replace(counters(new), taken_at=DAY.end), DAY)
    assert metric(renamed, "table_row_inserted_count", "public.baru") is None
    assert "mungkin berganti nama" in renamed.coverage.reasons[0]


def test_a_counter_never_read_before_has_no_difference() -> None:
    after = replace(counters(Counter("wal_bytes", 10**9)), taken_at=DAY.end)
    reading = day_reading(EMPTY, after, DAY)
    assert metric(reading, "wal_bytes") is None
    assert "belum ada angka pembanding" in reading.coverage.reasons[0]


def test_a_snapshot_that_fails_midway_raises_and_says_nothing_false(server: Server, database: str) -> None:
    with server.connect(database) as connection:
        server.execute(f"SELECT pg_terminate_backend({connection.info.backend_pid})")
        with pytest.raises(psycopg.OperationalError):
            take_snapshot(connection, DAY.end)
