"""How fast an access log is summarised: ours, GoAccess, DuckDB's bare scan and `wc -l`, side by side.

    python bench/web_log.py --megabytes 237 --runs 3

The log is made up: Apache's combined form with %D, ids in its paths, robots and failures among the requests. The
programs take turns; shown are the medians of the wall time and the peak memory. GoAccess is left out where it is not
installed. Results go to bench/results/.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from log_summary import machine, measure

AGENTS = [f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/{number}.0.0.0 Safari/537.36" for number in range(60, 140)]
ROBOTS = ["Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Zabbix 7.0", "curl/8.5.0"]
OURS = (
    "import sys; from zoneinfo import ZoneInfo; from spse_monev.sources.files import find_files; "
    "from spse_monev.sources.web_log import read_log; "
    "r = read_log(find_files([sys.argv[1]]).files, ZoneInfo('Asia/Jakarta'), None); "
    "print(r.coverage.state, r.coverage.entry_count, len(r.traffic))"
)
SCAN = (
    "SELECT count(line) FROM read_csv('{}', columns = {{'line': 'VARCHAR'}}, auto_detect = false, header = false, "
    "delim = chr(1), quote = '', escape = '')"
)


def make_log(path: Path, megabytes: int) -> None:
    """A day's requests, in order."""
    chance = random.Random(7)  # no secret
    count = megabytes * 1_000_000 // 225
    with path.open("w") as file:
        for number in range(count):
            second = number * 86_400 // count
            address = f"203.{second // 600 % 250}.{chance.randrange(80)}.{chance.randrange(4)}"
            request = chance.choices(
                (
                    f"GET /eproc4/lelang/{chance.randrange(10**7)}/pengumuman?halaman={number}",
                    f"GET /eproc4/public/js/app{chance.randrange(9)}.js",
                    f"GET /eproc4/download/{chance.getrandbits(128):032x}",
                    f"POST /eproc4/upload/{number}",
                    f"GET /eproc4/{chance.choice(('lelang', 'rekanan', 'jadwal', 'berita'))}",
                ),
                (45, 25, 6, 4, 20),
            )[0]
            file.write(
                f"{address} - - [23/Nov/2026:{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d} +0700] "
                f'"{request} HTTP/1.1" {chance.choice((200,) * 50 + (404, 500, 302, 413))} {chance.randrange(90_000)} '
                f'"https://lpse.example.go.id/eproc4/home" "{chance.choice(AGENTS * 3 + ROBOTS)}" '
                f"{int(chance.lognormvariate(10.5, 1.2))}\n"
            )


def commands(path: Path, folder: Path) -> dict[str, list[str]]:
    """What is compared."""
    scan = SCAN.format(path)
    programs = {
        "spse": [sys.executable, "-c", OURS, str(path)],
        "wc -l": ["wc", "-l", str(path)],
        "duckdb scan": [sys.executable, "-c", f"import duckdb; print(duckdb.sql({scan!r}).fetchall())"],
    }
    if shutil.which("goaccess"):
        programs["goaccess"] = [
            "goaccess", str(path), '--log-format=%h %^[%d:%t %^] "%r" %s %b "%R" "%u" %D', "--date-format=%d/%b/%Y",
            "--time-format=%T", "-o", str(folder / "out.json"), "--no-progress", "--no-global-config",
        ]  # fmt: skip
    return programs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=237)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    about = {name: value for name, value in machine().items() if name != "pgbadger"}
    with tempfile.TemporaryDirectory(prefix="spse-bench-") as text:
        folder = Path(text)
        path = folder / "access_log"
        make_log(path, options.megabytes)
        programs = commands(path, folder)
        taken: dict[str, list[tuple[float, float]]] = {program: [] for program in programs}
        for _ in range(options.runs):
            for program, command in programs.items():
                taken[program].append(measure(command))
        size = path.stat().st_size
    ours = statistics.median(wall for wall, _ in taken["spse"])
    results = []
    for program, measured in taken.items():
        seconds = statistics.median(wall for wall, _ in measured)
        peak = max(memory for _, memory in measured)
        results.append(
            {
                "program": program, "bytes": size, "seconds": round(seconds, 3), "peak_mb": round(peak),
                "mb_per_second": round(size / 1e6 / seconds, 1), "times_spse": round(seconds / ours, 2),
            }
        )  # fmt: skip
        print(f"{program:12} {seconds:8.2f} s {peak:6.0f} MB {seconds / ours:6.2f} x")
    about["load_after"] = [round(load, 2) for load in os.getloadavg()]
    target = Path(__file__).parent / "results" / f"web_log_{options.megabytes}mb.json"
    target.write_text(json.dumps({"machine": about, "runs": options.runs, "results": results}, indent=2) + "\n")


if __name__ == "__main__":
    main()
