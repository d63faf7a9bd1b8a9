"""Zip archives as a stream, member after member, by their local headers; the directory at the end is not needed.

log4j's rolling writes one deflated member with its sizes behind the data (a data descriptor), so that sizes are not
known before. Layout: PKWARE's APPNOTE, sections 4.3.7 to 4.3.9.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator

from isal import isal_zlib

MAGIC = b"PK\x03\x04"
_HEADER = struct.Struct("<4s5H3I2H")
_DESCRIPTOR = b"PK\x07\x08"
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _HAS_DESCRIPTOR = 1, 8
_ZIP64_SIZE = 0xFFFFFFFF
BLOCK_BYTES = 1 << 20
# Deflate packs up to 1032 bytes into one, so a piece becomes a megabyte and no more.
PIECE_BYTES = 1024


class ZipError(Exception):
    """The archive is cut, damaged, or of a kind that is not read; the message is in Bahasa Indonesia."""


class _Input:
    """Stored bytes with a way to put back what was read too far."""

    def __init__(self, block: bytes, read: Callable[[int], bytes]) -> None:
        self._rest = block
        self._read = read

    def some(self, size: int) -> bytes:
        """At least one byte and at most `size`; empty at the end."""
        if not self._rest:
            self._rest = self._read(BLOCK_BYTES)
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece

    def upto(self, size: int) -> bytes:
        """`size` bytes, fewer at the end."""
        data = b""
        while len(data) < size and (piece := self.some(size - len(data))):
            data += piece
        return data

    def exactly(self, size: int) -> bytes:
        """`size` bytes; ZipError if the archive ends before."""
        data = self.upto(size)
        if len(data) < size:
            raise ZipError("data berakhir di tengah arsip")
        return data

    def put_back(self, data: bytes) -> None:
        """Give `data` out again."""
        self._rest = data + self._rest

    def drain(self) -> None:
        """Read what is left, so that the file counts as read to its end."""
        self._rest = b""
        while self._read(BLOCK_BYTES):
            pass


def unzipped(block: bytes, read: Callable[[int], bytes]) -> Iterator[bytes]:
    """The plain bytes of all members of the archive that begins with `block`; ZipError after the last good chunk."""
    stored = _Input(block, read)
    while True:
        magic = stored.upto(4)
        if magic != MAGIC:
            if magic[:2] != b"PK":
                raise ZipError("arsip zip rusak: kepala berkas berikutnya tidak ditemukan")
            stored.drain()  # the directory
            return
        _, _, flags, method, _, _, crc, packed, _, name_size, extra_size = _HEADER.unpack(
            magic + stored.exactly(_HEADER.size - 4)
        )
        stored.exactly(name_size + extra_size)
        if flags & _ENCRYPTED:
            raise ZipError("arsip zip memakai kata sandi")
        if method == _DEFLATED:
            content = _inflated(stored)
        elif method == _STORED and not flags & _HAS_DESCRIPTOR and packed != _ZIP64_SIZE:
            content = _copied(stored, packed)
        else:
            raise ZipError(f"cara pemampatan zip nomor {method} tidak dikenal")
        found = 0
        for chunk in content:
            found = zlib.crc32(chunk, found)
            yield chunk
        if flags & _HAS_DESCRIPTOR:
            crc = _described(stored)
        if crc != found:
            raise ZipError("jumlah periksa (CRC) isi arsip zip tidak cocok")


def _inflated(stored: _Input) -> Iterator[bytes]:
    member = isal_zlib.decompressobj(wbits=-15)
    while not member.eof:
        piece = stored.some(PIECE_BYTES)
        if not piece:
            raise ZipError("data berakhir di tengah arsip")
        if plain := member.decompress(piece):
            yield plain
    stored.put_back(member.unused_data)


def _copied(stored: _Input, size: int) -> Iterator[bytes]:
    while size:
        piece = stored.some(min(size, BLOCK_BYTES))
        if not piece:
            raise ZipError("data berakhir di tengah arsip")
        size -= len(piece)
        yield piece


def _described(stored: _Input) -> int:
    """The checksum of a data descriptor, whose mark is optional and whose sizes have 4 or 8 bytes."""
    data = stored.exactly(12)
    if data.startswith(_DESCRIPTOR):
        data = data[4:] + stored.exactly(4)
    tail = stored.upto(12)
    if tail[:2] == b"PK" or len(tail) < 8:
        stored.put_back(tail)
    else:
        stored.put_back(tail[8:])
    return int.from_bytes(data[:4], "little")
