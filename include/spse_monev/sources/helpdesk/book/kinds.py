"""What a file is, by its content: workbooks, delimited text, and what is often taken for one of them.

Names say nothing: web systems send HTML as .xls, offices rename what they have.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from spse_monev.sources.helpdesk.grid import UnreadableError

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # compound file: Excel 97-2003, and every encrypted Office document
SAVE_AS = "buka di Excel atau LibreOffice, lalu simpan sebagai .xlsx"
_ORIGINAL = "letakkan rekap aslinya, disimpan sebagai .xlsx, .ods atau .csv"
_UNPACK = "keluarkan rekapnya dari arsip itu, lalu letakkan berkas .xlsx, .ods atau .csv-nya"

_OTHER = (
    (b"%PDF-", "dokumen PDF", _ORIGINAL),
    (b"\x89PNG\r\n\x1a\n", "gambar", _ORIGINAL),
    (b"\xff\xd8\xff", "gambar", _ORIGINAL),
    (b"GIF8", "gambar", _ORIGINAL),
    (b"BM", "gambar", _ORIGINAL),
    (b"II*\0", "gambar", _ORIGINAL),
    (b"MM\0*", "gambar", _ORIGINAL),
    (b"RIFF", "gambar, suara atau video", _ORIGINAL),
    (b"{\\rtf", "dokumen Word (RTF)", _ORIGINAL),
    (b"\x1f\x8b", "arsip gzip", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "arsip 7-Zip", _UNPACK),
    (b"Rar!\x1a\x07", "arsip RAR", _UNPACK),
    (b"PK\x05\x06", "arsip zip kosong", _ORIGINAL),
)
# Storages and streams of a compound file.
_PACKAGE, _WORKBOOK = "EncryptedPackage", ("Workbook", "Book")
_OLE_OTHER = (
    ("WordDocument", "dokumen Word", _ORIGINAL),
    ("PowerPoint Document", "presentasi PowerPoint", _ORIGINAL),
    ("__properties_version1.0", "pesan Outlook", _ORIGINAL),
)
_MARKUP = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(!doctype\s+html|html|head|body|table|meta|style|script|div|center|p|br)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"\s*<(?:\?xml|[\w.-]+(?::[\w.-]+)?\s+xmlns)")
_MAIL = re.compile(r"\s*MIME-Version:", re.IGNORECASE)
_HEAD = 1 << 16


def refuse_other_bytes(content: bytes) -> None:
    """UnreadableError if there is nothing, or what is known to be neither a workbook nor text."""
    if not content.strip(b"\0\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise UnreadableError("berkas kosong", "letakkan rekap yang berisi, disimpan sebagai .xlsx, .ods atau .csv")
    for magic, what, expected in _OTHER:
        # Two letters alone may begin a table as well; a bitmap has zeros from its seventh byte on.
        if content.startswith(magic) and (magic != b"BM" or content[6:10] == bytes(4)):
            raise _is_a(what, expected)


def refuse_other_text(text: str) -> None:
    """UnreadableError if a text is markup or a message, not a table."""
    head = text[:_HEAD]
    if _MARKUP.match(head):
        raise UnreadableError(
            "berkas ini halaman HTML, walaupun namanya mungkin .xls, .xlsx atau .csv",
            "buka di Excel, lalu simpan sebagai Buku Kerja Excel (.xlsx)",
        )
    if _XML.match(head):
        raise _is_a("dokumen XML", SAVE_AS)
    if _MAIL.match(head):
        raise _is_a("pesan surel atau halaman web tersimpan (MHTML)", SAVE_AS)


def kind_of_archive(names: Collection[str], mimetype: bytes) -> str:
    """'xlsx' or 'ods' by the members of a zip archive and its `mimetype`; UnreadableError if it is another."""
    lower = {name.lower().replace("\\", "/") for name in names}
    if "xl/workbook.xml" in lower:
        return "xlsx"
    if "xl/workbook.bin" in lower:
        raise _is_a("buku kerja biner Excel (.xlsb)", SAVE_AS)
    if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        if "encrypted-package" in lower:
            raise protected()
        return "ods"
    if "word/document.xml" in lower:
        raise _is_a("dokumen Word", _ORIGINAL)
    if "ppt/presentation.xml" in lower:
        raise _is_a("presentasi PowerPoint", _ORIGINAL)
    if mimetype.startswith(b"application/vnd.oasis.opendocument."):
        raise _is_a("dokumen OpenDocument, tetapi bukan lembar kerja", _ORIGINAL)
    if any(name.endswith(".iwa") for name in lower):
        raise _is_a("dokumen Apple Numbers, Pages atau Keynote", "ekspor ke Excel (.xlsx) dari aplikasi asalnya")
    raise _is_a("arsip zip, bukan buku kerja", _UNPACK)


def refuse_other_compound(content: bytes) -> None:
    """UnreadableError if a compound file is encrypted or no workbook."""
    if _has_entry(content, _PACKAGE):
        raise protected()
    if any(_has_entry(content, name) for name in _WORKBOOK):
        return
    for name, what, expected in _OLE_OTHER:
        if _has_entry(content, name):
            raise _is_a(what, expected)
    raise damaged()


def _has_entry(content: bytes, name: str) -> bool:
    """Whether a compound file's directory has it: 64 bytes of UTF-16 and zeros, then their number ([MS-CFB] 2.6.1)."""
    encoded = name.encode("utf-16-le")
    return encoded.ljust(64, b"\0") + (len(encoded) + 2).to_bytes(2, "little") in content


def protected() -> UnreadableError:
    """The content is encrypted."""
    return UnreadableError(
        "berkas dilindungi kata sandi", "buka dengan kata sandinya, hapus kata sandi itu, lalu simpan sebagai .xlsx"
    )


def damaged() -> UnreadableError:
    """What it is can be told, but it cannot be read."""
    return UnreadableError(
        "berkas rusak atau terpotong",
        f"salin atau unduh ulang berkasnya; bila masih gagal, {SAVE_AS}",
    )


def _is_a(what: str, expected: str) -> UnreadableError:
    return UnreadableError(f"berkas ini {what}", expected)
