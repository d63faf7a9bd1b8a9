"""A real MariaDB of Debian with osTicket's tables: a server of the tests' own, on a port of 127.0.0.1 and a socket."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pymysql

from spse_monev.connections import Connection
from spse_monev.demo.postgres import free_port
from spse_monev.settings import PROJECT

ROLE = PROJECT / "include" / "sql" / "roles" / "osticket_reader.sql"
PASSWORD = "sandi-pembaca"
_SCHEMA = Path(__file__).with_name("osticket_schema.sql")
_PROGRAMS = ("mariadbd", "mariadb-install-db", "mariadb")
_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"


def missing_part() -> str:
    """What of Debian's MariaDB is not installed, or ''."""
    return ", ".join(name for name in _PROGRAMS if shutil.which(name, path=_PATH) is None)


def _other_user() -> dict[str, Any]:
    """MariaDB refuses to run as root."""
    if os.geteuid():
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": ()}


@dataclass
class RealMariaDb:
    """A running server; `execute` is its administrator."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def socket(self) -> Path:
        return self.folder / "s"

    def administrator(self, database: str | None = None) -> Any:
        return pymysql.connect(
            unix_socket=str(self.socket), user="root", database=database, autocommit=True, charset="utf8mb4"
        )

    def execute(self, statement: str, database: str | None = None, values: Any = None) -> list[Any]:
        with self.administrator(database) as connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall())

    def run_script(self, content: str, database: str) -> None:
        """As an administrator would, with MariaDB's own client."""
        done = subprocess.run(
            ["/usr/bin/mariadb", "--no-defaults", f"--socket={self.socket}", "--user=root", database],
            input=content, text=True, capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def start(self, *options: str) -> None:
        program = shutil.which("mariadbd", path=_PATH)
        assert program is not None
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [program, "--no-defaults", f"--datadir={self.folder / 'data'}", f"--socket={self.socket}",
                 f"--port={self.port}", "--bind-address=127.0.0.1", f"--pid-file={self.folder / 'pid'}",
                 "--innodb-buffer-pool-size=32M", "--innodb-flush-log-at-trx-commit=0", "--skip-log-bin",
                 "--character-set-server=utf8mb4", *options],
                stdout=log, stderr=log, **_other_user(),
            )  # fmt: skip
        until = time.monotonic() + 60
        while True:
            try:
                self.execute("SELECT 1")
            except pymysql.Error:
                if self.process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((self.folder / "log").read_text()[-3000:]) from None
                time.sleep(0.1)
            else:
                return

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(60)
            self.process = None


@contextmanager
def real_mariadb(*options: str) -> Iterator[RealMariaDb]:
    """Make and start a server, in some five seconds; it and its files are gone afterwards."""
    # Not pytest's folder: a socket's path may have 107 bytes, and the server's user must reach it.
    with tempfile.TemporaryDirectory(prefix="mdb") as name:
        folder = Path(name)
        if other := _other_user():
            os.chown(folder, other["user"], other["group"])
        subprocess.run(
            ["mariadb-install-db", "--no-defaults", f"--datadir={folder / 'data'}",
             "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"],
            check=True, capture_output=True, env={**os.environ, "PATH": _PATH}, **other,
        )  # fmt: skip
        server = RealMariaDb(folder, free_port())
        server.start(*options)
        try:
            yield server
        finally:
            server.stop()


@dataclass
class OsTicket:
    """osTicket's database on a real server, filled by what its forms would write. Times as they are stored."""

    server: RealMariaDb
    database: str
    prefix: str = "ost_"

    @property
    def connection(self) -> Connection:
        return Connection("osticket", "mysql", "127.0.0.1", self.server.port, "spse_monev", PASSWORD, self.database)

    def execute(self, statement: str, values: Any = None) -> list[Any]:
        return self.server.execute(statement.replace("ost_", self.prefix), self.database, values)

    def insert(self, table: str, **values: Any) -> None:
        columns = ", ".join(f"`{name}`" for name in values)
        self.execute(f"INSERT INTO ost_{table} ({columns}) VALUES %s", (tuple(values.values()),))

    def ticket(
        self,
        number: int,
        created: str,
        entries: Iterable[tuple[str, str, str]] = (),
        form: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> None:
        """A ticket '10000<number>' with (type, time, body) of its entries and its form's fields."""
        values = {"ticket_id": number, "number": f"{100000 + number}", "user_id": 1, "status_id": 1, "dept_id": 1,
                  "topic_id": 2, "staff_id": 0, "flags": 0, "source": "Web", "created": created} | more  # fmt: skip
        self.insert("ticket", **values)
        self.insert("thread", id=number, object_id=number, object_type="T", created=created)
        for place, (kind, at, body) in enumerate(entries):
            self.insert(
                "thread_entry", id=number * 100 + place, thread_id=number, type=kind, body=body, created=at,
                title="Judul entri", staff_id=0 if kind == "M" else 1,
            )  # fmt: skip
        if form is not None:
            self.insert("ticket__cdata", ticket_id=number, **form)


def new_osticket(server: RealMariaDb, database: str, prefix: str = "ost_") -> OsTicket:
    """An empty osTicket with one user, and the reader that the script makes."""
    server.execute(f"CREATE DATABASE {database} CHARACTER SET utf8mb4")
    server.run_script(_SCHEMA.read_text(encoding="utf-8").replace("ost_", prefix), database)
    found = OsTicket(server, database, prefix)
    server.run_script(ROLE.read_text(encoding="utf-8").replace("ost_", prefix), database)
    server.execute(f"ALTER USER 'spse_monev'@'%' IDENTIFIED BY '{PASSWORD}' REQUIRE NONE ACCOUNT UNLOCK")
    return found
