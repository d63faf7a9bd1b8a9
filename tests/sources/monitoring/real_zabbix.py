"""A real Zabbix of Debian: its server and its PHP front end over a database of the tests' own PostgreSQL."""

from __future__ import annotations

import gzip
import itertools
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from spse_monev.demo.postgres import Server, free_port, is_free, temporary_server

_SQL = Path("/usr/share/zabbix-server-pgsql")
_FRONT_END = Path("/usr/share/zabbix")
_PROGRAMS = ("zabbix_server", "zabbix_sender", "php")
# Of Debian's initial data only what the front end needs: the templates of a thousand devices take half a minute.
_TABLES = ("config", "config_autoreg_tls", "role", "role_rule", "usrgrp", "users", "users_groups", "hstgrp")
# Where Debian's front end has its configuration fixed.
_FIXED = "/etc/zabbix/zabbix.conf.php"
_PORTS = range(20_000, 32_000)  # the server takes none above 32767


def missing_part() -> str:
    """What of Debian's Zabbix is not installed, or ''."""
    programs = [name for name in _PROGRAMS if shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin") is None]
    return ", ".join(programs + [str(path) for path in (_SQL, _FRONT_END) if not path.is_dir()])


@dataclass
class RealZabbix:
    """A running Zabbix with its first user, Admin."""

    url: str
    trapper_port: int
    database: Server
    folder: Path
    session: str = ""

    def call(self, method: str, parameters: Any) -> Any:
        """The result of a method of the API, as Admin."""
        content = {"jsonrpc": "2.0", "method": method, "params": parameters, "id": 1}
        if self.session:
            content["auth"] = self.session
        answer = httpx.post(f"{self.url}/api_jsonrpc.php", json=content, timeout=30, trust_env=False).json()
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    def send(self, values: Iterable[tuple[str, str, int, float]]) -> None:
        """Values of trapper items: technical name of the host, key, time, value."""
        lines = [
            f'"{host}" "{key.translate({34: chr(92) + chr(34)})}" {at} {value:g}\n' for host, key, at, value in values
        ]
        done = self._sender("".join(lines))
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)

    def wait_until_taken(self, host: str, key: str) -> None:
        """Until the server has read that there is this item, and with it all that were made before."""
        until = time.monotonic() + 20
        while self._sender(f"{host} {key} {int(time.time())} 1\n").returncode:
            if time.monotonic() > until:
                raise TimeoutError((self.folder / "server.log").read_text()[-2000:])
            subprocess.run(
                ["/usr/sbin/zabbix_server", "-c", str(self.folder / "server.conf"), "-R", "config_cache_reload"],
                check=True, capture_output=True,
            )  # fmt: skip
            time.sleep(0.2)

    def _sender(self, lines: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["zabbix_sender", "-z", "127.0.0.1", "-p", str(self.trapper_port), "-T", "-i", "-"],
            input=lines, text=True, capture_output=True, check=False,
        )  # fmt: skip

    def query(self, statement: str) -> list[Any]:
        """Rows of Zabbix's own database."""
        return self.database.execute(statement, "zabbix")

    def wait_for(self, statement: str, seconds: float = 40) -> None:
        """Until a query of Zabbix's database gives true; TimeoutError if it does not come to that."""
        until = time.monotonic() + seconds
        while not self.query(statement)[0][0]:
            if time.monotonic() > until:
                raise TimeoutError(f"{statement}\n{(self.folder / 'server.log').read_text()[-2000:]}")
            time.sleep(0.1)


@contextmanager
def real_zabbix(folder: Path) -> Iterator[RealZabbix]:
    """Start everything, in about three seconds."""
    with temporary_server() as database:
        database.execute("CREATE DATABASE zabbix")
        with database.connect("zabbix") as session:
            session.execute(gzip.decompress((_SQL / "schema.sql.gz").read_bytes()))
            wanted = tuple(f"INSERT INTO {table} " for table in _TABLES)
            with gzip.open(_SQL / "data.sql.gz", "rt", encoding="utf-8") as lines:
                for line in lines:
                    if line.startswith(wanted):
                        session.execute(line.encode())
        trapper_port = next(port for port in itertools.islice(_PORTS, os.getpid() % 1000, None) if is_free(port))
        found = RealZabbix(f"http://127.0.0.1:{free_port()}", trapper_port, database, folder)
        (folder / "server.conf").write_text(_server_configuration(found))
        _copy_front_end(found)
        address = found.url.removeprefix("http://")
        with (folder / "server.log").open("w") as log, (folder / "php.log").open("w") as php_log:
            running = [
                subprocess.Popen(
                    ["/usr/sbin/zabbix_server", "-f", "-c", str(folder / "server.conf")], stdout=log, stderr=log
                ),
                subprocess.Popen(
                    ["php", "-d", "opcache.revalidate_freq=0", "-S", address, "-t", str(folder / "web")],
                    stdout=php_log,
                    stderr=php_log,
                ),
            ]
            try:
                _wait_for_ports(trapper_port, int(address.rpartition(":")[2]))
                found.session = found.call("user.login", {"username": "Admin", "password": "zabbix"})
                yield found
            finally:
                for process in running:
                    process.terminate()
                for process in running:
                    process.wait(20)


def _server_configuration(zabbix: RealZabbix) -> str:
    few = (
        "Pollers",
        "Preprocessors",
        "Trappers",
        "HTTPPollers",
        "Alerters",
        "Timers",
        "Escalators",
        "DBSyncers",
        "PollersUnreachable",
    )
    none = ("Discoverers", "Pingers", "HistoryPollers", "ODBCPollers")
    settings = {
        "ListenIP": "127.0.0.1",
        "ListenPort": zabbix.trapper_port,
        "LogType": "console",
        "DBHost": "127.0.0.1",
        "DBPort": zabbix.database.port,
        "DBName": "zabbix",
        "DBUser": "postgres",
        "AllowUnsupportedDBVersions": 1,  # PostgreSQL 18 is younger than Debian's Zabbix
        "AllowRoot": 1,
        "PidFile": zabbix.folder / "server.pid",
        "SocketDir": zabbix.folder,
        "CacheUpdateFrequency": 1,
        "HousekeepingFrequency": 0,
        **{f"Start{name}": 1 for name in few},
        **{f"Start{name}": 0 for name in none},
    }
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def _copy_front_end(zabbix: RealZabbix) -> None:
    web = zabbix.folder / "web"
    web.mkdir()
    for name in ("include", "conf", "app", "modules", "vendor", "local"):
        if (_FRONT_END / name).is_dir():
            shutil.copytree(_FRONT_END / name, web / name, dirs_exist_ok=True)
    shutil.copy(_FRONT_END / "api_jsonrpc.php", web)
    configuration = zabbix.folder / "zabbix.conf.php"
    path = web / "include/classes/core/CConfigFile.php"
    path.write_text(path.read_text(encoding="utf-8").replace(_FIXED, str(configuration)), encoding="utf-8")
    settings = {
        "TYPE": "POSTGRESQL", "SERVER": "127.0.0.1", "PORT": str(zabbix.database.port), "DATABASE": "zabbix",
        "USER": "postgres", "PASSWORD": "", "SCHEMA": "", "KEY_FILE": "", "CERT_FILE": "", "CA_FILE": "",
        "CIPHER_LIST": "", "VAULT_URL": "", "VAULT_DB_PATH": "", "VAULT_TOKEN": "",
    }  # fmt: skip
    lines = [f"$DB['{name}'] = '{value}';" for name, value in settings.items()]
    lines += ["$DB['ENCRYPTION'] = false;", "$DB['VERIFY_HOST'] = false;", "$DB['DOUBLE_IEEE754'] = true;"]
    lines += ["$ZBX_SERVER = '127.0.0.1';", f"$ZBX_SERVER_PORT = '{zabbix.trapper_port}';", "$ZBX_SERVER_NAME = '';"]
    lines += ["$IMAGE_FORMAT_DEFAULT = IMAGE_FORMAT_PNG;"]
    configuration.write_text("\n".join(["<?php", *lines, ""]))


def _wait_for_ports(*ports: int) -> None:
    until = time.monotonic() + 30
    for port in ports:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
