"""Is a real server's log alive, seen from its files and through SQL?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from spse_monev.connections import EnvironmentConnections
from spse_monev.demo.postgres import Server, free_port, temporary_server
from spse_monev.facts import CheckState, SourceCheck
from spse_monev.settings import PostgresLogSource
from spse_monev.sources.checks import run_check

ZONE = ZoneInfo("Asia/Jakarta")
Check = Callable[..., SourceCheck]


@pytest.fixture(scope="module")
def writing() -> Iterator[Server]:
    settings = {
        "logging_collector": "on",
        "log_destination": "csvlog",
        "log_filename": "postgresql-%Y-%m-%d.log",
        "log_min_duration_statement": "0",
    }
    with temporary_server(settings) as running:
        yield running


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch) -> Check:
    def run(uri: str = "", now: datetime | None = None, **settings: Any) -> SourceCheck:
        monkeypatch.setenv("AIRFLOW_CONN_SPSE_DATABASE", uri)
        source = PostgresLogSource(kind="postgres_log", label="Log", **settings)
        return run_check("database_log", source, EnvironmentConnections(), now or datetime.now(UTC), ZONE)

    return run


@pytest.mark.parametrize(
    "way",
    [
        {"files": ["{log}/*.csv"]},
        {"files": ["{log}/*.csv"], "database_connection": "spse_database"},
        {"through_database": True, "connection": "spse_database"},
    ],
    ids=["files", "files and settings", "sql"],
)
def test_a_log_that_is_written_is_ok(writing: Server, check: Check, way: dict[str, Any]) -> None:
    writing.execute("SELECT 'sekarang'")
    if "files" in way:
        way = {**way, "files": [pattern.format(log=writing.log_folder) for pattern in way["files"]]}
    found = check(writing.uri(), **way)
    assert found.state is CheckState.OK, found.evidence
    assert found.latency_ms is not None
    assert "0 menit yang lalu" in found.evidence
    assert "WIB" in found.evidence
    assert "Saran" not in found.evidence


def test_an_old_log_is_stale(writing: Server, check: Check) -> None:
    writing.execute("SELECT 'sekarang'")
    later = datetime.now(UTC) + timedelta(minutes=90)
    found = check(now=later, files=[f"{writing.log_folder}/*.csv"])
    assert found.state is CheckState.STALE
    assert "Log usang" in found.evidence
    assert "batasnya 60 menit" in found.evidence
    assert check(now=later, files=[f"{writing.log_folder}/*.csv"], max_age_minutes=120).state is CheckState.OK


def test_entries_of_the_future_betray_a_wrong_zone(writing: Server, check: Check) -> None:
    writing.execute("SELECT 'sekarang'")
    found = check(now=datetime.now(UTC) - timedelta(hours=7), files=[f"{writing.log_folder}/*.csv"])
    assert found.state is CheckState.STALE
    assert "di depan jam ini" in found.evidence


def test_no_files_are_down(tmp_path: Path, check: Check) -> None:
    found = check(files=[f"{tmp_path}/*.log", "/tidak/ada/*.log"])
    assert (found.state, found.latency_ms) == (CheckState.DOWN, None)
    assert f"{tmp_path}/*.log: tidak ada berkas" in found.evidence
    assert "/tidak/ada: folder tidak ada" in found.evidence


@pytest.mark.parametrize("content", ["", "ini bukan log\n" * 100], ids=["empty", "foreign"])
def test_files_without_entries_are_stale(tmp_path: Path, check: Check, content: str) -> None:
    (tmp_path / "x.log").write_text(content)
    found = check(files=[f"{tmp_path}/*.log"])
    assert found.state is CheckState.STALE
    assert "tidak dikenali" in found.evidence or "tidak ada entri yang dikenali" in found.evidence


def test_one_place_of_two_missing_is_remarked(writing: Server, tmp_path: Path, check: Check) -> None:
    writing.execute("SELECT 'sekarang'")
    found = check(files=[f"{writing.log_folder}/*.csv", f"{tmp_path}/*.csv"])
    assert found.state is CheckState.OK
    assert f"Catatan: {tmp_path}/*.csv: tidak ada berkas" in found.evidence


def test_a_dead_database_is_down_through_sql_and_a_remark_beside_files(writing: Server, check: Check) -> None:
    writing.execute("SELECT 'sekarang'")
    dead = f"postgresql://u:rahasia@127.0.0.1:{free_port()}/x"
    found = check(dead, through_database=True, connection="spse_database")
    assert found.state is CheckState.DOWN
    assert "koneksi ditolak" in found.evidence
    beside = check(dead, files=[f"{writing.log_folder}/*.csv"], database_connection="spse_database")
    assert beside.state is CheckState.OK
    assert "Pengaturan log tidak dapat diperiksa: koneksi ditolak" in beside.evidence
    assert "rahasia" not in found.evidence + beside.evidence


def test_settings_that_keep_things_out_of_the_log_are_named(server: Server, database: str, check: Check) -> None:
    settings = {"log_min_messages": "panic", "log_min_error_statement": "fatal", "log_min_duration_statement": "-1"}
    for name, value in settings.items():
        server.execute(f"ALTER DATABASE {database} SET {name} = '{value}'")
    found = check(server.uri(database), through_database=True, connection="spse_database")
    assert found.state is CheckState.DOWN
    for words in (
        "nyalakan logging_collector",
        "logging_collector = off",
        "log_line_prefix kini tidak memuat %e, %Q",
        "log_min_messages = panic",
        "log_min_error_statement = fatal",
        "log_min_duration_statement = -1",
    ):
        assert words in found.evidence
