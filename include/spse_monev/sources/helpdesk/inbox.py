"""The files of an inbox, whole and with their hashes, so that a processed one is known again wherever it lies.

>>> inbox = read_inbox(source, connection)
>>> [(file.name, file.sha256[:8]) for file in inbox.files]
[('/srv/inbox/rekap-oktober.xlsx', '3b1f...')]

The files themselves are never moved or changed. What cannot be found or read is a sentence in `problems` and does not
stop the others.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from spse_monev.sources.files import FileReadError, LogFile, find_files

if TYPE_CHECKING:
    from spse_monev.connections import Connection
    from spse_monev.settings import SpreadsheetSource

# A recap of 100,000 rows is some 10 MB; what is larger is not a recap.
MAX_FILE_BYTES = 64 << 20
# What offices and browsers leave beside a file: LibreOffice's and Excel's locks, unfinished downloads, hidden files.
_NOT_OURS = ("~$", ".", "Thumbs.db", "desktop.ini")
_UNFINISHED = (".part", ".crdownload", ".tmp", ".filepart")


@dataclass(frozen=True, slots=True)
class InboxFile:
    """One file as it was found; `content` are its stored bytes."""

    name: str  # path or URL, without secrets
    sha256: str
    modified_at: datetime  # when the file system does not tell: when it was read
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Inbox:
    """The files, oldest first; a file that lies there twice under two names stands once."""

    files: tuple[InboxFile, ...]
    problems: tuple[str, ...]


def read_inbox(source: SpreadsheetSource, connection: Connection | None, now: datetime) -> Inbox:
    """Read every file that matches the source's patterns."""
    found = find_files(source.files, connection)
    files: dict[str, InboxFile] = {}
    problems = list(found.problems)
    for file in found.files:
        base = file.name.replace("\\", "/").rpartition("/")[2]
        if base.startswith(_NOT_OURS) or base.lower().endswith(_UNFINISHED):
            continue
        try:
            content = _stored_bytes(file)
        except FileReadError as error:
            problems.append(str(error))
            continue
        sha256 = hashlib.sha256(content).hexdigest()
        modified_at = (file.modified_at or now).astimezone(UTC)
        files.setdefault(sha256, InboxFile(file.name, sha256, modified_at, content))
    return Inbox(tuple(files.values()), tuple(problems))


def _stored_bytes(file: LogFile) -> bytes:
    """The file as stored; FileReadError if it is too large or cannot be read to its end."""
    # Not `file.open()`, which would unpack a workbook, itself a zip archive.
    try:
        raw = file.opener()
        try:
            pieces: list[bytes] = []
            left = MAX_FILE_BYTES + 1
            while left and (piece := raw.read(min(left, 1 << 20))):
                pieces.append(piece)
                left -= len(piece)
        finally:
            raw.close()
    except FileReadError:
        raise
    except OSError as error:
        raise FileReadError(f"{file.name}: {error.strerror or error}") from error
    if not left:
        raise FileReadError(f"{file.name}: lebih besar daripada {MAX_FILE_BYTES >> 20} MiB; bukan rekap keluhan")
    return b"".join(pieces)
