"""Time: was each step of a change request answered within the limit that the site gives it (SOP steps 5 and 6)?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from spse_monev.analysis.changes import FORMS
from spse_monev.analysis.deviations.findings import Findings
from spse_monev.analysis.deviations.words import length
from spse_monev.changes import ChangeEvent, ChangeRecord, ChangeState
from spse_monev.deviations import DeviationKind, Judgement, Step, waiting_subject
from spse_monev.figures import clock
from spse_monev.labels import change_request_state_label, executor_label
from spse_monev.period import Day, after_working_days
from spse_monev.settings import Official, Site

_TECHNICAL = frozenset(
    {ChangeState.ASSISTANCE, ChangeState.ASSISTANCE_RESULT, ChangeState.PROPOSAL, ChangeState.PROPOSAL_RESULT}
)


@dataclass(frozen=True, slots=True)
class Wait:
    """A request at one state: since the event that led there, until the event that led on (None: still there)."""

    state: ChangeState
    since: datetime
    left: ChangeEvent | None


def waits(record: ChangeRecord) -> Iterator[Wait]:
    """Where a request has waited for people, in order; reminders and answers that cannot be used end no wait."""
    entered: ChangeEvent | None = None
    for event in record.events:
        if entered is not None and event.state is entered.state:
            continue
        if entered is not None and entered.state.is_waiting:
            yield Wait(entered.state, entered.at, event)
        entered = event
    if entered is not None and entered.state.is_waiting:
        yield Wait(entered.state, entered.at, None)


@dataclass(frozen=True, slots=True)
class Limit:
    """By when a wait has to be over: `days` working days after it began, or after the day it is scheduled for."""

    days: int
    scheduled: date | None  # only if the days are counted from it
    due: datetime


def limit_of(site: Site, record: ChangeRecord, wait: Wait) -> Limit | None:
    """The limit of a wait as the site's settings are now; None if it has none."""
    days: int | None = getattr(site.change_requests.step_days, wait.state.value)
    if days is None:
        return None
    scheduled = _scheduled(record, wait)
    since = max(wait.since, Day(scheduled, site.zone).start) if scheduled else wait.since
    try:
        due = after_working_days(since, days, site.zone)
    except OverflowError:  # people may schedule a change for the end of the calendar
        return None
    return Limit(days, scheduled if since != wait.since else None, due)


def judge_waits(site: Site, records: Iterable[ChangeRecord], now: datetime) -> Judgement:
    """What was not answered in time, by the limits that the site has now; it is of the day on which the limit ran out.

    Nothing is said of what was in time: an overrun stays one, so there is nothing that could have been mended.
    """
    judgement = Judgement()
    for record in records:
        for wait in waits(record):
            judgement += _judge(site, record, wait, now)
    return judgement


def _judge(site: Site, record: ChangeRecord, wait: Wait, now: datetime) -> Judgement:
    limit = limit_of(site, record, wait)
    if limit is None or (wait.left.at if wait.left else now) <= limit.due:
        return Judgement()
    due = limit.due
    form = FORMS[wait.state]
    executor = executor_label(form.executor)
    official: Official = getattr(site.officials, form.executor)
    evidence = [
        f"permohonan {record.request.number} {change_request_state_label(wait.state)} oleh {executor} sejak "
        f"{clock(wait.since, site.zone)}"
    ]
    if limit.scheduled:
        evidence.append(f"dijadwalkan pada {limit.scheduled:%d-%m-%Y}, sehingga batasnya dihitung sejak tanggal itu")
    evidence.append(f"jatuh tempo {clock(due, site.zone)}")
    # Who answered stands in the request's events; the register names the office, as it goes to others.
    if wait.left:
        fault = f"baru dijawab {clock(wait.left.at, site.zone)} oleh {executor}"
        evidence.append(f"terlambat {length(wait.left.at - due)} menurut waktu jawaban dalam register permohonan")
    else:
        fault = "belum dijawab"
    findings = Findings(site, Day(due.date(), site.zone))
    findings.tell(
        Step.TECHNICAL if wait.state in _TECHNICAL else Step.CHANGE,
        DeviationKind.TIME,
        waiting_subject(record.request.number, wait.state),
        f"{form.subject}: dijawab paling lambat {clock(due, site.zone)} (batas {limit.days} hari kerja, Senin sampai "
        "Jumat)",
        [fault],
        evidence,
        official,
    )
    return findings.judgement()


def _scheduled(record: ChangeRecord, wait: Wait) -> date | None:
    """For which day the change was scheduled when it was approved; None at other steps and without an approval."""
    approval = record.answer(ChangeState.APPROVAL) if wait.state is ChangeState.EXECUTION else None
    day = approval and approval.details.get("jadwal")
    return date.fromisoformat(day) if isinstance(day, str) and day else None
