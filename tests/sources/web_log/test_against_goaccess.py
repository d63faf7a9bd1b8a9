"""GoAccess counts the same requests, statuses and bytes in the same file."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from spse_monev.sources.files import find_files
from spse_monev.sources.web_log import read_log


@pytest.mark.skipif(shutil.which("goaccess") is None, reason="goaccess is not installed")
def test_same_counts(tmp_path: Path) -> None:
    chance = random.Random(3)  # no secret
    log = tmp_path / "access_log"
    with log.open("w") as file:
        for number in range(5000):
            file.write(
                f"203.0.113.{chance.randrange(200)} - - [23/Nov/2026:{number // 209:02d}:{number % 60:02d}:00 +0700] "
                f'"GET /eproc4/lelang/{number} HTTP/1.1" {chance.choice((200, 200, 301, 404, 500, 503))} '
                f'{chance.randrange(9000)} "-" "Mozilla/5.0 (X11; Linux x86_64) Firefox/115.0"\n'
            )
    theirs_file = tmp_path / "theirs.json"
    subprocess.run(
        ["goaccess", str(log), "--log-format=COMBINED", "-o", str(theirs_file), "--no-progress", "--no-global-config"],
        check=True, capture_output=True,
    )  # fmt: skip
    theirs = json.loads(theirs_file.read_text())
    ours = read_log(find_files([str(log)]).files, ZoneInfo("Asia/Jakarta"), None)
    statuses: Counter[str] = Counter()
    for row in ours.traffic:
        statuses.update(row.by_status)
    assert ours.coverage.entry_count == theirs["general"]["valid_requests"] == 5000
    assert sum(row.sent_bytes or 0 for row in ours.traffic) == theirs["general"]["bandwidth"]
    assert statuses == {
        item["data"][:3]: item["hits"]["count"] for group in theirs["status_codes"]["data"] for item in group["items"]
    }
