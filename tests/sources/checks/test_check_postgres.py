"""Is a real server alive: one that is whole, ones that lack something, and ones that do not answer."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from spse_monev.connections import EnvironmentConnections
from spse_monev.demo.postgres import Server, free_port, temporary_server
from spse_monev.facts import CheckState, SourceCheck
from spse_monev.settings import PostgresSource
from spse_monev.sources.checks import run_check

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch):
    def run(uri: str) -> SourceCheck:
        monkeypatch.setenv("AIRFLOW_CONN_SPSE_DATABASE", uri)
        source = PostgresSource(kind="postgres", label="Basis data", connection="spse_database")
        return run_check("database", source, EnvironmentConnections(), NOW, ZoneInfo("Asia/Jakarta"))

    return run


def test_a_whole_server_is_ok(server: Server, database: str, check) -> None:
    server.execute("CREATE EXTENSION pg_stat_statements", database)
    found = check(server.uri(database))
    assert (found.source, found.kind, found.state, found.checked_at) == ("database", "postgres", CheckState.OK, NOW)
    assert 0 < found.latency_ms < 5000
    assert f"PostgreSQL 18.6 di 127.0.0.1:{server.port} menjawab; pg_stat_statements 1.12 aktif" in found.evidence
    assert "track_io_timing" in found.evidence


def test_without_the_extension_it_is_stale(server: Server, database: str, check) -> None:
    found = check(server.uri(database))
    assert found.state is CheckState.STALE
    assert f"{database!r}; jalankan di sana sebagai superuser: CREATE EXTENSION pg_stat_statements" in found.evidence
    assert "belum dimuat" not in found.evidence


def test_a_role_that_sees_only_itself_is_stale(server: Server, database: str, check) -> None:
    server.execute("CREATE EXTENSION pg_stat_statements", database)
    server.execute("CREATE ROLE sempit LOGIN")
    try:
        found = check(server.uri(database, user="sempit"))
        assert found.state is CheckState.STALE
        assert 'GRANT pg_monitor TO "sempit"' in found.evidence
        server.execute("GRANT pg_monitor TO sempit")
        assert check(server.uri(database, user="sempit")).state is CheckState.OK
    finally:
        server.execute("DROP ROLE sempit")


@pytest.fixture(scope="module")
def bare() -> Iterator[Server]:
    settings = {"shared_preload_libraries": "", "track_counts": "off", "track_activities": "off"}
    with temporary_server({**settings, "compute_query_id": "off"}) as running:
        yield running


def test_a_server_whose_statistics_are_off_is_stale(bare: Server, check) -> None:
    found = check(bare.uri())
    assert found.state is CheckState.STALE
    for words in (
        "shared_preload_libraries",
        "CREATE EXTENSION",
        "compute_query_id",
        "track_counts",
        "track_activities",
    ):
        assert words in found.evidence


def test_tracking_nothing_is_stale(server: Server, database: str, check) -> None:
    server.execute("CREATE EXTENSION pg_stat_statements", database)
    server.execute(f"ALTER DATABASE {database} SET pg_stat_statements.track = 'none'")
    found = check(server.uri(database))
    assert found.state is CheckState.STALE
    assert "pg_stat_statements.track = none" in found.evidence


def test_a_dead_port_is_down(check) -> None:
    port = free_port()
    found = check(f"postgresql://petugas:rahasia@127.0.0.1:{port}/spse")
    assert (found.state, found.latency_ms) == (CheckState.DOWN, None)
    assert f"Server 127.0.0.1:{port} tidak menjawab: koneksi ditolak" in found.evidence
    assert "rahasia" not in found.evidence


def test_a_silent_port_is_down(check) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        found = check(f"postgresql://u:rahasia@127.0.0.1:{silent.getsockname()[1]}/spse?connect_timeout=2")
    assert found.state is CheckState.DOWN
    assert "waktu tunggu habis" in found.evidence


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("postgresql://u:rahasia@tidak-ada.invalid/spse", "nama host tidak dikenal DNS"),
        ("postgresql://postgres@127.0.0.1:{port}/tidak_ada", "basis data 'tidak_ada' tidak ada"),
        ("postgresql://siapa@127.0.0.1:{port}/postgres", "peran tidak ada"),
        ("postgresql://postgres@127.0.0.1:{port}/postgres?sslmode=require", "TLS ditolak"),
        ("", "isi variabel AIRFLOW_CONN_SPSE_DATABASE"),
    ],
)
def test_why_there_is_no_session(server: Server, check, uri: str, words: str) -> None:
    found = check(uri.format(port=server.port))
    assert found.state is CheckState.DOWN
    assert words in found.evidence
    assert "rahasia" not in found.evidence


def test_a_wrong_password_is_told_apart(bare: Server, check) -> None:
    bare.execute("CREATE ROLE petugas LOGIN PASSWORD 'benar'")
    hba = bare.data / "pg_hba.conf"
    hba.write_text("host all petugas 127.0.0.1/32 scram-sha-256\n" + hba.read_text())
    bare.execute("SELECT pg_reload_conf()")
    for _ in range(50):
        found = check(bare.uri(user="petugas", password="salah"))
        if found.state is CheckState.DOWN:
            break
    assert "pengguna atau kata sandi ditolak" in found.evidence
    assert "salah" not in found.evidence
