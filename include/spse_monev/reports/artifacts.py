"""Where reports lie below the artifact folder, and how they get there: whole or not at all.

>>> day_folder("lpse_contoh", day).as_posix()
'lpse_contoh/2026/11/23'
>>> month_folder("lpse_contoh", month).as_posix()
'lpse_contoh/2026/11/bulanan'
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from spse_monev.period import Day, Month

_KEY = re.compile(r"[a-z][a-z0-9_]{0,40}")
_NUMBER = re.compile(r"PP-\d{4}-\d{2}-\d{3}")
FILE_MODE = 0o644
FOLDER_MODE = 0o755


def day_folder(site: str, day: Day) -> PurePosixPath:
    """The folder of a site's day, relative to the artifact folder; ValueError if the key could lead elsewhere."""
    return _site_folder(site) / f"{day.date:%Y/%m/%d}"


def month_folder(site: str, month: Month) -> PurePosixPath:
    """The same for a site's month: beside the folders of its days."""
    return _site_folder(site) / f"{month.first:%Y/%m}" / "bulanan"


def request_folder(site: str, month: Month, number: str) -> PurePosixPath:
    """The folder of a change request's documents, beside the reports of the month in which it was first found."""
    if not _NUMBER.fullmatch(number):
        raise ValueError(f"nomor permohonan {number!r} tidak sah; harus seperti PP-2026-10-001")
    return _site_folder(site) / f"{month.first:%Y/%m}" / "perubahan" / number


def sha256_of(folder: Path, path: str) -> str | None:
    """The SHA-256 of the file at `path` below `folder` in hexadecimal; None if there is none."""
    try:
        with (folder / path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def content_of(folder: Path, path: str, sha256: str) -> bytes | None:
    """The bytes of the file at `path` below `folder`; None if it is not there, or not the one of this hash."""
    target = folder / path
    if not target.resolve().is_relative_to(folder.resolve()):
        return None
    try:
        content = target.read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None


def store(folder: Path, path: PurePosixPath, content: bytes) -> str:
    """Write a file at `path` below `folder`, replacing an older one at once; returns the SHA-256 in hexadecimal.

    A reader sees the old file or the new one, never a part of it, even when the machine fails. ValueError if `path`
    lies outside `folder`, also by way of a symbolic link.
    """
    with _whole(folder, path, Path.replace) as file:
        file.write(content)
    return hashlib.sha256(content).hexdigest()


@contextmanager
def create(folder: Path, path: PurePosixPath) -> Iterator[IO[bytes]]:
    """A file to be filled, which then stands at `path` as a new one; FileExistsError if there is one by then.

    Otherwise like `store`, and of any size.
    """
    # A hard link, unlike a rename, never takes the place of a file, whoever else writes there.
    with _whole(folder, path, lambda temporary, target: os.link(temporary, target)) as file:
        yield file


def make_folder(folder: Path, path: PurePosixPath) -> Path:
    """The folder at `path` below `folder`, made if need be; ValueError if it lies outside."""
    target = folder / path
    if not target.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"{path}: berada di luar folder laporan {folder}")
    _make_folders(target)
    return target


@contextmanager
def _whole(folder: Path, path: PurePosixPath, publish: Callable[[Path, Path], object]) -> Iterator[IO[bytes]]:
    target = make_folder(folder, path.parent) / path.name
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fchmod(file.fileno(), FILE_MODE)
            os.fsync(file.fileno())
        publish(Path(temporary), target)
    finally:
        Path(temporary).unlink(missing_ok=True)
    _sync_folder(target.parent)


def _site_folder(site: str) -> PurePosixPath:
    if not _KEY.fullmatch(site):
        raise ValueError(f"kunci situs {site!r} tidak sah; harus huruf kecil, angka dan garis bawah")
    return PurePosixPath(site)


def _make_folders(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folders(folder.parent)
    folder.mkdir(exist_ok=True)
    # Whatever the umask of the process says, the office must be able to read its reports.
    folder.chmod(FOLDER_MODE)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
