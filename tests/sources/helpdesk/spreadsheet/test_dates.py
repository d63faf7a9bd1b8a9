# ruff: noqa: DTZ001  # a sheet's times have no zone
from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spse_monev.sources.helpdesk.grid import Value
from spse_monev.sources.helpdesk.spreadsheet.dates import Order, evidence_of, read_text, read_time, read_value
from tests.sources.helpdesk.spreadsheet.offices import WIB

WRITTEN: dict[str, list[Value]] = {
    "2026-10-05T00:00:00+07:00": [
        "5 Oktober 2026", "Senin, 05/10/26", "2026-10-05", "Oct 5, 2026", "05.10.2026", "05 - 10 - 2026", "5 Okt 26",
        "Monday, October 5, 2026", "Tanggal 5 Okt. 2026", "20261005", 20261005, 46300, "46300", date(2026, 10, 5),
        datetime(2026, 10, 5), "2026-10-05 00:00:00", "5Oktober2026", " 05/10/2026\u00a0", "5-Oct-2026",
    ],
    "2026-10-05T09:05:00+07:00": [
        "5-Okt-2026 9.05", "05/10/2026 9:05:00", "Senin, 5 Oktober 2026 pukul 09.05 WIB", "05/10/2026 jam 9:05",
        "05.10.2026 09.05", "2026-10-05T09:05:00", "2026-10-05T02:05:00Z", "5 Oktober 2026, 10:05 WITA", 46300.3784722,
        "9:05 WIB, 5 Oktober 2026", datetime(2026, 10, 5, 9, 4, 59, 999_900), "2026-10-05 09:05:00.000",
        "5/10/2026 11.05 WIT",
    ],
    "2026-10-05T21:05:12+07:00": ["2026/10/05 9:05:12 PM GMT+7", "Oct 5, 2026 9:05:12 p.m.", "05/10/2026 21.05.12"],
    "2026-10-05T12:05:00+07:00": ["5 Oktober 2026 12:05 PM"],
}  # fmt: skip


@pytest.mark.parametrize(("expected", "value"), [(when, each) for when, values in WRITTEN.items() for each in values])
def test_dates_are_read_as_people_write_them(expected: str, value: Value) -> None:
    moment = read_value(value, Order.DAY, WIB)
    assert moment is not None
    assert moment.at.isoformat() == expected
    assert moment.has_time == ("T00:00:00" not in expected)


@pytest.mark.parametrize(
    "value",
    ["5 Oktober", "5-6 Oktober 2026", "31/02/2026", "13/13/2026", "5/10/2026 24:00", "5/10/2026 13:00 PM", "",
     "kemarin",     "01/10/2026 - 05/10/2026", 7, 0.5, True, time(9), "2026", None, 10**300, 1e300, "a" * 1000],
)  # fmt: skip
def test_what_is_no_date_or_two_is_none(value: Value) -> None:
    assert read_value(value, Order.DAY, WIB) is None


def test_numbers_are_read_in_the_order_of_their_column_and_by_themselves_where_it_does_not_fit() -> None:
    assert [str(read_value(text, Order.MONTH, WIB).at.date()) for text in ("10/5/2026", "13/10/2026")] == [  # type: ignore[union-attr]
        "2026-10-05",
        "2026-10-13",
    ]


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["05/10/2026", "13/10/2026"], Order.DAY),
        (["10/5/2026", "10/13/2026"], Order.MONTH),
        (["05/10/2026", "06/10/2026"], None),
        (["13/10/2026", "10/13/2026"], None),
        (["10/10/2026", "5 Oktober 2026"], None),
        (["Senin, 05/10/2026"], Order.DAY),  # 10 May was a Sunday
        (["Minggu, 05/10/2026"], Order.MONTH),
        (["10/12/2026"], Order.MONTH),  # 10 December is still to come
    ],
)
def test_a_column_tells_its_order_by_all_of_its_values(values: list[Value], order: Order | None) -> None:
    assert evidence_of(values, date(2026, 11, 2)).order is order


def test_real_dates_beside_texts_with_days_after_the_twelfth_alone_may_be_swapped() -> None:
    late = date(2026, 11, 2)
    assert evidence_of([date(2026, 5, 10), date(2026, 1, 10), "13/10/2026"], late).may_be_swapped
    assert not evidence_of([date(2026, 10, 5), "13/10/2026"], late).may_be_swapped
    assert not evidence_of([date(2026, 5, 10), date(2026, 10, 15), "13/10/2026"], late).may_be_swapped
    assert not evidence_of([date(2026, 5, 10), "13/10/2026", "05/10/2026"], late).may_be_swapped


@pytest.mark.parametrize(
    ("value", "expected"),
    [("9.05", time(9, 5)), ("09:05 WIB", time(9, 5)), ("pukul 09.00 wib", time(9)), ("08.00 - 08.15 WIB", time(8)),
     ("9 am", time(9)), ("jam 9 WIB", time(9)), (time(9, 5, 3, 7), time(9, 5, 3)), (0.5, time(12)), ("pagi", None),
     ("25.00", None), (9, None), (True, None), (datetime(1899, 12, 31, 9, 5), time(9, 5))],
)  # fmt: skip
def test_times_beside_a_date(value: Value, expected: time | None) -> None:
    assert read_time(value) == expected


@given(st.text(max_size=100) | st.from_regex(r"[0-9 ./:,-]{0,60}(wib|am|okt|senin)?", fullmatch=True))
def test_no_text_raises(text: str) -> None:
    read_text(text)
    read_time(text)
    read_value(text, Order.DAY, WIB)


@given(st.integers() | st.floats() | st.datetimes() | st.dates() | st.times())
def test_no_cell_raises(value: Value) -> None:
    read_value(value, Order.DAY, WIB)
    read_time(value)
