"""Real files as offices have them, made on the spot: Excel, OpenDocument, delimited text. All data are synthetic."""

from __future__ import annotations

import csv
import hashlib
import struct
import zipfile
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO, StringIO
from xml.sax.saxutils import escape, quoteattr

import openpyxl

from spse_monev.sources.helpdesk.inbox import InboxFile

Rows = Sequence[Sequence[object]]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"


def inbox_file(content: bytes, name: str = "/srv/inbox/rekap.xlsx") -> InboxFile:
    """A file as the inbox gives it."""
    return InboxFile(name, hashlib.sha256(content).hexdigest(), datetime(2026, 11, 1, tzinfo=UTC), content)


def saved(workbook: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook of openpyxl."""
    stored = BytesIO()
    workbook.save(stored)
    return stored.getvalue()


def xlsx(sheets: Mapping[str, Rows], hidden: Mapping[str, str] | None = None) -> bytes:
    """An Excel workbook; `hidden` has 'hidden' or 'veryHidden' for some of its sheets."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        sheet.sheet_state = (hidden or {}).get(name, "visible")
    return saved(workbook)


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A zip archive, deflated."""
    stored = BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stored.getvalue()


def xlsx_members(data: str, shared: str = "", prolog: str = "") -> dict[str, str | bytes]:
    """The members of the smallest workbook that Excel opens: `data` are the children of its worksheet."""
    relation = f'<Relationship Id="{{}}" Type="{_OFFICE}/{{}}" Target="{{}}"/>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{relation.format('r1', 'officeDocument', 'xl/workbook.xml')}</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Rekap" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{relation.format('r1', 'worksheet', '/xl/worksheets/sheet1.xml')}"
        f"{relation.format('r2', 'sharedStrings', 'sharedStrings.xml')}</Relationships>",
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{shared}</sst>',
        "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?>{prolog}<worksheet xmlns="{_MAIN}">{data}</worksheet>',
    }


def xlsx_of(data: str, shared: str = "") -> bytes:
    """A workbook with one sheet 'Rekap' of that XML, e.g. '<sheetData><row r="1">...</row></sheetData>'."""
    return zipped(xlsx_members(data, shared))


def ods_members(tables: str, styles: str = "", manifest: str = "", prolog: str = "") -> dict[str, str | bytes]:
    """The members of an OpenDocument spreadsheet with these tables."""
    spaces = "".join(
        f' xmlns:{name}="{_ODF}{path}:1.0"'
        for name, path in {
            "office": "office",
            "table": "table",
            "text": "text",
            "style": "style",
            "draw": "drawing",
        }.items()
    )
    calc = ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    return {
        "mimetype": _ODS,
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{_ODF}manifest:1.0">{manifest}'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/></manifest:manifest>',
        "content.xml": f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content{spaces}{calc}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>",
    }


def ods_of(tables: str, styles: str = "") -> bytes:
    """An OpenDocument spreadsheet of these tables in XML."""
    return zipped(ods_members(tables, styles))


def ods(sheets: Mapping[str, Rows]) -> bytes:
    """An OpenDocument spreadsheet of values."""
    return ods_of("".join(table([row(*map(cell, values)) for values in rows], name) for name, rows in sheets.items()))


def table(rows: Sequence[str], name: str = "Rekap", attributes: str = "") -> str:
    """A sheet of OpenDocument."""
    return f"<table:table table:name={quoteattr(name)} {attributes}>{''.join(rows)}</table:table>"


def row(*cells: str, attributes: str = "") -> str:
    """A row of OpenDocument."""
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def cell(value: object = None, attributes: str = "") -> str:
    """A cell of OpenDocument with a value, as LibreOffice writes it."""
    if value is None:
        typed, text = "", ""
    elif isinstance(value, bool):
        typed, text = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"', str(value).upper()
    elif isinstance(value, int | float):
        typed, text = f'office:value-type="float" office:value="{value!r}"', str(value)
    elif isinstance(value, date):
        typed, text = f'office:value-type="date" office:date-value="{value.isoformat()}"', "##"
    elif isinstance(value, time):
        typed, text = f'office:value-type="time" office:time-value="{value:PT%HH%MM%SS}"', "##"
    else:
        typed, text = 'office:value-type="string"', escape(str(value))
    paragraph = f"<text:p>{text}</text:p>" if value is not None else ""
    return f"<table:table-cell {typed} {attributes}>{paragraph}</table:table-cell>"


def delimited(rows: Rows, delimiter: str = ";", encoding: str = "utf-8", line_end: str = "\r\n") -> bytes:
    """Delimited text as a spreadsheet exports it."""
    written = StringIO(newline="")
    csv.writer(written, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return written.getvalue().encode(encoding)


def compound(*entries: str, stream: bytes = b"") -> bytes:
    """An OLE container (.xls, .doc, encrypted .xlsx) whose directory has these entries; the last one holds `stream`."""
    sector = 512
    free, end, table_mark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    stream = stream.ljust(4096, b"\0") if stream else b""  # below, it would lie among the small ones
    count = -(-len(stream) // sector)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + bytes.fromhex("3e000300feff09000600") + bytes(10)
    header += struct.pack("<10I", 1, 1, 0, 4096, end, 0, end, 0, 0, free).ljust(sector - len(header), b"\xff")
    chain = [*range(3, 2 + count), end] if count else []
    allocation = struct.pack(f"<{2 + count}I", table_mark, end, *chain).ljust(sector, b"\xff")
    directory = b""
    for name, kind in (("Root Entry", 5), *((entry, 2) for entry in entries)):
        encoded = name.encode("utf-16-le")
        record = encoded.ljust(64, b"\0") + struct.pack("<HBB3I", len(encoded) + 2, kind, 1, free, free, free)
        holds = bool(stream) and name == entries[-1]
        directory += record.ljust(116, b"\0") + struct.pack("<3I", 2 if holds else end, len(stream) * holds, 0)
    return header + allocation + directory.ljust(sector, b"\0") + stream.ljust(count * sector, b"\0")


def xls(sheets: Mapping[str, Rows], hidden: Collection[str] = ()) -> bytes:
    """A workbook of Excel 97-2003 with numbers and texts; an Exception stands for #DIV/0!, a type for its formula."""

    def record(kind: int, content: bytes) -> bytes:
        return struct.pack("<2H", kind, len(content)) + content

    end = record(0x0A, b"")
    names = [
        record(0x85, bytes((0, 0, 0, 0, name in hidden, 0, len(name), 0)) + name.encode("ascii")) for name in sheets
    ]
    stream = record(0x809, struct.pack("<4H8x", 0x600, 5, 0, 0))
    start = len(stream) + len(b"".join(names)) + len(end)
    parts = []
    for rows in sheets.values():
        part = record(0x809, struct.pack("<4H8x", 0x600, 0x10, 0, 0))
        for row_number, values in enumerate(rows):
            for column, value in enumerate(values):
                at = struct.pack("<3H", row_number, column, 0)
                if isinstance(value, str):
                    part += record(0x204, at + struct.pack("<HB", len(value), 0) + value.encode("latin-1"))
                elif isinstance(value, int | float):
                    part += record(0x203, at + struct.pack("<d", value))
                elif isinstance(value, Exception):
                    part += record(0x205, at + bytes((7, 1)))
                elif isinstance(value, type):
                    part += record(
                        0x06, at + bytes((2, 0, 7, 0, 0, 0, 255, 255)) + bytes(6) + struct.pack("<H2B", 2, 0x1C, 7)
                    )
        parts.append(part + end)
    for name, part in zip(names, parts, strict=True):
        stream += name[:4] + struct.pack("<I", start) + name[8:]
        start += len(part)
    return compound("Workbook", stream=stream + end + b"".join(parts))
