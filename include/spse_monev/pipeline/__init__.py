"""The steps of a day and of a month, each a function: what the DAGs and the command line call.

Only here do sources, analysis, warehouse and reports meet. Every step opens its own connections, may be repeated at
any time, and leaves the same rows and files when it is.
"""

from spse_monev.pipeline.analysis import analyse, analysis_gaps, draft_requests
from spse_monev.pipeline.complaints import (
    classify_complaints,
    close_month,
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
from spse_monev.pipeline.session import PeriodState

__all__ = [
    "PeriodState",
    "analyse",
    "analysis_gaps",
    "answer_deviation",
    "check_source",
    "classify_complaints",
    "close_day",
    "close_month",
    "collect_source",
    "correct_complaint",
    "deviation_trails",
    "draft_requests",
    "find_deviation",
    "find_deviations",
    "import_complaints",
    "judge_day",
    "migrate",
    "record_deviations",
    "take_probes",
    "write_complaint_reports",
    "write_daily_report",
]
