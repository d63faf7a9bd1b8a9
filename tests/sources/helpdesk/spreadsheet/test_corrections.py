from __future__ import annotations

from datetime import date

import pytest

from spse_monev import correction_sheet as form
from spse_monev.complaints import CorrectedField
from spse_monev.facts import CoverageState
from spse_monev.labels import class_label, topics
from tests.sources.helpdesk.books import xlsx
from tests.sources.helpdesk.spreadsheet.offices import HEADINGS, read, refused

CODE, OTHER = "0123456789abcdef", "fedcba9876543210"
COLUMNS = (form.CODE, "Tanggal", "Uraian", "Kelas", *form.FILLED)


def row(
    code: object = CODE,
    complaint_class: object = None,
    topic: object = None,
    same_as: object = None,
    is_complaint: object = None,
    by: object = "Kepala Contoh",
    note: object = None,
) -> tuple[object, ...]:
    return (
        code,
        date(2026, 10, 5),
        "Gagal upload",
        "Keluhan lain",
        complaint_class,
        topic,
        same_as,
        is_complaint,
        by,
        note,
    )


def sheet(*rows: tuple[object, ...]) -> bytes:
    return xlsx(
        {
            form.SHEET: [("LEMBAR KOREKSI",), ("Isi kolom sebelah kanan",), COLUMNS, *rows],
            "Petunjuk": [("Cara mengisi",)],
        }
    )


def test_each_filled_field_is_a_correction_and_untouched_rows_are_none() -> None:
    found = read(
        sheet(
            row(),
            row(
                complaint_class="UPLOAD dan download data",
                topic="login",
                same_as=OTHER.upper(),
                is_complaint="Ya",
                note="cek",
            ),
            row(OTHER, same_as="Tidak Ada", is_complaint=False),
        )
    )
    assert found.state is CoverageState.OK
    assert found.complaints == ()
    assert found.row_count == 2
    assert [(each.complaint_id, each.field, each.value) for each in found.corrections] == [
        (CODE, CorrectedField.CLASS, "upload_download"),
        (CODE, CorrectedField.TOPIC, "login"),
        (CODE, CorrectedField.SAME_AS, OTHER),
        (CODE, CorrectedField.IS_COMPLAINT, "ya"),
        (OTHER, CorrectedField.SAME_AS, ""),
        (OTHER, CorrectedField.IS_COMPLAINT, "tidak"),
    ]
    first = found.corrections[0]
    assert (first.corrected_by, first.note) == ("Kepala Contoh", "cek")
    assert first.place is not None
    assert (first.place.sheet, first.place.row) == (form.SHEET, 5)


@pytest.mark.parametrize("topic", topics())
def test_topics_by_key_or_label_in_any_case(topic: str) -> None:
    found = read(sheet(row(topic=topic.upper()), row(topic=f" {topics()[topic].lower()} ")))
    assert [each.value for each in found.corrections] == [topic, topic]


def test_what_is_not_allowed_is_told_by_cell_with_what_is() -> None:
    found = read(
        sheet(
            row("bukan kode", topic="login"),
            row(topic="login", by=None),
            row(complaint_class="rahasia", topic="rahasia", same_as="rahasia", is_complaint="rahasia"),
            row(complaint_class="rahasia", topic="login"),
        )
    )
    assert [(line, column) for line, column, _ in refused(found)] == [
        (4, f"A ({form.CODE})"),
        (5, f"I ({form.CORRECTED_BY})"),
        (6, f"E ({form.CLASS})"),
        (6, f"F ({form.TOPIC})"),
        (6, f"G ({form.SAME_AS})"),
        (6, f"H ({form.IS_COMPLAINT})"),
        (7, f"E ({form.CLASS})"),
    ]
    assert [each.value for each in found.corrections] == ["login"]
    assert found.row_count == 4
    assert found.state is CoverageState.PARTIAL
    assert class_label("upload_download") in found.rejections[2].expected
    assert topics()["apendo_spamkodok"] in found.rejections[3].expected
    assert "rahasia" not in repr(found)


def test_columns_in_another_order_and_left_out() -> None:
    found = read(
        xlsx({"Lembar1": [(form.CORRECTED_BY, form.TOPIC.upper(), form.CODE), ("Siti", "Login dan kata sandi", CODE)]})
    )
    assert [(each.field, each.value) for each in found.corrections] == [(CorrectedField.TOPIC, "login")]


def test_without_a_column_for_who_corrected_every_row_is_refused() -> None:
    found = read(xlsx({"Lembar1": [(form.TOPIC, form.CODE), ("login", CODE)]}))
    [(line, column, problem)] = refused(found)
    assert (line, column) == (2, "")
    assert form.CORRECTED_BY in problem


def test_a_recap_beside_the_corrections_is_read_too() -> None:
    recap = [HEADINGS, (1, date(2026, 10, 5), "Budi Contoh", None, "Gagal upload")]
    found = read(xlsx({form.SHEET: [COLUMNS, row(topic="login")], "Oktober": recap}))
    assert (len(found.corrections), len(found.complaints), found.row_count) == (1, 1, 2)


def test_a_note_tells_nothing_of_a_person() -> None:
    [correction] = read(sheet(row(topic="login", note="menurut pelapor, hp 0812-0000-9999"))).corrections
    assert correction.note == "menurut pelapor, hp [TELEPON]"
