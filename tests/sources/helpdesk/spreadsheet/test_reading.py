from __future__ import annotations

from datetime import UTC, date, datetime

from spse_monev.facts import CoverageState
from spse_monev.sources.helpdesk.inbox import InboxFile
from spse_monev.sources.helpdesk.spreadsheet import import_id
from tests.sources.helpdesk.books import delimited, inbox_file, xlsx
from tests.sources.helpdesk.spreadsheet.offices import HEADINGS, read, read_rows, received, refused, source

ROW = (1, date(2026, 10, 5), "Budi Contoh", None, "Gagal upload", None, "Selesai")
RECAP = (HEADINGS, ROW)


def test_an_unreadable_file_is_missing_with_its_reason_and_what_would_be_right() -> None:
    found = read(b"%PDF-1.7 rahasia")
    assert found.state is CoverageState.MISSING
    [rejection] = found.rejections
    assert found.reasons == (f"/srv/inbox/rekap.xlsx: {rejection.problem}; {rejection.expected}",)
    assert rejection.expected
    assert found.complaints == ()
    assert found.size_bytes == 16


def test_a_sheet_without_usable_headings_says_which_would_be_right_and_quotes_none() -> None:
    found = read_rows(
        ("REKAP",), (), ("No", "Rahasia A", "Status", "Rahasia B", "Media"), (1, "x", "Selesai", "y", "WA")
    )
    assert found.state is CoverageState.MISSING
    [rejection] = found.rejections
    assert rejection.row == 3
    assert "baris 3 kolom B, D" in rejection.problem
    for part in ("'Tanggal'", "'Keluhan'", "sources: rekap: columns:", "received_at", "text"):
        assert part in rejection.expected
    assert "Rahasia" not in repr(found)


def test_a_recap_of_a_month_without_complaints_is_whole() -> None:
    found = read_rows(HEADINGS, (1, "Oktober 2026", None, None, "NIHIL"))
    assert (found.state, found.row_count, found.reasons) == (CoverageState.OK, 0, ())


def test_an_empty_workbook_has_nothing() -> None:
    found = read(xlsx({"Sheet1": []}))
    assert found.state is CoverageState.MISSING
    assert found.reasons


def test_all_visible_sheets_are_read_and_lists_beside_them_are_left_alone() -> None:
    found = read(
        xlsx(
            {
                "Oktober": RECAP,
                "November": (HEADINGS, (1, date(2026, 11, 1), "Siti", None, "Sesi habis")),
                "Daftar": (("Media", "Status"), ("WA", "Selesai"), ("Telepon", "Proses")),
                "Pivot": (("Row Labels", "Count of Keluhan"), ("Login", 5)),
                "Kosong": [],
            }
        )
    )
    assert received(found) == ["2026-10-05", "2026-11-01"]
    assert [each.place.sheet for each in found.complaints] == ["Oktober", "November"]
    assert found.state is CoverageState.OK


def test_a_hidden_recap_is_told_and_a_hidden_list_or_empty_sheet_is_not() -> None:
    sheets = {"Oktober": RECAP, "September": RECAP, "Daftar": [("WA",), ("Telepon",)], "Kosong": []}
    content = xlsx(sheets, hidden={"September": "hidden", "Daftar": "veryHidden", "Kosong": "hidden"})
    found = read(content)
    assert len(found.complaints) == 1
    [rejection] = found.rejections
    assert (rejection.sheet, rejection.row) == ("September", None)
    assert "tersembunyi" in rejection.problem
    assert "Unhide" in rejection.expected
    named = read(content, sheets=("oktober", "September "))
    assert [each.place.sheet for each in named.complaints] == ["Oktober", "September"]


def test_a_hidden_recap_alone_leaves_the_file_missing() -> None:
    found = read(xlsx({"Depan": [("Silakan pilih",)], "Oktober": RECAP}, hidden={"Oktober": "hidden"}))
    assert found.state is CoverageState.MISSING
    assert {each.sheet for each in found.rejections} == {"Oktober", "Depan"}


def test_sheets_of_the_settings_alone_are_read_and_unknown_ones_told() -> None:
    content = xlsx({"Oktober": RECAP, "Lain": RECAP})
    assert [each.place.sheet for each in read(content, sheets=("Lain",)).complaints] == ["Lain"]
    found = read(content, sheets=("Lain", "Desember"))
    assert found.reasons == ("lembar Desember yang disebut pada berkas situs tidak ada dalam berkas ini",)


def test_a_recap_that_this_project_has_made_is_not_counted_again() -> None:
    found = read(xlsx({"Oktober": RECAP, "Rincian": (("Kode keluhan", *HEADINGS), ("0123456789abcdef", *ROW))}))
    assert len(found.complaints) == 1
    [(row, _, problem)] = refused(found)
    assert row is None
    assert "dua kali" in problem


def test_the_limit_is_of_the_whole_file() -> None:
    found = read(xlsx({"Satu": (*RECAP, ROW), "Dua": RECAP}), max_rows=2)
    assert found.row_count == 2
    assert [(each.sheet, each.row) for each in found.rejections] == [("Dua", 2)]


def test_times_are_in_the_zone_of_the_source() -> None:
    rows = [("Tanggal", "Keluhan"), ("13/10/2026 09.05", "Gagal upload")]
    assert received(read(delimited(rows))) == ["2026-10-13 09:05:00"]
    assert received(read(delimited(rows), zone="Asia/Makassar")) == ["2026-10-13 08:05:00"]


def test_an_import_is_known_by_content_and_settings_not_by_the_files_name() -> None:
    file = inbox_file(b"isi", "/srv/inbox/a.csv")
    first = import_id("rekap", source(), file)
    assert len(first) == 16
    moved = InboxFile("/lain/b.csv", file.sha256, datetime(2027, 1, 1, tzinfo=UTC), file.content)
    assert import_id("rekap", source(label="Lain", required=False), moved) == first
    others = [
        import_id("lain", source(), file),
        import_id("rekap", source(), inbox_file(b"lain")),
        import_id("rekap", source(columns={"Hal": "text"}), file),
        import_id("rekap", source(columns={"Hal": "title"}), file),
        import_id("rekap", source(sheets=("Hal",)), file),
        import_id("rekap", source(date_order="dmy"), file),
        import_id("rekap", source(max_rows=7), file),
        import_id("rekap", source(zone="Asia/Makassar"), file),
    ]
    assert len({first, *others}) == 9
    assert read(b"isi").import_id == import_id("rekap", source(), inbox_file(b"isi"))
