"""Each kind of a month's deviation: fires, just does not, cannot be judged."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from spse_monev.analysis.deviations import Rejected, judge_month
from spse_monev.deviations import RECAP, DeviationKind, Judgement, Known, Step, deviation_id
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
    return judge_month(site, site.helpdesk, month, readings, rejected or {}, known, now)


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
