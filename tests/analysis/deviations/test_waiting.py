"""The time of change requests: each step by its own limit, in working days; answered in time, late, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from spse_monev.analysis import changes as analysis
from spse_monev.analysis.changes import SUCCESSORS, forms
from spse_monev.analysis.deviations import judge_waits
from spse_monev.changes import ChangeEvent, ChangeRecord, ChangeState, Detail, EventKind, Request
from spse_monev.deviations import Deviation, DeviationKind, Step
from spse_monev.findings import Actor, ChangeClass, Impact, Priority, Urgency
from spse_monev.labels import deviation_subject_label
from spse_monev.period import Day
from spse_monev.settings import Site
from spse_monev.settings.changes import StepDays

WIB = ZoneInfo("Asia/Jakarta")
FRIDAY = datetime(2026, 11, 20, 15, tzinfo=WIB)
TUESDAY = datetime(2026, 11, 24, 15, tzinfo=WIB)
NUMBER = "PP-2026-11-001"
SECOND = timedelta(seconds=1)
S = ChangeState
Told = tuple[EventKind, ChangeState, datetime, Mapping[str, Detail]]


def record(*told: Told) -> ChangeRecord:
    """A request of which only the events matter; they have no hashes."""
    request = Request(
        NUMBER, "R04", date(2026, 11, 1), told[-1][1], "Pool koneksi", ChangeClass.MINOR, "", "", "", "", "",
        Actor.ADMINISTRATOR, Urgency.URGENT, Impact.LARGE, Priority.HIGH, FRIDAY,
    )  # fmt: skip
    events = (
        ChangeEvent(sequence, kind, state, at, "budi", details, "", "")
        for sequence, (kind, state, at, details) in enumerate(told, 1)
    )
    return ChangeRecord(request, tuple(events))


def submitted(at: datetime = FRIDAY) -> Told:
    return EventKind.SUBMITTED, S.REVIEW, at, {}


def answered(step: ChangeState, led_to: ChangeState, at: datetime, **details: Detail) -> Told:
    return EventKind.ANSWERED, led_to, at, {"step": step.value, "option": forms.FORWARD, **details}


def only(site: Site, told: ChangeRecord, now: datetime) -> Deviation:
    judgement = judge_waits(site, [told], now)
    assert not judgement.in_order
    [found] = judgement.deviations
    return found


def with_limits(site: Site, **days: int | None) -> Site:
    settings = site.change_requests.model_copy(update={"step_days": StepDays(**days)})
    return site.model_copy(update={"change_requests": settings})


def test_an_unanswered_step_is_told_on_the_day_its_limit_ran_out_and_in_the_same_words_ever_after(site: Site) -> None:
    assert judge_waits(site, [record(submitted())], TUESDAY).deviations == ()
    assert judge_waits(site, [record(submitted())], FRIDAY - timedelta(days=9)).deviations == ()
    first = only(site, record(submitted()), TUESDAY + SECOND)
    assert first == only(site, record(submitted()), TUESDAY + timedelta(days=400))
    assert (first.period, first.step, first.kind) == (Day(date(2026, 11, 24), site.zone), Step.CHANGE, "time")
    assert first.subject == f"{NUMBER} review"
    assert deviation_subject_label(first.subject) == f"{NUMBER} (menunggu telaah)"
    assert first.actual == "belum dijawab"
    assert first.standard == (
        "Telaah permohonan perubahan: dijawab paling lambat 24-11-2026 15.00 WIB (batas 2 hari kerja, Senin sampai "
        "Jumat)"
    )
    assert first.evidence == (
        f"permohonan {NUMBER} menunggu telaah oleh Pengelola Perubahan sejak 20-11-2026 15.00 WIB; "
        "jatuh tempo 24-11-2026 15.00 WIB"
    )
    assert first.accountable_name == site.officials.change_manager.name


def test_reminders_and_answers_that_cannot_be_used_end_no_wait(site: Site) -> None:
    nothing_new = [(kind, S.REVIEW, FRIDAY + SECOND, {}) for kind in (EventKind.REMINDED, EventKind.MISANSWERED)]
    told = record(submitted(), *nothing_new, (EventKind.DOCUMENTED, S.REVIEW, FRIDAY + SECOND, {}))
    assert only(site, told, TUESDAY + SECOND) == only(site, record(submitted()), TUESDAY + SECOND)


def test_a_late_answer_is_told_with_its_time_and_office_and_not_with_the_name_of_a_user(site: Site) -> None:
    in_time = record(submitted(), answered(S.REVIEW, S.REFUSED, TUESDAY))
    assert judge_waits(site, [in_time], TUESDAY + timedelta(days=99)).deviations == ()
    late = record(submitted(), answered(S.REVIEW, S.REFUSED, TUESDAY + timedelta(hours=25)))
    found = only(site, late, TUESDAY + timedelta(days=99))
    assert found.deviation_id == only(site, record(submitted()), TUESDAY + SECOND).deviation_id
    assert found.actual == "baru dijawab 25-11-2026 16.00 WIB oleh Pengelola Perubahan"
    assert "terlambat 1 hari 1 jam menurut waktu jawaban dalam register permohonan" in found.evidence
    assert "budi" not in f"{found}"


def test_each_wait_has_its_own_limit_and_its_own_executor(site: Site) -> None:
    week = timedelta(days=7)
    told = record(
        submitted(),
        answered(S.REVIEW, S.APPROVAL, FRIDAY + week),
        answered(S.APPROVAL, S.CONSULTATION, FRIDAY + 2 * week),
        answered(S.CONSULTATION, S.LOWERING, FRIDAY + 4 * week),
    )
    found = judge_waits(site, [told], FRIDAY + 9 * week).deviations
    officials = site.officials
    assert [(each.subject.split()[1], each.accountable_name) for each in found] == [
        ("review", officials.change_manager.name),
        ("approval", officials.head.name),
        ("consultation", officials.administrator.name),
        ("lowering", officials.change_manager.name),
    ]
    assert len({each.deviation_id for each in found}) == 4


@pytest.mark.parametrize(
    ("scheduled", "due"),
    [
        ("2026-12-14", datetime(2026, 12, 28, tzinfo=WIB)),  # later than the approval: ten working days from then
        ("2026-12-12", datetime(2026, 12, 28, tzinfo=WIB)),  # a Saturday
        ("2026-11-20", FRIDAY + timedelta(days=14)),  # the day of the approval itself
        (None, FRIDAY + timedelta(days=14)),
    ],
)
def test_carrying_out_is_due_from_the_scheduled_day(site: Site, scheduled: str | None, due: datetime) -> None:
    approval = answered(S.APPROVAL, S.EXECUTION, FRIDAY, **({"jadwal": scheduled} if scheduled else {}))
    told = record((EventKind.SUBMITTED, S.APPROVAL, FRIDAY, {}), approval)
    assert judge_waits(site, [told], due).deviations == ()
    found = only(site, told, due + SECOND)
    assert found.period == Day(due.date(), site.zone)
    assert ("dijadwalkan pada" in found.evidence) == (scheduled is not None and scheduled > "2026-12")


def test_a_schedule_at_the_end_of_the_calendar_is_never_due(site: Site) -> None:
    approval = answered(S.APPROVAL, S.EXECUTION, FRIDAY, jadwal="9999-12-31")
    told = record((EventKind.SUBMITTED, S.APPROVAL, FRIDAY, {}), approval)
    assert judge_waits(site, [told], datetime.max.replace(tzinfo=WIB)).deviations == ()


def test_step_6_has_no_limit_unless_the_site_sets_one(site: Site) -> None:
    technical = (S.ASSISTANCE, S.ASSISTANCE_RESULT, S.PROPOSAL, S.PROPOSAL_RESULT)
    records = [record((EventKind.SUBMITTED, state, FRIDAY, {})) for state in technical]
    later = FRIDAY + timedelta(days=900)
    assert judge_waits(site, records, later).deviations == ()
    strict = with_limits(site, **{state.value: 1 for state in technical})
    found = judge_waits(strict, records, later).deviations
    assert [(each.step, each.kind) for each in found] == [(Step.TECHNICAL, DeviationKind.TIME)] * 4
    assert judge_waits(with_limits(site, review=None), [record(submitted())], later).deviations == ()


def test_a_request_that_was_approved_in_advance_did_not_wait_for_its_review(site: Site) -> None:
    told = record(submitted(), (EventKind.PREAPPROVED, S.EXECUTION, FRIDAY, {}))
    found = only(site, told, FRIDAY + timedelta(days=60))
    assert found.subject == f"{NUMBER} execution"


def test_drafts_and_ended_requests_wait_for_nobody(site: Site) -> None:
    draft = replace(record(submitted()), events=())
    ended = record(submitted(), answered(S.REVIEW, S.WITHDRAWN, FRIDAY + SECOND))
    assert judge_waits(site, [draft, ended], FRIDAY + timedelta(days=900)).deviations == ()


def test_no_state_can_be_waited_at_twice() -> None:
    """The subject of a wait is its request and its state, so no path may come back."""

    def reached(state: ChangeState) -> set[ChangeState]:
        return set().union(*({after} | reached(after) for after in SUCCESSORS[state]))

    assert not [state for state in ChangeState if state in reached(state)]


def test_every_waiting_state_has_a_limit_and_a_form() -> None:
    assert {state.value for state in ChangeState if state.is_waiting} == set(StepDays.model_fields)
    assert set(analysis.FORMS) == {state for state in ChangeState if state.is_waiting}
