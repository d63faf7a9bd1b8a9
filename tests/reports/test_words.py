from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spse_monev.period import Day
from spse_monev.reports import words


def test_day_and_zone(day: Day) -> None:
    assert words.long_date(day) == "Senin, 23 November 2026"
    assert words.zone_name(day) == "WIB"


@pytest.mark.parametrize(
    ("value", "digits", "shown"), [(0, 0, "0"), (1234567.891, 2, "1.234.567,89"), (-5.05, 1, "-5,0")]
)
def test_numbers(value: float, digits: int, shown: str) -> None:
    assert words.number(value, digits) == shown


@pytest.mark.parametrize(("value", "shown"), [(3, "+3"), (-1500, "−1.500"), (0, "0"), (0.2, "0")])
def test_differences_show_their_sign(value: float, shown: str) -> None:
    assert words.signed(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(42.61, "42,6 milidetik"), (200, "200 milidetik"), (1500, "1,5 detik"), (90_000, "1,5 menit"), (7.2e6, "2,0 jam")],
)
def test_durations(value: float, shown: str) -> None:
    assert words.milliseconds(value) == shown


def test_breakdown_says_what_it_leaves_out() -> None:
    counts = {"epns": 4, "": 9, "a": 1, "b": 1}
    assert words.breakdown(counts, 2) == "(tanpa nama): 9\nepns: 4\n… dan 2 lainnya"


def test_hidden_escapes_stay_visible() -> None:
    assert words.cell_text("_x003D_1+1") == "_x005F_x003D_1+1"


def test_text_cannot_turn_what_stands_beside_it() -> None:
    assert words.cell_text("\u202emerah\u2067: 12\u2069") == "merah: 12"


def test_cut_text_says_so() -> None:
    assert words.cell_text("a" * 2500).endswith("… (dipotong; seluruhnya 2.500 karakter)")


@given(st.text(st.characters(codec=None), max_size=80))
def test_any_text_is_legal_in_xml_and_in_a_cell(text: str) -> None:
    shown = words.cell_text(text * 1000, 40_000)
    assert len(shown.encode("utf-16-le")) // 2 <= words.MAX_CELL
    ElementTree.fromstring(  # noqa: S314  # the text is the test's own
        f"<t>{shown.replace('&', '').replace('<', '')}</t>"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("197101131991011001", "19710113 199101 1 001"),
        ("19710113 199101 1 001", "19710113 199101 1 001"),
        ("", ""),
        ("-", "-"),
        ("1971", "1971"),
    ],
)
def test_the_number_of_a_civil_servant(text: str, shown: str) -> None:
    assert words.nip(text) == shown
