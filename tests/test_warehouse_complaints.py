"""Complaints in the real PostgreSQL: imports that may be repeated, and what people say of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from spse_monev.complaints import (
    Complaint,
    ComplaintClass,
    ComplaintState,
    CorrectedField,
    Correction,
    Import,
    Label,
    Link,
    LinkKind,
    RecordPlace,
    Rejection,
)
from spse_monev.demo.postgres import Server
from spse_monev.facts import CoverageState
from spse_monev.migrations import migrate
from spse_monev.period import Month
from spse_monev.settings import Retention
from spse_monev.text import fingerprint
from spse_monev.warehouse import Warehouse
from spse_monev.warehouse.complaints import Complaints, CorrectionError

SITE = "lpse_contoh"
SOURCE = "rekap"
OCTOBER = Month.parse("2026-10", ZoneInfo("Asia/Jakarta"))
NOW = datetime(2026, 11, 1, 2, tzinfo=UTC)


@pytest.fixture
def warehouse(server: Server, database: str) -> Iterator[Warehouse]:
    migrate(server.uri(database))
    with psycopg.connect(server.uri(database)) as connection:
        yield Warehouse(connection)


@pytest.fixture
def kept(warehouse: Warehouse) -> Complaints:
    return warehouse.complaints


def rows(kept: Complaints, statement: str) -> list[tuple[Any, ...]]:
    return kept._connection.execute(statement.encode()).fetchall()


def complaint(number: int, **changes: Any) -> Complaint:
    made = Complaint(
        complaint_id=f"{number:016x}",
        source=SOURCE,
        place=RecordPlace("rekap.xlsx", "Oktober", number),
        received_at=OCTOBER.start + timedelta(hours=number),
        has_time=True,
        state=ComplaintState.SOLVED,
        text=f"keluhan nomor {number}",
        reporter_hashes=(f"{number:x}",),
        text_hash=fingerprint(str(number)),
    )
    return replace(made, **changes)


def imported(*complaints: Complaint, content: str = "a", **changes: Any) -> Import:
    """An import of a file whose content is named by a hexadecimal digit."""
    made = Import(
        import_id=fingerprint(content),
        name="rekap.xlsx",
        state=CoverageState.OK,
        as_of=NOW - timedelta(hours=12),
        sha256=content * 64,
        row_count=len(complaints),
        complaints=complaints,
    )
    return replace(made, **changes)


def store(kept: Complaints, *imports: Import) -> list[bool]:
    return [kept.store_import(SITE, SOURCE, each, NOW) for each in imports]


def counted(kept: Complaints) -> list[int]:
    found = rows(kept, "SELECT complaint_id FROM monev.complaint_current WHERE is_counted ORDER BY 1")
    return [int(row[0], 16) for row in found]


def everything(kept: Complaints) -> dict[str, list[tuple[Any, ...]]]:
    tables = ("complaint_import", "complaint", "complaint_place", "complaint_rejection", "complaint_correction")
    return {table: rows(kept, f"SELECT * FROM monev.{table} ORDER BY 1, 2, 3, 4") for table in tables}


def test_what_was_stored_comes_back(kept: Complaints) -> None:
    whole = complaint(
        1,
        title="Unggah",
        solution="Diperkecil",
        ticket="LPSE-0001",
        support_ticket="TS-9",
        answered_at=OCTOBER.start + timedelta(hours=2),
        solved_at=OCTOBER.start + timedelta(days=1),
        answer_has_time=True,
        is_reopened=True,
        is_informed=False,
        institution="Dinas Contoh",
        category="Teknis",
        urgency="Mendesak",
        impact="Sedang",
        priority="Menengah",
        handler="Petugas A",
        reporter_hashes=("a", "b"),
    )
    store(kept, imported(whole, complaint(2)))
    assert kept.span(SITE, OCTOBER.start, OCTOBER.end) == [whole, complaint(2)]


def test_the_same_content_again_leaves_the_same_rows(kept: Complaints) -> None:
    content = imported(complaint(1), complaint(2), rejections=(Rejection("rekap.xlsx", "Oktober", 9, "B", "x", "y"),))
    store(kept, content)
    before = everything(kept)
    store(kept, content)
    assert everything(kept) == before
    assert kept.processed(SITE, SOURCE) == {content.import_id}


def test_a_file_that_could_not_be_read_is_not_processed(kept: Complaints) -> None:
    broken = imported(state=CoverageState.MISSING, reasons=("terkunci kata sandi",))
    store(kept, broken)
    assert kept.processed(SITE, SOURCE) == frozenset()


def test_a_newer_content_of_the_same_name_takes_the_place_of_the_older(kept: Complaints) -> None:
    older = imported(complaint(1), complaint(2), complaint(3))
    newer = imported(complaint(2, state=ComplaintState.IN_PROGRESS), complaint(3), content="b", as_of=NOW)
    store(kept, older, newer)
    # The first row was deleted from the recap.
    assert counted(kept) == [2, 3]
    [changed, _] = kept.span(SITE, OCTOBER.start, OCTOBER.end)
    assert changed.state is ComplaintState.IN_PROGRESS
    assert [each.complaint_count for each in kept.imports(SITE, SOURCE, OCTOBER)] == [2]


def test_an_older_content_that_comes_late_changes_nothing(kept: Complaints) -> None:
    newer = imported(complaint(2), content="b", as_of=NOW)
    older = imported(complaint(1), complaint(2, state=ComplaintState.RECORDED))
    store(kept, newer, older)
    assert counted(kept) == [2]
    assert kept.span(SITE, OCTOBER.start, OCTOBER.end)[0].state is ComplaintState.SOLVED


def test_a_record_in_two_files_is_one_and_stays_as_long_as_one_holds_it(kept: Complaints) -> None:
    store(kept, imported(complaint(1)), imported(complaint(1), complaint(2), content="b", name="semester.xlsx"))
    assert counted(kept) == [1, 2]
    store(kept, imported(content="c", as_of=NOW))
    assert counted(kept) == [1, 2]
    store(kept, imported(complaint(2), content="d", name="semester.xlsx", as_of=NOW))
    assert counted(kept) == [2]


def test_a_systems_worse_answer_does_not_take_the_place_of_a_better_one(kept: Complaints) -> None:
    def answer(*complaints: Complaint, state: CoverageState = CoverageState.OK, hours: int = 0) -> Import:
        return imported(
            *complaints, sha256="", name="GLPI", state=state, since=OCTOBER.start, until=OCTOBER.end,
            as_of=OCTOBER.end + timedelta(hours=hours),
        )  # fmt: skip

    assert store(kept, answer(complaint(1), complaint(2), hours=1)) == [True]
    assert store(kept, answer(complaint(1), state=CoverageState.PARTIAL, hours=2)) == [False]
    assert counted(kept) == [1, 2]
    # A ticket that was deleted as spam is gone from the next whole answer.
    assert store(kept, answer(complaint(2), hours=3)) == [True]
    assert counted(kept) == [2]


def test_an_answer_before_the_end_of_the_month_gives_way_to_any_later_one(kept: Complaints) -> None:
    def answer(*complaints: Complaint, **changes: Any) -> Import:
        return imported(*complaints, sha256="", since=OCTOBER.start, until=OCTOBER.end, **changes)

    store(kept, answer(complaint(1), as_of=OCTOBER.start + timedelta(days=3)))
    later = answer(complaint(1), complaint(2), as_of=OCTOBER.end, state=CoverageState.PARTIAL, reasons=("x",))
    assert store(kept, later) == [True]
    assert counted(kept) == [1, 2]


def test_an_import_tells_of_the_months_it_reaches_into(kept: Complaints) -> None:
    september = complaint(1, received_at=OCTOBER.start - timedelta(days=2))
    november = complaint(2, received_at=OCTOBER.end + timedelta(days=2))
    empty = imported(content="b", name="kosong.xlsx", as_of=OCTOBER.start + timedelta(days=40))
    store(kept, imported(september, november), empty)
    assert [each.name for each in kept.imports(SITE, SOURCE, OCTOBER)] == ["rekap.xlsx", "kosong.xlsx"]
    assert [each.name for each in kept.imports(SITE, SOURCE, OCTOBER.shift(-2))] == ["kosong.xlsx"]


def test_hostile_text_is_stored_as_text(kept: Complaints) -> None:
    hostile = "'; DROP TABLE monev.complaint; -- \x00\ud800 %s %(site)s"
    store(kept, imported(complaint(1, text=hostile, title=hostile)))
    assert kept.span(SITE, OCTOBER.start, OCTOBER.end)[0].text == hostile.replace("\x00\ud800", "\ufffd\ufffd")


def test_another_salt_is_noticed(kept: Complaints) -> None:
    assert kept.keep_salt(SITE, "satu")
    assert kept.keep_salt(SITE, "satu")
    assert not kept.keep_salt(SITE, "dua")
    assert kept.keep_salt("situs_lain", "dua")


def label(number: int, complaint_class: ComplaintClass = ComplaintClass.OTHER, *, review: bool = False) -> Label:
    return Label(f"{number:016x}", complaint_class, "lambat", 0.9, 0.8, review)


def correction(number: int, field: CorrectedField, value: str, **changes: Any) -> Correction:
    return replace(Correction(f"{number:016x}", field, value, "Pengelola"), **changes)


def current(kept: Complaints, columns: str) -> list[tuple[Any, ...]]:
    return rows(kept, f"SELECT {columns} FROM monev.complaint_current ORDER BY complaint_id")


def test_a_person_has_the_last_word_and_leaves_a_trail(kept: Complaints) -> None:
    store(kept, imported(complaint(1)))
    kept.store_labels(SITE, [label(1, review=True)], "v1", NOW)
    assert kept.correct(SITE, correction(1, CorrectedField.CLASS, "upload_download"), NOW)
    kept.store_labels(SITE, [label(1, ComplaintClass.USE, review=True)], "v2", NOW)
    assert current(kept, "class, model_class, topic, needs_review, is_corrected") == [
        ("upload_download", "penggunaan_aplikasi", "lambat", False, True)
    ]
    assert not kept.correct(SITE, correction(1, CorrectedField.CLASS, "upload_download"), NOW + timedelta(hours=1))
    assert kept.correct(SITE, correction(1, CorrectedField.CLASS, "keluhan_lain"), NOW + timedelta(hours=2))
    trail = rows(kept, "SELECT before, after, corrected_by FROM monev.complaint_correction ORDER BY number")
    assert trail == [
        ("keluhan_lain", "upload_download", "Pengelola"),
        ("upload_download", "keluhan_lain", "Pengelola"),
    ]
    [text] = kept.corrected_texts(SITE)
    assert (text.complaint_class, text.topic, text.text) == ("keluhan_lain", "lambat", "keluhan nomor 1")


def test_the_trail_cannot_be_changed(kept: Complaints) -> None:
    store(kept, imported(complaint(1)))
    kept.correct(SITE, correction(1, CorrectedField.TOPIC, "login"), NOW)
    for statement in ("UPDATE monev.complaint_correction SET after = 'x'", "DELETE FROM monev.complaint_correction"):
        with pytest.raises(psycopg.errors.RaiseException, match="never changed"):
            kept._connection.execute(statement.encode())


def test_a_sheet_of_corrections_counts_once_under_any_name(kept: Complaints) -> None:
    place = RecordPlace("koreksi.xlsx", "Koreksi", 7)
    fix = correction(1, CorrectedField.CLASS, "upload_download", place=place)
    store(kept, imported(complaint(1)), imported(content="b", name="koreksi.xlsx", corrections=(fix,)))
    kept.correct(SITE, correction(1, CorrectedField.CLASS, "keluhan_lain"), NOW)
    # Read anew by other settings and under another name: an old word, not a new one.
    again = imported(content="b", name="salinan.xlsx", import_id="0" * 16, corrections=(fix,))
    store(kept, again)
    assert current(kept, "class") == [("keluhan_lain",)]


def test_corrections_that_cannot_be_are_rejected_with_their_rows(kept: Complaints) -> None:
    place = RecordPlace("koreksi.xlsx", "Koreksi", 7)
    unknown = correction(99, CorrectedField.CLASS, "upload_download", place=place)
    sheet = imported(content="b", name="koreksi.xlsx", as_of=NOW, corrections=(unknown,))
    store(kept, imported(complaint(1)), sheet)
    assert rows(kept, "SELECT row_number, problem FROM monev.complaint_rejection") == [
        (7, f"kode keluhan '{99:016x}' tidak ada di gudang data")
    ]
    assert [each.rejection_count for each in kept.imports(SITE, SOURCE, OCTOBER)] == [0, 1]


def test_repeats_are_counted_with_what_they_repeat(kept: Complaints) -> None:
    store(kept, imported(*(complaint(number) for number in (1, 2, 3))))
    links = [Link(f"{number:016x}", f"{1:016x}", LinkKind.SAME_TEXT, 1.0) for number in (2, 3)]
    kept.store_links(SITE, OCTOBER.start, OCTOBER.end, links)
    assert counted(kept) == [1]
    kept.correct(SITE, correction(3, CorrectedField.SAME_AS, ""), NOW)
    assert counted(kept) == [1, 3]
    assert kept.decided_links(SITE) == {f"{3:016x}": ""}
    kept.store_links(SITE, OCTOBER.start, OCTOBER.end, [])
    assert counted(kept) == [1, 2, 3]


def test_nobody_can_make_complaints_vanish_in_a_circle(kept: Complaints) -> None:
    store(kept, imported(*(complaint(number) for number in (1, 2, 3))))
    kept.correct(SITE, correction(1, CorrectedField.SAME_AS, f"{2:016x}"), NOW)
    kept.correct(SITE, correction(2, CorrectedField.SAME_AS, f"{3:016x}"), NOW)
    for number in (1, 3):
        with pytest.raises(CorrectionError, match="terhitung"):
            kept.correct(SITE, correction(number, CorrectedField.SAME_AS, f"{1:016x}"), NOW)
    with pytest.raises(CorrectionError, match="tidak ada di gudang data"):
        kept.correct(SITE, correction(3, CorrectedField.SAME_AS, f"{9:016x}"), NOW)
    assert counted(kept) == [3]


def test_what_repeats_a_record_that_is_gone_counts_again(kept: Complaints) -> None:
    store(kept, imported(complaint(1), complaint(2)))
    kept.store_links(SITE, OCTOBER.start, OCTOBER.end, [Link(f"{2:016x}", f"{1:016x}", LinkKind.SAME_TEXT, 1.0)])
    store(kept, imported(complaint(2), content="b", as_of=NOW))
    assert counted(kept) == [2]


def test_what_is_no_complaint_is_kept_and_not_counted(kept: Complaints) -> None:
    store(kept, imported(complaint(1), complaint(2)))
    kept.correct(SITE, correction(1, CorrectedField.IS_COMPLAINT, "tidak"), NOW)
    assert counted(kept) == [2]
    assert len(current(kept, "1")) == 2


def test_a_label_that_stays_keeps_its_time(kept: Complaints) -> None:
    store(kept, imported(complaint(1)))
    for hours in (0, 5):
        kept.store_labels(SITE, [label(1)], "v1", NOW + timedelta(hours=hours))
    assert rows(kept, "SELECT labelled_at FROM monev.complaint_label") == [(NOW,)]


def test_how_a_month_was_told_is_what_the_last_reading_says(kept: Complaints) -> None:
    kept.store_coverage(SITE, OCTOBER, SOURCE, CoverageState.MISSING, ["tidak ada berkas"], NOW)
    kept.store_coverage(SITE, OCTOBER, SOURCE, CoverageState.OK, [], NOW)
    assert kept.coverages(SITE, OCTOBER) == {SOURCE: (CoverageState.OK, ())}


def test_retention_takes_texts_and_hashes_and_leaves_the_count(warehouse: Warehouse, kept: Complaints) -> None:
    store(kept, imported(complaint(1)))
    kept.store_labels(SITE, [label(1)], "v1", NOW)
    deleted = warehouse.apply_retention(SITE, date(2027, 1, 1), Retention(detail_days=30))
    assert deleted["complaint"] == 1
    assert counted(kept) == [1]
    assert current(kept, "text, reporter_hashes, text_hash, class") == [("", [], "", "keluhan_lain")]
    # The file still lies in the inbox and is read by other settings: what was taken away does not come back.
    store(kept, imported(complaint(1), import_id="0" * 16))
    assert current(kept, "text") == [("",)]
    assert kept.span(SITE, OCTOBER.start, OCTOBER.end) == []


def test_fifty_thousand_complaints_go_in(kept: Complaints) -> None:
    many = [complaint(number, received_at=OCTOBER.start + timedelta(seconds=number)) for number in range(1, 50_001)]
    store(kept, imported(*many))
    kept.store_labels(SITE, [label(number) for number in range(1, 50_001)], "v1", NOW)
    assert rows(kept, "SELECT count(*) FROM monev.complaint_current WHERE is_counted AND class IS NOT NULL") == [
        (50_000,)
    ]
