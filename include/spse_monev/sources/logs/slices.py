"""A log as a series of bounded pieces, each cut where an entry begins."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

SLICE_BYTES = 32 << 20
_TAIL_BYTES = 1 << 20
MAX_SLICE_BYTES = 256 << 20


def slices(
    stream: BinaryIO, begins: Callable[[bytes, int], bool], size: int = SLICE_BYTES, max_size: int = MAX_SLICE_BYTES
) -> Iterator[bytes]:
    """Pieces of about `size` bytes; `begins(data, position)` tells whether an entry begins at a start of line.

    An entry that is longer than `max_size` is cut.

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
        if not cut and len(data) < max_size:
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


def cut_ranges(
    path: Path, size: int, begins: Callable[[bytes, int], bool], slice_bytes: int, max_bytes: int = MAX_SLICE_BYTES
) -> list[tuple[int, int]]:
    """Byte ranges of about `slice_bytes` of a plain file that begin with an entry; longer where none begins."""
    ranges: list[tuple[int, int]] = []
    start = 0
    with path.open("rb") as file:
        end = slice_bytes
        while end < size:
            look = max(start, end - _TAIL_BYTES)
            file.seek(look)
            tail = file.read(end - look)
            cut = last_beginning(tail, begins)
            if cut or end - start >= max_bytes:
                cut = cut or len(tail)
                ranges.append((start, look + cut))
                start = look + cut
                end = start + slice_bytes
            else:
                end += slice_bytes
    ranges.append((start, size))
    return ranges


def plain_slices(path: Path, ranges: list[tuple[int, int]]) -> Iterator[bytes]:
    """The pieces of a plain file, read without a copy more than needed; OSError if it has become shorter."""
    with path.open("rb", buffering=0) as file:
        for start, end in ranges:
            data = os.pread(file.fileno(), end - start, start)
            if data:
                yield data
            if len(data) < end - start:
                raise OSError(f"{path}: berkas memendek saat dibaca; mungkin ditimpa atau dikosongkan oleh rotasi")
