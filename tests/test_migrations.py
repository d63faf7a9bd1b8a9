"""The schema on a real server: from nothing, twice, at once, killed in between, and where it is not allowed."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

import spse_monev.migrations
from spse_monev.demo.postgres import Server
from spse_monev.migrations import MigrationError, migrate
from spse_monev.settings import PROJECT

SCHEMA_FILES = sorted(path.name for path in (PROJECT / "include/sql/warehouse/schema").glob("*.sql"))
VERSIONS = [name[1:5] for name in SCHEMA_FILES]


def objects(server: Server, database: str) -> list[str]:
    """Everything in schema monev: columns, constraints, applied versions."""
    columns = server.execute(
        "SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default, generation_expression)"
        " FROM information_schema.columns WHERE table_schema = 'monev'",
        database,
    )
    constraints = server.execute(
        "SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))"
        " FROM pg_constraint WHERE connamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'monev')",
        database,
    )
    marks = server.execute("SELECT 'applied ' || version_num FROM monev.schema_version", database) if columns else []
    return sorted(row[0] for row in columns + constraints + marks)


def wait_until(condition: Callable[[], bool], what: str) -> None:
    limit = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < limit, what
        time.sleep(0.02)


@pytest.fixture
def role(server: Server) -> Iterator[str]:
    """A login of an office's own, without any right."""
    server.execute("CREATE ROLE monev_office LOGIN")
    yield "monev_office"
    server.execute("DROP ROLE monev_office")


def test_every_version_is_one_sql_file_in_one_line_of_descent() -> None:
    config = Config()
    config.set_main_option("script_location", spse_monev.migrations.__path__[0])
    scripts = list(ScriptDirectory.from_config(config).walk_revisions())[::-1]
    assert [script.revision for script in scripts] == VERSIONS == [f"{n:04}" for n in range(1, len(VERSIONS) + 1)]
    for script, name in zip(scripts, SCHEMA_FILES, strict=True):
        assert f'run("{name}")' in open(script.path, encoding="utf-8").read()  # noqa: SIM115, PTH123


def test_from_nothing_then_nothing_to_do(server: Server, database: str) -> None:
    assert migrate(server.uri(database)) == VERSIONS
    first = objects(server, database)
    assert f"applied {VERSIONS[-1]}" in first
    assert any(line.startswith("coverage site text NO") for line in first)
    assert migrate(server.uri(database)) == []
    assert objects(server, database) == first


def test_any_form_of_address_that_libpq_reads(server: Server, database: str) -> None:
    assert migrate(server.uri(database).replace("postgresql://", "postgres://")) == VERSIONS
    assert migrate(f"host=127.0.0.1 port={server.port} dbname={database} user=postgres") == []


def test_two_at_once_apply_each_version_once(server: Server, database: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(migrate, [server.uri(database)] * 4))
    assert sorted(results) == [[], [], [], VERSIONS]


# The last table of a version is made before its mark is set.
@pytest.mark.parametrize("table", ["schema_version", "source_check", "query_daily", "artifact"])
def test_a_kill_in_the_middle_leaves_nothing_and_a_rerun_all(server: Server, database: str, table: str) -> None:
    uri = server.uri(database)
    with server.connect(database) as connection:
        connection.execute(
            "CREATE FUNCTION wait() RETURNS event_trigger LANGUAGE plpgsql AS $$"
            "BEGIN IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE object_identity = 'monev."
            + table
            + "')"
            " THEN PERFORM pg_advisory_xact_lock(7); END IF; END $$"
        )
        connection.execute("CREATE EVENT TRIGGER wait ON ddl_command_end EXECUTE FUNCTION wait()")
        connection.execute("SELECT pg_advisory_lock(7)")
        child = subprocess.Popen(
            [sys.executable, "-c", "import sys, spse_monev.migrations as m; m.migrate(sys.argv[1])", uri]
        )
        waiting = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = 7"
        wait_until(lambda: connection.execute(waiting).rowcount == 1, f"the child did not reach {table}")
        child.kill()
        assert child.wait() == -9
        connection.execute("SELECT pg_advisory_unlock(7)")
        others = (
            "SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        wait_until(lambda: connection.execute(others).rowcount == 0, "the server kept the killed session")
        assert server.execute("SELECT FROM pg_namespace WHERE nspname = 'monev'", database) == []
        connection.execute("DROP EVENT TRIGGER wait")
    assert migrate(uri) == VERSIONS
    killed = objects(server, database)
    server.execute("DROP SCHEMA monev CASCADE", database)
    assert migrate(uri) == VERSIONS
    assert killed == objects(server, database)


def test_a_failure_leaves_nothing(server: Server, database: str) -> None:
    server.execute("CREATE SCHEMA monev", database)
    server.execute("CREATE TABLE monev.artifact (lain text)", database)
    with pytest.raises(MigrationError, match=r'tidak ada yang berubah.*"artifact" already exists'):
        migrate(server.uri(database))
    assert server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'monev'", database) == [("artifact",)]


def test_a_user_without_the_right_is_told_what_to_run(server: Server, database: str, role: str) -> None:
    with pytest.raises(MigrationError) as raised:
        migrate(server.uri(database, role))
    assert "tidak berhak" in str(raised.value)
    assert "CREATE SCHEMA monev AUTHORIZATION" in str(raised.value)
    # What the message says is enough.
    server.execute(f"CREATE SCHEMA monev AUTHORIZATION {role}", database)
    assert migrate(server.uri(database, role)) == VERSIONS
    server.execute(f"DROP OWNED BY {role} CASCADE", database)


def test_another_users_schema_is_named_with_its_owner(server: Server, database: str, role: str) -> None:
    migrate(server.uri(database))
    with pytest.raises(MigrationError, match=f"'{role}' tidak berhak.*dimiliki 'postgres'"):
        migrate(server.uri(database, role))


def test_a_database_newer_than_the_program_is_left_alone(server: Server, database: str) -> None:
    migrate(server.uri(database))
    server.execute("UPDATE monev.schema_version SET version_num = '9999'", database)
    before = objects(server, database)
    with pytest.raises(MigrationError, match=f"9999, lebih baru.*versi {VERSIONS[-1]}"):
        migrate(server.uri(database))
    assert objects(server, database) == before


def test_a_database_that_cannot_hold_every_letter_is_refused(server: Server) -> None:
    server.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(MigrationError, match=r"LATIN1.*ENCODING 'UTF8'"):
        migrate(server.uri("latin"))
    assert server.execute("SELECT FROM pg_namespace WHERE nspname = 'monev'", "latin") == []
    server.execute("DROP DATABASE latin")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://monev:R4hasia@127.0.0.1:1/gudang", "127.0.0.1:1 tidak dapat dihubungi"),
        ("postgresql://monev:R4hasia@[::1/gudang", "alamat gudang data tidak terbaca"),
        ("mysql://monev:R4hasia@host/gudang", "alamat gudang data tidak terbaca"),
    ],
)
def test_an_address_that_leads_nowhere_is_said_without_its_password(address: str, said: str) -> None:
    with pytest.raises(MigrationError, match=re.escape(said)) as raised:
        migrate(address)
    assert "R4hasia" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_importing_the_module_is_cheap() -> None:
    code = "import sys, spse_monev.migrations; print([m for m in ('alembic', 'sqlalchemy') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
