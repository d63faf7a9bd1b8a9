"""Archives are told by their first bytes, not by their names, and read as a stream of any number of members."""

from __future__ import annotations

import bz2
import lzma
from collections.abc import Callable, Iterator
from typing import Protocol

import zstandard
from isal import isal_zlib

from spse_monev.sources.files.zip import MAGIC as ZIP_MAGIC
from spse_monev.sources.files.zip import ZipError, unzipped

# The most that one call may have to decompress. Zstandard packs up to 128 KB of equal bytes into 4 bytes, so a
# kilobyte of a hostile archive becomes 32 MB and no more; larger pieces measured no faster.
PIECE_BYTES = 1024
BLOCK_BYTES = 1 << 20


class _Decompressor(Protocol):
    """One member of an archive."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, /) -> bytes: ...


def _gzip() -> _Decompressor:
    member: _Decompressor = isal_zlib.decompressobj(wbits=31)
    return member


_KINDS: dict[bytes, Callable[[], _Decompressor]] = {
    b"\x1f\x8b": _gzip,
    b"\x28\xb5\x2f\xfd": lambda: zstandard.ZstdDecompressor().decompressobj(),
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ\x00": lzma.LZMADecompressor,
}
MAGIC_BYTES = max(map(len, (*_KINDS, ZIP_MAGIC)))

# What these libraries raise for bad or cut data. bz2 raises a plain OSError.
CORRUPT: tuple[type[Exception], ...] = (
    EOFError,
    isal_zlib.error,  # type: ignore[assignment]  # isal's stub calls the class an instance
    zstandard.ZstdError,
    lzma.LZMAError,
    ZipError,
)


def is_archive(head: bytes) -> bool:
    """Whether a file that begins with `head` (MAGIC_BYTES of it) is compressed."""
    return head.startswith((*_KINDS, ZIP_MAGIC))


def decompressed(read: Callable[[int], bytes]) -> Iterator[bytes]:
    """The plain bytes of what `read(size)` gives, in non-empty chunks; one of CORRUPT after the last good chunk."""
    block = read(BLOCK_BYTES)
    while 0 < len(block) < MAGIC_BYTES and (more := read(BLOCK_BYTES)):
        block += more
    if block.startswith(ZIP_MAGIC):
        yield from unzipped(block, read)
        return
    kind = next((kind for magic, kind in _KINDS.items() if block.startswith(magic)), None)
    if kind is None:
        while block:
            yield block
            block = read(BLOCK_BYTES)
        return

    member: _Decompressor | None = None
    while block:
        for start in range(0, len(block), PIECE_BYTES):
            piece = block[start : start + PIECE_BYTES]
            while piece:
                if member is None:
                    # Archives may be padded with zeros, as on tape.
                    piece = piece.lstrip(b"\0")
                    if not piece:
                        break
                    member = kind()
                plain = member.decompress(piece)
                if plain:
                    yield plain
                piece = b""
                if member.eof:
                    piece, member = member.unused_data, None
        block = read(BLOCK_BYTES)
    if member is not None:
        raise EOFError("data berakhir di tengah arsip")
