"""What was not as the SOP wants it, from stored facts alone (SOP 427.53/7.03/2018, second warning).

>>> judge_day(site, day, coverages, checks, known, now).deviations
(Deviation(period=Day(...), step=<Step.CHECK: '1'>, kind=<DeviationKind.EQUIPMENT: 'equipment'>, subject='database',
           standard='Basis data SPSE aktif, ...', actual='tidak aktif; tidak terbaca', ...),)

One deviation a subject, with all its reasons as evidence; sources that are not required give none. What nobody could
know is not judged: a period that is not over, and one that was over before the site was set up, but for the last one
before that. Time is judged only for runs that were due after the site was set up. The set-up is the first moment of
which the warehouse has a check or a report, or for months an import. Change requests are judged each by its own events,
whatever the period of the run (`judge_waits`). How long a step took is judged from when it began (`judge_durations`).
"""

from spse_monev.analysis.deviations.day import judge_day
from spse_monev.analysis.deviations.durations import judge_durations
from spse_monev.analysis.deviations.lateness import (
    EVALUATION_DUE,
    RECAP_DUE,
    days_looked_at,
    first_day,
    judge_days_before,
    judge_months_before,
    months_looked_at,
)
from spse_monev.analysis.deviations.month import Rejected, judge_complaints, judge_evaluation
from spse_monev.analysis.deviations.waiting import Limit, judge_waits, limit_of, waits

__all__ = [
    "EVALUATION_DUE",
    "RECAP_DUE",
    "Limit",
    "Rejected",
    "days_looked_at",
    "first_day",
    "judge_complaints",
    "judge_day",
    "judge_days_before",
    "judge_durations",
    "judge_evaluation",
    "judge_months_before",
    "judge_waits",
    "limit_of",
    "months_looked_at",
    "waits",
]
