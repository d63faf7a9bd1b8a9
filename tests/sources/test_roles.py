from __future__ import annotations

import subprocess
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from spse_monev.demo.postgres import Server
from spse_monev.period import Day
from spse_monev.settings import PROJECT
from spse_monev.sources.query_statistics import take_snapshot

ROLE = "spse_monev"
ROLES = PROJECT / "include" / "sql" / "roles"


def run_script(server: Server, database: str, name: str) -> str:
    """Run a script as its own head says, with psql, and return what psql said."""
    done = subprocess.run(
        [server.bin / "psql", "-X", "-v", "ON_ERROR_STOP=1", "-d", server.uri(database), "-f", ROLES / name],
        capture_output=True,
        text=True,
        check=False,
        env={"LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.fixture
def spse(server: Server, database: str) -> Iterator[str]:
    """A database with a table of another owner, and the role made by the script; the role is gone afterwards."""
    with server.connect(database) as connection:
        connection.execute("CREATE ROLE pemilik_spse LOGIN PASSWORD 'sandi-pemilik'")
        connection.execute("CREATE SCHEMA spse AUTHORIZATION pemilik_spse")
        connection.execute("SET ROLE pemilik_spse")
        connection.execute("CREATE TABLE spse.penawaran (id serial PRIMARY KEY, nilai numeric)")
        connection.execute("INSERT INTO spse.penawaran (nilai) VALUES (1000), (2000)")
    run_script(server, database, "monitoring_role.sql")
    with server.connect(database, "pemilik_spse") as connection:
        connection.execute("SELECT sum(nilai) FROM spse.penawaran")
    yield database
    for statement in (f"DROP OWNED BY {ROLE}", "DROP OWNED BY pemilik_spse CASCADE", "DROP ROLE pemilik_spse"):
        server.execute(statement, database)
    server.execute(f"DROP ROLE {ROLE}")


def refused(server: Server, database: str, *statements: str) -> type[psycopg.Error] | None:
    """The error of the last statement, all run as the monitoring role; None if it was allowed."""
    with server.connect(database, ROLE) as connection:
        for statement in statements[:-1]:
            connection.execute(statement.encode())
        try:
            connection.execute(statements[-1].encode())
        except psycopg.Error as error:
            return type(error)
    return None


def test_the_role_reads_everything_that_a_snapshot_wants(server: Server, spse: str) -> None:
    zone_day = Day.parse("2026-11-23", ZoneInfo("Asia/Jakarta"))
    with server.connect(spse, ROLE) as connection:
        found = take_snapshot(connection, zone_day.end)
    with server.connect(spse) as connection:
        complete = take_snapshot(connection, zone_day.end)
    assert found.notes == ()

    def names(figures: Any) -> set[tuple[str, str]]:
        return {(figure.name, figure.subject) for figure in figures}

    assert names(found.counters) == names(complete.counters)
    assert names(found.gauges) == names(complete.gauges)
    assert {setting.name for setting in found.settings} == {setting.name for setting in complete.settings}
    of_spse = {one.query_id for one in found.statements if one.user == "pemilik_spse"}
    assert of_spse
    assert of_spse == {one.query_id for one in complete.statements if one.user == "pemilik_spse"}
    assert ("sequence_used_pct", "spse.penawaran_id_seq") in names(found.gauges)


def test_the_role_reads_no_row_of_spse_even_when_it_tries(server: Server, spse: str) -> None:
    denied = psycopg.errors.InsufficientPrivilege
    assert refused(server, spse, "SELECT * FROM spse.penawaran") is denied
    assert refused(server, spse, "COPY spse.penawaran TO STDOUT") is denied
    assert refused(server, spse, "SELECT rolpassword FROM pg_authid") is denied
    assert refused(server, spse, "SELECT passwd FROM pg_shadow") is denied
    assert refused(server, spse, "SELECT pg_read_file('pg_hba.conf')") is denied
    assert refused(server, spse, "SELECT pg_read_binary_file('PG_VERSION', 0, 10, true)") is denied
    assert refused(server, spse, "SET ROLE pemilik_spse") is denied


def test_the_role_writes_nothing_even_when_it_switches_read_only_off(server: Server, spse: str) -> None:
    denied = psycopg.errors.InsufficientPrivilege
    off = "SET default_transaction_read_only = off"
    assert refused(server, spse, "CREATE TEMPORARY TABLE x (a int)") is psycopg.errors.ReadOnlySqlTransaction
    for statement in (
        "INSERT INTO spse.penawaran (nilai) VALUES (1)",
        "UPDATE spse.penawaran SET nilai = 0",
        "TRUNCATE spse.penawaran",
        "DROP TABLE spse.penawaran",
        "CREATE TABLE spse.milikku (a int)",
        "CREATE TABLE public.milikku (a int)",
        "CREATE SCHEMA milikku",
        "CREATE ROLE teman",
        "SELECT nextval('spse.penawaran_id_seq')",
        "SELECT setval('spse.penawaran_id_seq', 1)",
        "SELECT pg_stat_statements_reset()",
        "SELECT pg_stat_reset()",
        "ALTER SYSTEM SET work_mem = '1GB'",
        "COPY (SELECT 1) TO PROGRAM 'true'",
    ):
        assert refused(server, spse, off, statement) is denied, statement


def test_the_role_is_enough_on_postgresql_15(debian_15: Server) -> None:
    debian_15.execute("CREATE TABLE paket (id serial PRIMARY KEY)")
    run_script(debian_15, "postgres", "monitoring_role.sql")
    with debian_15.connect(user=ROLE) as connection:
        found = take_snapshot(connection, Day.parse("2026-11-23", ZoneInfo("Asia/Jakarta")).end)
    assert found.notes == ()
    assert found.statements
    assert refused(debian_15, "postgres", "SELECT * FROM paket") is psycopg.errors.InsufficientPrivilege


def test_the_script_may_run_again_and_brings_new_sequences(server: Server, spse: str) -> None:
    server.execute("CREATE TABLE spse.paket (id bigserial PRIMARY KEY)", spse)
    assert refused(server, spse, "SELECT last_value FROM spse.paket_id_seq") is psycopg.errors.InsufficientPrivilege
    said = run_script(server, spse, "monitoring_role.sql")
    assert "WARNING" not in said
    [(readable,)] = server.execute(f"SELECT has_sequence_privilege('{ROLE}', 'spse.paket_id_seq', 'SELECT')", spse)
    assert readable
    [row] = server.execute(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolconnlimit, rolpassword"
        f" FROM pg_authid WHERE rolname = '{ROLE}'"
    )
    assert row == (False, False, False, 5, None)


def test_the_script_warns_of_what_is_open_to_everyone(server: Server, spse: str) -> None:
    server.execute("GRANT USAGE ON SCHEMA spse TO PUBLIC", spse)
    server.execute("GRANT SELECT ON spse.penawaran TO PUBLIC", spse)
    server.execute("GRANT CREATE ON SCHEMA public TO PUBLIC", spse)
    said = run_script(server, spse, "monitoring_role.sql")
    assert "spse_monev: spse.penawaran" in said
    assert "boleh membuat tabel di skema public" in said


def test_the_extension_in_a_closed_schema_is_still_read(server: Server, database: str) -> None:
    server.execute("CREATE SCHEMA alat", database)
    server.execute("CREATE EXTENSION pg_stat_statements SCHEMA alat", database)
    run_script(server, database, "monitoring_role.sql")
    try:
        with server.connect(database, ROLE) as connection:
            found = take_snapshot(connection, Day.parse("2026-11-23", ZoneInfo("UTC")).end)
    finally:
        server.execute(f"DROP OWNED BY {ROLE}", database)
        server.execute(f"DROP ROLE {ROLE}")
    assert found.notes == ()
    assert found.statements


def test_reading_the_log_through_sql_is_an_extra_right(server: Server, spse: str) -> None:
    read = "SELECT pg_read_binary_file('PG_VERSION', 0, 10, true)"
    assert refused(server, spse, read) is psycopg.errors.InsufficientPrivilege
    run_script(server, spse, "log_through_sql.sql")
    assert refused(server, spse, read) is None
    assert refused(server, spse, "SELECT pg_read_file('/etc/passwd', 0, 10)") is psycopg.errors.InsufficientPrivilege
