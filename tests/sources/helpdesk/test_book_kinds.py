"""What offices and web systems call a spreadsheet."""

from __future__ import annotations

import gzip
from time import monotonic

import pytest

from spse_monev.sources.helpdesk.book import open_book
from spse_monev.sources.helpdesk.book.reading import read_book
from spse_monev.sources.helpdesk.grid import UnreadableError
from tests.sources.helpdesk.books import compound, delimited, inbox_file, ods, ods_members, xlsx, xlsx_members, zipped

RECAP = {"Rekap": [["No", "Uraian"], [1, "contoh"]]}
HTML = "<table><tr><td>No</td></tr></table>"


@pytest.mark.parametrize(
    ("content", "kind"),
    [(xlsx(RECAP), "xlsx"), (ods(RECAP), "ods"), (delimited(RECAP["Rekap"]), "csv"), (b"BM;Uraian\n1;x\n", "csv")],
)
@pytest.mark.parametrize("name", ["rekap.csv", "rekap.xls", "rekap.ods", "rekap"])
def test_the_content_counts_and_not_the_name(content: bytes, kind: str, name: str) -> None:
    assert open_book(inbox_file(content, name)).kind == kind


@pytest.mark.parametrize(
    ("content", "problem", "expected"),
    [
        (b"", "berkas kosong", "yang berisi"),
        (b"\xef\xbb\xbf\r\n", "berkas kosong", "yang berisi"),
        (bytes(1000), "berkas kosong", "yang berisi"),
        (HTML.encode(), "halaman HTML", "simpan sebagai Buku Kerja Excel (.xlsx)"),
        (f"\n<!-- x --><!-- y -->\n<HTML>{HTML}".encode(), "halaman HTML", ".xlsx"),
        (f"<!DOCTYPE html>{HTML}".encode("utf-16"), "halaman HTML", ".xlsx"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', "halaman HTML", ".xlsx"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook/>', "dokumen XML", ".xlsx"),
        (b'<office:document xmlns:office="x">', "dokumen XML", ".xlsx"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "MHTML", ".xlsx"),
        (b"%PDF-1.7\n", "dokumen PDF", "rekap aslinya"),
        (b"\x89PNG\r\n\x1a\n\0\0", "gambar", "rekap aslinya"),
        (b"\xff\xd8\xff\xe0", "gambar", "rekap aslinya"),
        (b"BM\x8a\x10\0\0\0\0\0\0", "gambar", "rekap aslinya"),
        (b"{\\rtf1 x}", "dokumen Word", "rekap aslinya"),
        (gzip.compress(b"No;Uraian\n"), "arsip gzip", "keluarkan"),
        (b"Rar!\x1a\x07\x01\0", "arsip RAR", "keluarkan"),
        (zipped({}), "arsip zip kosong", "rekap aslinya"),
        (zipped({"rekap.csv": "No;Uraian\n"}), "arsip zip, bukan buku kerja", "keluarkan"),
        (zipped({"xl/workbook.bin": b"x"}), "biner Excel (.xlsb)", "simpan sebagai .xlsx"),
        (zipped({"word/document.xml": "<w/>"}), "dokumen Word", "rekap aslinya"),
        (zipped({"ppt/presentation.xml": "<p/>"}), "presentasi PowerPoint", "rekap aslinya"),
        (zipped({"Index/Document.iwa": "x"}), "Apple Numbers", "ekspor ke Excel"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "bukan lembar kerja", "rekap aslinya"),
        (compound("EncryptionInfo", "EncryptedPackage"), "kata sandi", "hapus kata sandi itu"),
        (zipped(ods_members("") | {"encrypted-package": b"x"}), "kata sandi", "hapus kata sandi itu"),
        (compound("WordDocument"), "dokumen Word", "rekap aslinya"),
        (compound("PowerPoint Document"), "presentasi PowerPoint", "rekap aslinya"),
        (compound("Catalog"), "rusak", "unduh ulang"),
        (compound("Workbook"), "rusak", "unduh ulang"),
        (bytes(range(256)) * 4, "bukan teks", ".xlsx, .ods atau .csv"),
        (xlsx(RECAP)[:-30], "rusak atau terpotong", "unduh ulang"),
        (xlsx(RECAP)[:1000], "rusak atau terpotong", "unduh ulang"),
        (ods(RECAP)[:4], "rusak atau terpotong", "unduh ulang"),
        (zipped(xlsx_members("<sheetData><row>")), "rusak atau terpotong", "unduh ulang"),
        (zipped(ods_members("<table:table>")), "rusak atau terpotong", "unduh ulang"),
        (zipped(ods_members("")), "rusak atau terpotong", "unduh ulang"),
    ],
)
def test_what_is_no_spreadsheet_is_named(content: bytes, problem: str, expected: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        open_book(inbox_file(content))
    assert problem in caught.value.problem
    assert expected in caught.value.expected


def test_zip_members_with_a_password_are_told() -> None:
    content = bytearray(xlsx(RECAP))
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    with pytest.raises(UnreadableError, match="kata sandi"):
        open_book(inbox_file(bytes(content)))


@pytest.mark.parametrize("start", ["<", "<!--", " ", "<!-- x -->", "<a:", "MIME"])
def test_looking_for_markup_takes_no_time(start: str) -> None:
    started = monotonic()
    assert read_book((start + "a" * 30_000 + start * 10_000 + ";x").encode()).kind == "csv"
    assert monotonic() - started < 60
