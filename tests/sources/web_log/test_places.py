"""Where the lines stand that are no requests: the same on every reading, whole or in slices, fast or safe."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from spse_monev.facts import Coverage, Place
from spse_monev.sources.files import find_files
from spse_monev.sources.web_log import read_log, reader

REQUEST = '203.0.113.7 - - [23/Nov/2026:08:00:01 +0700] "GET /eproc4/lelang HTTP/1.1" 200 5 "-" "Mozilla"'


def coverage(path: Path) -> Coverage:
    return read_log(find_files([str(path)]).files, ZoneInfo("Asia/Jakarta"), None).coverage


def test_places_do_not_depend_on_how_the_file_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "access.log"
    lines = [REQUEST] * 40
    for number in (0, 7, 19, 20, 33, 39):
        lines[number] = f"bukan permintaan {number % 3}"
    log.write_text("\n".join(lines) + "\n")
    whole = coverage(log)
    assert (whole.entry_count, whole.unparsed_count) == (34, 6)
    assert whole.unparsed_places == tuple(
        Place("access.log", number + 1, f"bukan permintaan {number % 3}") for number in (0, 7, 19, 20, 33)
    )
    assert coverage(log) == whole

    monkeypatch.setattr(reader.ColumnarReader, "read_file", lambda *_: False)
    monkeypatch.setattr(reader, "SLICE_BYTES", 300)
    assert coverage(log) == whole
    # What DuckDB cannot read is read line by line.
    monkeypatch.setattr(reader.ColumnarReader, "_try", lambda *_: False)
    safe = coverage(log)
    assert (safe.entry_count, safe.unparsed_count, safe.unparsed_places) == (34, 6, whole.unparsed_places)
