"""`spse log summarize` on a real server's log in three formats, as an operator calls it."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from spse_monev.cli import app
from tests.sources.postgres_log.conftest import PREFIX, RealLog, real_log

__all__ = ["real_log"]  # the fixture


def summarize(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["log", "summarize", *map(str, arguments)])


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The installed command, on a terminal of 100 columns."""
    command = [str(Path(sys.executable).with_name("spse")), "log", "summarize", *map(str, arguments)]
    environment = {**os.environ, "COLUMNS": "100"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def as_json(*arguments: str | Path) -> dict[str, object]:
    done = summarize(*arguments, "--json")
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout))


def test_three_formats_print_the_same_figures(real_log: RealLog) -> None:
    told = [as_json(real_log.csvlog), as_json(real_log.jsonlog), as_json(real_log.stderr, "--prefix", PREFIX)]
    for name in ("errors", "queries", "failures", "metrics"):
        assert told[0][name] == told[1][name] == told[2][name], name
        assert told[0][name]
    assert {"files", "bytes", "entries", "unparsed", "first_at", "last_at", "state"} <= set(told[0]["coverage"])
    assert {"query", "query_id", "calls", "total_ms", "mean_ms", "max_ms", "p50_ms", "p95_ms", "p99_ms"} == set(
        told[0]["queries"][0]
    )
    keys = {"source", "severity", "code", "message", "place", "routes", "count", "first_at", "last_at", "sample"}
    assert keys == set(told[0]["errors"][0])
    # The server's own csvlog, counted by Python's csv module.
    with real_log.csvlog.open(newline="") as file:
        rows = list(csv.reader(file))
    assert told[0]["coverage"]["entries"] == len(rows)
    severities = Counter(row[11] for row in rows if row[11] not in ("LOG", "DEBUG", "INFO", "NOTICE"))
    assert sum(error["count"] for error in told[0]["errors"]) == severities.total()


def test_the_installed_command_finds_format_and_prefix_by_itself(real_log: RealLog) -> None:
    done = run(real_log.stderr, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["coverage"]["parser"].startswith("stderr, prefix '%m [%p] %e %q%u@%d/%a %Q '")


def test_partly_read_is_1_and_not_read_is_2(real_log: RealLog, tmp_path: Path) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_bytes(real_log.csvlog.read_bytes() + b"sampah\n" * 20)
    partly = summarize(broken)
    assert partly.exit_code == 1
    assert "terbaca sebagian" in partly.output
    assert "baris tidak terurai" in partly.output
    foreign = tmp_path / "foreign.log"
    foreign.write_text("bukan log\n")
    assert summarize(foreign).exit_code == 2
    assert "--prefix" in summarize(foreign).output
    missing = summarize(tmp_path / "none.log")
    assert missing.exit_code == 2
    assert "berkas tidak ada" in " ".join(missing.output.split())
    both = summarize(real_log.csvlog, tmp_path / "none.log")
    assert both.exit_code == 1
    other_day = summarize(real_log.csvlog, "--day", "2001-01-01", "--json")
    assert other_day.exit_code == 2
    assert json.loads(other_day.stdout)["coverage"]["state"] == "missing"


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--prefix", "%u@%d ", "tidak memuat waktu"),
        ("--prefix", "%m %z ", "tanpa huruf yang dikenal"),
        ("--zone", "Asia/Bandung", "zona waktu"),
        ("--day", "kemarin", "tidak terbaca"),
    ],
)
def test_a_wrong_option_is_one_clear_error(real_log: RealLog, option: str, value: str, said: str) -> None:
    done = summarize(real_log.stderr, option, value)
    assert done.exit_code == 2
    assert said in " ".join(done.output.split())
    assert value in done.output
    assert "Traceback" not in done.output
    assert done.stdout == ""


def test_numbers_stay_whole_beside_a_query_of_a_page(tmp_path: Path) -> None:
    head = "2026-11-23 10:00:00.123 WIB [1] LOG:  "
    page = ", ".join(f"kolom_{word * 3}" for word in "abcdefghijklmnopqrstuvwxyz" * 8)
    log = tmp_path / "a.log"
    log.write_text(f"{head}duration: 1234567.891 ms  statement: SELECT {page} FROM paket\n" * 1200)
    done = run(log)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 100
    (row,) = [line for line in lines if "1.200" in line and "│" in line]
    assert [cell.strip() for cell in row.split("│")[1:6]] == [
        "1.200", "1.481.481.469,2", "1.234.567,9", "1.234.567,9", "1.234.567,9",
    ]  # fmt: skip
    assert len(lines) < 30
    assert "…" in done.stdout


PLAY = """231126 08:00:01 INFO  ~ Application started
231126 08:10:02 ERROR ~

@6f02fa9dd
Internal Server Error (500) for request GET /eproc4/lelang/123/view

Execution exception (In /app/controllers/LelangCtr.java around line 120)
NullPointerException occured : null

java.lang.NullPointerException
\tat controllers.LelangCtr.view(LelangCtr.java:120)
"""
ACCESS = """203.0.113.7 - - [23/Nov/2026:08:00:01 +0700] "GET /eproc4/lelang/123/view?x=1 HTTP/1.0" 500 512 "-" "M"
203.0.113.7 - - [23/Nov/2026:08:00:02 +0700] "GET /eproc4/lelang/124/view HTTP/1.1" 200 2048 "-" "M"
"""
WEB_ERROR = "2026/11/23 10:15:00 [error] 12#0: *45 upstream timed out (110: Connection timed out) while connecting\n"


@pytest.mark.parametrize(
    ("text", "form", "family"),
    [(PLAY, "play", "application"), (ACCESS, "access", "web"), (WEB_ERROR, "web-error", "web")],
)
def test_the_kind_of_log_is_found_by_itself(tmp_path: Path, text: str, form: str, family: str) -> None:
    log = tmp_path / "some.log"
    log.write_text(text)
    found, named = summarize(log, "--json"), summarize(log, "--json", "--format", form)
    assert found.exit_code == named.exit_code == 0, found.output
    told = json.loads(found.stdout)
    assert told == json.loads(named.stdout)
    assert {error["source"] for error in told["errors"]} <= {family}
    if family == "application":
        [error] = told["errors"]
        assert (error["code"], error["place"]) == (
            "java.lang.NullPointerException", "controllers.LelangCtr.view (LelangCtr.java:120)",
        )  # fmt: skip
        assert error["routes"] == {"GET /eproc4/lelang/?/view": 1}
    if form == "access":
        [route] = told["routes"]
        assert (route["route"], route["statuses"]) == ("/eproc4/lelang/?/view", {"200": 1, "500": 1})
        assert "203.0.113" not in found.stdout
    shown = summarize(log).output
    assert "Query tersering" not in shown
    assert ("Rute tersering" in shown) == (family == "web")


def test_logs_of_two_kinds_or_options_of_another_are_refused(tmp_path: Path) -> None:
    play, access = tmp_path / "play.log", tmp_path / "access.log"
    play.write_text(PLAY)
    access.write_text(ACCESS)
    for arguments, said in (
        ((play, access), "log yang berbeda"),
        ((play, "--pattern", "%m%n"), "--format"),
        ((play, "--format", "play", "--prefix", "%m "), "--prefix hanya untuk"),
        ((play, "--format", "stderr", "--pattern", "%m"), "--pattern bukan untuk"),
    ):
        done = summarize(*arguments)
        assert done.exit_code == 2, arguments
        assert said in " ".join(done.output.split())
