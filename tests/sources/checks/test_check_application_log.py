"""Is an application's log alive, by its newest entry?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from spse_monev.connections import EnvironmentConnections
from spse_monev.facts import CheckState, SourceCheck
from spse_monev.settings import ApplicationLogSource
from spse_monev.sources.checks import application_log

ZONE = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 23, 3, 20, tzinfo=UTC)  # 10.20 WIB


def check(*files: Path, now: datetime = NOW, **settings: Any) -> SourceCheck:
    source = ApplicationLogSource(
        kind="application_log", label="Log SPSE", files=tuple(str(file) for file in files), **settings
    )
    return application_log.check("application_log", source, EnvironmentConnections(), now, ZONE)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "spse4.3.log"
    path.write_text("231126 10:15:00 INFO  ~ siap\n231126 10:15:30 ERROR ~ gagal\n\tat a.B.c(B.java:1)\n")
    return path


def test_a_log_that_is_written_is_ok(log: Path) -> None:
    found = check(log)
    assert found.state is CheckState.OK, found.evidence
    assert "entri terbaru 2026-11-23 10:15:30 WIB, 4 menit yang lalu" in found.evidence
    assert found.latency_ms is not None


def test_an_old_log_is_stale_and_the_advice_is_of_applications(log: Path) -> None:
    found = check(log, now=NOW + timedelta(hours=3))
    assert found.state is CheckState.STALE
    assert "periksa apakah aplikasi berjalan" in found.evidence


def test_entries_of_the_future_betray_a_wrong_zone(log: Path) -> None:
    found = check(log, zone="America/New_York")
    assert found.state is CheckState.STALE
    assert "di depan jam ini" in found.evidence


def test_foreign_empty_and_missing_files(tmp_path: Path) -> None:
    (tmp_path / "asing.log").write_text("bukan log\n")
    (tmp_path / "kosong.log").write_text("")
    foreign = check(tmp_path / "asing.log")
    assert foreign.state is CheckState.STALE
    assert "tidak dikenali" in foreign.evidence
    empty = check(tmp_path / "kosong.log")
    assert empty.state is CheckState.STALE
    assert "'pattern' sesuai dengan conf/log4j.properties" in empty.evidence
    missing = check(tmp_path / "tidak-ada.log")
    assert (missing.state, missing.latency_ms) == (CheckState.DOWN, None)


def test_the_pattern_of_the_settings_is_used(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text("<ERROR> 2026/11/23 10.15 gagal\n")
    assert check(path).state is CheckState.STALE
    found = check(path, format="log4j", pattern="<%p> %d{yyyy/MM/dd HH.mm} %m%n")
    assert found.state is CheckState.OK, found.evidence
