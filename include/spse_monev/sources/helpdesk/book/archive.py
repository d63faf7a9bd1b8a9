"""The zip archive that a workbook is, unpacked once against a limit before anything interprets it.

Sizes in an archive are claims: only what comes out of it counts. Document types, by which XML can grow without end or
reach for other files, occur in no workbook and are refused.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from spse_monev.sources.helpdesk.book.cells import too_large
from spse_monev.sources.helpdesk.book.kinds import damaged, kind_of_archive, protected
from spse_monev.sources.helpdesk.grid import UnreadableError

# Of all members together. 100,000 rows with 20 columns are some 80 MiB of XML.
MAX_UNPACKED_BYTES = 256 << 20
# One byte of a workbook's XML becomes up to 50, of a million like rows up to 200; deflate's own limit is 1032.
MAX_RATIO = 400
_RATIO_FROM_BYTES = 16 << 20

_PIECE_BYTES = 1 << 20
_OVERLAP_BYTES = 64
_DOCTYPE = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E")  # in UTF-16 too
# Whatever has a formula or an error has one of these; a plain search is ten times as fast as an expression.
_MAYBE_MARKED = (b"<f", b":f", b'"e"', b"'e'")
_ENCRYPTED = 1  # flag of a member
_MAX_MIMETYPE_BYTES = 200


@dataclass(frozen=True, slots=True)
class Archive:
    """A workbook's archive that has been looked through."""

    kind: str  # 'xlsx', 'xlsb' or 'ods'
    members: zipfile.ZipFile
    marked: frozenset[str]  # members that may hold a formula or an error


def open_archive(content: bytes) -> Archive:
    """The archive in `content`; UnreadableError if it is cut, damaged, encrypted, no workbook or a bomb."""
    try:
        members = zipfile.ZipFile(BytesIO(content))
        if any(info.flag_bits & _ENCRYPTED for info in members.infolist()):
            raise protected()
        kind = kind_of_archive(members.namelist(), _mimetype(members))
        return Archive(kind, members, _looked_through(members, len(content)))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        raise damaged() from None


def _mimetype(members: zipfile.ZipFile) -> bytes:
    if "mimetype" not in members.namelist():
        return b""
    with members.open("mimetype") as file:
        return file.read(_MAX_MIMETYPE_BYTES)


def _looked_through(members: zipfile.ZipFile, packed: int) -> frozenset[str]:
    """Unpack everything, keep nothing; the members that may be marked."""
    marked = set()
    unpacked = 0
    for info in members.infolist():
        is_xml = info.filename.lower().endswith((".xml", ".rels"))
        before = b""
        with members.open(info) as file:
            while piece := file.read(_PIECE_BYTES):
                unpacked += len(piece)
                if unpacked > MAX_UNPACKED_BYTES:
                    raise too_large(f"lebih dari {MAX_UNPACKED_BYTES >> 20} MiB setelah dibuka")
                if unpacked > max(_RATIO_FROM_BYTES, packed * MAX_RATIO):
                    raise UnreadableError(
                        f"isi berkas mengembang lebih dari {MAX_RATIO} kali lipat saat dibuka, seperti bom zip",
                        "buka di Excel atau LibreOffice, salin tabelnya saja ke berkas baru, lalu simpan sebagai .xlsx",
                    )
                if is_xml:
                    seen = before + piece
                    if b"!" in seen and _DOCTYPE.search(seen):
                        raise UnreadableError(
                            "berkas memuat deklarasi DOCTYPE, yang tidak ada dalam buku kerja dan dapat berbahaya",
                            "buka di Excel atau LibreOffice, lalu simpan ulang sebagai .xlsx",
                        )
                    if info.filename not in marked and any(sign in seen for sign in _MAYBE_MARKED):
                        marked.add(info.filename)
                    before = seen[-_OVERLAP_BYTES:]
    return frozenset(marked)
