"""A real log, written at once in the three formats by one server."""

from __future__ import annotations

import contextlib
import re
import threading
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from spse_monev.demo.postgres import Server, temporary_server

PREFIX = "%m [%p] %e %q%u@%d/%a %Q "
PREFIX_WITHOUT_CODE = PREFIX.replace("%e ", "")
SETTINGS = {
    "logging_collector": "on",
    "log_destination": "stderr,csvlog,jsonlog",
    "log_filename": "postgresql.log",
    "log_line_prefix": PREFIX,
    "log_timezone": "Asia/Jakarta",
    "log_min_duration_statement": "0",
    "log_connections": "on",
    "log_disconnections": "on",
    "log_lock_waits": "on",
    "deadlock_timeout": "100ms",
    "session_preload_libraries": "auto_explain",
    "auto_explain.log_min_duration": "0",
    "compute_query_id": "on",
}


@dataclass(frozen=True)
class RealLog:
    stderr: Path
    csvlog: Path
    jsonlog: Path
    stderr_without_code: Path


@pytest.fixture(scope="session")
def real_log(tmp_path_factory: pytest.TempPathFactory) -> RealLog:
    with temporary_server(SETTINGS) as server:
        return record(server, tmp_path_factory.mktemp("log"))


def record(server: Server, folder: Path) -> RealLog:
    """The log of a server with SETTINGS after much of all kinds, in `folder`; the server is stopped."""
    work(server)
    server.stop()
    for ending in ("log", "csv", "json"):
        (folder / f"real.{ending}").write_bytes((server.log_folder / f"postgresql.{ending}").read_bytes())
    without_code = folder / "without_code.log"
    with_code = (folder / "real.log").read_bytes()
    without_code.write_bytes(re.sub(rb"(?m)^(\d{4}-\S+ \S+ \S+ \[\d+\]) [0-9A-Z]{5} ", rb"\1 ", with_code))
    return RealLog(folder / "real.log", folder / "real.csv", folder / "real.json", without_code)


def work(server: Server) -> None:
    wrong = (
        "INSERT INTO paket VALUES (1, 'x')",
        "INSERT INTO paket VALUES (2, 'x')",
        "SELECT *\n\tFROM tidak_ada\n\nWHERE a = 'it''s \"q\", é'",
        "SELECT 1/0",
        "SELEC 1",
        "SET statement_timeout = 30; SELECT pg_sleep(1)",
        "DO $$ BEGIN RAISE EXCEPTION 'gagal\nbaris dua' USING DETAIL = 'rincian', ERRCODE = 'P0099'; END $$",
    )
    with server.connect() as connection:
        connection.execute("CREATE TABLE paket (id integer PRIMARY KEY, nama text)")
        connection.execute("INSERT INTO paket SELECT g, 'p' || g FROM generate_series(1, 10) AS g")
        for number in range(7):
            connection.execute("SELECT nama FROM paket WHERE id = %s", (number,), prepare=True)
            connection.execute(f"UPDATE paket SET nama = 'q{number}' WHERE id = {number}".encode())
        connection.execute('PREPARE "p:1" AS SELECT count(*) FROM paket')
        connection.execute('EXECUTE "p:1"')
        connection.execute("DO $$ BEGIN RAISE WARNING 'awas %', 5; END $$")
        for statement in wrong:
            with contextlib.suppress(psycopg.Error):
                connection.execute(statement.encode())
    with contextlib.suppress(psycopg.Error):
        server.connect("tidak_ada")
    first, second = psycopg.connect(server.uri()), psycopg.connect(server.uri())
    with contextlib.closing(first), contextlib.closing(second):
        first.execute("UPDATE paket SET nama = 'a' WHERE id = 1")
        second.execute("UPDATE paket SET nama = 'b' WHERE id = 2")

        def update(connection: psycopg.Connection[object], number: int) -> None:
            with contextlib.suppress(psycopg.Error):
                connection.execute("UPDATE paket SET nama = 'c' WHERE id = %s", (number,))

        threads = [threading.Thread(target=update, args=pair) for pair in ((first, 2), (second, 1))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
