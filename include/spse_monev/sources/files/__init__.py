"""Where log files are, and how their bytes are reached: local paths, SFTP, any fsspec URL, or a server's SQL.

>>> found = find_files(["/var/log/postgresql/*.log", "/var/log/postgresql/*.log.gz"])
>>> for file in found.files:
...     with file.open() as stream:
...         first_line = stream.readline()

A file is read as it was when it was found: what a growing log gains later is left for the next run. Nothing here
stops at the first difficulty. What cannot be found or listed is a sentence in `FoundFiles.problems`, what cannot be
read is a `FileReadError` from `open` or from the stream; both are in Bahasa Indonesia and name the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from spse_monev.settings import PostgresLogSource
from spse_monev.sources.files import local, sftp, urls
from spse_monev.sources.files.model import FileReadError, FoundFiles, LogFile

if TYPE_CHECKING:
    import psycopg

    from spse_monev.connections import Connection, Connections
    from spse_monev.settings import LogSource

__all__ = ["FileReadError", "FoundFiles", "LogFile", "find_files", "find_server_files", "open_log_files"]


def find_files(patterns: Sequence[str], connection: Connection | None = None) -> FoundFiles:
    """The files that match any of `patterns`, each once, oldest first (by modification time, then by name).

    A pattern is an absolute local path, ``file:///path``, ``sftp://[user@]host[:port]/path`` or the URL of any other
    file system that fsspec knows. ``*``, ``?``, ``[...]`` and ``**`` are wildcards; the path of a URL is taken
    literally, without percent-encoding. Secrets come from `connection` alone, a URL that holds one is refused.
    """
    paths: list[str] = []
    over_ssh: list[str] = []
    others: list[str] = []
    problems: list[str] = []
    for pattern in patterns:
        url = urls.parse(pattern)
        if isinstance(url, str):
            problems.append(url)
        elif url.scheme in urls.LOCAL:
            paths.append(url.path)
        elif url.scheme in ("sftp", "ssh"):
            over_ssh.append(pattern)
        else:
            others.append(pattern)
    parts = (local.find(paths), sftp.find(over_ssh, connection), urls.find(others, connection))
    return FoundFiles.together(parts, problems)


def find_server_files(connection: psycopg.Connection[Any]) -> FoundFiles:
    """The files that the logging collector of the connected server has written, oldest first; see `server`."""
    # Imported here: a program that reads files of this machine needs no database driver.
    from spse_monev.sources.files import server

    return server.find_server_files(connection)


@contextmanager
def open_log_files(source: LogSource, connections: Connections) -> Iterator[FoundFiles]:
    """The source's files, readable inside the block; ConnectionMissingError or psycopg.Error if the way in is shut."""
    if isinstance(source, PostgresLogSource) and source.through_database:
        assert source.connection is not None  # noqa: S101  # the settings demand it
        with connections.postgres(source.connection) as connection:
            yield find_server_files(connection)
    else:
        yield find_files(source.files, connections.get(source.connection) if source.connection else None)
