"""Files made to exhaust memory, time or disk, and files whose bytes were changed on the way."""

from __future__ import annotations

import io
import zipfile
import zlib
from contextlib import suppress
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spse_monev.sources.helpdesk.book import apart, archive, open_book
from spse_monev.sources.helpdesk.grid import UnreadableError
from tests.sources.helpdesk.books import (
    cell,
    inbox_file,
    ods,
    ods_members,
    ods_of,
    row,
    table,
    xlsx,
    xlsx_members,
    xlsx_of,
    zipped,
)

ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
RECAP = {"Rekap": [["No", "Uraian", "Tanggal"], *[[number, f"contoh {number}", "=TODAY()"] for number in range(30)]]}


def _refused(content: bytes) -> str:
    started = monotonic()
    with pytest.raises(UnreadableError) as caught:
        open_book(inbox_file(content))
    assert monotonic() - started < 60
    return caught.value.problem


def test_zeros_that_swell_a_thousandfold() -> None:
    content = zipped(xlsx_members("<sheetData/>") | {"xl/media/a.bin": bytes(64 << 20)})
    assert len(content) < 100_000
    assert "seperti bom zip" in _refused(content)


def test_all_members_count_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", 3 << 20)
    members = xlsx_members("<sheetData/>") | {f"xl/media/{number}.bin": bytes(1 << 20) for number in range(3)}
    with pytest.raises(UnreadableError, match="terlalu besar"):
        archive.open_archive(zipped(members))


def test_sizes_that_a_member_only_claims() -> None:
    # The directory promises a small sheet with the right checksum of its beginning; zipfile itself believes it.
    sheet = str(xlsx_members("<sheetData/>")["xl/worksheets/sheet1.xml"]).encode()
    content = bytearray(zipped(xlsx_members("<sheetData/>") | {"xl/worksheets/sheet1.xml": sheet + b" " * (8 << 20)}))
    directory = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/worksheets/sheet1.xml"))
    content[directory + 16 : directory + 20] = zlib.crc32(sheet).to_bytes(4, "little")
    content[directory + 24 : directory + 28] = len(sheet).to_bytes(4, "little")
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    assert "rusak" in _refused(bytes(content))


def test_document_types_are_refused_in_any_encoding() -> None:
    data = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData>'
    assert "DOCTYPE" in _refused(zipped(xlsx_members(data, prolog=ENTITIES)))
    tables = table([row("<table:table-cell><text:p>&b;</text:p></table:table-cell>")])
    members = ods_members(tables, prolog=ENTITIES)
    assert "DOCTYPE" in _refused(zipped(members))
    for encoding in ("utf-16-le", "utf-16-be"):
        text = str(members["content.xml"]).replace('encoding="UTF-8"', 'encoding="UTF-16"')
        assert "DOCTYPE" in _refused(zipped(members | {"content.xml": ("\ufeff" + text).encode(encoding)}))


def test_cells_in_opposite_corners() -> None:
    far = (
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576">{}</c></row></sheetData>'
    )
    assert "terlalu luas" in _refused(xlsx_of(far.format("<v>2</v>")))
    assert "terlalu luas" in _refused(xlsx_of(far.format("<f>1+1</f>")))
    assert "terlalu luas" in _refused(xlsx_of('<sheetData><row r="1"><c r="ZZZ1"><f>1</f></c></row></sheetData>'))


def test_a_far_cell_that_can_be_held_is_read() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="C1048576"><v>2</v></c></row>'
    (grid,) = open_book(inbox_file(xlsx_of(f"<sheetData>{rows}</sheetData>"))).grids
    assert len(grid.rows) == 1_048_576
    assert grid.rows[-1] == (None, None, 2)


@pytest.mark.parametrize("repeated", ["table:number-columns-repeated", "table:number-rows-repeated"])
def test_a_billion_repetitions(repeated: str) -> None:
    many = f'{repeated}="1000000000"'
    value = cell("a", many if "columns" in repeated else "")
    assert "terlalu luas" in _refused(ods_of(table([row(value, attributes=many if "rows" in repeated else "")])))
    # The same, empty, before a value.
    nothing = cell(None, many if "columns" in repeated else "")
    rows = [row(nothing, cell("a") if "columns" in repeated else "", attributes=many if "rows" in repeated else "")]
    assert "terlalu luas" in _refused(ods_of(table([*rows, row(cell("b"))])))


def test_one_long_text_in_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MAX_MEMORY_BYTES", 256 << 20)
    cells = "".join(f'<row r="{number}"><c r="A{number}" t="s"><v>0</v></c></row>' for number in range(1, 1001))
    assert "terlalu luas" in _refused(xlsx_of(f"<sheetData>{cells}</sheetData>", f"<si><t>{'x' * 1_000_000}</t></si>"))


def test_a_book_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MAX_SECONDS", 0.001)
    assert "tidak selesai dibaca" in _refused(xlsx(RECAP))


def test_a_book_that_keeps_the_processor_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MAX_CPU_SECONDS", 1)
    assert "tidak selesai dibaca dalam 1 detik" in _refused((b"x;" * 19 + b"x\n") * 450_000)


@st.composite
def changed(draw: st.DrawFn, content: bytes) -> bytes:
    """`content` with some bytes changed, and perhaps without its end."""
    data = bytearray(content)
    places = st.integers(0, len(data) - 1)
    for place, value in draw(st.lists(st.tuples(places, st.integers(0, 255)), min_size=1, max_size=6)):
        data[place] = value
    return bytes(data[: draw(places | st.just(len(data)))])


@pytest.mark.parametrize("content", [xlsx(RECAP), ods(RECAP)], ids=["xlsx", "ods"])
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_a_changed_file_is_a_book_or_unreadable(content: bytes, data: st.DataObject) -> None:
    _try(data.draw(changed(content)))


@pytest.mark.parametrize(
    "members",
    [
        xlsx_members(
            '<dimension ref="A1:C3"/><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><f>1+1</f></c>'
            '</row><row r="3"><c r="C3" t="e"><v>#N/A</v></c></row></sheetData><mergeCells count="1">'
            '<mergeCell ref="A1:B2"/></mergeCells>',
            "<si><t>contoh</t></si>",
        ),
        ods_members(
            table([row(cell("a", 'table:number-columns-repeated="3"'), cell(2.5)), row(cell(None), cell(True))])
        ),
    ],
    ids=["xlsx", "ods"],
)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_changed_xml_is_a_book_or_unreadable(members: dict[str, str | bytes], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([name for name in members if name.endswith((".xml", ".rels"))]))
    _try(zipped(members | {name: data.draw(changed(str(members[name]).encode()))}))


def _try(content: bytes) -> None:
    started = monotonic()
    with suppress(UnreadableError):
        open_book(inbox_file(content))
    assert monotonic() - started < 60
