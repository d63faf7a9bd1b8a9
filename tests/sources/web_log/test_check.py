"""Is the web server's log alive?"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from spse_monev.connections import EnvironmentConnections
from spse_monev.facts import CheckState
from spse_monev.settings import WebLogSource
from spse_monev.sources.checks import run_check

WIB = ZoneInfo("Asia/Jakarta")
ENTRY_AT = datetime(2026, 11, 23, 10, 15, tzinfo=WIB)
ENTRY = '203.0.113.7 - - [23/Nov/2026:10:15:00 +0700] "GET / HTTP/1.1" 200 1\n'


@pytest.mark.parametrize(
    ("text", "minutes", "state"),
    [
        (ENTRY, 5, CheckState.OK),
        (ENTRY, 90, CheckState.STALE),
        (None, 5, CheckState.DOWN),
        ("not a log\n", 5, CheckState.STALE),
    ],
)
def test_state(tmp_path: Path, text: str | None, minutes: int, state: CheckState) -> None:
    if text is not None:
        (tmp_path / "access_log").write_text(text)
    source = WebLogSource(kind="web_log", label="Log web", files=(str(tmp_path / "access_log"),))
    found = run_check("web", source, EnvironmentConnections(), ENTRY_AT + timedelta(minutes=minutes), WIB)
    assert found.state is state
    assert found.evidence.endswith(".")
