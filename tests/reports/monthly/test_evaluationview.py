"""Which days of the month were read, and how the month says so."""

from __future__ import annotations

from datetime import date

import pytest

from spse_monev.completeness import day_ranges
from spse_monev.facts import CoverageState
from spse_monev.reports import complaints
from spse_monev.reports import evaluationview as monthly
from spse_monev.reports.deviations import JUDGED
from spse_monev.reports.evaluationview import EvaluationView
from tests.reports.monthly.conftest import MadeUpMonth


@pytest.fixture(scope="module")
def view(october: MadeUpMonth) -> EvaluationView:
    names = (*monthly.QUERIES, *complaints.QUERIES, "rule_judgements")
    rows = {name: october.warehouse.report_rows(name, october.site.key, october.month) for name in names}
    return EvaluationView(october.site, october.month, rows | {name: [] for name in JUDGED})


def test_a_source_is_whole_when_each_of_its_days_is(view: EvaluationView) -> None:
    states = {source.name: source.state for source in view.sources}
    assert {name for name, state in states.items() if state is CoverageState.PARTIAL} == {
        "database_log", "database", "monitoring",
    }  # fmt: skip
    assert CoverageState.MISSING not in states.values()
    assert not view.is_complete
    [log] = view.of_kind("postgres_log")
    assert log.reasons == ("tidak terbaca pada tanggal 12–13",)
    [statistics] = view.of_kind("postgres")
    assert statistics.reasons == ("terbaca sebagian pada tanggal 5",)


def test_days_and_their_reasons(view: EvaluationView) -> None:
    twelfth = view.days["database_log"][11]
    assert (twelfth.is_read, twelfth.reasons) == (False, ("berkas log hari ini tidak ada",))
    assert len(view.read_days("postgres_log")) == 29
    assert date(2026, 10, 12) not in view.read_days("postgres_log")
    assert view.read_days("osticket") == frozenset()


def test_a_month_of_which_nothing_is_stored(october: MadeUpMonth) -> None:
    empty = october.month.shift(2)
    names = (*monthly.QUERIES, *complaints.QUERIES, "rule_judgements")
    rows = {name: october.warehouse.report_rows(name, october.site.key, empty) for name in names}
    view = EvaluationView(october.site, empty, rows | {name: [] for name in JUDGED})
    assert {source.state for source in view.sources} == {CoverageState.MISSING}
    assert not view.is_complete
    assert not view.is_analysed


def test_days_in_words() -> None:
    def days(*numbers: int) -> str:
        return day_ranges(date(2026, 10, number) for number in numbers)

    assert days(3) == "3"
    assert days(12, 13) == "12–13"
    assert days(5, 3, 6, 7, 12) == "3, 5–7 dan 12"
    assert days() == ""
