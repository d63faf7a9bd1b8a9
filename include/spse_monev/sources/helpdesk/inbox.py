"""The files of an inbox, each whole and with its hash, so that a processed one is known again wherever it lies.

>>> for found in find_inbox(source, connection).files:
...     file = read_whole(found, now)
...     print(file.name, file.sha256[:8])
/srv/inbox/rekap-oktober.xlsx 3b1f07c2

The files themselves are never moved or changed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from spse_monev.sources.files import FileReadError, FoundFiles, LogFile, find_files

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


def find_inbox(source: SpreadsheetSource, connection: Connection | None) -> FoundFiles:
    """The files that match the source's patterns, oldest first, and what stood in the way."""
    found = find_files(source.files, connection)
    return FoundFiles(tuple(file for file in found.files if _is_ours(file.name)), found.problems)


def read_whole(file: LogFile, now: datetime) -> InboxFile:
    """Read one file; FileReadError if it is too large or cannot be read to its end."""
    content = _stored_bytes(file)
    return InboxFile(
        name=file.name,
        sha256=hashlib.sha256(content).hexdigest(),
        modified_at=(file.modified_at or now).astimezone(UTC),
        content=content,
    )


def _is_ours(name: str) -> bool:
    base = name.replace("\\", "/").rpartition("/")[2]
    return not base.startswith(_NOT_OURS) and not base.lower().endswith(_UNFINISHED)


def _stored_bytes(file: LogFile) -> bytes:
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
