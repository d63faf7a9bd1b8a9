"""The two ends of a log file, which tell its form and its newest entry without reading it whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from spse_monev.sources.files import LogFile

HEAD_BYTES = 1 << 20
TAIL_BYTES = 4 << 20
_MAX_STREAMED_BYTES = 1 << 30
_NEWEST_FILES = 3
_EARLIEST = datetime.min.replace(tzinfo=UTC)


def ends(file: LogFile) -> tuple[bytes, bytes]:
    """The first and the last bytes of a file; of one that must be streamed only within bounds."""
    with file.open() as stream:
        head = stream.read(HEAD_BYTES)
        if file.local_path is not None and file.size is not None:
            if file.size <= HEAD_BYTES:
                return head, head
            with file.local_path.open("rb") as plain:
                plain.seek(max(0, file.size - TAIL_BYTES))
                return head, plain.read(TAIL_BYTES)
        tail = head
        streamed = len(head)
        while streamed < _MAX_STREAMED_BYTES and (piece := stream.read(HEAD_BYTES)):
            tail = (tail + piece)[-TAIL_BYTES:]
            streamed += len(piece)
        return head, tail


def newest_entry(
    files: Sequence[LogFile],
    last_entry: Callable[[LogFile, bytes, bytes], datetime | None],
    format_error: type[Exception],
) -> datetime | None:
    """The time of the newest entry, from the ends of the most recently written files; None if there is no entry.

    `last_entry` is given a file, its head and its tail, and raises `format_error` for one that is not of its kind.
    That, or an OSError, is raised only if no file could be read.
    """
    newest: datetime | None = None
    failure: Exception | None = None
    read = 0
    for file in sorted(files, key=lambda file: file.modified_at or _EARLIEST, reverse=True):
        if file.size == 0:
            continue
        try:
            head, tail = ends(file)
            at = last_entry(file, head, tail)
        except (OSError, format_error) as error:
            failure = error
            continue
        if at is not None and (newest is None or at > newest):
            newest = at
        read += 1
        if newest is not None and read >= _NEWEST_FILES:
            break
    if newest is None and failure is not None:
        raise failure
    return newest
