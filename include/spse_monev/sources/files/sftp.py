"""Files of another machine over SSH.

paramiko is used directly and not through fsspec: fsspec's own SFTP trusts any host key unless told otherwise, takes
no known key from its caller, and gives a channel no time limit.
"""

from __future__ import annotations

import io
import logging
import socket
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spse_monev.sources.files import urls
from spse_monev.sources.files.model import FileReadError, FoundFiles, LogFile, explain
from spse_monev.sources.files.patterns import Entry, match

if TYPE_CHECKING:
    import paramiko

    from spse_monev.connections import Connection

PORT = 22
CONNECT_SECONDS = 15
READ_SECONDS = 60
# paramiko asks for 32 KB in each round trip; OpenSSH gives up to 255 KB, other servers cut the answer short, which is
# allowed. Its prefetch is no way out: it keeps answers that its reader has given up waiting for.
REQUEST_BYTES = 255 * 1024
_PARAMIKO_LOG = logging.getLogger(f"{__name__}.paramiko")
_PARAMIKO_LOG.addHandler(logging.NullHandler())
_PARAMIKO_LOG.propagate = False
SYSTEM_KNOWN_HOSTS = Path("/etc/ssh/ssh_known_hosts")


@dataclass(frozen=True)
class _Server:
    """Where to go and as whom; equal for patterns that can share a session."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    extra: Mapping[str, Any] = field(repr=False, compare=False, hash=False)

    def __str__(self) -> str:
        return f"sftp://{self.host}" + ("" if self.port == PORT else f":{self.port}")


class _RefusedError(Exception):
    """No session came about; the message says why and what to do."""


def find(patterns: Sequence[str], connection: Connection | None) -> FoundFiles:
    """The files behind ``sftp://`` patterns. One session lists them, each file is later read over one of its own."""
    files: dict[object, LogFile] = {}
    problems: list[str] = []
    by_server: dict[_Server, list[str]] = {}
    for pattern in patterns:
        try:
            server, path = _server(urls.Url.parse(pattern), connection)
        except _RefusedError as refusal:
            problems.append(f"{urls.shown(pattern)}: {refusal}")
        else:
            by_server.setdefault(server, []).append(path)
    for server, paths in by_server.items():
        try:
            with _Session(server) as session:
                for path in paths:
                    told: list[str] = []
                    for entry in match(_RemoteTree(session.sftp), path, told.append):
                        files.setdefault((server, entry.identity), _file(server, entry))
                    problems.extend(f"{server}{sentence}" for sentence in told)
        except _RefusedError as refusal:
            problems.append(f"{server}: {refusal}")
    return FoundFiles(tuple(files.values()), tuple(problems))


def _file(server: _Server, entry: Entry) -> LogFile:
    return LogFile(
        name=f"{server}{entry.path}",
        size=entry.size,
        modified_at=entry.modified_at,
        local_path=None,
        opener=partial(_RemoteFile, server, entry.path),
    )


def _server(url: urls.Url, connection: Connection | None) -> tuple[_Server, str]:
    if connection is None:
        raise _RefusedError("sftp:// memerlukan 'connection', id koneksi Airflow yang memuat pengguna dan kunci SSH")
    # A secret is sent only to the host that it was stored for.
    for what, in_url, in_connection in (
        ("host", url.host, connection.host),
        ("pengguna", url.user, connection.login),
        ("port", url.port, connection.port),
    ):
        if in_url and in_connection and in_url != in_connection:
            raise _RefusedError(
                f"{what} di URL ({in_url}) berbeda dengan {what} di koneksi "
                f"{connection.conn_id!r} ({in_connection}); samakan atau hapus salah satunya"
            )
    host, user = url.host or connection.host, url.user or connection.login
    if not host or not user:
        raise _RefusedError(f"host atau pengguna belum diisi; lengkapi koneksi {connection.conn_id!r}")
    if not url.path.startswith("/"):
        raise _RefusedError("jalur di server belum ditulis; tulis misalnya sftp://server/var/log/postgresql/*.log")
    server = _Server(host, url.port or connection.port or PORT, user, connection.password, connection.extra)
    return server, url.path


class _Session:
    """An SSH session with an SFTP channel."""

    def __init__(self, server: _Server) -> None:
        import paramiko

        self._client = paramiko.SSHClient()
        # What goes wrong is told by the error; paramiko would print its stack trace as well.
        self._client.set_log_channel(_PARAMIKO_LOG.name)
        try:
            _know_host(self._client, server)
            self._client.connect(
                server.host,
                port=server.port,
                username=server.user,
                password=server.password or None,
                pkey=_private_key(server),
                # Only what the connection holds: no agent, no keys that happen to lie in the home folder.
                allow_agent=False,
                look_for_keys=False,
                timeout=CONNECT_SECONDS,
                banner_timeout=CONNECT_SECONDS,
                auth_timeout=CONNECT_SECONDS,
                channel_timeout=CONNECT_SECONDS,
            )
            transport = self._client.get_transport()
            if transport is not None and isinstance(transport.sock, socket.socket):
                # Or each request waits for the acknowledgement of the window update before it, up to 40 ms.
                transport.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.sftp = self._client.open_sftp()
            channel = self.sftp.get_channel()
            if channel is not None:
                channel.settimeout(READ_SECONDS)
        except BaseException as error:
            self._client.close()
            if isinstance(error, OSError | EOFError | paramiko.SSHException | paramiko.hostkeys.InvalidHostKey):
                raise _RefusedError(_why_no_session(server, error)) from error
            raise

    def __enter__(self) -> _Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()


def _know_host(client: paramiko.SSHClient, server: _Server) -> None:
    import paramiko

    class Refuse(paramiko.MissingHostKeyPolicy):
        def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:
            raise _RefusedError(
                f"kunci host server belum dikenal ({key.get_name()}, sidik jari {key.fingerprint}); cocokkan dengan "
                "administrator server, lalu isi 'host_key' pada extra koneksi dengan: "
                f"{key.get_name()} {key.get_base64()}"
            )

    known = str(server.extra.get("host_key") or "").split()
    if known:
        # Airflow takes a bare key to be RSA.
        kind, text = known[:2] if len(known) > 1 else ("ssh-rsa", known[0])
        name = server.host if server.port == PORT else f"[{server.host}]:{server.port}"
        try:
            line = paramiko.hostkeys.HostKeyEntry.from_line(f"{name} {kind} {text}")
        except (paramiko.SSHException, paramiko.hostkeys.InvalidHostKey):
            line = None
        if line is None or line.key is None:
            raise _RefusedError(
                "'host_key' pada extra koneksi tidak terbaca; isi seperti keluaran ssh-keyscan tanpa nama host"
            )
        client.get_host_keys().add(name, kind, line.key)
    else:
        client.load_system_host_keys()
        with suppress(FileNotFoundError):
            client.load_system_host_keys(str(SYSTEM_KNOWN_HOSTS))
        if str(server.extra.get("no_host_key_check", "")).lower() == "true":
            # The site's administrator has asked for this in so many words.
            client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
            return
    client.set_missing_host_key_policy(Refuse())


def _private_key(server: _Server) -> paramiko.PKey | None:
    import paramiko

    text = server.extra.get("private_key")
    path = server.extra.get("key_file")
    if not text and not path:
        if not server.password:
            raise _RefusedError("koneksi tidak memuat kata sandi, 'private_key' ataupun 'key_file'")
        return None
    if not text:
        try:
            text = Path(str(path)).expanduser().read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise _RefusedError(f"berkas kunci 'key_file' tidak dapat dibaca: {explain(error)}") from error
    passphrase = server.extra.get("private_key_passphrase") or None
    for kind in (paramiko.Ed25519Key, paramiko.RSAKey, paramiko.ECDSAKey):
        try:
            return kind.from_private_key(io.StringIO(str(text)), password=passphrase)
        except paramiko.PasswordRequiredException as error:
            raise _RefusedError("kunci SSH bersandi; isi 'private_key_passphrase' pada extra koneksi") from error
        except (paramiko.SSHException, ValueError):
            continue
    raise _RefusedError("kunci SSH tidak terbaca atau sandinya salah; yang dikenal ialah Ed25519, RSA dan ECDSA")


def _why_no_session(server: _Server, error: BaseException) -> str:
    import paramiko

    if isinstance(error, paramiko.BadHostKeyException):
        return (
            f"kunci host server berbeda dari yang tercatat (kini {error.key.get_name()}, sidik jari "
            f"{error.key.fingerprint}); bisa jadi server diganti atau ada penyusup di tengah. "
            "Pastikan kepada administrator server sebelum mengganti 'host_key'"
        )
    if isinstance(error, paramiko.AuthenticationException):
        return f"server menolak pengguna {server.user!r}; periksa kunci atau kata sandi, dan authorized_keys di server"
    if isinstance(error, socket.gaierror):
        return f"nama host {server.host!r} tidak dikenal DNS; periksa ejaan atau DNS"
    if isinstance(error, TimeoutError):
        return f"tidak ada jawaban dari port {server.port} dalam {CONNECT_SECONDS} detik; periksa jaringan dan firewall"
    if isinstance(error, paramiko.ssh_exception.NoValidConnectionsError | ConnectionError):
        return f"sambungan ke port {server.port} ditolak; periksa apakah sshd berjalan dan portnya benar"
    if isinstance(error, paramiko.SSHException | EOFError):
        return f"sesi SSH gagal: {error or 'diputus oleh server'}; periksa apakah port {server.port} benar layanan SSH"
    return f"tidak dapat dihubungi: {error}"


class _RemoteTree:
    def __init__(self, sftp: paramiko.SFTPClient) -> None:
        self._sftp = sftp

    def entries(self, folder: str) -> Iterator[Entry]:
        with _as_os_error():
            found = self._sftp.listdir_attr(folder)
            home = self._sftp.normalize(folder)
        for item in found:
            path = f"{folder.rstrip('/')}/{item.filename}"
            if not stat.S_ISLNK(item.st_mode or 0):
                yield _entry(path, item, f"{home.rstrip('/')}/{item.filename}")
                continue
            try:
                yield replace(self.entry(path), is_link=True)
            except OSError as error:
                yield Entry(path, error=error)

    def entry(self, path: str) -> Entry:
        with _as_os_error():
            return _entry(path, self._sftp.stat(path), self._sftp.normalize(path))


def _entry(path: str, status: paramiko.SFTPAttributes, real_path: str) -> Entry:
    mode = status.st_mode or 0
    return Entry(
        path=path,
        is_file=stat.S_ISREG(mode),
        is_folder=stat.S_ISDIR(mode),
        size=status.st_size or 0,
        modified_at=datetime.fromtimestamp(status.st_mtime or 0, UTC),
        identity=real_path,
    )


@contextmanager
def _as_os_error() -> Iterator[None]:
    """The SSH library's own errors, met on an open session, as OSErrors."""
    import paramiko

    try:
        yield
    except (paramiko.SSHException, EOFError) as error:
        raise ConnectionError(f"sambungan SFTP terputus: {error or 'diputus oleh server'}") from error
    except OSError as error:
        # A channel that is gone says so without an errno or a class of its own.
        if str(error) != "Socket is closed":
            raise
        raise ConnectionError("sambungan SFTP terputus") from error


class _RemoteFile:
    """One file over a session of its own, so that it lives as long as its stream and no idle session breaks."""

    def __init__(self, server: _Server, path: str) -> None:
        try:
            self._session = _Session(server)
        except _RefusedError as refusal:
            raise FileReadError(f"{server}{path}: {refusal}") from refusal
        try:
            with _as_os_error():
                self._file = self._session.sftp.open(path, "rb")
                self._file.MAX_REQUEST_SIZE = REQUEST_BYTES
        except BaseException:
            self._session.close()
            raise

    def read(self, size: int, /) -> bytes:
        with _as_os_error():
            content = self._file.read(size)
            # paramiko takes a connection that ends in the middle of a file for the end of the file.
            if not content and self._file.tell() < (self._file.stat().st_size or 0):
                raise EOFError
            return content

    def close(self) -> None:
        self._session.close()
