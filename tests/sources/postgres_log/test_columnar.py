"""DuckDB before the safe readers: whatever it cannot have understood is read again, and nothing is lost between."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spse_monev.facts import Reading
from spse_monev.sources.files import find_files
from spse_monev.sources.logs.clock import Clock
from spse_monev.sources.logs.slices import slices
from spse_monev.sources.postgres_log import read_log
from spse_monev.sources.postgres_log.columnar import ColumnarReader
from spse_monev.sources.postgres_log.csvlog import CsvReader
from spse_monev.sources.postgres_log.jsonlog import JsonReader
from spse_monev.sources.postgres_log.tally import Tally
from tests.sources.postgres_log.test_postgres_log import figures

WIB = ZoneInfo("Asia/Jakarta")
STAMP = "2026-11-23 10:00:00.123 WIB"


def csv_entry(message: str, severity: str = "LOG", session: str = "6b.1", stamp: str = STAMP, **other: str) -> bytes:
    fields = {0: stamp, 1: "spse", 2: "lpse", 5: session, 11: severity, 12: "00000", 13: message, 25: "0"}
    fields |= {int(column[1:]): text for column, text in other.items()}
    quoted = ['"{}"'.format(fields.get(column, "").replace('"', '""')) for column in range(26)]
    # The time, the session, the severity, the code and the query_id are never quoted.
    for column in (0, 5, 11, 12, 25):
        quoted[column] = quoted[column].strip('"')
    return ",".join(quoted).encode() + b"\n"


def json_entry(message: str, severity: str = "LOG", session: str = "6b.1", stamp: str = STAMP) -> bytes:
    fields = {"timestamp": stamp, "user": "spse", "dbname": "lpse", "session_id": session,
              "error_severity": severity, "state_code": "00000", "message": message}  # fmt: skip
    return json.dumps(fields, separators=(",", ":")).encode() + b"\n"


def make(form: str) -> tuple[ColumnarReader, CsvReader | JsonReader]:
    clock = Clock(WIB, None, None)
    safe = CsvReader(26, clock) if form == "csv" else JsonReader(clock)
    return ColumnarReader(safe, clock), safe


def read(*paths: Path) -> Reading:
    return read_log(find_files([str(path) for path in paths]).files, WIB, None)


def both(form: str, data: bytes) -> tuple[Tally, Tally, ColumnarReader]:
    """One slice counted with DuckDB before, and without."""
    fast, safe = make(form)
    quick, slow = Tally(), Tally()
    fast.read(data, quick, "x", 1)
    safe.read(data, slow, "x", 1)
    return quick, slow, fast


def told(tally: Tally) -> tuple[object, ...]:
    return (
        tally.seen, tally.error_counts(), tally.query_timings(), tally.failure_counts(), tally.metrics(),
        tally.unparsed_count,
    )  # fmt: skip


@pytest.mark.parametrize("form", ["csv", "json"])
def test_both_readers_agree_on_a_real_log(form, real_log):
    data = (real_log.csvlog if form == "csv" else real_log.jsonlog).read_bytes()
    quick, slow, fast = both(form, data)
    assert fast.reread_count == 0
    assert told(quick) == told(slow)


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize(
    "damage",
    [b"sampah\n", b"\xff\xfe\n", b'"\n', b"\0\n", b"{}\n", b'2026-11-23 10:00:00.123 WIB,"sp\n', b'{"timestamp":"20\n'],
)
def test_damage_is_read_again_by_the_safe_reader(form, damage):
    entry = (csv_entry if form == "csv" else json_entry)("rusak", "ERROR")
    quick, slow, fast = both(form, entry * 3 + damage + entry * 2)
    assert fast.reread_count == 1
    assert told(quick) == told(slow)
    assert quick.seen.count == 5
    assert quick.unparsed_count


@pytest.mark.parametrize("form", ["csv", "json"])
def test_rows_dropped_in_silence_are_found_by_the_line_count(form, tmp_path):
    entry = csv_entry if form == "csv" else json_entry
    data = entry("satu\ndua", "ERROR") + entry("tiga", "ERROR")
    fast, _ = make(form)
    path = tmp_path / "a"
    path.write_bytes(data)
    whole = Tally()
    assert fast.read_file(path, len(data), whole, lambda _: None)
    assert whole.seen.count == 2
    fast._summarise = fast._summarise.replace("FROM keyed", "FROM keyed WHERE message <> 'tiga'")
    nothing = Tally()
    assert not fast.read_file(path, len(data), nothing, lambda _: None)
    assert nothing.seen.count == 0
    fast.read(data, nothing, "x", 1)
    assert (nothing.seen.count, fast.reread_count) == (2, 1)


def test_a_growing_file_is_not_read_beyond_what_was_found(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(csv_entry("satu", "ERROR"))
    found = find_files([str(path)])
    with path.open("ab") as file:
        file.write(csv_entry("dua", "ERROR") + csv_entry("tiga", "ERROR")[:50])
    reading = read_log(found.files, WIB, None)
    assert reading.coverage.entry_count == 1
    assert reading.coverage.unparsed_count == 0


def test_a_name_with_wildcards_is_one_file(tmp_path):
    (tmp_path / "a1.csv").write_bytes(csv_entry("x", "ERROR"))
    path = tmp_path / "a[1].csv"
    path.write_bytes(csv_entry("x", "ERROR") * 3)
    assert read(path).coverage.entry_count == 3


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize("archived", [False, True])
def test_log_duration_is_paired_across_slices_and_files(form, archived, tmp_path, monkeypatch):
    """log_statement with log_duration: the duration comes in an entry of its own, here always in the next slice."""
    entry = csv_entry if form == "csv" else json_entry
    monkeypatch.setattr("spse_monev.sources.postgres_log.reader.SLICE_BYTES", len(entry("statement: SELECT 1")))
    monkeypatch.setattr("spse_monev.sources.logs.slices._TAIL_BYTES", 10_000)
    whole = [
        entry("statement: SELECT a FROM t", session="6b.1"), entry("statement: SELECT b FROM t", session="6b.2"),
        entry("duration: 1.000 ms", session="6b.1"), entry("statement: SELECT c FROM t", session="6b.3"),
        entry("duration: 2.000 ms", session="6b.2"), entry("duration: 8.000 ms", session="6b.2"),
        entry("duration: 4.000 ms", session="6b.3"),
    ]  # fmt: skip
    paths = []
    for number, part in enumerate((whole[:4], whole[4:])):
        data = b"".join(part)
        path = tmp_path / f"{number}.{form}{'.gz' * archived}"
        path.write_bytes(gzip.compress(data) if archived else data)
        paths.append(path)
    reading = read(*paths)
    times = {query.query: (query.calls, query.total_ms) for query in reading.queries}
    assert times == {"select a from t": (1, 1.0), "select b from t": (1, 2.0), "select c from t": (1, 4.0)}
    metrics = {metric.name: metric.value for metric in reading.metrics}
    assert metrics["unattributed_duration_total_ms"] == 8.0
    assert metrics["statement_logged_count"] == 3


def test_numbers_in_names_keep_statements_apart():
    texts = ["SELECT * FROM t1 WHERE a = 1", "SELECT * FROM t1 WHERE a = 22", "SELECT * FROM t2 WHERE a = 3",
             'SELECT * FROM "9" WHERE a = 1', 'SELECT * FROM "8" WHERE a = 1', "SELECT x FROM t WHERE a = $1",
             'SELECT "a 7" FROM t', 'SELECT "a 8" FROM t']  # fmt: skip
    data = b"".join(csv_entry(f"duration: 1.000 ms  statement: {text}") for text in texts)
    quick, slow, _ = both("csv", data)
    assert told(quick) == told(slow)


@pytest.mark.parametrize("form", ["csv", "json", "stderr"])
@pytest.mark.parametrize("duration", ["9" * 400, "1" * 5000 + ".5", "inf", "1.2.3", "-1", "", "0", "0.0000001"])
def test_a_raised_duration_that_is_none_breaks_nothing(form, duration, tmp_path):
    texts = [f"duration: {duration} ms  statement: SELECT 1", "duration: 2.0 ms  statement: SELECT a"]
    path = tmp_path / f"a.{form}"
    if form == "stderr":
        path.write_text("".join(f"{STAMP} [1] LOG:  {text}\n" for text in texts))
    else:
        path.write_bytes(b"".join((csv_entry if form == "csv" else json_entry)(text) for text in texts))
    reading = read(path)
    assert reading.coverage.entry_count == 2
    assert ("select a", 1, 2.0) in [(query.query, query.calls, query.total_ms) for query in reading.queries]
    assert all(query.total_ms < 10 for query in reading.queries)


def test_raised_figures_that_are_none_break_nothing(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(csv_entry(f'temporary file: path "base/pgsql_tmp/x", size {"9" * 400}') + csv_entry("x", "ERROR"))
    reading = read(path)
    assert reading.coverage.entry_count == 2
    assert all(metric.value < 10 for metric in reading.metrics)


def test_a_clock_of_half_hours_is_cut_right(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"".join(csv_entry("x", "ERROR", stamp=f"2026-11-23 10:{m}:00.000 UTC") for m in (15, 45)))
    reading = read_log(find_files([str(path)]).files, ZoneInfo("Asia/Kolkata"), None)
    assert [reading.coverage.per_hour[hour] for hour in (15, 16)] == [1, 1]


PIECES = st.lists(
    st.one_of(
        st.sampled_from(['galat\nbaris "dua"', "x", "awas, 'é'\n\tSELECT 1\n"]).map(lambda text: (text, "ERROR")),
        st.integers(1, 99).map(lambda n: (f"duration: {n}.5 ms  statement: SELECT {n}", "LOG")),
        st.sampled_from(["statement: SELECT a", "duration: 3.0 ms", "duration: 1.0 ms  plan:\nQuery Text: x"]).map(
            lambda text: (text, "LOG")
        ),
        st.binary(max_size=60).map(lambda data: data.replace(b"\n", b"").replace(b"\0", b"")),
    ),
    max_size=12,
)


@pytest.mark.parametrize("form", ["csv", "json"])
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=PIECES, size=st.integers(100, 1500))
def test_any_interleaving_gives_the_figures_of_the_safe_reader(form, pieces, size, tmp_path):
    entry = csv_entry if form == "csv" else json_entry
    data = b"".join(entry(*piece) if isinstance(piece, tuple) else piece + b"\n" for piece in pieces)
    fast, safe = make(form)
    slow, sliced = Tally(), Tally()
    safe.read(data, slow, "x", 1)
    path = tmp_path / f"a.{form}"
    path.write_bytes(data)
    with path.open("rb") as stream:
        for piece in slices(stream, fast.begins, size):
            fast.read(piece, sliced, "x", 1)
    assert sliced.seen.count == slow.seen.count >= sum(isinstance(piece, tuple) for piece in pieces)
    assert told(sliced) == told(slow)
    whole = Tally()
    if data and make(form)[0].read_file(path, len(data), whole, lambda _: None):
        assert told(whole) == told(slow)


def test_whole_and_sliced_agree(real_log, tmp_path, monkeypatch):
    alone = read(real_log.csvlog)
    monkeypatch.setattr("spse_monev.sources.postgres_log.reader.SLICE_BYTES", 5_000)
    archive = tmp_path / "real.csv.gz"
    archive.write_bytes(gzip.compress(real_log.csvlog.read_bytes()))
    assert figures(read(archive)) == figures(alone)
