"""Prefixes found by themselves, on lines that a real server wrote with each."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest

from spse_monev.demo.postgres import Server, temporary_server
from spse_monev.sources.files import find_files
from spse_monev.sources.postgres_log import read_log
from spse_monev.sources.postgres_log.prefix import find_prefix

# The prefix, and what an error of it tells: user, database, application.
PREFIXES = {
    "%m [%p] %q%u@%d ": (True, True, False),  # Debian's default
    "%t [%p]: user=%u,db=%d,app=%a,client=%h ": (True, True, True),  # recommended by pgBadger
    "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ": (True, True, True),
    "%t:%r:%u@%d:[%p]:": (True, True, False),  # Amazon RDS
    "%t-%c-": (False, False, False),  # Azure
    "%m|%u|%d|%c|": (True, True, False),
    "%t %h %u %d [%p] ": (True, True, False),
    "%m %e %u@%d/%a %p ": (True, True, True),
    "[%m] %p %q[%u/%d] ": (True, True, False),
}
APPLICATION = "Aplikasi SPSE"


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One log for each prefix, of one server."""
    folder = tmp_path_factory.mktemp("prefixes")
    settings = {"logging_collector": "on", "log_filename": "other.log", "log_connections": "on",
                "log_disconnections": "on", "log_checkpoints": "on"}  # fmt: skip
    with temporary_server(settings) as server:
        server.execute("CREATE ROLE lpse LOGIN")
        server.execute("CREATE DATABASE spse")
        for number, prefix in enumerate(PREFIXES):
            # What is logged with the prefix before must not come into the new file.
            _set(server, "log_filename", "other.log")
            _set(server, "log_line_prefix", prefix)
            _set(server, "log_filename", f"{number}.log")
            for user, database in (("lpse", "spse"), ("postgres", "postgres")):
                with psycopg.connect(
                    server.uri(database, user), autocommit=True, application_name=APPLICATION
                ) as session:
                    for statement in ("SELEC 1", "SELECT * FROM tidak_ada", "SELECT 1/0"):
                        with suppress(psycopg.Error):
                            session.execute(statement.encode())
            server.execute("CHECKPOINT")
        _set(server, "log_filename", "other.log")
        server.stop()
        paths = {}
        for number, prefix in enumerate(PREFIXES):
            paths[prefix] = folder / f"{number}.log"
            paths[prefix].write_bytes((server.log_folder / f"{number}.log").read_bytes())
    return paths


def _set(server: Server, name: str, value: str) -> None:
    server.execute(f"ALTER SYSTEM SET {name} = '{value}'")
    server.execute("SELECT pg_reload_conf()")
    with server.connect() as session:
        until = time.monotonic() + 10
        while time.monotonic() < until:
            row = session.execute("SELECT pg_catalog.current_setting(%s)", [name]).fetchone()
            if row == (value,):
                time.sleep(0.1)  # the logging collector reads the settings for itself
                return
            time.sleep(0.02)
    raise TimeoutError(name)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_user_database_and_application_are_found(prefix, logs):
    reading = read_log(find_files([str(logs[prefix])]).files, ZoneInfo("Asia/Jakarta"), None)
    assert reading.coverage.unparsed_count == 0
    assert sum(error.count for error in reading.errors) == 6
    expected = ({"lpse": 3, "postgres": 3}, {"spse": 3, "postgres": 3}, {APPLICATION: 6})
    for name, told, counts in zip(
        ("by_user", "by_database", "by_application"), PREFIXES[prefix], expected, strict=True
    ):
        found: Counter[str] = Counter()
        for error in reading.errors:
            found.update(getattr(error, name))
        assert found == (counts if told else {}), name
    codes = {error.code for error in reading.errors}
    assert codes == ({"42601", "42P01", "22012"} if "%e" in prefix else {None})


@pytest.mark.parametrize("prefix", list(PREFIXES)[:7])
def test_well_known_prefixes_are_found_without_log_connections(prefix, logs):
    lines = [line for line in logs[prefix].read_bytes().splitlines() if b"connection a" not in line]
    assert find_prefix(lines) == prefix
