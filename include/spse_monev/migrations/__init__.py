"""The warehouse's schema, brought up to date by Alembic from forward-only plain SQL.

>>> migrate("postgresql://monev:secret@127.0.0.1/warehouse")
['0001']
>>> migrate("postgresql://monev:secret@127.0.0.1/warehouse")
[]

A version is `versions/vNNNN_<name>.py`, which only names its predecessor and runs
`include/sql/warehouse/schema/VNNNN__<name>.sql`. All pending versions and their marks (table
`monev.schema_version`) are one transaction under an advisory lock: a process that is killed leaves nothing behind,
and two that start at once apply each version once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from spse_monev.connections import CONNECT_TIMEOUT_SECONDS
from spse_monev.settings import PROJECT

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

SCHEMA = "monev"
VERSION_TABLE = "schema_version"
_OPTIONS = {"version_table": VERSION_TABLE, "version_table_schema": SCHEMA}
# Any number that no other program takes on this database; it spells 'monev'.
_LOCK = 0x6D6F6E6576
_IDENTITY = PROJECT / "include" / "sql" / "warehouse" / "session" / "select_identity.sql"


class MigrationError(Exception):
    """The warehouse cannot be brought up to date; the message is fit to be shown to its administrator."""


def migrate(conninfo: str) -> list[str]:
    """Apply every version that is not yet applied and return their numbers in order, [] when all was up to date.

    `conninfo` is anything libpq reads: ``postgresql://...``, ``postgres://...`` or ``host=... dbname=...``.
    MigrationError if the server cannot be reached, if its user may not do it, if the database is not in UTF-8, or
    if a newer release has already changed the schema; the database is then as it was.
    """
    with _transaction(conninfo) as connection:
        return _upgrade(connection)


def pending(conninfo: str) -> list[str]:
    """The versions that `migrate` would apply; errors as there, except that nothing is asked of the user's rights."""
    with _transaction(conninfo) as connection:
        return _pending(connection)


@contextmanager
def _transaction(conninfo: str) -> Iterator[Connection]:
    # A DAG file imports this module, and SQLAlchemy with Alembic is too heavy for that.
    from sqlalchemy import create_engine
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.pool import NullPool

    try:
        parameters: dict[str, Any] = {"connect_timeout": CONNECT_TIMEOUT_SECONDS, **conninfo_to_dict(conninfo)}
    except psycopg.ProgrammingError as error:
        # The text itself may hold a password, so it is not shown.
        raise MigrationError(
            "alamat gudang data tidak terbaca; tulis misalnya postgresql://pengguna:sandi@host:5432/basisdata"
        ) from error
    engine = create_engine(
        "postgresql+psycopg://", poolclass=NullPool, creator=lambda: psycopg.connect("", **parameters)
    )
    place = f"{parameters.get('host') or 'soket lokal'}:{parameters.get('port') or 5432}"
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        raise _explained(error.orig, place) from error
    except psycopg.Error as error:
        raise _explained(error, place) from error


def _upgrade(connection: Connection) -> list[str]:
    from alembic import command

    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    _check_database(connection)
    versions = _pending(connection)
    config = _config()
    config.attributes.update(connection=connection, options=_OPTIONS)
    command.upgrade(config, "head")
    return versions


def _pending(connection: Connection) -> list[str]:
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    versions = [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()][::-1]
    current = MigrationContext.configure(connection, opts=_OPTIONS).get_current_revision()
    if current is not None and current not in versions:
        raise MigrationError(
            f"skema gudang data sudah versi {current}, lebih baru daripada program ini (versi {versions[-1]}); "
            "pasang rilis program yang sama barunya, jangan menurunkan skema"
        )
    return versions[versions.index(current) + 1 :] if current else versions


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def _check_database(connection: Connection) -> None:
    """Make the schema where it is missing; MigrationError where the database or the user will not do."""
    row = connection.exec_driver_sql(_IDENTITY.read_text(encoding="utf-8")).one()
    if row.encoding != "UTF8":
        raise MigrationError(
            f"basis data {row.database!r} memakai pengodean {row.encoding}, padahal log memuat huruf apa pun; "
            "buat basis data baru dengan ENCODING 'UTF8' TEMPLATE template0"
        )
    if row.owner is None:
        connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
    elif not row.may_create:
        raise MigrationError(
            f"pengguna {row.role!r} tidak berhak mengubah skema {SCHEMA} di basis data {row.database!r}, "
            f"yang dimiliki {row.owner!r}; pakai pengguna itu pada koneksi gudang data"
        )


def _explained(error: BaseException | None, place: str) -> MigrationError:
    said = " ".join(str(error).split())
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return MigrationError(
            f"pengguna gudang data tidak berhak membuat atau mengubah skema {SCHEMA}: {said}; jalankan sebagai "
            f"pemilik basis data: CREATE SCHEMA {SCHEMA} AUTHORIZATION <pengguna>"
        )
    if isinstance(error, psycopg.OperationalError) and error.sqlstate is None:
        return MigrationError(
            f"gudang data di {place} tidak dapat dihubungi: {said}; periksa alamat, sandi, dan apakah server menyala"
        )
    return MigrationError(f"skema gudang data di {place} gagal diperbarui, tidak ada yang berubah: {said}")
