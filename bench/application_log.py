"""How fast an application's log is summarised: ours, a plain line-by-line reader, and `wc -l`, side by side.

    python bench/application_log.py --megabytes 100 --runs 3

The log is synthetic, of a day, in the pattern of LKPP's fork of Play 1: informational entries, warnings, and unhandled
exceptions of several causes with the stack traces that Play writes. The plain reader does what a script of a few lines
would: it counts entries by hour and level, and errors by the class of their last 'Caused by'. The programs take turns;
shown are the medians of the wall time and the peak memory. Results go to bench/results/.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from log_summary import machine, measure

OURS = (
    "import sys; from zoneinfo import ZoneInfo; from spse_monev.sources.files import find_files; "
    "from spse_monev.sources.application_log import read_log; "
    "r = read_log(find_files([sys.argv[1]]).files, ZoneInfo('Asia/Jakarta'), None); "
    "print(r.coverage.state, r.coverage.entry_count, [e.count for e in r.errors])"
)
LINE_BY_LINE = r"""
import re, sys
from collections import Counter
entry = re.compile(r"(\d{6}) (\d\d):\d\d:\d\d ([A-Z]{4,5}) +~ ?(.*)")
cause = re.compile(r"Caused by: ([\w.$]+)")
hours, errors = Counter(), Counter()
level, last = "", ""
with open(sys.argv[1], encoding="utf-8", errors="replace") as file:
    for line in file:
        if match := entry.match(line):
            if level == "ERROR":
                errors[last] += 1
            level, last = match[3], ""
            hours[match[2], level] += 1
        elif match := cause.match(line):
            last = match[1]
print(sum(hours.values()), errors)
"""
FRAMES = "".join(
    f"\tat org.hibernate.{name}(Source.java:{100 + number})\n"
    for number, name in enumerate(["internal.SessionImpl.find", "loader.Loader.doQuery", "event.Listener.onLoad"] * 8)
)
CAUSES = (
    ("java.lang.NullPointerException", "models.Lelang.find(Lelang.java:99)"),
    ("java.lang.IllegalArgumentException: Rekanan {user} tidak sah", "controllers.RekananCtr.simpan(R.java:12)"),
    ("java.io.FileNotFoundException: /home/file/{id}.rhs (Permission denied)", "controllers.DokCtr.unduh(D.java:7)"),
    ("java.net.SocketTimeoutException: Read timed out", "services.Sikap.ambil(Sikap.java:5)"),
)  # fmt: skip


def make_log(path: Path, megabytes: int) -> None:
    """A day's log of about that size: of a hundred entries two are unhandled exceptions and two are warnings."""
    chance = random.Random(1)
    size, number = 0, 0
    moment = datetime(2026, 11, 23)  # noqa: DTZ001  # as the log writes it
    step = timedelta(seconds=86_000 / (megabytes * 1e6 / 145))
    with path.open("w", encoding="utf-8") as file:
        while size < megabytes * 1_000_000:
            number += 1
            moment += step
            size += file.write(f"{moment:%d%m%y %H:%M:%S} {entry(chance, number)}\n")


def entry(chance: random.Random, number: int) -> str:
    """One entry after its time."""
    share = chance.random()
    if share >= 0.04:
        return f"INFO  ~ GET /eproc4/lelang/{number}/view oleh pengguna{number % 997} selesai dalam {number % 900} ms"
    if share >= 0.02:
        return f"WARN  ~ Sesi {number} berakhir untuk pengguna u{number % 997}"
    root, frame = chance.choice(CAUSES)
    root = root.format(user=chance.choice(["PT Maju Jaya", "CV Abadi 2", "budi"]), id=number)
    return (
        f"ERROR ~ \n\n@{number:x}\nInternal Server Error (500) for request GET /eproc4/lelang/{number}\n\n"
        f"Execution exception (In /app/controllers/LelangCtr.java around line 42)\nterjadi : {root}\n\n"
        "play.exceptions.JavaExecutionException: null\n\tat play.mvc.ActionInvoker.invoke(ActionInvoker.java:231)\n"
        f"\tat Invocation.HTTP Request(Play!)\nCaused by: {root}\n\tat {frame}\n{FRAMES}"
        "\tat play.mvc.ActionInvoker.invoke(ActionInvoker.java:508)\n\t... 1 more\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    about = machine()
    results: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory(prefix="spse-bench-") as folder:
        path = Path(folder) / "spse4.3.log"
        make_log(path, options.megabytes)
        programs = {
            "spse": [sys.executable, "-c", OURS, str(path)],
            "line by line": [sys.executable, "-c", LINE_BY_LINE, str(path)],
            "wc -l": ["wc", "-l", str(path)],
        }
        taken: dict[str, list[tuple[float, float]]] = {program: [] for program in programs}
        for _ in range(options.runs):
            for program, command in programs.items():
                taken[program].append(measure(command))
        size = path.stat().st_size
    ours = statistics.median(wall for wall, _ in taken["spse"])
    for program, measured in taken.items():
        walls = [wall for wall, _ in measured]
        seconds = statistics.median(walls)
        results.append(
            {
                "program": program, "bytes": size, "seconds": round(seconds, 3), "min_seconds": round(min(walls), 3),
                "max_seconds": round(max(walls), 3), "mb_per_second": round(size / 1e6 / seconds, 1),
                "peak_mb": round(max(peak for _, peak in measured)), "times_spse": round(seconds / ours, 2),
            }
        )  # fmt: skip
    about["load_after"] = [round(load, 2) for load in os.getloadavg()]
    print("; ".join(f"{name} {value}" for name, value in about.items()))
    print(f"median of {options.runs} alternating runs (min to max); 'x spse' is the time against ours")
    for row in results:
        print(
            "{program:14} {seconds:8.3f} s ({min_seconds} to {max_seconds}) {mb_per_second:>8} MB/s {peak_mb:>5} MB "
            "{times_spse:>7} x spse".format(**row)
        )
    target = Path(__file__).parent / "results" / f"application_log_{options.megabytes}mb.json"
    target.write_text(json.dumps({"machine": about, "runs": options.runs, "results": results}, indent=1) + "\n")


if __name__ == "__main__":
    main()
