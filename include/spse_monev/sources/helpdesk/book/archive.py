"""The zip archive that a workbook is, unpacked once against a limit before anything interprets it.

Sizes in an archive are claims: only what comes out of it counts, and zipfile would stop where the claim does, although
other readers go on. Layout: PKWARE's APPNOTE, 4.3.7 and 4.3.12. Document types, by which XML can grow without end or
reach for other files, occur in no workbook and are refused.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from spse_monev.sources.helpdesk.book.cells import too_large
from spse_monev.sources.helpdesk.book.kinds import SAVE_AS, damaged, kind_of_archive, protected
from spse_monev.sources.helpdesk.grid import UnreadableError

# Of all members together. 100,000 rows with 20 columns are some 100 MiB of XML as xlsx and 250 as ods.
MAX_UNPACKED_BYTES = 512 << 20
# One byte of a workbook's XML becomes up to 50, of a million like rows up to 200; deflate's own limit is 1032.
MAX_RATIO = 400
_RATIO_FROM_BYTES = 16 << 20

_PIECE_BYTES = 1 << 20
_OVERLAP_BYTES = 64
_DOCTYPE = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E")  # in UTF-16 too
# Whatever has a formula or an error has one of these; a plain search is ten times as fast as an expression.
_MAYBE_MARKED = (b"<f", b":f", b'"e"', b"'e'")
_LOCAL_HEADER = struct.Struct("<26x2H")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 1  # flag of a member
_MAX_MIMETYPE_BYTES = 200


@dataclass(frozen=True, slots=True)
class Archive:
    """A workbook's archive that has been looked through."""

    kind: str  # 'xlsx' or 'ods'
    members: zipfile.ZipFile
    marked: frozenset[str]  # members that may hold a formula or an error


def open_archive(content: bytes) -> Archive:
    """The archive in `content`; UnreadableError if it is cut, damaged, encrypted, no workbook or a bomb."""
    try:
        members = zipfile.ZipFile(BytesIO(content))
        if any(info.flag_bits & _ENCRYPTED for info in members.infolist()):
            raise protected()
        kind = kind_of_archive(members.namelist(), _mimetype(members))
        return Archive(kind, members, _looked_through(members, content))
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError):
        raise damaged() from None


def _mimetype(members: zipfile.ZipFile) -> bytes:
    if "mimetype" not in members.namelist():
        return b""
    with members.open("mimetype") as file:
        return file.read(_MAX_MIMETYPE_BYTES)


def _looked_through(members: zipfile.ZipFile, content: bytes) -> frozenset[str]:
    """Unpack everything, keep nothing; the members that may be marked."""
    marked = set()
    unpacked = 0
    for info in members.infolist():
        is_xml = info.filename.lower().endswith((".xml", ".rels"))
        before = b""
        for piece in _unpacked(content, info):
            unpacked += len(piece)
            if unpacked > MAX_UNPACKED_BYTES:
                raise too_large(f"lebih dari {MAX_UNPACKED_BYTES >> 20} MiB setelah dibuka")
            if unpacked > max(_RATIO_FROM_BYTES, len(content) * MAX_RATIO):
                raise UnreadableError(
                    f"isi berkas mengembang lebih dari {MAX_RATIO} kali lipat saat dibuka, seperti bom zip",
                    "buka di Excel atau LibreOffice, salin tabelnya saja ke berkas baru, lalu simpan sebagai .xlsx",
                )
            if is_xml:
                seen = before + piece
                if b"!" in seen and _DOCTYPE.search(seen):
                    raise UnreadableError(
                        "berkas memuat deklarasi DOCTYPE, yang tidak ada dalam buku kerja dan dapat berbahaya", SAVE_AS
                    )
                if info.filename not in marked and any(sign in seen for sign in _MAYBE_MARKED):
                    marked.add(info.filename)
                before = seen[-_OVERLAP_BYTES:]
    return frozenset(marked)


def _unpacked(content: bytes, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """What a member really holds, piece by piece; UnreadableError after the last if that is not what it claims."""
    header = content[info.header_offset : info.header_offset + _LOCAL_HEADER.size]
    name_bytes, extra_bytes = _LOCAL_HEADER.unpack(header)
    start = info.header_offset + _LOCAL_HEADER.size + name_bytes + extra_bytes
    packed = memoryview(content)[start : start + info.compress_size]
    size = crc = 0
    for piece in _inflated(packed) if info.compress_type == zipfile.ZIP_DEFLATED else (bytes(packed),):
        size += len(piece)
        crc = zlib.crc32(piece, crc)
        yield piece
    if size != info.file_size or crc != info.CRC or info.compress_type not in _METHODS:
        raise damaged()


def _inflated(packed: memoryview) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    position = 0
    while not unpacker.eof:
        some: bytes | memoryview = unpacker.unconsumed_tail
        if not some:
            some = packed[position : position + _PIECE_BYTES]
            position += len(some)
        piece = unpacker.decompress(some, _PIECE_BYTES)
        if not piece and not some:
            raise damaged()
        yield piece
