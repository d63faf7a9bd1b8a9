"""Files of this machine."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from spse_monev.sources.files.compression import MAGIC_BYTES, is_archive
from spse_monev.sources.files.model import FoundFiles, LogFile, RawFile, explain
from spse_monev.sources.files.patterns import Entry, match


def find(patterns: Sequence[str]) -> FoundFiles:
    """The files behind absolute paths and globs; a file with several names or links counts once."""
    files: dict[object, LogFile] = {}
    problems: list[str] = []
    for pattern in patterns:
        for entry in match(_LocalTree(), pattern, problems.append):
            if entry.identity in files:
                continue
            path = Path(entry.path)
            try:
                with path.open("rb", buffering=0) as raw:
                    head = raw.read(MAGIC_BYTES)
            except OSError as error:
                problems.append(f"{path}: {explain(error)}")
                continue
            files[entry.identity] = LogFile(
                name=entry.path,
                size=entry.size,
                modified_at=entry.modified_at,
                local_path=None if is_archive(head) else path,
                opener=partial(_open, path),
            )
    return FoundFiles(tuple(files.values()), tuple(problems))


def _open(path: Path) -> RawFile:
    return path.open("rb", buffering=0)


class _LocalTree:
    def entries(self, folder: str) -> Iterator[Entry]:
        with os.scandir(folder) as found:
            for item in found:
                try:
                    yield _entry(item.path, item.stat(), is_link=item.is_symlink())
                except OSError as error:
                    yield Entry(item.path, error=error)

    def entry(self, path: str) -> Entry:
        return _entry(path, Path(path).stat(), is_link=Path(path).is_symlink())


def _entry(path: str, status: os.stat_result, *, is_link: bool) -> Entry:
    return Entry(
        path=path,
        is_file=stat.S_ISREG(status.st_mode),
        is_folder=stat.S_ISDIR(status.st_mode),
        is_link=is_link,
        size=status.st_size,
        modified_at=datetime.fromtimestamp(status.st_mtime, UTC),
        identity=(status.st_dev, status.st_ino),
    )
