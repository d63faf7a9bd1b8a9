"""Runs every case folder of tests/sql (see its README)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from psycopg import ClientCursor, sql

from spse_monev.demo.postgres import Server
from spse_monev.migrations import migrate
from spse_monev.warehouse import SQL_FOLDER

HERE = Path(__file__).parent
CASES = sorted(folder for folder in HERE.glob("*__*/*") if folder.is_dir())
BINDS = {
    "site": "lpse_contoh",
    "zone": "Asia/Jakarta",
    "day": "2026-11-23",
    "month": "2026-11-01",
    "since": "2026-11-01 00:00+07",
    "until": "2026-12-01 00:00+07",
    "period": "day",
    "period_start": "2026-11-23",
}
# What a given row holds where its CSV has no such column: the case then says only what matters to it.
DEFAULTS = {
    "site": BINDS["site"],
    "day": BINDS["day"],
    "period": BINDS["period"],
    "period_start": BINDS["period_start"],
    "source": "log",
    "reasons": "{}",
    "file_count": "1",
    "read_bytes": "1",
    "entry_count": "1",
    "unparsed_count": "0",
    "unparsed_places": "[]",
    "per_hour": "{" + ",".join("0" * 24) + "}",
    "parser": "uji",
    # Of complaints, their imports, labels and corrections.
    "as_of": "2026-12-01 00:00+07",
    "imported_at": "2026-12-01 00:00+07",
    "has_time": "true",
    "title": "",
    "text": "",
    "solution": "",
    "ticket": "",
    "support_ticket": "",
    "answer_has_time": "false",
    "solution_has_time": "false",
    "is_reopened": "false",
    "channel": "unknown",
    "user_type": "unknown",
    "institution": "",
    "category": "",
    "urgency": "",
    "impact": "",
    "priority": "",
    "handler": "",
    "reporter_hashes": "{}",
    "text_hash": "",
    "import_id": "a",
    "sha256": "",
    "size_bytes": "0",
    "row_count": "0",
    "complaint_count": "0",
    "rejection_count": "0",
    "correction_count": "0",
    "file": "rekap.xlsx",
    "sheet": "",
    "topic_confidence": "0.5",
    "model": "uji",
    "labelled_at": "2026-12-01 00:00+07",
    "before": "",
    "corrected_by": "Petugas",
    "corrected_at": "2026-12-01 00:00+07",
    "note": "",
    "column_name": "",
    "problem": "kosong",
    "expected": "isi",
}


@pytest.fixture(scope="module")
def warehouse(server: Server) -> Iterator[psycopg.Connection[Any]]:
    server.execute("CREATE DATABASE sql_cases")
    migrate(server.uri("sql_cases"))
    with psycopg.connect(server.uri("sql_cases"), cursor_factory=ClientCursor) as connection:
        yield connection
        connection.rollback()
    server.execute("DROP DATABASE sql_cases WITH (FORCE)")


def query_file(case: Path) -> Path:
    folder, query = case.parent.name.split("__", 1)
    return SQL_FOLDER / (folder if folder in ("reports", "pages") else f"warehouse/{folder}") / f"{query}.sql"


def columns_of(connection: psycopg.Connection[Any], table: str) -> list[str]:
    return [
        row[0]
        for row in connection.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'monev' AND table_name = %s",
            [table],
        )
    ]


def load(connection: psycopg.Connection[Any], path: Path) -> None:
    """COPY a given CSV, with the defaults it leaves out added to each row as constants of its columns."""
    table = path.name.split(".")[1]
    known = columns_of(connection, table)
    assert known, f"{path}: no table monev.{table}"
    header = next(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    added = {name: value for name, value in DEFAULTS.items() if name in known and name not in header}
    name = sql.Identifier("monev", table)
    for column, value in added.items():
        connection.execute(
            sql.SQL("ALTER TABLE {} ALTER COLUMN {} SET DEFAULT {}").format(
                name, sql.Identifier(column), sql.Literal(value)
            )
        )
    with connection.cursor().copy(
        sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, HEADER MATCH)").format(
            name, sql.SQL(", ").join(map(sql.Identifier, header))
        )
    ) as copy:
        copy.write(path.read_bytes())
    # Only the given rows take the defaults; the query under test has to say everything itself.
    for column in added:
        connection.execute(sql.SQL("ALTER TABLE {} ALTER COLUMN {} DROP DEFAULT").format(name, sql.Identifier(column)))


def as_csv(connection: psycopg.Connection[Any], query: str) -> list[str]:
    with connection.cursor().copy(f"COPY ({query}) TO STDOUT (FORMAT csv, HEADER)".encode()) as copy:
        return b"".join(copy).decode().splitlines()


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_sql_case(warehouse: psycopg.Connection[Any], case: Path) -> None:
    query = query_file(case).read_text(encoding="utf-8")
    binds = dict(BINDS)
    if (case / "binds.yaml").exists():
        binds |= yaml.safe_load((case / "binds.yaml").read_text(encoding="utf-8"))
    unknown = {path.name for path in case.iterdir()} - {"given.sql", "binds.yaml", "expected.csv"}
    unknown -= {path.name for kind in ("given", "expected") for path in case.glob(f"{kind}.*.csv")}
    assert not unknown, f"{case}: not part of a case: {', '.join(sorted(unknown))}"
    expected_tables = sorted(case.glob("expected.*.csv"))
    assert expected_tables or (case / "expected.csv").exists(), f"{case}: nothing is expected"
    try:
        warehouse.execute("SELECT set_config('TimeZone', %s, true)", [binds["zone"]])
        # Coverage first: the facts refer to it.
        given = sorted(case.glob("given.*.csv"), key=lambda path: (path.name != "given.coverage.csv", path.name))
        for path in given:
            load(warehouse, path)
        if (case / "given.sql").exists():
            warehouse.execute((case / "given.sql").read_bytes())
        bound = ClientCursor(warehouse).mogrify(query.encode(), binds)
        if (case / "expected.csv").exists():
            assert as_csv(warehouse, bound) == lines(case / "expected.csv")
        else:
            warehouse.execute(bound.encode())
        for path in expected_tables:
            header = lines(path)[0]
            after = as_csv(warehouse, f"SELECT {header} FROM monev.{path.name.split('.')[1]} ORDER BY {header}")
            assert after == lines(path)
    finally:
        warehouse.rollback()


def test_there_are_cases_and_each_has_its_query() -> None:
    assert CASES
    assert [case for case in CASES if not query_file(case).is_file()] == []
