"""A log as a series of bounded pieces, each cut where an entry begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

SLICE_BYTES = 32 << 20
MAX_SLICE_BYTES = 256 << 20  # an entry longer than this is cut


def slices(stream: BinaryIO, begins: Callable[[bytes, int], bool], size: int = SLICE_BYTES) -> Iterator[bytes]:
    """Pieces of about `size` bytes; `begins(data, position)` tells whether an entry begins at a start of line.

    An error of the stream is raised after all that was read has been given out.
    """
    rest = b""
    failure: OSError | None = None
    wanted = size
    while True:
        pieces = [rest]
        missing = wanted - len(rest)
        while missing > 0:
            try:
                piece = stream.read(missing)
            except OSError as error:
                failure, piece = error, b""
            if not piece:
                break
            pieces.append(piece)
            missing -= len(piece)
        data = b"".join(pieces)
        if missing > 0:  # the end
            if data:
                yield data
            if failure is not None:
                raise failure
            return
        cut = last_beginning(data, begins)
        if not cut and len(data) < MAX_SLICE_BYTES:
            rest, wanted = data, 2 * len(data)
            continue
        cut = cut or len(data)
        rest, wanted = data[cut:], size
        yield data[:cut]


def last_beginning(data: bytes, begins: Callable[[bytes, int], bool], end: int | None = None) -> int:
    """The last position at which an entry begins, 0 if there is none but the first."""
    position = data.rfind(b"\n", 0, len(data) if end is None else end)
    while position >= 0:
        if begins(data, position + 1):
            return position + 1
        position = data.rfind(b"\n", 0, position)
    return 0
