"""Memory is bounded whatever a log holds, and what is folded together keeps the totals whole."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from spse_monev.facts import Reading
from spse_monev.sources.files import find_files
from spse_monev.sources.postgres_log import read_log, tally
from tests.sources.postgres_log.test_columnar import csv_entry, json_entry

WIB = ZoneInfo("Asia/Jakarta")
HEAD = "2026-11-23 10:00:00.123 WIB [1] "
DISTINCT = 600


def letters(number: int) -> str:
    """A word for a number: texts that differ in words stay apart when they are normalised."""
    return "".join(chr(97 + int(digit)) for digit in str(number))


def log_of(form: str) -> bytes:
    """DISTINCT queries and as many errors, the n-th n times."""
    parts = []
    for number in range(1, DISTINCT + 1):
        times = 1 + number % 3
        call = f"duration: {number}.000 ms  statement: SELECT {letters(number)} FROM t"
        error = f"galat {letters(number)} terjadi"
        if form == "stderr":
            parts.append(f"{HEAD}LOG:  {call}\n{HEAD}ERROR:  {error}\n".encode() * times)
        else:
            entry = csv_entry if form == "csv" else json_entry
            parts.append((entry(call) + entry(error, "ERROR")) * times)
    return b"".join(parts)


def read(path: Path) -> Reading:
    return read_log(find_files([str(path)]).files, WIB, None)


@pytest.mark.parametrize("form", ["stderr", "csv", "json"])
def test_totals_stay_whole_beyond_the_caps(form, tmp_path, monkeypatch):
    path = tmp_path / f"a.{form}"
    path.write_bytes(log_of(form))
    whole = read(path)
    assert (len(whole.queries), len(whole.errors)) == (DISTINCT, DISTINCT)
    monkeypatch.setattr(tally, "MAX_QUERIES", 50)
    monkeypatch.setattr(tally, "MAX_ERRORS", 40)
    folded = read(path)
    assert len(folded.queries) <= 101
    assert len(folded.errors) <= 81
    (rest,) = [query for query in folded.queries if query.query == tally.OTHERS]
    (errors,) = [error for error in folded.errors if error.message == tally.OTHERS]
    assert rest.calls > DISTINCT / 2
    assert errors.count > DISTINCT / 2
    for name in ("calls", "total_ms"):
        assert sum(getattr(query, name) for query in folded.queries) == sum(
            getattr(query, name) for query in whole.queries
        )
    assert sum(query.histogram.count for query in folded.queries) == sum(query.calls for query in whole.queries)
    assert max(query.max_ms for query in folded.queries) == max(query.max_ms for query in whole.queries)
    assert sum(error.count for error in folded.errors) == sum(error.count for error in whole.errors)
    assert folded.coverage == whole.coverage


# Every statement is another one, so that nothing can be gathered; sizes in MB.
_WRITE = "{head}LOG:  duration: 1.000 ms  statement: SELECT {word} FROM t WHERE kode = '{word}'\n"


def _peak_mb(path: Path) -> float:
    # VmHWM is of the program alone; ru_maxrss would hold the peak of the process that started it.
    program = (
        "import re, sys; from pathlib import Path; from zoneinfo import ZoneInfo; "
        "from spse_monev.sources.files import find_files; from spse_monev.sources.postgres_log import read_log; "
        "read_log(find_files([sys.argv[1]]).files, ZoneInfo('Asia/Jakarta'), None); "
        "print(re.search(r'VmHWM:\\s+(\\d+) kB', Path('/proc/self/status').read_text())[1])"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    return float(done.stdout) / 1024


def test_memory_does_not_grow_with_an_archive_of_distinct_statements(tmp_path):
    peaks = []
    for megabytes in (4, 16):
        path = tmp_path / f"{megabytes}.log.gz"
        with gzip.open(path, "wb", compresslevel=1) as file:
            size = 0
            while size < megabytes << 20:
                word = "t" + os.urandom(8).hex().translate(str.maketrans("0123456789", "ghijklmnop"))
                size += file.write(_WRITE.format(head=HEAD, word=word).encode())
        peaks.append(_peak_mb(path))
    assert peaks[1] < 1.3 * peaks[0]
    assert peaks[1] < 250
