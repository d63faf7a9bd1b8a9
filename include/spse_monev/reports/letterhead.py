"""What makes a first sheet a document of the office: its head, and the place where its officials sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from spse_monev.reports.workbook import write_text
from spse_monev.settings import Official, Site

SIGNATURE_ROWS = 7
_ADMINISTRATOR = "Administrator Sistem"
_HEAD = "Kepala LPSE"


def write_letterhead(sheet: Worksheet, row: int, site: Site, span: int) -> int:
    """Write the office's lines, address and contact over a thick rule; returns the next row."""
    head = site.letterhead
    for index, line in enumerate(head.lines):
        size = 12 if index < len(head.lines) - 1 else 13
        row = write_text(sheet, row, line, columns=span, size=size, bold=True, center=True)
    contact = " | ".join(part for part in (head.address, head.contact) if part)
    if contact:
        row = write_text(sheet, row, contact, columns=span, center=True)
    for column in range(1, span + 1):
        sheet.cell(row - 1, column).border = Border(bottom=Side(style="thick", color="000000"))
    sheet.row_dimensions[row].height = 6
    return row + 1


def write_synthetic(sheet: Worksheet, row: int, site: Site, span: int) -> int:
    """Say of made-up data that they are; returns the next row."""
    if not site.synthetic:
        return row
    text = "DATA SINTETIS — seluruh angka dan nama dalam laporan ini buatan, bukan data LPSE yang sebenarnya"
    return write_text(sheet, row, text, columns=span, bold=True, center=True, fill="EDEDED")


def write_signatures(sheet: Worksheet, row: int, site: Site, span: int) -> int:
    """Write the place for the signatures of who made the report and of the head; returns the next row."""
    half = span // 2
    officials = site.officials
    return _write_sides(
        sheet,
        row,
        (
            (1, half, "Disusun oleh", officials.administrator, _ADMINISTRATOR),
            (half + 1, span - half, "Mengetahui", officials.head, _HEAD),
        ),
    )


def write_all_signatures(sheet: Worksheet, row: int, site: Site, span: int) -> int:
    """The same for all three executors of the SOP, the head below the other two; returns the next row."""
    half = span // 2
    officials = site.officials
    sides = (
        (1, half, "Disusun oleh", officials.administrator, _ADMINISTRATOR),
        (half + 1, span - half, "Diperiksa oleh", officials.change_manager, "Pengelola Perubahan"),
    )
    row = _write_sides(sheet, row, sides) + 1
    return _write_sides(sheet, row, ((1, span, "Mengetahui", officials.head, _HEAD),))


def _write_sides(sheet: Worksheet, row: int, sides: Sequence[tuple[int, int, str, Official, str]]) -> int:
    """Signatures side by side: first column, columns, what the person did, who, and the role where no title is set."""
    for first, columns, verb, person, role in sides:
        for offset, (text, bold) in enumerate(_signature(verb, person, role)):
            write_text(sheet, row + offset, text, columns=columns, first=first, size=10, bold=bold, center=True)
    return row + SIGNATURE_ROWS


def _signature(verb: str, person: Official, role: str) -> Iterator[tuple[str, bool]]:
    yield f"{verb}:", False
    yield f"{person.title or role},", False
    for _ in range(3):
        yield "", False
    yield person.name, True
    rank = f"{person.rank}, " if person.rank else ""
    yield f"{rank}NIP {person.nip}" if person.nip else rank.rstrip(", "), False
