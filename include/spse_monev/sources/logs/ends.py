"""The two ends of a log file, which tell its form and its newest entry without reading it whole."""

from __future__ import annotations

from spse_monev.sources.files import LogFile

HEAD_BYTES = 1 << 20
TAIL_BYTES = 4 << 20
_MAX_STREAMED_BYTES = 1 << 30


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
