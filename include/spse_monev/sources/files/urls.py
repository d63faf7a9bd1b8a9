"""URLs of files, and every file system that fsspec knows apart from SFTP."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from spse_monev.sources.files.model import FoundFiles, LogFile, RawFile, explain

if TYPE_CHECKING:
    from spse_monev.connections import Connection

CONNECT_SECONDS = 15
READ_SECONDS = 60
LOCAL = ("", "file", "local")

_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<place>[^/]*)(?P<path>.*)", re.IGNORECASE | re.DOTALL)
_PLACE = re.compile(
    r"(?:(?P<user>[^:@]*)(?P<secret>:[^@]*)?@)?(?P<host>\[[^\]]*\]|[^:@]*)(?::(?P<port>\d{1,5}))?", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Url:
    """The parts of a URL. `path` is taken literally: ``?``, ``#`` and ``%`` may stand in names and patterns."""

    scheme: str  # '' for a plain path
    user: str
    has_secret: bool
    host: str
    port: int | None
    path: str

    @classmethod
    def parse(cls, text: str) -> Url:
        """Take a path or URL apart; ValueError (in words) if the part before the path is not understood."""
        whole = _URL.fullmatch(text)
        if whole is None:
            return cls("", "", False, "", None, text)
        place = _PLACE.fullmatch(whole["place"])
        if place is None:
            raise ValueError("alamat server tidak terbaca; tulis misalnya sftp://pengguna@server:22/var/log/*.log")
        return cls(
            scheme=whole["scheme"].lower(),
            user=place["user"] or "",
            has_secret=place["secret"] is not None,
            host=place["host"].strip("[]"),
            port=int(place["port"]) if place["port"] else None,
            path=whole["path"],
        )


def shown(text: str) -> str:
    """A path or URL without the user and whatever secret stands before the host."""
    whole = _URL.fullmatch(text)
    return f"{whole['scheme']}://{whole['place'].rpartition('@')[2]}{whole['path']}" if whole else text


def parse(pattern: str) -> Url | str:
    """The parts of a pattern, or the sentence that says why it cannot be used."""
    try:
        url = Url.parse(pattern)
    except ValueError as error:
        return f"{shown(pattern)}: {error}"
    if url.has_secret:
        return f"{shown(pattern)}: kata sandi tidak boleh ditulis di URL; simpan di koneksi Airflow"
    if url.scheme in LOCAL:
        if url.host not in ("", "localhost"):
            return f"{pattern}: file:// hanya untuk mesin ini; untuk server lain pakai sftp://{url.host}{url.path}"
        if not url.path.startswith("/"):
            return f"{pattern}: jalur relatif tidak diterima; tulis jalur lengkap, misalnya /var/log/postgresql/*.log"
    return url


def find(patterns: Sequence[str], connection: Connection | None) -> FoundFiles:
    """The files behind URLs (s3://, gs://, ...) of file systems whose drivers fsspec finds installed."""
    files: list[LogFile] = []
    problems: list[str] = []
    for pattern in patterns:
        try:
            files.extend(_find(pattern, connection, problems.append))
        except ImportError as error:
            # fsspec's own text names the package.
            problems.append(
                f"{shown(pattern)}: paket Python untuk {Url.parse(pattern).scheme}:// belum terpasang; "
                f"pasang dengan pip ({error})"
            )
        except Exception as error:
            # Each driver raises errors of its own library, which need not be OSErrors.
            problems.append(f"{shown(pattern)}: {_explain(error)}")
    return FoundFiles(tuple(files), tuple(problems))


def _find(pattern: str, connection: Connection | None, report: Callable[[str], None]) -> list[LogFile]:
    from fsspec.core import url_to_fs

    system, path = url_to_fs(pattern, **_options(Url.parse(pattern).scheme, connection))
    if system.isdir(path):
        report(f"{shown(pattern)}: ini folder; tulis pola berkasnya, misalnya {shown(pattern).rstrip('/')}/*")
        return []
    found = {path: system.info(path)} if system.exists(path) else system.glob(path, detail=True)
    files = [
        LogFile(
            name=shown(str(system.unstrip_protocol(name))),
            size=info.get("size"),
            modified_at=_modified(info),
            local_path=None,
            opener=partial(_open, system, name),
        )
        for name, info in found.items()
        if info.get("type") == "file"
    ]
    if not files:
        report(f"{shown(pattern)}: tidak ada berkas yang cocok dengan pola ini")
    return files


def _open(system: Any, name: str) -> RawFile:
    try:
        return _Opened(system.open(name, "rb"))
    except OSError:
        raise
    except Exception as error:
        raise OSError(_explain(error)) from error


class _Opened:
    """A driver's file, whose own kinds of error become OSErrors."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def read(self, size: int, /) -> bytes:
        try:
            return cast(bytes, self._file.read(size))
        except OSError:
            raise
        except Exception as error:
            raise OSError(_explain(error)) from error

    def close(self) -> None:
        self._file.close()


def _options(scheme: str, connection: Connection | None) -> dict[str, Any]:
    """A connection in the words of the driver; `extra` is handed on as it is, its names being the driver's."""
    if scheme in ("s3", "s3a"):
        options: dict[str, Any] = {
            "config_kwargs": {"connect_timeout": CONNECT_SECONDS, "read_timeout": READ_SECONDS},
        }
        names = ("key", "secret")
    else:
        options = {"timeout": READ_SECONDS} if scheme == "ftp" else {}
        names = ("username", "password")
    if connection is not None:
        pairs = zip(names, (connection.login, connection.password), strict=True)
        options.update({name: value for name, value in pairs if value}, **connection.extra)
    return options


def _modified(info: dict[str, Any]) -> datetime | None:
    for key in ("LastModified", "last_modified", "mtime", "modified", "updated", "created"):
        value = info.get(key)
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=UTC)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
    return None


def _explain(error: Exception) -> str:
    return explain(error) if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
