"""The time of reports: in time to the second, late, never; looking back; clocks that are put forward."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from spse_monev.analysis.deviations import EVALUATION_DUE, RECAP_DUE, judge_days_before, judge_months_before
from spse_monev.analysis.deviations.lateness import LOOK_BACK_DAYS, MonthlyDocument, _day_due
from spse_monev.deviations import REPORT, DeviationKind, Known, Step, deviation_id
from spse_monev.period import Day, Month
from spse_monev.settings import Site
from tests.analysis.deviations.conftest import SET_UP

WIB = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 24, 12, tzinfo=WIB)
DUE = datetime(2026, 11, 24, 7, 30, tzinfo=WIB)


def only(site: Site, day: Day, written: datetime | None, now: datetime = NOW) -> list[tuple[str, str]]:
    """What is said of `day` where all other days were in time."""
    others = {each.date: each.end for back in range(1, 60) if (each := day.shift(-back))}
    known = Known(SET_UP, others | ({day.date: written} if written else {}))
    return [(each.actual, each.evidence) for each in judge_days_before(site, None, known, now).deviations]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (DUE, []),
        (
            DUE + timedelta(seconds=1),
            [
                (
                    "baru ditulis 24-11-2026 07.30 WIB",
                    "terlambat 1 menit menurut waktu tulis pertama dalam daftar berkas",
                )
            ],
        ),
        (
            DUE + timedelta(days=1, hours=2, minutes=3),
            [
                (
                    "baru ditulis 25-11-2026 09.33 WIB",
                    "terlambat 1 hari 2 jam 3 menit menurut waktu tulis pertama dalam daftar berkas",
                )
            ],
        ),
    ],
)
def test_a_report_is_late_when_it_was_first_written_after_the_limits(
    site: Site, day: Day, written: datetime, said: list[tuple[str, str]]
) -> None:
    assert only(site, day, written) == said


def test_a_report_that_was_never_written_is_told_when_its_time_is_over(site: Site, day: Day) -> None:
    assert only(site, day, None, DUE) == []
    [(actual, _)] = only(site, day, None, DUE + timedelta(seconds=1))
    assert actual == "belum pernah ditulis"


def test_limits_and_schedule_of_the_site_decide(site: Site, day: Day) -> None:
    tight = site.model_copy(
        update={
            "step_limits": site.step_limits.model_copy(update={"check_hours": 0.5, "collect_hours": 1}),
            "schedule": site.schedule.model_copy(update={"daily_at": "05:00"}),
        }
    )
    known = Known(SET_UP, {day.date: datetime(2026, 11, 24, 9, 31, tzinfo=WIB)})
    found = [each for each in judge_days_before(tight, None, known, NOW).deviations if each.period == day]
    assert found[0].standard == (
        "ditulis paling lambat 24-11-2026 09.30 WIB (mulai 24-11-2026 05.00 WIB, "
        "batas langkah 1, 1a dan 1b 4 jam 30 menit)"
    )


def test_looking_back_finds_every_day_that_was_not_reported(site: Site, day: Day) -> None:
    first = day.shift(1 - LOOK_BACK_DAYS)
    silent = {day.shift(-3), day.shift(-4), first}
    known = Known(SET_UP, {day.shift(-n).date: day.shift(-n).end for n in range(60) if day.shift(-n) not in silent})
    judgement = judge_days_before(site, None, known, NOW)
    assert {each.period for each in judgement.deviations} == silent
    assert {(each.step, each.kind, each.subject) for each in judgement.deviations} == {
        (Step.REPORT, DeviationKind.TIME, REPORT)
    }
    assert len(judgement.in_order) == LOOK_BACK_DAYS - len(silent)
    # A day before those is not looked at any more.
    assert judge_days_before(site, None, Known(SET_UP, {}), NOW).deviations[0].period == first


def test_looking_back_stops_where_the_site_was_set_up(site: Site, day: Day) -> None:
    # The run of the 21st was planned for the 22nd at 00:30; that of the 22nd for the 23rd.
    set_up = datetime(2026, 11, 23, 0, 30, tzinfo=WIB)
    assert [each.period for each in judge_days_before(site, None, Known(set_up), NOW).deviations] == [
        day.shift(-1), day,
    ]  # fmt: skip
    later = set_up + timedelta(seconds=1)
    assert [each.period for each in judge_days_before(site, None, Known(later), NOW).deviations] == [day]
    assert judge_days_before(site, None, Known(None), NOW).deviations == ()


def test_the_own_day_is_left_to_its_whole_judgement(site: Site, day: Day) -> None:
    judgement = judge_days_before(site, day, Known(SET_UP), NOW)
    assert day not in {each.period for each in judgement.deviations}
    assert len(judgement.deviations) == LOOK_BACK_DAYS - 1


@pytest.mark.parametrize(
    ("document", "hour"),
    [(RECAP_DUE, 4), (EVALUATION_DUE, 6)],  # from 2 o'clock on: 2 hours for step 3, then 1 each for steps 4 and 5
)
def test_months_are_looked_back_to_as_far_as_days(site: Site, document: MonthlyDocument, hour: int) -> None:
    october, due = Month.parse("2026-10", site.zone), datetime(2026, 11, 1, hour, tzinfo=WIB)
    for written, late in ((due, False), (due + timedelta(seconds=1), True), (None, True)):
        known = Known(SET_UP, {october.first: written} if written else {})
        judgement = judge_months_before(site, None, document, known, NOW)
        assert [each.period for each in judgement.deviations] == ([october] if late else [])
        subject = deviation_id(october, document.step, DeviationKind.TIME, document.subject)
        assert (subject in judgement.in_order) is not late
    assert judge_months_before(site, october, document, Known(SET_UP), NOW).deviations == ()
    # On 14 December that of October was due 44 days ago, on the 17th too long ago; November's then is missing.
    for days, months in ((20, ["2026-11", "2026-10"]), (23, ["2026-11"])):
        judgement = judge_months_before(site, None, document, Known(SET_UP), NOW + timedelta(days=days))
        assert [str(each.period) for each in judgement.deviations] == months


def test_hours_are_hours_also_when_the_clock_is_put_forward(site: Site) -> None:
    berlin = site.model_copy(update={"zone_name": "Europe/Berlin"})
    # On 29 March 2026 the clock jumps from 2 to 3: seven hours after 00:30 it shows 08:30.
    planned, due = _day_due(berlin, Day.parse("2026-03-28", berlin.zone))
    assert due - planned == timedelta(hours=7)
    assert due.astimezone(berlin.zone).strftime("%H:%M") == "08:30"
    assert planned.tzinfo is UTC
