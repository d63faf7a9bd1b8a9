"""The synthetic helpdesk: that its files are what its key says, and as messy as meant."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from spse_monev.analysis.complaints.corpus import load_examples
from spse_monev.demo.helpdesk import MIN_ROWS, MadeMonth, PlantedKind, make_month
from spse_monev.demo.helpdesk.recap import HIDDEN_SHEET, SHEET
from spse_monev.period import Month

OCTOBER = Month.parse("2026-10", ZoneInfo("Asia/Jakarta"))
SENTENCES = load_examples()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeMonth:
    return make_month(OCTOBER, SENTENCES, tmp_path_factory.mktemp("inbox"), seed=1)


def test_the_same_seed_gives_the_same_bytes_and_another_one_does_not(made: MadeMonth, tmp_path: Path) -> None:
    again, other = tmp_path / "again", tmp_path / "other"
    again.mkdir()
    other.mkdir()
    content = [file.read_bytes() for file in made.files]
    assert [file.read_bytes() for file in make_month(OCTOBER, SENTENCES, again, seed=1).files] == content
    assert make_month(OCTOBER, SENTENCES, again, seed=1).records == made.records
    assert [file.read_bytes() for file in make_month(OCTOBER, SENTENCES, other, seed=2).files] != content


def test_the_table_has_its_rows_and_each_stands_where_the_key_says(made: MadeMonth) -> None:
    recap, form = made.files
    sheet = load_workbook(recap)[SHEET]
    of_recap = [each for each in made.records if each.place.sheet == SHEET]
    bad = [each.place.row for each in made.bad_rows if each.place.sheet == SHEET]
    assert len(of_recap) + len(bad) == 560
    assert len({each.place.row for each in of_recap} | {*bad}) == 560
    for each in of_recap:
        assert (sheet[f"B{each.place.row}"].value or "") == each.ticket
        assert sheet[f"L{each.place.row}"].data_type == "s"
    with form.open(encoding="utf-8", newline="") as file:
        answers = list(csv.reader(file))
    assert answers[0][0] == "Stempel waktu"
    assert len(answers) - 1 == sum(not each.place.sheet for each in (*made.records, *made.bad_rows)) == 42


def test_it_is_as_messy_as_an_office(made: MadeMonth) -> None:
    workbook = load_workbook(made.files[0])
    assert {sheet.title: sheet.sheet_state for sheet in workbook} == {
        SHEET: "visible", "Sheet2": "visible", HIDDEN_SHEET: "hidden",
    }  # fmt: skip
    sheet = workbook[SHEET]
    dates = [sheet[f"C{each.place.row}"] for each in made.records if each.place.sheet]
    assert {"d", "s"} <= {cell.data_type for cell in dates}
    shared = [
        each for each in sheet.merged_cells.ranges if each.min_col == each.max_col == 3 and each.size["rows"] == 3
    ]
    assert len(shared) == 12
    assert sum(each.has_time for each in made.records) > 100
    sizes = Counter(Counter(each.group for each in made.records).values())
    assert sizes[2] == 46
    assert set(sizes) == {1, 2}
    assert all(each.received_at in OCTOBER for each in made.records)
    headings = [cell.row for cell in sheet["L"] if cell.value == "Uraian"]
    assert len(headings) == 2


def test_no_person_in_it_can_be_anybody(made: MadeMonth) -> None:
    texts = [each.value for each in made.planted if each.kind is PlantedKind.TEXT]
    digits = [each.value for each in made.planted if each.kind is PlantedKind.DIGITS]
    assert len(texts) > 1000
    assert len([text for text in texts if not text.lower().startswith("contoh")]) > 60
    for mail in (text for text in texts if "@" in text):
        assert mail.endswith((".invalid", ".example"))
    for number in digits:
        if len(number) == 16:
            assert number[6:10] in ("3102", "3104", "7102", "7104")  # no such day
        elif len(number) == 11:
            assert number[3:7] == "0000"  # of a telephone


def test_too_few_rows_or_sentences_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=str(MIN_ROWS)):
        make_month(OCTOBER, SENTENCES, tmp_path, seed=1, rows=MIN_ROWS - 1)
    with pytest.raises(ValueError, match="kalimat"):
        make_month(OCTOBER, SENTENCES[:100], tmp_path, seed=1)
    assert list(tmp_path.iterdir()) == []
