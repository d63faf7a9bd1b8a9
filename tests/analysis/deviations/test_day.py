"""Each kind of a day's deviation: fires, just does not, cannot be judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from spse_monev.analysis.deviations import judge_day
from spse_monev.completeness import WITHOUT_STATEMENTS
from spse_monev.deviations import REPORT, DeviationKind, Judgement, Known, Step, deviation_id
from spse_monev.facts import CheckState, Coverage, CoverageState, Place, SourceCheck
from spse_monev.period import Day
from spse_monev.settings import Site
from tests.analysis.deviations.conftest import SET_UP

WIB = ZoneInfo("Asia/Jakarta")
WRITTEN = datetime(2026, 11, 24, 0, 40, tzinfo=WIB)
NOW = WRITTEN + timedelta(minutes=1)
DUE = datetime(2026, 11, 24, 7, 30, tzinfo=WIB)
WHOLE = Coverage(CoverageState.OK, entry_count=1000, parser="uji")
MISSING = Coverage(CoverageState.MISSING, reasons=("tidak ada berkas log.",))


def check(name: str, state: CheckState = CheckState.OK, evidence: str = "menjawab.") -> SourceCheck:
    return SourceCheck(name, "http", state, WRITTEN, 1.0, evidence)


CHECKS = {name: check(name) for name in ("database", "database_log", "monitoring")}
COVERAGES = {"database": WHOLE, "database_log": WHOLE}


def judged(
    site: Site,
    day: Day,
    coverages: dict[str, Coverage] | None = None,
    checks: dict[str, SourceCheck] | None = None,
    written: datetime | None = WRITTEN,
    now: datetime = NOW,
    set_up: datetime | None = SET_UP,
) -> Judgement:
    known = Known(set_up, {day.date: written} if written else {})
    return judge_day(
        site, day, COVERAGES if coverages is None else coverages, CHECKS if checks is None else checks, known, now
    )


def found(judgement: Judgement) -> list[tuple[str, str, str, str]]:
    return [(str(each.step), str(each.kind), each.subject, each.actual) for each in judgement.deviations]


def test_a_day_in_order_has_none_and_says_what_was_looked_at(site: Site, day: Day) -> None:
    judgement = judged(site, day)
    assert judgement.deviations == ()
    assert judgement.unjudged == ""
    assert judgement.in_order == {
        deviation_id(day, step, kind, subject)
        for step, kind, subject in (
            (Step.CHECK, DeviationKind.EQUIPMENT, "database"),
            (Step.CHECK, DeviationKind.EQUIPMENT, "database_log"),
            (Step.CHECK, DeviationKind.EQUIPMENT, "monitoring"),
            (Step.COLLECT, DeviationKind.OUTPUT, "database_log"),
            (Step.REPORT, DeviationKind.TIME, REPORT),
            (Step.REPORT, DeviationKind.OUTPUT, REPORT),
        )
    }


@pytest.mark.parametrize(
    ("state", "coverage", "actual"),
    [
        (CheckState.DOWN, WHOLE, "tidak aktif"),
        (CheckState.STALE, WHOLE, "aktif, tetapi tanpa data baru"),
        (None, WHOLE, "tidak diperiksa"),
        (CheckState.OK, MISSING, "tidak terbaca"),
        (CheckState.OK, None, "tidak dirangkum"),
        (CheckState.DOWN, MISSING, "tidak aktif; tidak terbaca"),
        (None, None, "tidak diperiksa; tidak dirangkum"),
    ],
)
def test_equipment_is_one_deviation_a_source_with_all_that_is_wrong(
    site: Site, day: Day, state: CheckState | None, coverage: Coverage | None, actual: str
) -> None:
    checks = {name: each for name, each in CHECKS.items() if name != "database_log"}
    if state is not None:
        checks["database_log"] = check("database_log", state, "log berhenti pukul 03.00.")
    coverages = {"database": WHOLE} | ({"database_log": coverage} if coverage else {})
    judgement = judged(site, day, coverages, checks)
    [equipment] = [each for each in judgement.deviations if each.kind is DeviationKind.EQUIPMENT]
    assert (equipment.step, equipment.subject, equipment.actual) == (Step.CHECK, "database_log", actual)
    assert equipment.standard == "Log server basis data aktif dan datanya baru, terbaca untuk hari itu"
    assert equipment.evidence
    if state in (CheckState.DOWN, CheckState.STALE):
        assert "log berhenti pukul 03.00" in equipment.evidence
    if coverage is MISSING:
        assert "tidak ada berkas log" in equipment.evidence


def test_what_check_and_reading_both_say_stands_there_once(site: Site, day: Day) -> None:
    dead = check("database", CheckState.DOWN, "koneksi ditolak.")
    unread = Coverage(CoverageState.MISSING, reasons=("koneksi ditolak", "sandi salah"))
    judgement = judged(site, day, {**COVERAGES, "database": unread}, {**CHECKS, "database": dead})
    assert judgement.deviations[0].evidence == "koneksi ditolak; sandi salah"


def test_a_source_that_is_only_checked_is_equipment_and_makes_the_report_partial(site: Site, day: Day) -> None:
    judgement = judged(site, day, checks={**CHECKS, "monitoring": check("monitoring", CheckState.DOWN, "mati.")})
    assert found(judgement) == [
        ("1", "equipment", "monitoring", "tidak aktif"),
        ("1b", "output", REPORT, "sebagian, tanpa bacaan utuh dari Sistem pemantauan aplikasi"),
    ]
    assert judgement.deviations[1].evidence == "Sistem pemantauan aplikasi: mati"


def test_the_missing_statistics_extension_is_named_instead_of_old_data(site: Site, day: Day) -> None:
    reason = "statistik query (pg_stat_statements) tidak ada di basis data 'spse'"
    without = Coverage(CoverageState.PARTIAL, reasons=(reason,), parser=f"PostgreSQL 18.0 {WITHOUT_STATEMENTS}")
    stale = check("database", CheckState.STALE, "ekstensi belum ada")
    judgement = judged(site, day, {**COVERAGES, "database": without}, {**CHECKS, "database": stale})
    equipment = judgement.deviations[0]
    assert equipment.actual == "ekstensi pg_stat_statements tidak ada"
    assert equipment.evidence == f"ekstensi belum ada; {reason}"


def test_sources_that_are_not_required_give_none(site: Site, day: Day) -> None:
    optional = site.model_copy(
        update={"sources": {n: s.model_copy(update={"required": False}) for n, s in site.sources.items()}}
    )
    judgement = judged(optional, day, {}, {})
    assert found(judgement) == []
    assert judgement.in_order == {
        deviation_id(day, Step.REPORT, kind, REPORT) for kind in (DeviationKind.TIME, DeviationKind.OUTPUT)
    }


@pytest.mark.parametrize(
    ("unparsed", "entries", "actual"),
    [
        (10, 990, None),  # 1.0 %: the limit itself
        (11, 989, "11 dari 1000 baris tidak terurai (1,1%)"),
        (0, 1000, None),
        (7, 0, "7 dari 7 baris tidak terurai (100%)"),
    ],
)
def test_unparsed_lines(site: Site, day: Day, unparsed: int, entries: int, actual: str | None) -> None:
    place = Place("postgresql-Mon.csv", 812, "isi log")
    log = replace(WHOLE, entry_count=entries, unparsed_count=unparsed, unparsed_places=(place,))
    judgement = judged(site, day, {**COVERAGES, "database_log": log})
    own = [each for each in judgement.deviations if each.step is Step.COLLECT]
    assert [each.actual for each in own] == ([actual] if actual else [])
    for each in own:
        assert each.standard == "paling banyak 1% baris Log server basis data tidak terurai"
        # Where, but nothing of the line itself.
        assert each.evidence == "letak: postgresql-Mon.csv, baris 812"


def test_unparsed_lines_of_what_was_not_read_cannot_be_judged(site: Site, day: Day) -> None:
    subject = deviation_id(day, Step.COLLECT, DeviationKind.OUTPUT, "database_log")
    for coverages in ({"database": WHOLE}, {"database": WHOLE, "database_log": MISSING}):
        judgement = judged(site, day, coverages)
        assert subject not in judgement.in_order
        assert subject not in {each.deviation_id for each in judgement.deviations}


def test_a_partial_report_is_one_deviation_with_all_its_reasons(site: Site, day: Day) -> None:
    partial = Coverage(CoverageState.PARTIAL, reasons=("a.", "b"), entry_count=1)
    judgement = judged(site, day, {"database": partial, "database_log": partial})
    assert found(judgement) == [
        ("1b", "output", REPORT, "sebagian, tanpa bacaan utuh dari Basis data SPSE, Log server basis data")
    ]
    assert judgement.deviations[0].evidence == (
        "Basis data SPSE: a; Basis data SPSE: b; Log server basis data: a; Log server basis data: b"
    )


def test_a_report_that_was_not_made(site: Site, day: Day) -> None:
    judgement = judged(site, day, written=None)
    assert found(judgement) == [("1b", "output", REPORT, "tidak dibuat")]
    # While there is time left, only its absence is told; when the time is over, that too.
    assert [each.kind for each in judged(site, day, written=None, now=DUE + timedelta(seconds=1)).deviations] == [
        DeviationKind.TIME,
        DeviationKind.OUTPUT,
    ]


def test_the_accountable_of_each_step_is_an_official_of_the_site(site: Site, day: Day) -> None:
    settled = site.model_copy(
        update={"accountable": site.accountable.model_copy(update={"check": "head", "report": "change_manager"})}
    )
    judgement = judged(settled, day, {}, {})
    who = {each.step: (each.accountable_title, each.accountable_name) for each in judgement.deviations}
    assert who[Step.CHECK] == (site.officials.head.title, site.officials.head.name)
    assert who[Step.REPORT] == (site.officials.change_manager.title, site.officials.change_manager.name)


def test_a_day_that_is_not_over_is_not_judged(site: Site, day: Day) -> None:
    judgement = judged(site, day, {}, {}, None, now=day.end - timedelta(seconds=1))
    assert (judgement.deviations, judgement.in_order, judgement.unjudged) == ((), frozenset(), "hari belum berakhir")
    assert judged(site, day, {}, {}, None, now=day.end).deviations


def test_only_the_last_day_before_the_set_up_is_judged_and_not_its_time(site: Site, day: Day) -> None:
    set_up = datetime(2026, 11, 24, 10, tzinfo=WIB)
    late = set_up + timedelta(hours=1)
    yesterday = judged(site, day, {}, {}, late, late, set_up)
    assert DeviationKind.TIME not in {each.kind for each in yesterday.deviations}
    assert deviation_id(day, Step.REPORT, DeviationKind.TIME, REPORT) not in yesterday.in_order
    assert yesterday.deviations
    before = judged(site, day.shift(-1), {}, {}, late, late, set_up)
    assert before.deviations == ()
    assert before.unjudged == "hari itu mendahului pemasangan sistem pada 24-11-2026"
    # Nothing at all is known: the run itself is the set-up.
    assert judged(site, day, {}, {}, late, late, None) == yesterday
