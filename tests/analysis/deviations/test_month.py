"""Each kind of a month's deviation, of its complaints and of its evaluation: fires, just does not, cannot be judged."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from spse_monev.analysis.deviations import Rejected, judge_complaints, judge_evaluation
from spse_monev.completeness import DayState
from spse_monev.deviations import EVALUATION, RECAP, DeviationKind, Judgement, Known, Step, deviation_id
from spse_monev.facts import CoverageState
from spse_monev.period import Month
from spse_monev.settings import Site
from tests.analysis.deviations.conftest import SET_UP

WIB = ZoneInfo("Asia/Jakarta")
WRITTEN = datetime(2026, 11, 1, 2, 10, tzinfo=WIB)
DUE = datetime(2026, 11, 1, 4, tzinfo=WIB)
NOW = WRITTEN + timedelta(minutes=1)
Readings = dict[str, tuple[CoverageState, tuple[str, ...]]]
WHOLE: Readings = {"rekap": (CoverageState.OK, ())}
MISSING: Readings = {"rekap": (CoverageState.MISSING, ("tidak ada berkas.",))}
PARTIAL: Readings = {"rekap": (CoverageState.PARTIAL, ("2 baris ditolak",))}


def judged(
    site: Site,
    month: Month,
    readings: Readings,
    rejected: dict[str, Rejected] | None = None,
    written: datetime | None = WRITTEN,
    now: datetime = NOW,
    set_up: datetime = SET_UP,
) -> Judgement:
    assert site.helpdesk is not None
    known = Known(set_up, {month.first: written} if written else {})
    return judge_complaints(site, site.helpdesk, month, readings, rejected or {}, known, now)


def found(judgement: Judgement) -> list[tuple[str, str, str]]:
    assert {each.step for each in judgement.deviations} <= {Step.COMPLAINTS}
    return [(str(each.kind), each.subject, each.actual) for each in judgement.deviations]


def test_a_month_in_order_has_none(site: Site, month: Month) -> None:
    judgement = judged(site, month, WHOLE)
    assert judgement.deviations == ()
    assert len(judgement.in_order) == 4


@pytest.mark.parametrize(("readings", "actual"), [(MISSING, "tidak terbaca"), ({}, "tidak dibaca")])
def test_a_helpdesk_source_that_tells_nothing(site: Site, month: Month, readings: Readings, actual: str) -> None:
    judgement = judged(site, month, readings)
    assert found(judgement) == [
        ("equipment", "rekap", actual),
        ("output", RECAP, "sebagian, tanpa bacaan utuh dari Rekap helpdesk"),
    ]
    # Whether rows would have been rejected, nobody knows.
    assert deviation_id(month, Step.COMPLAINTS, DeviationKind.OUTPUT, "rekap") not in judgement.in_order


def test_rejected_rows_are_counted_and_the_first_are_named(site: Site, month: Month) -> None:
    rejected = {"rekap": Rejected(12, tuple(f"rekap.xlsx, baris {n}: tanggal kosong" for n in range(1, 13)))}
    judgement = judged(site, month, PARTIAL, rejected)
    assert found(judgement) == [
        ("output", "rekap", "12 baris atau bagian berkas ditolak"),
        ("output", RECAP, "sebagian, tanpa bacaan utuh dari Rekap helpdesk"),
    ]
    assert judgement.deviations[0].evidence.count("tanggal kosong") == 3


def test_a_recap_that_is_late_or_not_made(site: Site, month: Month) -> None:
    assert found(judged(site, month, WHOLE, written=DUE, now=DUE)) == []
    assert found(judged(site, month, WHOLE, written=DUE + timedelta(minutes=30), now=NOW)) == [
        ("time", RECAP, "baru ditulis 01-11-2026 04.30 WIB")
    ]
    assert found(judged(site, month, WHOLE, written=None)) == [("output", RECAP, "tidak dibuat")]
    assert found(judged(site, month, WHOLE, written=None, now=DUE + timedelta(minutes=1))) == [
        ("time", RECAP, "belum pernah ditulis"),
        ("output", RECAP, "tidak dibuat"),
    ]


def test_a_source_that_is_not_required_gives_none(site: Site, month: Month) -> None:
    assert site.helpdesk is not None
    source = site.helpdesk.sources["rekap"].model_copy(update={"required": False})
    helpdesk = site.helpdesk.model_copy(update={"sources": {"rekap": source}})
    optional = site.model_copy(update={"helpdesk": helpdesk})
    assert found(judged(optional, month, MISSING, {"rekap": Rejected(1, ("x",))})) == []


def test_months_that_are_not_over_or_were_before_the_set_up_are_not_judged(site: Site, month: Month) -> None:
    assert judged(site, month, {}, now=month.end - timedelta(seconds=1)).unjudged == "bulan belum berakhir"
    set_up = datetime(2026, 11, 20, tzinfo=WIB)
    # The last month before the set-up is what an office makes first, though not in time.
    first = judged(site, month, MISSING, written=set_up, now=set_up, set_up=set_up)
    assert {each.kind for each in first.deviations} == {DeviationKind.EQUIPMENT, DeviationKind.OUTPUT}
    before = judged(site, month.shift(-1), MISSING, written=set_up, now=set_up, set_up=set_up)
    assert before.unjudged == "bulan itu mendahului pemasangan sistem pada 20-11-2026"


# --- The evaluation -------------------------------------------------------------------------------------------------


def evaluated(
    site: Site,
    month: Month,
    gaps: dict[str, tuple[int, ...]],
    written: datetime | None = WRITTEN,
    *,
    analysed: bool = True,
) -> list[tuple[str, str, str, str]]:
    """What is said of a month that is whole but for these days of these sources."""
    days = {
        name: tuple(
            DayState(day, CoverageState.MISSING, ("belum dibaca",))
            if day.date.day in gaps.get(name, ())
            else DayState(day, CoverageState.OK, ())
            for day in month.days
        )
        for name in site.sources
    }
    known = Known(SET_UP, {month.first: written} if written else {})
    judgement = judge_evaluation(site, month, days, known, NOW, is_analysed=analysed)
    assert {(each.step, each.subject) for each in judgement.deviations} <= {(Step.EVALUATE, EVALUATION)}
    return [(str(each.kind), each.actual, each.evidence, each.accountable_title) for each in judgement.deviations]


def test_an_evaluation_of_whole_days_is_in_order(site: Site, month: Month) -> None:
    assert evaluated(site, month, {}) == []


def test_an_evaluation_with_days_that_were_not_read(site: Site, month: Month) -> None:
    label = site.sources["database_log"].label
    said = "sebagian: tidak semua hari terbaca utuh"
    evidence = f"{label} tidak utuh pada tanggal 3 dan 12–13"
    assert evaluated(site, month, {"database_log": (12, 3, 13)}) == [
        ("output", said, evidence, "Administrator Sistem LPSE")
    ]
    source = site.sources["database_log"].model_copy(update={"required": False})
    optional = site.model_copy(update={"sources": site.sources | {"database_log": source}})
    assert evaluated(optional, month, {"database_log": (3,)}) == []


def test_an_evaluation_that_is_not_made_late_or_without_its_analysis(site: Site, month: Month) -> None:
    [(kind, actual, evidence, _)] = evaluated(site, month, {}, written=None)
    assert (kind, actual) == ("output", "tidak dibuat")
    assert "tidak ada dalam daftar berkas" in evidence
    assert [row[1] for row in evaluated(site, month, {}, analysed=False)] == ["kebutuhan perubahan belum dinilai"]
    # Steps 3, 4 and 5 have four hours from two o'clock on.
    assert evaluated(site, month, {}, written=DUE + timedelta(hours=2)) == []
    late = evaluated(site, month, {}, written=DUE + timedelta(hours=2, minutes=1))
    assert [row[:2] for row in late] == [("time", "baru ditulis 01-11-2026 06.01 WIB")]
