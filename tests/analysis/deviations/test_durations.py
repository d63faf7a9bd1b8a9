"""How long steps took: what is over, what is not judged, and what is not told twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from spse_monev.analysis.deviations import judge_durations
from spse_monev.deviations import DURATION, REPORT, Deviation, DeviationKind, Known, Step, deviation_id
from spse_monev.period import Day, Month
from spse_monev.settings import Site
from spse_monev.steps import AttemptState, StepTime
from tests.analysis.deviations.conftest import SET_UP

KNOWN = Known(SET_UP)
HOURS = 12


def time(day: Day, minutes: float, start: datetime | None = None, **more: Any) -> StepTime:
    """Step 1a of a day, from half an hour after its end, as the schedule has it."""
    start = start or day.end + timedelta(minutes=30)
    duration = timedelta(minutes=minutes)
    told = StepTime(
        Step.COLLECT, day, "spse_daily", "terjadwal", 0, AttemptState.SUCCESS, start, start + duration, duration,
        timedelta(hours=3), 4, 6, (),
    )  # fmt: skip
    return replace(told, **more)


def now(day: Day) -> datetime:
    return day.end + timedelta(hours=HOURS)


def late(period: Day | Month, step: Step = Step.REPORT) -> Deviation:
    return Deviation(period, step, DeviationKind.TIME, REPORT, "", "baru ditulis", "", "", "")


def test_an_overrun_says_when_it_began_and_ended_how_long_it_took_and_what_it_may(site: Site, day: Day) -> None:
    [told] = judge_durations(site, [time(day, 205.5)], [], KNOWN, now(day)).deviations
    assert (told.period, told.step, told.kind, told.subject) == (day, Step.COLLECT, DeviationKind.TIME, DURATION)
    assert told.standard == "langkah 1a selesai dalam 3 jam sejak mulai"
    assert told.actual == "berlangsung 3 jam 25 menit 30 detik, lebih 25 menit 30 detik dari batas"
    assert told.evidence == (
        "mulai 24-11-2026 00.30 WIB; selesai 24-11-2026 03.55 WIB; 6 percobaan dari 4 tugas, menunggu percobaan "
        "berikutnya ikut dihitung; run terjadwal dari DAG spse_daily"
    )
    assert told.accountable_title == site.officials.administrator.title


def test_what_waited_for_another_step_is_said_and_not_counted(site: Site, day: Day) -> None:
    slow = time(day, 205)
    gap = replace(slow, duration=timedelta(hours=3, seconds=1))
    [told] = judge_durations(site, [gap], [], KNOWN, now(day)).deviations
    assert "25 menit menunggu langkah lain tidak dihitung" in told.evidence
    assert told.actual == "berlangsung 3 jam 1 detik, lebih 1 detik dari batas"


def test_as_long_as_the_limit_is_in_order(site: Site, day: Day) -> None:
    judged = judge_durations(site, [time(day, 180)], [], KNOWN, now(day))
    assert judged.deviations == ()
    assert judged.in_order == {deviation_id(day, Step.COLLECT, DeviationKind.TIME, DURATION)}


def test_the_first_whole_pass_counts_and_none_after_it(site: Site, day: Day) -> None:
    night, afternoon = time(day, 60), time(day, 600, day.end + timedelta(hours=14), clear_number=1)
    for times in ([night, afternoon], [afternoon, night]):
        judged = judge_durations(site, times, [], KNOWN, now(day))
        assert (judged.deviations, len(judged.in_order)) == ((), 1)
    [told] = judge_durations(
        site, [time(day, 600), replace(afternoon, duration=timedelta())], [], KNOWN, now(day)
    ).deviations
    assert told.actual.startswith("berlangsung 10 jam")


def test_a_pass_without_an_end_is_passed_over(site: Site, day: Day) -> None:
    killed = time(day, 0, state=AttemptState.LOST, ended_at=None, duration=None)
    judged = judge_durations(site, [killed], [], KNOWN, now(day))
    assert (judged.deviations, judged.in_order) == ((), frozenset())
    anew = time(day, 200, day.end + timedelta(hours=9), run_id="manual")
    assert len(judge_durations(site, [killed, anew], [], KNOWN, now(day)).deviations) == 1


def test_a_look_at_a_day_that_goes_on_is_not_its_run(site: Site, day: Day) -> None:
    early = time(day, 500, day.end - timedelta(hours=9))
    judged = judge_durations(site, [early], [], KNOWN, now(day))
    assert (judged.deviations, judged.in_order) == ((), frozenset())


def test_a_day_that_was_made_up_for_later_is_judged_by_its_own_time(site: Site, day: Day) -> None:
    backfill = time(day, 20, day.end + timedelta(days=5), run_id="backfill")
    assert judge_durations(site, [backfill], [], KNOWN, now(day.shift(6))).deviations == ()


@pytest.mark.parametrize("known", [Known(None), Known(SET_UP + timedelta(days=700))])
def test_what_was_before_the_set_up_is_not_judged(site: Site, day: Day, known: Known) -> None:
    judged = judge_durations(site, [time(day.shift(-9), 500)], [], known, now(day))
    assert (judged.deviations, judged.in_order) == ((), frozenset())


def test_a_step_whose_document_is_late_is_told_once(site: Site, day: Day) -> None:
    report = time(day, 300, step=Step.REPORT)
    assert judge_durations(site, [report], [late(day)], KNOWN, now(day)) == judge_durations(
        site, [], [], KNOWN, now(day)
    )
    # Another step, another day and another kind of deviation say nothing of it.
    others = [late(day, Step.CHECK), late(day.shift(1)), replace(late(day), kind=DeviationKind.OUTPUT)]
    assert len(judge_durations(site, [report], others, KNOWN, now(day)).deviations) == 1


def test_only_the_steps_that_are_asked_for(site: Site, day: Day) -> None:
    times = [time(day, 300), time(day, 300, step=Step.REPORT)]
    judged = judge_durations(site, times, [], KNOWN, now(day), (Step.COLLECT,))
    assert [each.step for each in judged.deviations] == [Step.COLLECT]


def test_every_step_has_somebody_who_accounts_for_it(site: Site, day: Day, month: Month) -> None:
    roles = {"analysis": "change_manager", "requests": "head"}
    site = site.model_copy(update={"accountable": site.accountable.model_copy(update=roles)})
    after = month.end + timedelta(hours=2)
    steps = [time(day, 999, step=step) for step in (Step.CHECK, Step.COLLECT, Step.ANALYSE, Step.REPORT)]
    steps += [
        replace(time(day, 999, after, step=step), period=month)
        for step in (Step.COMPLAINTS, Step.EVALUATE, Step.CHANGE)
    ]
    told = judge_durations(site, steps, [], KNOWN, now(day)).deviations
    accountable = {each.step: each.accountable_title for each in told}
    assert len(accountable) == 7
    assert accountable[Step.ANALYSE] == site.officials.change_manager.title
    assert accountable[Step.CHANGE] == site.officials.head.title
