"""Files are found and read where they really are: on disk, behind a real sshd, and in a real server's log folder."""

from __future__ import annotations

import bz2
import getpass
import gzip
import io
import lzma
import os
import pwd
import resource
import socket
import subprocess
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fsspec
import psycopg
import pytest
import zstandard

from spse_monev.connections import Connection
from spse_monev.demo.postgres import Server, free_port, temporary_server
from spse_monev.sources.files import FileReadError, FoundFiles, LogFile, find_files, find_server_files, sftp
from spse_monev.sources.files.server import _name_test

CONTENT = b"".join(
    b"2026-11-23 10:00:%02d.%03d WIB [%d] LOG:  baris ke-%d\n" % (i // 1000 % 60, i % 1000, i, i * 7919)
    for i in range(60_000)
)
HALF = len(CONTENT) // 2


def write(path: Path, content: bytes, at: float | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if at is not None:
        os.utime(path, (at, at))
    return path


def read(file: LogFile) -> bytes:
    with file.open() as stream:
        return stream.read()


def names(found: FoundFiles) -> list[str]:
    return [Path(file.name).name for file in found.files]


def only(found: FoundFiles) -> LogFile:
    assert found.problems == ()
    assert len(found.files) == 1
    return found.files[0]


def until_failure(file: LogFile, take: Callable[[Any], bytes]) -> tuple[bytes, FileReadError]:
    """All that `take` gets out of the stream, and the error that ends it."""
    pieces: list[bytes] = []
    with file.open() as stream:
        while True:
            try:
                piece = take(stream)
            except FileReadError as failure:
                return b"".join(pieces), failure
            assert piece, "the stream ended without an error"
            pieces.append(piece)


def read_until_failure(file: LogFile, size: int) -> tuple[bytes, FileReadError]:
    return until_failure(file, lambda stream: stream.read(size))


# Finding


def test_files_are_ordered_by_time_then_name(tmp_path: Path) -> None:
    write(tmp_path / "z.log", b"1\n", at=100)
    write(tmp_path / "b.log", b"2\n", at=200)
    write(tmp_path / "a.log", b"3\n", at=200)
    write(tmp_path / "other.txt", b"4\n", at=50)
    found = find_files([f"{tmp_path}/*.log"])
    assert names(found) == ["z.log", "a.log", "b.log"]
    assert found.problems == ()
    first = found.files[0]
    assert first.name == str(tmp_path / "z.log")
    assert (first.size, first.modified_at, first.local_path) == (
        2,
        datetime.fromtimestamp(100, UTC),
        tmp_path / "z.log",
    )


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("x.log", ["x.log"]),
        ("*.log", ["x.log"]),
        ("?.log", ["x.log"]),
        ("[xy].log", ["x.log"]),
        ("**/*.log", ["x.log", "y.log", "z.log"]),
        ("**", ["x.log", "y.log", "z.log", "n.txt"]),
        ("a/**/z.log", ["z.log"]),
        ("*/y.log", ["y.log"]),
        ("*/*/z.log", ["z.log"]),
    ],
)
def test_wildcards(tmp_path: Path, pattern: str, expected: list[str]) -> None:
    for moment, name in enumerate(("x.log", "a/y.log", "a/b/z.log", "n.txt", ".hidden.log")):
        write(tmp_path / name, b"", at=100 + moment)
    found = find_files([f"{tmp_path}/{pattern}"])
    assert (names(found), found.problems) == (expected, ())
    assert find_files([f"file://{tmp_path}/{pattern}"]) == found


def test_a_name_with_wildcard_signs_is_taken_at_its_word(tmp_path: Path) -> None:
    write(tmp_path / "app[1].log", b"x")
    assert names(find_files([f"{tmp_path}/app[1].log"])) == ["app[1].log"]


def test_a_file_counts_once_however_often_it_is_named(tmp_path: Path) -> None:
    target = write(tmp_path / "postgresql-Mon.log", b"x")
    (tmp_path / "current.log").symlink_to(target)
    (tmp_path / "hard.log").hardlink_to(target)
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    found = find_files([f"{tmp_path}/*.log", f"{tmp_path}/**/*.log", str(target)])
    assert (len(found.files), found.problems) == (1, ())


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("{tmp}/*.log", "{tmp}/*.log: tidak ada berkas yang cocok"),
        ("{tmp}/postgresql.log", "{tmp}/postgresql.log: berkas tidak ada"),
        ("{tmp}/tidak_ada/*.log", "{tmp}/tidak_ada: folder tidak ada"),
        ("{tmp}", "{tmp}: ini folder; tulis pola berkasnya, misalnya {tmp}/*"),
        ("log/*.log", "log/*.log: jalur relatif tidak diterima"),
        ("~/x.log", "jalur relatif tidak diterima"),
        ("file://server/x.log", "pakai sftp://server/x.log"),
        ("sftp://ani:rahasia@server/x", "sftp://server/x: kata sandi tidak boleh ditulis di URL"),
        ("sftp://server/x", "memerlukan 'connection'"),
        ("sftp://se:rv:er/x", "alamat server tidak terbaca"),
        ("s3://ember/x.log", "s3fs"),
        ("entah://a/b", "entah"),
    ],
)
def test_what_is_not_found_is_said(tmp_path: Path, pattern: str, words: str) -> None:
    good = write(tmp_path / "baik" / "x.txt", b"x")
    found = find_files([pattern.format(tmp=tmp_path), str(good)])
    assert names(found) == ["x.txt"]
    (problem,) = found.problems
    assert words.format(tmp=tmp_path) in problem
    assert "rahasia" not in problem


def test_pipes_are_left_alone_and_dead_links_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.log")
    (tmp_path / "dead.log").symlink_to(tmp_path / "gone")
    found = find_files([f"{tmp_path}/*.log"])
    assert found.files == ()
    assert found.problems == (
        f"{tmp_path}/dead.log: {'berkas sudah tidak ada; mungkin dirotasi atau dihapus saat pembacaan berjalan'}",
    )


def test_closed_folders_and_files_are_problems_not_emptiness(tmp_path: Path) -> None:
    write(tmp_path / "open" / "a.log", b"x")
    closed = write(tmp_path / "open" / "b.log", b"x")
    folder = write(tmp_path / "shut" / "c.log", b"x").parent
    closed.chmod(0)
    folder.chmod(0)
    for path in (tmp_path, *tmp_path.parents):
        if path.stat().st_uid == os.geteuid() and path != Path("/tmp"):
            path.chmod(path.stat().st_mode | 0o055)
    try:
        found = as_ordinary_user(lambda: find_files([f"{tmp_path}/*/*.log"]))
    finally:
        folder.chmod(0o700)
    assert names(found) == ["a.log"]
    assert [problem.partition(":")[0] for problem in found.problems] == [str(closed), str(folder)]
    assert all("izin baca ditolak" in problem for problem in found.problems)


def as_ordinary_user(work: Callable[[], Any]) -> Any:
    """The superuser may read everything, so it steps down for the time of the call."""
    if os.geteuid():
        return work()
    os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        return work()
    finally:
        os.seteuid(0)


# Reading


def zst(*parts: bytes) -> bytes:
    return b"".join(zstandard.ZstdCompressor().compress(part) for part in parts)


class _NoSeek(io.RawIOBase):
    """A pipe: zipfile then writes sizes behind the data, as Java's ZipOutputStream does."""

    def __init__(self) -> None:
        self.written = b""

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self.written += bytes(data)
        return len(data)


def zipped(*parts: bytes, method: int = zipfile.ZIP_DEFLATED, streamed: bool = False) -> bytes:
    target = _NoSeek() if streamed else io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:  # type: ignore[type-var, unused-ignore]
        for number, part in enumerate(parts):
            archive.writestr(f"log/application-{number}.log", part)
    return target.written if isinstance(target, _NoSeek) else target.getvalue()


ARCHIVES = {
    "zip": zipped(CONTENT),
    "zip as Java streams it": zipped(CONTENT, streamed=True),
    "zip of three members": zipped(CONTENT[:HALF], b"", CONTENT[HALF:], streamed=True),
    "zip stored": zipped(CONTENT[:HALF], b"", CONTENT[HALF:], method=zipfile.ZIP_STORED),
    "gzip": gzip.compress(CONTENT),
    "gzip in three members": b"".join(map(gzip.compress, (CONTENT[:HALF], b"", CONTENT[HALF:]))),
    "gzip padded with zeros": gzip.compress(CONTENT) + bytes(1000),
    "zstandard": zst(CONTENT),
    "zstandard in three frames": zst(CONTENT[:HALF], b"", CONTENT[HALF:]),
    "bzip2": bz2.compress(CONTENT),
    "xz": lzma.compress(CONTENT, preset=0),
}


@pytest.mark.parametrize("kind", ARCHIVES)
@pytest.mark.parametrize("name", ["right.log", "wrong.gz", "wrong.zst"])
def test_archives_are_told_by_their_bytes(tmp_path: Path, kind: str, name: str) -> None:
    file = only(find_files([str(write(tmp_path / name, ARCHIVES[kind]))]))
    assert (file.local_path, file.size) == (None, len(ARCHIVES[kind]))
    assert read(file) == CONTENT


@pytest.mark.parametrize("content", [b"", b"\x1f", b"x", b"BZ", CONTENT], ids=["empty", "one byte", "x", "BZ", "long"])
def test_plain_files_whatever_their_name(tmp_path: Path, content: bytes) -> None:
    path = write(tmp_path / "plain.gz", content)
    file = only(find_files([str(path)]))
    assert file.local_path == path
    assert read(file) == content


@pytest.mark.parametrize(
    "kind",
    [
        "zip",
        "zip as Java streams it",
        "zip stored",
        "gzip",
        "gzip in three members",
        "zstandard",
        "zstandard in three frames",
        "bzip2",
        "xz",
    ],
)
@pytest.mark.parametrize("size", [1000, 1 << 16, 1 << 24])
def test_a_cut_archive_gives_what_it_holds_and_then_fails(tmp_path: Path, kind: str, size: int) -> None:
    path = write(tmp_path / "cut.log.gz", ARCHIVES[kind][: len(ARCHIVES[kind]) * 4 // 5])
    content, failure = read_until_failure(only(find_files([str(path)])), size)
    assert content
    assert CONTENT.startswith(content)
    assert len(content) > len(CONTENT) / 2
    assert str(failure) == f"{path}: arsip rusak atau terpotong: data berakhir di tengah arsip"


def test_nothing_of_a_cut_gzip_is_lost(tmp_path: Path) -> None:
    cut = ARCHIVES["gzip"][:-50]
    content, _ = read_until_failure(only(find_files([str(write(tmp_path / "x", cut))])), 1 << 24)
    assert content == zlib.decompressobj(31).decompress(cut)


@pytest.mark.parametrize("tail", [b"bukan arsip", b"\x1f\x8b\x08\x00"])
def test_garbage_after_an_archive_is_an_error_after_the_content(tmp_path: Path, tail: bytes) -> None:
    content, failure = read_until_failure(only(find_files([str(write(tmp_path / "x", ARCHIVES["gzip"] + tail))])), 999)
    assert content == CONTENT
    assert "arsip rusak atau terpotong" in str(failure)


def test_a_damaged_archive_fails(tmp_path: Path) -> None:
    damaged = bytearray(ARCHIVES["gzip"])
    damaged[-8] ^= 0xFF  # the checksum
    _, failure = read_until_failure(only(find_files([str(write(tmp_path / "x", bytes(damaged)))])), 1 << 16)
    assert "arsip rusak" in str(failure)


@pytest.mark.parametrize("kind", ["zip", "zip as Java streams it", "zip stored"])
def test_a_damaged_zip_fails(tmp_path: Path, kind: str) -> None:
    damaged = bytearray(ARCHIVES[kind])
    at = ARCHIVES[kind].index(zlib.crc32(CONTENT if kind != "zip stored" else CONTENT[:HALF]).to_bytes(4, "little"))
    damaged[at] ^= 0xFF
    content, failure = read_until_failure(only(find_files([str(write(tmp_path / "x", bytes(damaged)))])), 1 << 16)
    assert CONTENT.startswith(content)
    assert "CRC" in str(failure)


def test_a_zip_with_a_password_or_of_another_method_is_said(tmp_path: Path) -> None:
    locked = bytearray(ARCHIVES["zip"])
    locked[6] |= 1
    _, failure = read_until_failure(only(find_files([str(write(tmp_path / "x", bytes(locked)))])), 1 << 16)
    assert "kata sandi" in str(failure)
    packed = zipped(CONTENT, method=zipfile.ZIP_BZIP2)
    _, failure = read_until_failure(only(find_files([str(write(tmp_path / "y", packed))])), 1 << 16)
    assert "nomor 12" in str(failure)


def by_readinto(stream: Any) -> bytes:
    buffer = bytearray(4096)
    return bytes(buffer[: stream.readinto(buffer)])


WAYS: dict[str, Callable[[Any], bytes]] = {
    "lines": lambda stream: next(stream, b""),
    "readline": lambda stream: stream.readline(),
    "read1": lambda stream: stream.read1(5000),
    "readinto": by_readinto,
    "peek": lambda stream: stream.read(len(stream.peek(1))),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_reading_ends_in_the_error(tmp_path: Path, way: str) -> None:
    cut = ARCHIVES["zstandard"][:-20]
    content, _ = until_failure(only(find_files([str(write(tmp_path / "x", cut))])), WAYS[way])
    assert CONTENT.startswith(content)
    assert len(content) > len(CONTENT) / 2


def test_reading_all_of_a_cut_archive_at_once_fails(tmp_path: Path) -> None:
    with (
        only(find_files([str(write(tmp_path / "x", ARCHIVES["gzip"][:-100]))])).open() as stream,
        pytest.raises(FileReadError),
    ):
        stream.read()


def test_an_archive_that_swells_is_read_in_bounded_memory(tmp_path: Path) -> None:
    # A gigabyte of one letter is 33 KB as an archive.
    compressor = zstandard.ZstdCompressor().compressobj()
    block = b"A" * (1 << 24)
    packed = b"".join(compressor.compress(block) for _ in range(64)) + compressor.flush()
    file = only(find_files([str(write(tmp_path / "x.zst", packed))]))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with file.open() as stream:
        total = 0
        while piece := stream.read(1 << 20):
            total += len(piece)
    assert total == 64 << 24
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150 * 1024


def test_what_is_written_after_the_listing_is_left_for_the_next_run(tmp_path: Path) -> None:
    path = write(tmp_path / "x.log", b"satu\n")
    file = only(find_files([str(path)]))
    with path.open("ab") as more:
        more.write(b"dua\n")
    assert read(file) == read(file) == b"satu\n"
    assert read(only(find_files([str(path)]))) == b"satu\ndua\n"


def test_a_file_that_shrinks_or_vanishes_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "x.log", b"satu\ndua\n")
    file = only(find_files([str(path)]))
    path.write_bytes(b"satu\n")
    content, failure = read_until_failure(file, 100)
    assert content == b"satu\n"
    assert str(failure).startswith(f"{path}: berkas memendek saat dibaca, kurang 4 byte")
    path.unlink()
    with pytest.raises(FileReadError, match=f"{path}: berkas sudah tidak ada"):
        file.open()


def test_any_file_system_of_fsspec(tmp_path: Path) -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe({"/spse/log/a.log": CONTENT, "/spse/log/b.log.gz": ARCHIVES["gzip"], "/spse/log/sub/c.log": b"c"})
    try:
        found = find_files(["memory://spse/log/*.log*"])
        assert (names(found), found.problems) == (["a.log", "b.log.gz"], ())
        assert [read(file) for file in found.files] == [CONTENT, CONTENT]
        assert len(find_files(["memory://spse/**/*.log"]).files) == 2
        assert "tidak ada berkas" in find_files(["memory://spse/log/*.csv"]).problems[0]
        assert "ini folder" in find_files(["memory://spse/log"]).problems[0]
        memory.rm("/spse/log/a.log")
        with pytest.raises(FileReadError, match=r"a\.log: berkas sudah tidak ada"):
            read(found.files[0])
    finally:
        memory.rm("/spse", recursive=True)


# SFTP

SSHD = Path("/usr/sbin/sshd")
needs_sshd = pytest.mark.skipif(not SSHD.exists(), reason="memerlukan /usr/sbin/sshd (paket openssh-server)")


@dataclass(frozen=True)
class SshServer:
    folder: Path
    port: int
    connection: Connection

    def url(self, pattern: str) -> str:
        return f"sftp://127.0.0.1:{self.port}{self.folder}/log/{pattern}"

    def with_extra(self, **extra: object) -> Connection:
        return replace(self.connection, extra={**self.connection.extra, **extra})


def make_key(path: Path, kind: str = "ed25519", passphrase: str = "") -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-f", str(path)], check=True)
    return path


@pytest.fixture(scope="module")
def ssh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    """An sshd on a port of loopback with keys of its own, for the account that runs the tests."""
    folder = tmp_path_factory.mktemp("ssh")
    port = free_port()
    host_key = make_key(folder / "host_key")
    user_key = make_key(folder / "user_key")
    (folder / "authorized_keys").write_bytes(user_key.with_suffix(".pub").read_bytes())
    (folder / "sshd_config").write_text(
        f"""
        Port {port}
        ListenAddress 127.0.0.1
        HostKey {host_key}
        PidFile {folder}/sshd.pid
        AuthorizedKeysFile {folder}/authorized_keys
        # The folder of the tests is under /tmp, which everyone may write to.
        StrictModes no
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        PermitRootLogin prohibit-password
        Subsystem sftp internal-sftp
        """
    )
    if not os.geteuid():
        # sshd separates privileges through this folder and does not start without it.
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    with (folder / "sshd.log").open("wb") as log:
        process = subprocess.Popen([str(SSHD), "-D", "-e", "-f", str(folder / "sshd_config")], stderr=log)
    try:
        wait_for(port, process, folder / "sshd.log")
        kind, text = (folder / "host_key.pub").read_text().split()[:2]
        yield SshServer(
            folder=folder,
            port=port,
            connection=Connection(
                conn_id="spse_log_files",
                scheme="ssh",
                host="127.0.0.1",
                port=port,
                login=getpass.getuser(),
                extra={"private_key": user_key.read_text(), "host_key": f"{kind} {text}"},
            ),
        )
    finally:
        process.terminate()
        process.wait(10)


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError(f"sshd did not start: {log.read_text()}")


@needs_sshd
def test_files_over_sftp(ssh: SshServer) -> None:
    write(ssh.folder / "log" / "a.log", CONTENT, at=100)
    write(ssh.folder / "log" / "b.log.gz", ARCHIVES["gzip in three members"], at=200)
    write(ssh.folder / "log" / "old" / "c.log", b"c\n", at=50)
    (ssh.folder / "log" / "current.log").symlink_to("a.log")
    found = find_files([ssh.url("*.log*"), ssh.url("**/c.log"), ssh.url("a.log")], ssh.connection)
    assert (names(found), found.problems) == (["c.log", "a.log", "b.log.gz"], ())
    assert found.files[1].name == ssh.url("a.log")
    assert (found.files[1].size, found.files[1].modified_at) == (len(CONTENT), datetime.fromtimestamp(100, UTC))
    assert found.files[1].local_path is None
    assert [read(file) for file in found.files] == [b"c\n", CONTENT, CONTENT]


@needs_sshd
def test_a_remote_file_is_read_as_it_was_listed(ssh: SshServer) -> None:
    path = write(ssh.folder / "log" / "grow.txt", b"satu\n")
    file = only(find_files([ssh.url("grow.txt")], ssh.connection))
    path.write_bytes(b"satu\ndua\n")
    assert read(file) == b"satu\n"
    path.write_bytes(b"sa")
    content, failure = read_until_failure(file, 100)
    assert content == b"sa"
    assert "berkas memendek" in str(failure)
    path.unlink()
    with pytest.raises(FileReadError, match=r"grow\.txt: berkas sudah tidak ada"):
        file.open()


@needs_sshd
def test_a_lost_connection_ends_in_an_error(ssh: SshServer) -> None:
    write(ssh.folder / "log" / "long.txt", CONTENT * 3)
    file = only(find_files([ssh.url("long.txt")], ssh.connection))

    def read_and_cut(stream: Any) -> bytes:
        piece = stream.read(1000)
        with suppress(OSError):  # it is cut already
            stream.raw._raw._session._client.get_transport().sock.shutdown(socket.SHUT_RDWR)
        return piece

    content, failure = until_failure(file, read_and_cut)
    assert content
    assert (CONTENT * 3).startswith(content)
    assert f"{file.name}: sambungan SFTP terputus" in str(failure)


@needs_sshd
def test_missing_and_closed_places_over_sftp(ssh: SshServer) -> None:
    write(ssh.folder / "log" / "x.txt", b"x")
    found = find_files([ssh.url("nichts/*.log"), ssh.url("*.nichts"), ssh.url("nichts.log")], ssh.connection)
    assert found.files == ()
    assert found.problems == (
        f"{ssh.url('nichts')}: folder tidak ada",
        f"{ssh.url('*.nichts')}: tidak ada berkas yang cocok dengan pola ini",
        f"{ssh.url('nichts.log')}: berkas tidak ada",
    )


@needs_sshd
def test_key_files_and_host_from_the_connection(ssh: SshServer) -> None:
    write(ssh.folder / "log" / "x.txt", b"x")
    key = ssh.with_extra(private_key=None, key_file=str(ssh.folder / "user_key"))
    assert read(only(find_files([f"sftp://{ssh.folder}/log/x.txt"], key))) == b"x"


@needs_sshd
@pytest.mark.parametrize("kind", ["rsa", "ecdsa", "ed25519"])
def test_kinds_of_keys_with_a_passphrase(ssh: SshServer, tmp_path: Path, kind: str) -> None:
    write(ssh.folder / "log" / "x.txt", b"x")
    key = make_key(tmp_path / "key", kind, "sandi kunci")
    with (ssh.folder / "authorized_keys").open("ab") as file:
        file.write(key.with_suffix(".pub").read_bytes())
    locked = ssh.with_extra(private_key=key.read_text())
    assert "private_key_passphrase" in find_files([ssh.url("x.txt")], locked).problems[0]
    opened = ssh.with_extra(private_key=key.read_text(), private_key_passphrase="sandi kunci")
    assert read(only(find_files([ssh.url("x.txt")], opened))) == b"x"


@needs_sshd
def test_a_wrong_host_key_is_refused(ssh: SshServer, tmp_path: Path) -> None:
    kind, text = make_key(tmp_path / "other").with_suffix(".pub").read_text().split()[:2]
    found = find_files([ssh.url("*")], ssh.with_extra(host_key=f"{kind} {text}", no_host_key_check="true"))
    assert found.files == ()
    (problem,) = found.problems
    assert "kunci host server berbeda dari yang tercatat" in problem


@needs_sshd
def test_an_unknown_host_is_refused_unless_checks_are_switched_off(
    ssh: SshServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write(ssh.folder / "log" / "x.txt", b"x")
    monkeypatch.setenv("HOME", str(tmp_path))
    unknown = ssh.with_extra(host_key=None)
    (problem,) = find_files([ssh.url("*")], unknown).problems
    assert "kunci host server belum dikenal" in problem
    assert str(ssh.connection.extra["host_key"]) in problem
    trusting = ssh.with_extra(host_key=None, no_host_key_check=True)
    assert read(only(find_files([ssh.url("x.txt")], trusting))) == b"x"
    # ... or known by the account's own file.
    known = tmp_path / ".ssh" / "known_hosts"
    known.parent.mkdir()
    known.write_text(f"[127.0.0.1]:{ssh.port} {ssh.connection.extra['host_key']}\n")
    assert read(only(find_files([ssh.url("x.txt")], unknown))) == b"x"


@needs_sshd
def test_refused_keys_and_useless_connections(ssh: SshServer, tmp_path: Path) -> None:
    stranger = make_key(tmp_path / "stranger").read_text()
    cases: dict[str, Connection] = {
        "server menolak pengguna": ssh.with_extra(private_key=stranger),
        "tidak memuat kata sandi": ssh.with_extra(private_key=None),
        "kunci SSH tidak terbaca": ssh.with_extra(private_key="bukan kunci"),
        "'key_file' tidak dapat dibaca": ssh.with_extra(private_key=None, key_file="/tidak/ada"),
        "'host_key' pada extra koneksi tidak terbaca": ssh.with_extra(host_key="ssh-rsa xx"),
        "host di URL (127.0.0.1) berbeda": replace(ssh.connection, host="10.0.0.1"),
        "sambungan ke port": replace(ssh.connection, port=None),
    }
    for words, connection in cases.items():
        port = free_port() if connection.port is None else ssh.port
        (problem,) = find_files([f"sftp://127.0.0.1:{port}/x"], connection).problems
        assert words in problem
        assert "PRIVATE KEY" not in problem


@pytest.mark.parametrize("talks", [False, True], ids=["silent", "hangs up"])
def test_a_port_that_is_no_ssh_server(talks: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sftp, "CONNECT_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        if talks:
            threading.Thread(target=lambda: other.accept()[0].close(), daemon=True).start()
        connection = Connection("x", "ssh", login="u", password="p", extra={"no_host_key_check": "true"})
        (problem,) = find_files([f"sftp://127.0.0.1:{port}/x"], connection).problems
    assert f"periksa apakah port {port} benar layanan SSH" in problem


def test_secrets_stay_out_of_reprs() -> None:
    server = sftp._Server("h", 22, "u", "rahasia", {"private_key": "rahasia"})
    file = LogFile("x", 1, None, None, opener=lambda: io.BytesIO())
    assert "rahasia" not in repr(server)
    assert "opener" not in repr(file)


# Through SQL


@pytest.fixture(scope="module", params=["absolute", "relative"])
def logging_server(request: pytest.FixtureRequest) -> Iterator[Server]:
    settings = {"logging_collector": "on", "log_destination": "csvlog", "log_filename": "postgresql-%Y-%m-%d.log"}
    if request.param == "relative":
        settings["log_directory"] = "pg_log"
    with temporary_server(settings) as server:
        server.execute("CREATE ROLE petugas LOGIN")
        with server.connect() as session, pytest.raises(psycopg.errors.UndefinedTable):
            session.execute("SELECT 1 FROM tabel_yang_tidak_ada")
        yield server


def as_officer(server: Server) -> psycopg.Connection[Any]:
    return psycopg.connect(server.uri(user="petugas"))


def test_server_files_with_the_least_privileges(logging_server: Server) -> None:
    logging_server.execute("REVOKE pg_monitor FROM petugas")
    logging_server.execute("REVOKE EXECUTE ON FUNCTION pg_read_binary_file(text, bigint, bigint, boolean) FROM petugas")
    with as_officer(logging_server) as session:
        assert 'GRANT pg_monitor TO "petugas";' in find_server_files(session).problems[0]
        logging_server.execute("GRANT pg_monitor TO petugas")
        grant = find_server_files(session).problems[0].partition("'postgres': ")[2]
        logging_server.execute(grant.rstrip(";"))

        (logging_server.log_folder / "pgstartup.txt").write_text("not the collector's")
        found = find_server_files(session)
        assert found.problems == ()
        assert {Path(file.name).suffix for file in found.files} == {".csv", ".log"}
        csv = next(file for file in found.files if file.name.endswith(".csv"))
        on_disk = (logging_server.log_folder / csv.name).read_bytes()
        content = read(csv)
        assert content == on_disk[: csv.size]
        assert b"tabel_yang_tidak_ada" in content
        assert session.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


def test_server_files_in_pieces_that_shrink_and_vanish(logging_server: Server) -> None:
    path = write(logging_server.log_folder / "postgresql-2020-01-01.log", CONTENT)
    packed = write(logging_server.log_folder / "postgresql-2020-01-02.log.gz", ARCHIVES["gzip"])
    for file in (path, packed):
        file.chmod(0o644)
    with logging_server.connect() as session:
        found = {file.name: file for file in find_server_files(session).files}
        plain = found[path.name]
        assert read(plain) == read(found[packed.name]) == CONTENT
        path.write_bytes(CONTENT[:100])
        content, failure = read_until_failure(plain, 64)
        assert content == CONTENT[:100]
        assert "berkas memendek" in str(failure)
        path.unlink()
        with plain.open() as stream, pytest.raises(FileReadError, match="berkas sudah tidak ada di server"):
            stream.read()
        packed.unlink()


def test_a_server_without_a_log_folder(server: Server) -> None:
    with server.connect() as session:
        (problem,) = find_server_files(session).problems
    assert "nyalakan logging_collector" in problem


def test_a_session_that_dies_while_a_file_is_read(logging_server: Server) -> None:
    session = logging_server.connect()
    file = find_server_files(session).files[0]
    session.close()
    with file.open() as stream, pytest.raises(FileReadError, match="tidak dapat dibaca lewat SQL"):
        stream.read()
    assert "tidak dapat dilihat" in find_server_files(session).problems[0]


@pytest.mark.parametrize(
    ("setting", "name", "fits"),
    [
        ("postgresql-%Y-%m-%d_%H%M%S.log", "postgresql-2026-11-23_000000.log", True),
        ("postgresql-%Y-%m-%d_%H%M%S.log", "postgresql-2026-11-23_000000.csv", True),
        ("postgresql-%Y-%m-%d_%H%M%S.log", "postgresql-2026-11-23_000000.json.zst", True),
        ("postgresql-%Y-%m-%d_%H%M%S.log", "pgstartup.log", False),
        ("postgresql-%a.log", "postgresql-Mon.log", True),
        ("postgresql.log", "postgresql.log.1", True),
        ("postgresql.log", "postgresql.log-20261123.gz", True),
        ("postgresql.log", "postgresql_old.log", False),
        ("100%%.log", "100%.log", True),
        ("server", "server.csv", True),
    ],
)
def test_names_that_the_collector_gives(setting: str, name: str, fits: bool) -> None:
    assert bool(_name_test(setting)(name)) is fits
