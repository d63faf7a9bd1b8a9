"""How fast a PostgreSQL log is summarised: ours, pgBadger, DuckDB's bare scan and `wc -l`, side by side.

    python bench/log_summary.py --megabytes 100 --runs 3

A real server (the embedded PostgreSQL 18) writes one log in the three formats under a mixed load; it is repeated with
shifted times until each format has the wanted size. The programs take turns; shown are the medians of the wall time
and the peak memory of the process with its children. pgBadger is left out where it is not installed. Results go to
bench/results/.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import psycopg

from spse_monev.demo.postgres import Server, temporary_server

PREFIX = "%m [%p]: user=%u,db=%d,app=%a,client=%h "
SETTINGS = {
    "logging_collector": "on",
    "log_destination": "stderr,csvlog,jsonlog",
    "log_filename": "postgresql.log",
    "log_line_prefix": PREFIX,
    "log_timezone": "Asia/Jakarta",
    "log_min_duration_statement": "0",
    "log_connections": "on",
    "log_disconnections": "on",
    "log_checkpoints": "on",
    "log_lock_waits": "on",
    "log_temp_files": "0",
    "compute_query_id": "on",
    "max_connections": "40",
}
ENDINGS = {"stderr": "log", "csvlog": "csv", "jsonlog": "json"}
BADGER_FORMATS = {"stderr": "stderr", "csvlog": "csv", "jsonlog": "jsonlog"}
SCANS = {
    "csvlog": "SELECT count(*), count(column13) FROM read_csv('{}', header = false, auto_detect = false, quote = '\"', "
    "escape = '\"', columns = {{{columns}}})",
    "jsonlog": "SELECT count(*), count(message) FROM read_json('{}', format = 'newline_delimited', "
    "columns = {{'message': 'VARCHAR'}})",
}


def load(server: Server, number: int, seconds: float) -> None:
    """One client: short transactions as pgbench has them, some prepared, some wrong."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with psycopg.connect(server.uri(), autocommit=True) as connection:
            for step in range(60):
                account = (number * 7919 + step * 104729) % 10_000
                try:
                    connection.execute("BEGIN")
                    connection.execute(
                        f"UPDATE accounts SET balance = balance + {step} WHERE id = {account}".encode(), prepare=False
                    )
                    connection.execute("SELECT balance FROM accounts WHERE id = %s", (account,), prepare=step % 2 == 0)
                    connection.execute(
                        f"INSERT INTO history (id, note) VALUES ({account}, 'catatan {step}')".encode(), prepare=False
                    )
                    connection.execute("END")
                    if step % 20 == 0:
                        connection.execute(f"SELECT * FROM paket_{step} WHERE kode = 'x'".encode(), prepare=False)
                    if step % 30 == 1:
                        connection.execute(f"INSERT INTO accounts VALUES ({account}, 0)".encode(), prepare=False)
                except psycopg.Error:
                    connection.execute("ROLLBACK")


def make_logs(folder: Path, megabytes: int) -> dict[str, Path]:
    """The same log in three formats, each of at least `megabytes`."""
    with temporary_server(SETTINGS) as server:
        server.execute("CREATE TABLE accounts AS SELECT g AS id, 0 AS balance FROM generate_series(1, 10000) AS g")
        server.execute("ALTER TABLE accounts ADD PRIMARY KEY (id)")
        server.execute("CREATE TABLE history (id integer, note text)")
        clients = [threading.Thread(target=load, args=(server, number, 6)) for number in range(4)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        server.stop()
        seeds = {name: (server.log_folder / f"postgresql.{ending}").read_bytes() for name, ending in ENDINGS.items()}
    paths = {}
    for name, seed in seeds.items():
        paths[name] = folder / f"{name}.{ENDINGS[name]}"
        with paths[name].open("wb") as file:
            copy = 0
            while file.tell() < megabytes * 1_000_000:
                file.write(shifted(seed, timedelta(minutes=copy % 600)))
                copy += 1
    return paths


def shifted(log: bytes, by: timedelta) -> bytes:
    """The log with all its times moved."""
    known: dict[bytes, bytes] = {}

    def move(match: re.Match[bytes]) -> bytes:
        if match[0] not in known:
            moved = datetime.fromisoformat(match[0].decode()).replace(tzinfo=UTC) - timedelta(hours=12) + by
            known[match[0]] = moved.strftime("%Y-%m-%d %H:%M").encode()
        return known[match[0]]

    return re.sub(rb"\d{4}-\d\d-\d\d \d\d:\d\d(?=:\d\d)", move, log)


def commands(name: str, path: Path, folder: Path) -> dict[str, list[str]]:
    """What is compared."""
    ours = (
        "import sys; from zoneinfo import ZoneInfo; from spse_monev.sources.files import find_files; "
        "from spse_monev.sources.postgres_log import read_log; "
        "r = read_log(find_files([sys.argv[1]]).files, ZoneInfo('Asia/Jakarta'), None); "
        "print(r.coverage.state, r.coverage.entry_count, sum(q.calls for q in r.queries), "
        "sum(e.count for e in r.errors))"
    )
    programs = {"spse": [sys.executable, "-c", ours, str(path)], "wc -l": ["wc", "-l", str(path)]}
    if name in SCANS:
        columns = ", ".join(f"'column{number}': 'VARCHAR'" for number in range(26))
        scan = SCANS[name].format(path, columns=columns)
        programs["duckdb scan"] = [sys.executable, "-c", f"import duckdb; print(duckdb.sql({scan!r}).fetchall())"]
    if shutil.which("pgbadger"):
        badger = ["pgbadger", "-q", "-f", BADGER_FORMATS[name], "-o", str(folder / "out.html"), str(path)]
        if name == "stderr":
            badger[2:2] = ["-p", PREFIX]
        programs["pgbadger -j 2"] = [*badger, "-j", "2"]
    return programs


def measure(command: list[str]) -> tuple[float, float]:
    """Wall seconds, and peak MB of the process and its children together (looked at every 20 ms)."""
    before = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        peak = max(peak, resident(process.pid))
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.02)
    seconds = time.perf_counter() - before
    if process.returncode:
        raise SystemExit(f"{command[0]} failed with {process.returncode}")
    return seconds, peak / 1e6


def resident(pid: int) -> int:
    """Bytes of memory of a process and all below it."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0
    return pages * resource.getpagesize() + sum(resident(int(child)) for child in children)


def machine() -> dict[str, object]:
    """Where and with what it was measured."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    badger = shutil.which("pgbadger")
    said = subprocess.run([badger, "--version"], capture_output=True, text=True, check=True).stdout if badger else ""
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "processor": model, "cores": os.cpu_count(), "load_before": [round(load, 2) for load in os.getloadavg()],
        "system": platform.platform(), "python": platform.python_version(), "duckdb": version("duckdb"),
        "spse-monev": version("spse-monev"), "pgbadger": said.strip().removeprefix("pgBadger version "),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--formats", nargs="*", default=list(ENDINGS))
    parser.add_argument("--without-pgbadger", action="store_true")
    options = parser.parse_args()
    about = machine()
    results: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory(prefix="spse-bench-") as text:
        folder = Path(text)
        # In a process of its own, so that what it leaves in memory does not slow the programs' start.
        with ProcessPoolExecutor(1) as pool:
            paths = pool.submit(make_logs, folder, options.megabytes).result()
        for name in options.formats:
            programs = commands(name, paths[name], folder)
            if options.without_pgbadger:
                programs.pop("pgbadger -j 2", None)
            taken: dict[str, list[tuple[float, float]]] = {program: [] for program in programs}
            for _ in range(options.runs):
                for program, command in programs.items():
                    taken[program].append(measure(command))
            ours = statistics.median(wall for wall, _ in taken["spse"])
            for program, measured in taken.items():
                walls = [wall for wall, _ in measured]
                seconds = statistics.median(walls)
                size = paths[name].stat().st_size
                results.append(
                    {
                        "format": name, "program": program, "bytes": size, "seconds": round(seconds, 3),
                        "min_seconds": round(min(walls), 3), "max_seconds": round(max(walls), 3),
                        "mb_per_second": round(size / 1e6 / seconds, 1),
                        "peak_mb": round(max(peak for _, peak in measured)), "times_spse": round(seconds / ours, 2),
                    }
                )  # fmt: skip
            paths[name].unlink()
    about["load_after"] = [round(load, 2) for load in os.getloadavg()]
    show(about, results, options.runs)
    target = Path(__file__).parent / "results" / f"log_summary_{options.megabytes}mb.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps({"machine": about, "runs": options.runs, "results": results}, indent=1) + "\n")


def show(about: dict[str, object], results: list[dict[str, object]], runs: int) -> None:
    """The table, as it may be quoted."""
    print("; ".join(f"{name} {value}" for name, value in about.items()))
    print(f"median of {runs} alternating runs (min to max); 'x spse' is the time against ours")
    for row in results:
        print(
            "{format:8} {program:14} {seconds:8.3f} s ({min_seconds} to {max_seconds}) "
            "{mb_per_second:>8} MB/s {peak_mb:>5} MB {times_spse:>7} x spse".format(**row)
        )


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
