"""Files of the artifact folder, opened in such a way that no path can mean anything else."""

from __future__ import annotations

import os
import stat
from io import BufferedReader
from pathlib import Path

# A link may lead out of the folder, or to another site's files; NONBLOCK: a pipe must not hold the server up.
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW


def parts_of(path: str) -> tuple[str, ...]:
    """The site's key, the folders and the name of a file; ValueError if it can be no file of a site.

    Names that begin with a dot are hidden: files that are being written (see `spse_monev.reports.artifacts`), and the
    ways up and around.
    """
    parts = tuple(path.split("/"))
    if len(parts) < 2 or any(not part or part.startswith(".") or "\\" in part or "\0" in part for part in parts):
        raise ValueError(f"bukan berkas sebuah situs: {path!r}")
    return parts


def open_file(folder: Path, parts: tuple[str, ...]) -> BufferedReader:
    """The regular file of these parts below `folder`; OSError if there is none, or a symbolic link on the way to it.

    Each part is opened inside the one before, so that nobody can put something else there after it was looked at.
    """
    within = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in parts[:-1]:
            deeper = os.open(part, _FOLDER, dir_fd=within)
            os.close(within)
            within = deeper
        file = os.open(parts[-1], _FILE, dir_fd=within)
    finally:
        os.close(within)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise FileNotFoundError(f"bukan berkas biasa: {'/'.join(parts)!r}")
    return os.fdopen(file, "rb")


def size_of(folder: Path, path: str) -> int | None:
    """The size in bytes of the file that `open_file` would open; None if it would open none."""
    try:
        with open_file(folder, parts_of(path)) as file:
            return os.fstat(file.fileno()).st_size
    except (OSError, ValueError):
        return None
