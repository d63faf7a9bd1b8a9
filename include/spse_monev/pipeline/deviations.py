"""The register of deviations: what the software enters at the end of a day or a month, and what people answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime

from spse_monev.analysis import deviations as analysis
from spse_monev.connections import Connections
from spse_monev.deviations import Answer, Deviation, Judgement, Known, Step
from spse_monev.period import Day, Month
from spse_monev.pipeline.session import open_warehouse, stored_days
from spse_monev.settings import Helpdesk, Site
from spse_monev.steps import step_times
from spse_monev.warehouse import Warehouse
from spse_monev.warehouse.deviations import DeviationEvent, Recorded, StoredDeviation
from spse_monev.warehouse.session import Row

# The steps of a day and of a month; a report can tell only of those that have ended before it is written.
_BEFORE_REPORT = (Step.CHECK, Step.COLLECT, Step.ANALYSE)
_DAILY = (*_BEFORE_REPORT, Step.REPORT)
_BEFORE_EVALUATION = (Step.COMPLAINTS,)
_EVALUATION = (Step.EVALUATE, Step.CHANGE)


def record_deviations(site: Site, period: Day | Month, connections: Connections, now: datetime) -> Recorded:
    """Judge a period whose run took place, look back for periods that were not reported, and enter what deviates.

    Every run also judges how long change requests have waited: an overrun belongs to the day on which the limit ran
    out, whichever run finds it. Entered again, the same facts add nothing. What was entered and is in order now is told
    as mended, and stays.
    """
    with open_warehouse(site, connections) as warehouse:
        judgement = _judge_days(site, period if isinstance(period, Day) else None, warehouse, now)
        month = period if isinstance(period, Month) else None
        if site.helpdesk is not None:
            judgement += _judge_recaps(site, site.helpdesk, month, warehouse, now)
        judgement += _judge_evaluations(site, month, warehouse, now)
        warehouse.step_runs.lose_overdue(site.key, now)
        judgement += _judge_durations(site, period, judgement.deviations, warehouse, now)
        judgement += analysis.judge_waits(site, warehouse.changes.records(site.key), now)
        return warehouse.deviations.record(site.key, judgement, now)


def judge_reported_day(site: Site, day: Day, warehouse: Warehouse, now: datetime) -> Judgement:
    """The judgement that goes into the day's report, as it is when the report has been written.

    It rests on stored facts only, so the report that is written again says the same.
    """
    from spse_monev.reports.daily import KIND

    known = warehouse.deviations.known(site.key, day, KIND)
    known = replace(known, first_written={day.date: known.first_written.get(day.date, now)})
    coverages, checks = warehouse.coverages(site.key, day), warehouse.last_checks(site.key, day)
    judgement = analysis.judge_day(site, day, coverages, checks, known, now)
    times = step_times(warehouse.step_runs.since(site.key, day, day.shift(1)))
    return judgement + analysis.judge_durations(site, times, (), known, now, _BEFORE_REPORT)


def judge_reported_recap(
    site: Site, helpdesk: Helpdesk, month: Month, warehouse: Warehouse, now: datetime
) -> Judgement:
    """The same for a month's recap of complaints."""
    known = _recaps_known(site, month, warehouse)
    known = replace(known, first_written={month.first: known.first_written.get(month.first, now)})
    return _judge_recap(site, helpdesk, month, warehouse, known, now)


def judge_reported_month(site: Site, month: Month, warehouse: Warehouse, now: datetime) -> Judgement:
    """The same for the month's evaluation, with that of its recap and all that its days have in the register."""
    from spse_monev.reports.monthly import KIND

    known = warehouse.deviations.known(site.key, month, KIND)
    known = replace(known, first_written={month.first: known.first_written.get(month.first, now)})
    judgement = _judge_evaluation(site, month, warehouse, known, now)
    if site.helpdesk is not None:
        recap = _recaps_known(site, month, warehouse)
        judgement += _judge_recap(site, site.helpdesk, month, warehouse, recap, now)
    times = step_times(warehouse.step_runs.since(site.key, month, month.shift(1)))
    return judgement + analysis.judge_durations(site, times, judgement.deviations, known, now, _BEFORE_EVALUATION)


def deviation_rows(judgement: Judgement) -> dict[str, list[Row]]:
    """A judgement as reports are given it, see `reports.deviations.JUDGED`."""
    return {
        "deviations": [asdict(each) | {"deviation_id": each.deviation_id} for each in judgement.deviations],
        "unjudged": [{"reason": judgement.unjudged}] if judgement.unjudged else [],
    }


def answer_deviation(
    site: Site, deviation_id: str, answer: Answer, said: str, said_by: str, connections: Connections, now: datetime
) -> bool:
    """Enter what a person says of a deviation; False if that person said just that last.

    DeviationError if it cannot be entered.
    """
    with open_warehouse(site, connections) as warehouse:
        return warehouse.deviations.answer(site.key, deviation_id, answer, said, said_by, now)


def find_deviations(
    site: Site, connections: Connections, month: Month | None = None, *, open_only: bool = False
) -> list[StoredDeviation]:
    """The register as it stands now: all of it, or of the days and the recap of one month."""
    since, until = (month.first, month.shift(1).first) if month else (None, None)
    with open_warehouse(site, connections) as warehouse:
        return warehouse.deviations.span(site.key, since, until, open_only=open_only)


def find_deviation(site: Site, deviation_id: str, connections: Connections) -> StoredDeviation:
    """One row of the register; DeviationError if there is none."""
    with open_warehouse(site, connections) as warehouse:
        return warehouse.deviations.one(site.key, deviation_id)


def deviation_trails(
    site: Site, deviation_ids: Iterable[str], connections: Connections
) -> dict[str, list[DeviationEvent]]:
    """All that happened to each of some deviations since it was recorded, in order."""
    with open_warehouse(site, connections) as warehouse:
        return {each: warehouse.deviations.trail(site.key, each) for each in deviation_ids}


def _judge_days(site: Site, day: Day | None, warehouse: Warehouse, now: datetime) -> Judgement:
    from spse_monev.reports.daily import KIND

    first = analysis.first_day(now, site)
    known = warehouse.deviations.known(site.key, min(day or first, first), KIND)
    judgement = analysis.judge_days_before(site, day, known, now)
    if day is None or any(row["details_deleted_at"] for row in warehouse.report_rows("coverage", site.key, day)):
        # What a day was like that retention has passed over was judged when it was there.
        return judgement
    coverages, checks = warehouse.coverages(site.key, day), warehouse.last_checks(site.key, day)
    return analysis.judge_day(site, day, coverages, checks, known, now) + judgement


def _judge_recaps(
    site: Site, helpdesk: Helpdesk, month: Month | None, warehouse: Warehouse, now: datetime
) -> Judgement:
    first = _first_month(site, now)
    known = _recaps_known(site, min(month or first, first), warehouse)
    judgement = analysis.judge_months_before(site, month, analysis.RECAP_DUE, known, now)
    if month is None:
        return judgement
    return _judge_recap(site, helpdesk, month, warehouse, known, now) + judgement


def _recaps_known(site: Site, since: Month, warehouse: Warehouse) -> Known:
    from spse_monev.reports.complaints import RECAP_KIND

    return warehouse.deviations.known(site.key, since, RECAP_KIND)


def _judge_recap(
    site: Site, helpdesk: Helpdesk, month: Month, warehouse: Warehouse, known: Known, now: datetime
) -> Judgement:
    readings = warehouse.complaints.coverages(site.key, month)
    rejected = _rejected(site, month, warehouse)
    return analysis.judge_complaints(site, helpdesk, month, readings, rejected, known, now)


def _judge_evaluations(site: Site, month: Month | None, warehouse: Warehouse, now: datetime) -> Judgement:
    from spse_monev.reports.monthly import KIND

    first = _first_month(site, now)
    known = warehouse.deviations.known(site.key, min(month or first, first), KIND)
    judgement = analysis.judge_months_before(site, month, analysis.EVALUATION_DUE, known, now)
    if month is None:
        return judgement
    return _judge_evaluation(site, month, warehouse, known, now) + judgement


def _judge_evaluation(site: Site, month: Month, warehouse: Warehouse, known: Known, now: datetime) -> Judgement:
    is_analysed = warehouse.analysis.is_analysed(site.key, month)
    days = stored_days(site, month, warehouse)
    return analysis.judge_evaluation(site, month, days, known, now, is_analysed=is_analysed)


def _judge_durations(
    site: Site, period: Day | Month, told: Sequence[Deviation], warehouse: Warehouse, now: datetime
) -> Judgement:
    """How long the steps took of the period, and of the periods whose lateness is judged: of the same ones, because
    what is late is not told twice.
    """
    from spse_monev.reports.daily import KIND as DAILY
    from spse_monev.reports.monthly import KIND as MONTHLY

    own_day: set[Day | Month] = {period} if isinstance(period, Day) else set()
    own_month: set[Day | Month] = {period} if isinstance(period, Month) else set()
    days = own_day.union(analysis.days_looked_at(site, now))
    judgement = _durations(site, days, _DAILY, DAILY, told, warehouse, now)
    for document, steps in ((analysis.RECAP_DUE, _BEFORE_EVALUATION), (analysis.EVALUATION_DUE, _EVALUATION)):
        months = own_month.union(analysis.months_looked_at(site, document, now))
        judgement += _durations(site, months, steps, MONTHLY, told, warehouse, now)
    return judgement


def _durations(
    site: Site, periods: Collection[Day | Month], steps: Collection[Step], kind: str,
    told: Sequence[Deviation], warehouse: Warehouse, now: datetime,
) -> Judgement:  # fmt: skip
    if not periods:
        return Judgement()
    first = min(periods, key=lambda each: each.start)
    times = [each for each in step_times(warehouse.step_runs.since(site.key, first)) if each.period in periods]
    known = warehouse.deviations.known(site.key, first, kind)
    return analysis.judge_durations(site, times, told, known, now, steps)


def _first_month(site: Site, now: datetime) -> Month:
    """The month that was due on the first day looked back to."""
    return Month.before(analysis.first_day(now, site).start, site.zone)


def _rejected(site: Site, month: Month, warehouse: Warehouse) -> Mapping[str, analysis.Rejected]:
    """The rejected rows of each source that tell of the month, as its recap lists them."""
    places: dict[str, list[str]] = {}
    for row in warehouse.report_rows("complaint_rejections", site.key, month):
        parts = (
            row["file"],
            row["sheet"] and f"lembar {row['sheet']}",
            row["row_number"] and f"baris {row['row_number']}",
            row["column_name"] and f"kolom {row['column_name']}",
        )
        place = ", ".join(part for part in parts if part)
        places.setdefault(row["source"], []).append(f"{place}: {row['problem']}")
    return {source: analysis.Rejected(len(found), tuple(found)) for source, found in places.items()}
