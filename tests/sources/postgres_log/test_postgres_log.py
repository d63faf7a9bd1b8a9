"""The log engine on a real server's log, and on what happens to logs."""

from __future__ import annotations

import csv
import gzip
import multiprocessing
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spse_monev.facts import CoverageState, Reading
from spse_monev.period import Day
from spse_monev.sources.files import find_files
from spse_monev.sources.logs.clock import Clock
from spse_monev.sources.postgres_log import LogFormatError, newest_entry_at, read_log
from spse_monev.sources.postgres_log.csvlog import CsvReader
from spse_monev.sources.postgres_log.jsonlog import JsonReader
from spse_monev.sources.postgres_log.prefix import compile_prefix, find_prefix
from spse_monev.sources.postgres_log.stderr import StderrReader
from spse_monev.sources.postgres_log.tally import Tally
from tests.sources.postgres_log.conftest import PREFIX, PREFIX_WITHOUT_CODE, SETTINGS, record

WIB = ZoneInfo("Asia/Jakarta")


def read(*paths: Path, day: Day | None = None, zone: ZoneInfo = WIB, **options: object) -> Reading:
    return read_log(find_files([str(path) for path in paths]).files, zone, day, **options)  # type: ignore[arg-type]


def figures(reading: Reading) -> dict[str, object]:
    """What all formats carry."""
    coverage = reading.coverage
    return {
        "entries": coverage.entry_count,
        "per_hour": coverage.per_hour,
        "first": coverage.first_at,
        "last": coverage.last_at,
        "errors": {
            (e.fingerprint, e.severity, e.message, e.count, e.first_at, e.last_at, e.sample, e.sample_statement)
            for e in reading.errors
        },
        "breakdown": {e.fingerprint: (e.by_user, e.by_database, e.by_application) for e in reading.errors},
        "queries": {
            (q.query, q.query_ids, q.calls, round(q.total_ms, 3), q.max_ms, tuple(sorted(q.histogram.buckets.items())))
            for q in reading.queries
            if q.histogram
        },
        "failures": {(f.kind, f.count, f.first_at, f.last_at) for f in reading.failures},
        "metrics": {(m.name, round(m.value, 3)) for m in reading.metrics},
    }


def test_three_formats_give_the_same_figures(real_log):
    csvlog, jsonlog = read(real_log.csvlog), read(real_log.jsonlog)
    stderr = read(real_log.stderr, prefix=PREFIX)
    assert stderr.coverage.state is csvlog.coverage.state is jsonlog.coverage.state is CoverageState.OK
    assert stderr.errors
    assert stderr.queries
    assert figures(csvlog) == figures(jsonlog) == figures(stderr)
    assert {error.code for error in stderr.errors} == {error.code for error in csvlog.errors}


def test_without_sqlstate_only_a_code_of_the_application_is_lost(real_log):
    known, unknown = (
        figures(reading)
        for reading in (read(real_log.csvlog), read(real_log.stderr_without_code, prefix=PREFIX_WITHOUT_CODE))
    )
    lost = known["failures"] - unknown["failures"]
    assert {kind for kind, *_ in lost} == {"raised_exception"}  # P0099, which no message tells
    assert unknown["failures"] < known["failures"]
    same = known.keys() - {"failures"}
    assert {name: unknown[name] for name in same} == {name: known[name] for name in same}


def test_postgresql_15_in_three_formats(debian_15, tmp_path):
    debian_15.configure(SETTINGS)
    debian_15.restart()
    log = record(debian_15, tmp_path)
    csvlog, jsonlog = read(log.csvlog), read(log.jsonlog)
    assert csvlog.coverage.state is CoverageState.OK
    assert csvlog.errors
    assert figures(csvlog) == figures(jsonlog) == figures(read(log.stderr, prefix=PREFIX))


def test_weekday_names_zst_and_an_overwritten_week(real_log, tmp_path):
    """A server with log_filename = postgresql-%a.log: old weeks are overwritten, one weekday was archived."""

    def day_of(name: str, date: str, compress: bool = False) -> Path:
        lines = re.sub(rb"(?m)^\d{4}-\d\d-\d\d", date.encode(), real_log.csvlog.read_bytes())
        path = tmp_path / name
        path.write_bytes(zstandard.compress(lines) if compress else lines)
        return path

    day_of("postgresql-Sun.csv", "2026-11-22")
    day_of("postgresql-Mon.csv.zst", "2026-11-23", compress=True)
    day_of("postgresql-Tue.csv", "2026-11-17")  # not yet overwritten
    alone = read(real_log.csvlog)
    monday = read(tmp_path / "*", day=Day.parse("2026-11-23", WIB), max_silence_minutes=1440)
    assert monday.coverage.state is CoverageState.OK
    assert monday.coverage.entry_count == alone.coverage.entry_count
    assert sum(query.calls for query in monday.queries) == sum(query.calls for query in alone.queries)
    tuesday = read(tmp_path / "*", day=Day.parse("2026-11-24", WIB))
    assert tuesday.coverage.state is CoverageState.MISSING
    assert "2026-11-17, 2026-11-22, 2026-11-23" in tuesday.coverage.reasons[0]


def test_counts_agree_with_pythons_csv_module(real_log):
    with real_log.csvlog.open(newline="") as file:
        rows = list(csv.reader(file))
    reading = read(real_log.csvlog)
    assert reading.coverage.entry_count == len(rows)
    severities = Counter(row[11] for row in rows if row[11] in ("WARNING", "ERROR", "FATAL", "PANIC"))
    assert sum(error.count for error in reading.errors) == severities.total()
    calls = [row for row in rows if re.match(r"duration: [\d.]+ ms  (statement|execute)", row[13])]
    assert sum(query.calls for query in reading.queries) == len(calls)
    spent = sum(float(row[13].split()[1]) for row in calls)
    assert sum(query.total_ms for query in reading.queries) == pytest.approx(spent)
    assert {error.code for error in reading.errors} == {row[12] for row in rows if row[11] in severities}


def test_prepared_statement_is_counted_once_a_call(real_log):
    queries = {query.query: query.calls for query in read(real_log.csvlog).queries}
    assert next(calls for text, calls in queries.items() if "nama from paket where id" in text) == 7
    metrics = {metric.name: metric.value for metric in read(real_log.csvlog).metrics}
    assert metrics["plan_count"] > 0
    assert metrics["bind_count"] >= 7


def test_the_same_log_in_several_formats_counts_once(real_log):
    alone = read(real_log.csvlog)
    together = read(real_log.csvlog, real_log.stderr, real_log.jsonlog)
    assert together.coverage.entry_count == alone.coverage.entry_count
    assert together.coverage.state is CoverageState.OK
    assert "disisihkan" in together.coverage.parser


def test_what_only_the_poorer_format_holds_is_said(tmp_path):
    stderr = [f"2026-11-23 {hour:02}:00:00.123 WIB [1] ERROR:  x\n" for hour in (6, 10, 18)]
    (tmp_path / "a.log").write_text("".join(stderr))
    (tmp_path / "a.csv").write_text(csv_line(26) * 3)  # at 10
    options = {"day": Day.parse("2026-11-23", WIB), "now": datetime(2026, 11, 25, tzinfo=UTC)}
    reading = read(tmp_path / "a.*", max_silence_minutes=1440, **options)
    assert reading.coverage.entry_count == 3
    assert reading.coverage.state is CoverageState.PARTIAL
    before, after = reading.coverage.reasons
    assert "a.log memuat entri 2026-11-23 06.00.00 s.d. 2026-11-23 10.00.00 yang tidak ada di a.csv" in before
    assert "2026-11-23 10.00.00 s.d. 2026-11-23 18.00.00" in after
    # Of another day it is no loss.
    other = Day.parse("2026-11-22", WIB)
    assert "memuat entri" not in "".join(read(tmp_path / "a.*", day=other).coverage.reasons)


def test_day_is_cut_at_the_sites_midnight(tmp_path):
    log = tmp_path / "a.log"
    log.write_text(
        "2026-11-22 16:59:59.999 UTC [1] ERROR:  sebelum\n"
        "2026-11-22 17:00:00.000 UTC [1] ERROR:  awal\n"
        "2026-11-23 16:59:59.999 UTC [1] ERROR:  akhir\n"
        "2026-11-23 17:00:00.000 UTC [1] ERROR:  sesudah\n"
    )
    reading = read(log, day=Day.parse("2026-11-23", WIB), now=datetime(2026, 11, 25, tzinfo=UTC))
    assert {error.sample for error in reading.errors} == {"awal", "akhir"}
    assert reading.coverage.per_hour[0] == reading.coverage.per_hour[23] == 1
    other = read(log, day=Day.parse("2026-11-20", WIB))
    assert other.coverage.state is CoverageState.MISSING
    assert "2026-11-22, 2026-11-23, 2026-11-24" in other.coverage.reasons[0]


@pytest.mark.parametrize(
    ("abbreviation", "hour"),
    [("WIB", 10), ("WITA", 9), ("WIT", 8), ("UTC", 17), ("GMT", 17), ("+07", 10), ("+0530", 11), ("EST", 22)],
)
def test_zone_abbreviations(abbreviation, hour):
    slot = Clock(WIB, None, None).slot("2026-11-23 10:00", abbreviation)
    assert slot is not None
    assert slot.hour == hour


def test_hour_that_occurs_twice_is_told_apart_by_its_abbreviation():
    clock = Clock(ZoneInfo("Europe/Berlin"), None, None)
    summer, winter = clock.instant("2026-10-25 02:30", "CEST"), clock.instant("2026-10-25 02:30", "CET")
    assert summer is not None
    assert winter is not None
    assert (winter - summer).total_seconds() == 3600


@pytest.mark.parametrize(
    "prefix",
    [
        "%m [%p] ",
        "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ",
        "%m %u@%d %p %r ",
        "%n %p %e ",
        "%m [%-8p] %q%-10u@%10d ",
        "<%m %c %l %e> ",
        "%m [%p] [%b] %v %x %Q %i %P %L %s %% ",
        "%t:%h:%u@%d:[%p]:",
    ],
)
def test_every_escape_is_understood(prefix, tmp_path):
    values = {
        "m": "2026-11-23 10:00:00.123 WIB",
        "t": "2026-11-23 10:00:00 WIB",
        "n": "1795402800.123",
        "p": "42",
        "l": "3",
        "u": "spse",
        "d": "lpse",
        "a": "JDBC Driver",
        "h": "10.0.0.1",
        "r": "10.0.0.1(5432)",
        "L": "[local]",
        "b": "client backend",
        "P": "",
        "i": "SELECT",
        "e": "42P01",
        "c": "6b052b87.31b8",
        "s": "2026-11-23 09:00:00 WIB",
        "v": "3/7",
        "x": "0",
        "Q": "-5",
        "q": "",
        "%": "%",
    }

    def shown(match: re.Match[str]) -> str:
        value, width = values[match[2]], int(match[1] or 0)
        return value.ljust(-width) if width < 0 else value.rjust(width)

    head = re.sub(r"%(-?\d+)?([a-zA-Z%])", shown, prefix)
    log = tmp_path / "a.log"
    log.write_text(f"{head}ERROR:  rusak\n{head}DETAIL:  sebab\n{head}STATEMENT:  SELECT\n\t1\n")
    reading = read(log, prefix=prefix)
    assert reading.coverage.unparsed_count == 0
    (error,) = reading.errors
    assert (error.sample, error.sample_statement) == ("rusak\nDETAIL: sebab", "SELECT\n1")
    assert not ("%u" in prefix or "10u" in prefix) or error.by_user == {"spse": 1}
    assert read(log).coverage.entry_count == 1  # found by itself


def test_prefix_of_a_real_log_is_found(real_log):
    assert find_prefix(real_log.stderr.read_bytes().splitlines()) is not None
    inferred, given_ = read(real_log.stderr), read(real_log.stderr, prefix=PREFIX)
    assert inferred.coverage.entry_count == given_.coverage.entry_count


def test_wrong_prefix_and_foreign_file_are_said(tmp_path):
    log = tmp_path / "a.log"
    log.write_text("bukan log\n")
    with pytest.raises(LogFormatError, match="tidak memuat waktu"):
        read(log, prefix="%u ")
    reading = read(log)
    assert reading.coverage.state is CoverageState.MISSING
    assert "--prefix" in reading.coverage.reasons[0]
    assert read(tmp_path / "tidak-ada.log").coverage.reasons == ("tidak ada berkas log",)


def test_localised_log(tmp_path):
    log = tmp_path / "a.log"
    head = "2026-11-23 10:00:00.123 WIB [1] "
    log.write_text(
        f"{head}FEHLER:  Relation »x« existiert nicht bei Zeichen 15\n{head}ANWEISUNG:  SELECT 1\n"
        f"{head}LOG:  Dauer: 1.5 ms  Anweisung: SELECT 1\n{head}ERREUR:  erreur\n{head}ATTENTION:  attention\n"
        f"{head}LOG:  durée : 2.5 ms, instruction : SELECT 2\n{head}LOG:  duración: 3.5 ms  sentencia: SELECT 3\n"
    )
    reading = read(log)
    assert Counter(error.severity for error in reading.errors) == {"ERROR": 2, "WARNING": 1}
    assert sum(query.total_ms for query in reading.queries) == 7.5
    assert reading.coverage.unparsed_count == 0


def test_log_duration_takes_the_statement_before(tmp_path):
    log = tmp_path / "a.log"
    head = "2026-11-23 10:00:00.123 WIB "
    log.write_text(
        f"{head}[1] LOG:  statement: SELECT a FROM t WHERE id = 1\n{head}[2] LOG:  statement: SELECT b FROM t\n"
        f"{head}[1] LOG:  duration: 1.000 ms\n{head}[2] LOG:  duration: 2.000 ms\n{head}[2] LOG:  duration: 4.000 ms\n"
    )
    reading = read(log)
    assert sorted(query.total_ms for query in reading.queries) == [1.0, 2.0]
    metrics = {metric.name: metric.value for metric in reading.metrics}
    assert metrics["unattributed_duration_total_ms"] == 4.0


def csv_line(
    columns: int, severity: str = "ERROR", message: str = "rusak", stamp: str = "2026-11-23 10:00:00.123 WIB"
) -> str:
    fields = [stamp, "spse", "lpse", "1", "", "6b.1", "1", "SELECT", stamp, "1/1", "0", severity, "42P01", message]
    fields += [""] * (columns - len(fields))
    return ",".join(f'"{field}"' if index in (1, 2, 13) else field for index, field in enumerate(fields)) + "\n"


@pytest.mark.parametrize("columns", [23, 24, 26])
def test_csv_of_every_version(columns, tmp_path):
    log = tmp_path / "a.csv"
    log.write_text(csv_line(columns) * 3)
    reading = read(log)
    assert reading.coverage.parser == f"csvlog {columns} kolom"
    assert [error.count for error in reading.errors] == [3]


def test_upgrade_in_the_middle_and_damage(tmp_path):
    log = tmp_path / "a.csv"
    log.write_bytes(
        csv_line(23).encode()
        + csv_line(26).encode()
        + b'sampah "\n'
        + csv_line(26)[:60].encode()
        + b"\n"
        + csv_line(26, message="isi \0 kosong").encode()
        + csv_line(26).encode().replace(b"rusak", b"\xff\xfe")
        + csv_line(26)[:-20].encode()
    )
    reading = read(log)
    assert reading.coverage.entry_count == 4
    assert reading.coverage.state is CoverageState.PARTIAL
    assert reading.coverage.unparsed_places


def test_long_line_and_archive(tmp_path):
    log = tmp_path / "a.log.gz"
    head = "2026-11-23 10:00:00.123 WIB [1] "
    with gzip.open(log, "wb", compresslevel=1) as file:
        file.write(f"{head}ERROR:  satu\n{head}STATEMENT:  SELECT '".encode() + b"x" * 50_000_000 + b"'\n")
        file.write(f"{head}ERROR:  dua\n".encode())
    reading = read(log)
    assert reading.coverage.entry_count == 2
    assert reading.coverage.read_bytes > 50_000_000


def test_silence_makes_a_day_partial(tmp_path):
    log = tmp_path / "a.log"
    log.write_text("2026-11-23 12:00:00.123 WIB [1] LOG:  x\n")
    day = Day.parse("2026-11-23", WIB)
    late = read(log, day=day, now=datetime(2026, 11, 25, tzinfo=UTC))
    assert len(late.coverage.reasons) == 2
    early = read(log, day=day, now=datetime(2026, 11, 23, 5, 30, tzinfo=UTC), max_silence_minutes=13 * 60)
    assert early.coverage.state is CoverageState.OK


def test_newest_entry(real_log):
    for path in (real_log.stderr, real_log.csvlog, real_log.jsonlog):
        files = find_files([str(path)]).files
        assert newest_entry_at(files, WIB) == read(path).coverage.last_at


def test_helper_process_gives_the_same(real_log, tmp_path, monkeypatch):
    log = tmp_path / "big.log"
    log.write_bytes(real_log.stderr.read_bytes() * 40)
    alone = read(log)
    monkeypatch.setattr("spse_monev.sources.postgres_log.reader.STDERR_SLICE_BYTES", 100_000)
    monkeypatch.setattr("spse_monev.sources.postgres_log.reader.MIN_BYTES", 1)
    two = read(log)
    assert figures(two) == figures(alone)


def _in_daemon(path: str, queue: multiprocessing.SimpleQueue[int]) -> None:
    import spse_monev.sources.postgres_log.reader as reader

    reader.MIN_BYTES = 1
    reader.STDERR_SLICE_BYTES = 100_000
    queue.put(read(Path(path)).coverage.entry_count)


def test_helper_process_works_from_a_daemonic_process(real_log, tmp_path):
    log = tmp_path / "big.log"
    log.write_bytes(real_log.stderr.read_bytes() * 10)
    context = multiprocessing.get_context("spawn")
    queue = context.SimpleQueue()
    process = context.Process(target=_in_daemon, args=(str(log), queue), daemon=True)
    process.start()
    assert queue.get() == read(log).coverage.entry_count
    process.join()


GARBAGE = st.lists(
    st.one_of(st.just(None), st.binary(max_size=60).map(lambda b: b.replace(b"\n", b"").replace(b"\t", b" "))),
    max_size=12,
)
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _mixed(entry: bytes, pieces: list[bytes | None]) -> tuple[bytes, int]:
    return b"".join(entry if piece is None else piece + b"\n" for piece in pieces), pieces.count(None)


def _count(reader: CsvReader | JsonReader | StderrReader, data: bytes) -> int:
    tally = Tally()
    reader.read(data, tally, "x", 1)
    return tally.seen.count


@quick
@given(GARBAGE)
def test_stderr_never_loses_an_entry(pieces):
    data, count = _mixed(b"2026-11-23 10:00:00.123 WIB [1] ERROR:  x\n", pieces)
    assert _count(StderrReader("%m [%p] ", Clock(WIB, None, None)), data) == count


@quick
@given(GARBAGE)
def test_csv_never_loses_an_entry(pieces):
    data, count = _mixed(csv_line(26).encode(), pieces)
    assert _count(CsvReader(26, Clock(WIB, None, None)), data) == count


@quick
@given(GARBAGE)
def test_json_never_loses_an_entry(pieces):
    entry = b'{"timestamp":"2026-11-23 10:00:00.123 WIB","error_severity":"ERROR","message":"x"}\n'
    data, count = _mixed(entry, pieces)
    assert _count(JsonReader(Clock(WIB, None, None)), data) == count


def test_padded_prefix_is_a_pattern():
    assert re.match(compile_prefix("%m [%-6p] "), b"2026-11-23 10:00:00.123 WIB [42    ] ")
