"""Reading the statistics views of a server at one moment.

Every view is a folder of SQL files named by the version from which their shape holds; the newest that the server
(for pg_stat_statements: the installed extension) has reached is used. In counters and gauges each column other than
`subject` and `reset_at` is one figure, named as the column; NULL is 'not known' and gives none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.rows import dict_row

from spse_monev.facts import Counter, Metric, Setting, StatementCounter, StatisticsSnapshot
from spse_monev.settings import PROJECT
from spse_monev.text import MASK, mask, normalise_query

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST_SERVER = 100000
STATEMENT_MS = 30_000
LOCK_MS = 2_000
TOP = 50  # tables, indexes and sequences of which sizes and shares are kept

MONITOR_CALLS = "monitor_call_count"  # always there when pg_stat_statements was read
MONITOR_TIME = "monitor_total_ms"

_FOLDER = PROJECT / "include" / "sql" / "query_statistics"
_ROLE_SCRIPT = "include/sql/roles/monitoring_role.sql"

_COUNTERS = {
    "database": "angka per basis data (pg_stat_database)",
    "bgwriter": "penulis latar (pg_stat_bgwriter)",
    "checkpointer": "checkpoint (pg_stat_checkpointer)",
    "wal": "WAL (pg_stat_wal)",
    "archiver": "pengarsipan WAL (pg_stat_archiver)",
    "tables": "angka per tabel (pg_stat_user_tables)",
    "indexes": "angka per indeks (pg_stat_user_indexes)",
}
_GAUGES = {
    "server": "keadaan server",
    "databases": "ukuran basis data",
    "table_sizes": "ukuran tabel",
    "index_sizes": "ukuran indeks",
    "dead_rows": "baris mati per tabel",
    "maintenance": "tabel tanpa vacuum atau analyze",
    "unused_indexes": "indeks yang tidak dipakai",
    "connections": "koneksi (pg_stat_activity)",
    "wraparound": "umur transaksi",
    "replication": "replikasi (pg_stat_replication)",
    "slots": "slot replikasi",
    "sequences": "pemakaian nomor urut (sequence)",
}
# Without pg_read_all_stats these views do not fail: they hide other users' rows, which would look like small numbers.
_HIDE_SILENTLY = {"databases", "connections", "replication"}

# Parts of a connection string or command may be secret; of these two nothing else is worth keeping.
_SECRET_SETTINGS = {"primary_conninfo", "ssl_passphrase_command"}
_SECRET_NAME = re.compile(r"pass(?!word_encryption)|secret|token|credential|api_?key", re.IGNORECASE)


def take_snapshot(connection: psycopg.Connection[Any], now: datetime) -> StatisticsSnapshot:
    """Read all statistics views that this role may see, in one read-only transaction with limits of its own.

    `now` (aware) becomes `taken_at`. A view that cannot be read becomes a sentence in `notes`, and the rest goes on;
    ValueError for a server older than PostgreSQL 10, psycopg.OperationalError when the server goes away.

    Statements of the connected role are left out of `statements` and summed up in the counters `MONITOR_CALLS` and
    `MONITOR_TIME`, unless the role also does other work (a superuser, an owner of tables): then they stay in.
    """
    version = connection.info.server_version
    if version < OLDEST_SERVER:
        raise ValueError(
            f"PostgreSQL {version // 10000}.{version // 100 % 100} belum didukung; perlu PostgreSQL 10 ke atas"
        )
    with connection.transaction():
        connection.execute("SET TRANSACTION READ ONLY")
        reader = _Reader(connection, _single_row(connection, "server.sql"))
        # Before the limits are set: pg_settings would show them as the server's.
        settings = _read_settings(reader)
        connection.execute(_sql("limits.sql"), {"statement_ms": STATEMENT_MS, "lock_ms": LOCK_MS})
        counters = _read_counters(reader)
        gauges = _read_gauges(reader)
        statements = _read_statements(reader)
    _note_what_is_off(reader, settings)
    return StatisticsSnapshot(
        taken_at=now,
        server_version=reader.server["server_version"],
        extension_version=statements.extension_version,
        started_at=reader.server["started_at"],
        statements_reset_at=statements.reset_at,
        deallocations=statements.deallocations,
        statements=statements.rows,
        counters=(*counters, *statements.counters),
        gauges=gauges,
        settings=settings,
        notes=tuple(reader.notes),
    )


@dataclass(slots=True)
class _Reader:
    """A session on the server, who it is, and what it could not read."""

    connection: psycopg.Connection[Any]
    server: dict[str, Any]
    notes: list[str] = field(default_factory=list)

    @property
    def version(self) -> tuple[int, ...]:
        return (self.server["server_version"] // 10000,)

    def rows(self, path: Path, what: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]] | None:
        """Run one file under a savepoint; None, and a note, if the server refuses."""
        try:
            with self._savepoint(), self.connection.cursor(row_factory=dict_row) as cursor:
                return cursor.execute(path.read_bytes(), parameters or {}).fetchall()
        except psycopg.Error as error:
            if self.connection.closed:
                raise
            self.notes.append(f"{what} tidak terbaca: {self._explain(error)}")
            return None

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        with self.connection.transaction():
            yield

    def _explain(self, error: psycopg.Error) -> str:
        role = self.server["role"]
        match error:
            case psycopg.errors.InsufficientPrivilege():
                return (
                    f"peran {role!r} tidak berhak ({_first_line(error)}); jalankan {_ROLE_SCRIPT} sebagai superuser "
                    f'di basis data {self.server["database"]!r}, atau GRANT pg_monitor TO "{role}"'
                )
            case psycopg.errors.QueryCanceled():
                return f"tidak selesai dalam {STATEMENT_MS // 1000} detik, server mungkin sedang sibuk"
            case psycopg.errors.LockNotAvailable():
                return f"terkunci oleh pekerjaan lain lebih dari {LOCK_MS // 1000} detik"
            case psycopg.errors.ObjectNotInPrerequisiteState():
                return (
                    f"{_first_line(error)}; isi shared_preload_libraries = 'pg_stat_statements' di postgresql.conf, "
                    "lalu mulai ulang PostgreSQL"
                )
        return _first_line(error)


@dataclass(frozen=True, slots=True)
class _Statements:
    extension_version: str | None = None
    reset_at: datetime | None = None
    deallocations: int | None = None
    rows: tuple[StatementCounter, ...] = ()
    counters: tuple[Counter, ...] = ()


def _read_settings(reader: _Reader) -> tuple[Setting, ...]:
    rows = reader.rows(_FOLDER / "settings.sql", "pengaturan server (pg_settings)") or []
    if not reader.server["can_read_all_settings"]:
        reader.notes.append(
            f"sebagian pengaturan server tidak terlihat: peran {reader.server['role']!r} bukan anggota "
            f'pg_read_all_settings; jalankan sebagai superuser: GRANT pg_monitor TO "{reader.server["role"]}"'
        )
    return tuple(Setting(**{**row, "value": _shown(row["name"], row["value"])}) for row in rows)


def _shown(name: str, value: str) -> str:
    """A setting's value without secrets."""
    if name in _SECRET_SETTINGS or ("." in name and _SECRET_NAME.search(name)):
        return value and MASK
    return mask(value) if name.endswith("_command") else value


def _read_counters(reader: _Reader) -> list[Counter]:
    return [
        Counter(name, float(value), row["subject"], row["reset_at"])
        for view, what in _COUNTERS.items()
        for row in _view_rows(reader, "counters", view, what)
        for name, value in row.items()
        if name not in ("subject", "reset_at") and value is not None
    ]


def _read_gauges(reader: _Reader) -> tuple[Metric, ...]:
    gauges = [
        Metric(name, float(value), row["subject"])
        for view, what in _GAUGES.items()
        for row in _view_rows(reader, "gauges", view, what)
        for name, value in row.items()
        if name != "subject" and value is not None
    ]
    hidden = reader.rows(_FOLDER / "unreadable_sequences.sql", _GAUGES["sequences"])
    if hidden and hidden[0]["count"]:
        reader.notes.append(
            f"pemakaian {hidden[0]['count']} nomor urut (sequence) tidak terbaca; jalankan kembali {_ROLE_SCRIPT} "
            f"di basis data {reader.server['database']!r} (GRANT SELECT ON SEQUENCE)"
        )
    return tuple(gauges)


def _view_rows(reader: _Reader, kind: str, view: str, what: str) -> list[dict[str, Any]]:
    path = _shape(_FOLDER / kind / view, reader.version)
    if path is None:  # the server is older than the view
        return []
    if view in _HIDE_SILENTLY and not _may_read_all(reader, what):
        return []
    return reader.rows(path, what, {"top": TOP}) or []


def _may_read_all(reader: _Reader, what: str) -> bool:
    if not reader.server["can_read_all_stats"]:
        role = reader.server["role"]
        reader.notes.append(
            f"{what} tidak terbaca: peran {role!r} bukan anggota pg_read_all_stats sehingga hanya melihat miliknya "
            f'sendiri; jalankan sebagai superuser: GRANT pg_monitor TO "{role}"'
        )
        return False
    return True


def _read_statements(reader: _Reader) -> _Statements:
    what = "statistik query (pg_stat_statements)"
    installed = reader.rows(_FOLDER / "extension.sql", what)
    if not installed:
        if installed is not None:
            reader.notes.append(
                f"{what} tidak ada di basis data {reader.server['database']!r}; jalankan di sana sebagai superuser: "
                "CREATE EXTENSION pg_stat_statements; (perlu shared_preload_libraries = 'pg_stat_statements')"
            )
        return _Statements()
    extension = installed[0]["version"]
    if not _may_read_all(reader, what):
        return _Statements(extension)
    version = tuple(int(part) for part in extension.split("."))
    path = _shape(_FOLDER / "statements", version)
    if path is None:
        reader.notes.append(
            f"{what} versi {extension} belum didukung; jalankan: ALTER EXTENSION pg_stat_statements UPDATE;"
        )
        return _Statements(extension)
    reader.connection.execute(_sql("search_path.sql"), {"schema": installed[0]["schema"]})
    # The times are read first: a reset in between then shows at the next snapshot rather than never.
    info_path = _shape(_FOLDER / "statements_info", version)
    info = reader.rows(info_path, f"{what}, waktu reset", {}) if info_path else None
    found = reader.rows(path, what)
    reset_at = info[0]["statements_reset_at"] if info else None
    deallocations = info[0]["deallocations"] if info else None
    if found is None:
        return _Statements(extension, reset_at, deallocations)

    own = [row for row in found if row["user"] == reader.server["role"]]
    kept = [row for row in found if not (reader.server["is_dedicated"] and row["user"] == reader.server["role"])]
    return _Statements(
        extension_version=extension,
        reset_at=reset_at,
        deallocations=deallocations,
        # Commands such as ALTER ROLE ... PASSWORD keep their literals in the view before PostgreSQL 16.
        rows=tuple(StatementCounter(**{**row, "query": normalise_query(row["query"])}) for row in kept),
        counters=(
            Counter(MONITOR_CALLS, float(sum(row["calls"] for row in own)), "pg_stat_statements", reset_at),
            Counter(MONITOR_TIME, float(sum(row["total_ms"] for row in own)), "pg_stat_statements", reset_at),
        ),
    )


def _note_what_is_off(reader: _Reader, settings: tuple[Setting, ...]) -> None:
    """Counting that is switched off leaves figures that stand still, which must not look like a quiet server."""
    values = {setting.name: setting.value for setting in settings}
    for name, counted in (
        ("track_counts", "angka per tabel, indeks dan basis data"),
        ("track_activities", "keadaan koneksi"),
        ("compute_query_id", "statistik query"),
        ("pg_stat_statements.track", "statistik query"),
    ):
        if values.get(name) in ("off", "none"):
            reader.notes.append(f"{counted} tidak dihitung oleh server: {name} = {values[name]}; nyalakan kembali")


def _shape(folder: Path, version: tuple[int, ...]) -> Path | None:
    """The file of the newest shape that `version` has reached."""
    shapes = {tuple(int(part) for part in path.stem.split(".")): path for path in folder.glob("*.sql")}
    reached = [shape for shape in shapes if shape <= version]
    return shapes[max(reached)] if reached else None


def _sql(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()


def _single_row(connection: psycopg.Connection[Any], name: str) -> dict[str, Any]:
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(_sql(name)).fetchone()
    assert row is not None  # noqa: S101  # the statement has no condition that could leave no row
    return row


def _first_line(error: psycopg.Error) -> str:
    text = str(error.diag.message_primary or error).strip()
    return text.splitlines()[0] if text else type(error).__name__
