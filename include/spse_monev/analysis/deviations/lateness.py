"""Time: was the report of a period first written within the SOP's limits, or at all?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from spse_monev.analysis.deviations.findings import Findings
from spse_monev.analysis.deviations.words import length
from spse_monev.deviations import EVALUATION, RECAP, REPORT, DeviationKind, Judgement, Known, Step
from spse_monev.figures import clock
from spse_monev.period import Day, Month
from spse_monev.settings import Site

# How far a run looks back for periods that were not reported, so that the pipeline's own death is told too.
LOOK_BACK_DAYS = 45


@dataclass(frozen=True, slots=True)
class MonthlyDocument:
    """What is due of a month: the step that makes it, and the steps whose limits add up until then."""

    step: Step
    subject: str
    limits: tuple[str, ...]  # fields of `StepLimits`
    steps: str  # their numbers, in words


RECAP_DUE = MonthlyDocument(Step.COMPLAINTS, RECAP, ("complaint_hours",), "langkah 3")
EVALUATION_DUE = MonthlyDocument(
    Step.EVALUATE, EVALUATION, ("complaint_hours", "analyse_hours", "request_hours"), "langkah 3, 4 dan 5"
)


def first_day(now: datetime, site: Site) -> Day:
    """The first day that a run looks back to."""
    return Day.before(now, site.zone).shift(1 - LOOK_BACK_DAYS)


def days_looked_at(site: Site, now: datetime) -> Iterator[Day]:
    """The days that a run looks back to: up to the last one that is over."""
    looked_at = first_day(now, site)
    while looked_at.end <= now:
        yield looked_at
        looked_at = looked_at.shift(1)


def months_looked_at(site: Site, document: MonthlyDocument, now: datetime) -> Iterator[Month]:
    """The same for months, the last first: those whose document was due since the first day looked back to."""
    since = first_day(now, site).start
    looked_at = Month.before(now, site.zone)
    while _month_due(site, looked_at, document)[1] >= since:
        yield looked_at
        looked_at = looked_at.shift(-1)


def judge_days_before(site: Site, day: Day | None, known: Known, now: datetime) -> Judgement:
    """The lateness of the days up to the last one that is over, but for `day`, which is judged as a whole."""
    judgement = Judgement()
    for looked_at in days_looked_at(site, now):
        if looked_at != day:
            findings = Findings(site, looked_at)
            tell_day(findings, looked_at, known, now)
            judgement += findings.judgement()
    return judgement


def judge_months_before(
    site: Site, month: Month | None, document: MonthlyDocument, known: Known, now: datetime
) -> Judgement:
    """The same for months."""
    judgement = Judgement()
    for looked_at in months_looked_at(site, document, now):
        if looked_at != month:
            findings = Findings(site, looked_at)
            tell_month(findings, looked_at, document, known, now)
            judgement += findings.judgement()
    return judgement


def tell_day(findings: Findings, day: Day, known: Known, now: datetime) -> None:
    """Tell whether the day's report came in time (SOP steps 1, 1a and 1b)."""
    planned, due = _day_due(findings.site, day)
    standard = (
        f"ditulis paling lambat {clock(due, day.zone)} (mulai {clock(planned, day.zone)}, batas langkah 1, 1a dan 1b "
        f"{length(due - planned)})"
    )
    _tell(findings, Step.REPORT, REPORT, standard, planned, due, known, now)


def tell_month(findings: Findings, month: Month, document: MonthlyDocument, known: Known, now: datetime) -> None:
    """Tell whether a document of the month came in time (SOP steps 3 to 5)."""
    planned, due = _month_due(findings.site, month, document)
    standard = (
        f"ditulis paling lambat {clock(due, month.zone)} (mulai {clock(planned, month.zone)}, batas {document.steps} "
        f"{length(due - planned)})"
    )
    _tell(findings, document.step, document.subject, standard, planned, due, known, now)


def _tell(
    findings: Findings, step: Step, subject: str, standard: str, planned: datetime, due: datetime, known: Known,
    now: datetime,
) -> None:  # fmt: skip
    # Nobody was late with a run that was due before there was anything to run.
    if planned < (known.set_up_at or now):
        return
    period = findings.period
    written = known.first_written.get(period.start.date())
    if written is None:
        if now <= due:
            return
        faults, evidence = ["belum pernah ditulis"], [f"{subject} tidak ada dalam daftar berkas yang ditulis"]
    elif written > due:
        faults = [f"baru ditulis {clock(written, period.zone)}"]
        evidence = [f"terlambat {length(written - due)} menurut waktu tulis pertama dalam daftar berkas"]
    else:
        faults, evidence = [], []
    findings.tell(step, DeviationKind.TIME, subject, standard, faults, evidence)


def _day_due(site: Site, day: Day) -> tuple[datetime, datetime]:
    """When the day's run is planned to start, and until when its report has to be written."""
    limits = site.step_limits
    hours = limits.check_hours + limits.collect_hours + limits.report_hours
    return _due(site.schedule.daily_at, day.shift(1).date, hours, site)


def _month_due(site: Site, month: Month, document: MonthlyDocument) -> tuple[datetime, datetime]:
    """The same of a month's run and one of its documents."""
    hours = sum(getattr(site.step_limits, limit) for limit in document.limits)
    return _due(site.schedule.monthly_at, month.shift(1).first, hours, site)


def _due(clock: str, at: date, hours: float, site: Site) -> tuple[datetime, datetime]:
    # In UTC, because hours added to the clock of a zone with summer time may be more or fewer than they are.
    planned = datetime.combine(at, time.fromisoformat(clock), site.zone).astimezone(UTC)
    return planned, planned + timedelta(hours=hours)
