"""The steps of a day and of a month, each a function: what the DAGs and the command line call.

Only here do sources, analysis, warehouse and reports meet. Every step opens its own connections, may be repeated at
any time, and leaves the same rows and files when it is.
"""

from spse_monev.pipeline.analysis import analyse, analysis_gaps, draft_requests
from spse_monev.pipeline.changes import (
    Question,
    answer_change,
    ask_change,
    change_state,
    faults_of,
    find_changes,
    propose_change,
    remind_people,
    state_after,
    submit_change,
    waiting_request,
    write_change_documents,
)
from spse_monev.pipeline.complaints import (
    classify_complaints,
    complaint_state,
    correct_complaint,
    import_complaints,
    write_complaint_reports,
)
from spse_monev.pipeline.day import (
    check_source,
    close_day,
    collect_source,
    judge_day,
    migrate,
    take_probes,
    write_daily_report,
)
from spse_monev.pipeline.deviations import (
    answer_deviation,
    deviation_trails,
    find_deviation,
    find_deviations,
    record_deviations,
)
from spse_monev.pipeline.month import (
    archive_month,
    close_month,
    month_gaps,
    recollect_days,
    write_documents,
    write_evaluation,
)
from spse_monev.pipeline.session import PeriodState
from spse_monev.pipeline.step_runs import begin_attempt, end_attempt, find_step_times

__all__ = [
    "PeriodState",
    "Question",
    "analyse",
    "analysis_gaps",
    "answer_change",
    "answer_deviation",
    "archive_month",
    "ask_change",
    "begin_attempt",
    "change_state",
    "check_source",
    "classify_complaints",
    "close_day",
    "close_month",
    "collect_source",
    "complaint_state",
    "correct_complaint",
    "deviation_trails",
    "draft_requests",
    "end_attempt",
    "faults_of",
    "find_changes",
    "find_deviation",
    "find_deviations",
    "find_step_times",
    "import_complaints",
    "judge_day",
    "migrate",
    "month_gaps",
    "propose_change",
    "recollect_days",
    "record_deviations",
    "remind_people",
    "state_after",
    "submit_change",
    "take_probes",
    "waiting_request",
    "write_change_documents",
    "write_complaint_reports",
    "write_daily_report",
    "write_documents",
    "write_evaluation",
]
