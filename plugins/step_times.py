"""Records how long the steps of the SOP take: every attempt of every task that carries out a step.

Airflow calls the listener in the process of the task: before its code begins, and when it has ended. Every process of
Airflow loads this file, so that all it costs a task of no step is a look into `STEP_TASKS`; the rest is in
`step_recording`. A process that is killed tells no end (see `pipeline.step_runs`).
"""

from __future__ import annotations

import logging
from fnmatch import fnmatchcase
from typing import Any

from airflow.listeners import hookimpl
from airflow.plugins_manager import AirflowPlugin

# Which task carries out which step of the SOP, by the DAG's name for the default site. '' says that it carries out
# none: it prepares, closes, or tells people. What people decide in the other DAGs is judged by the requests' events.
STEP_TASKS: dict[str, dict[str, str]] = {
    "spse_daily": {
        "migrate_warehouse": "",
        "remind_people": "",
        "check_*": "1",
        "collect_*": "1a",
        "analyse_day": "2",
        "write_daily_report": "1b",
        "close_day": "",
        "record_deviations": "",
        "send_notifications": "",
    },
    "spse_monthly": {
        "migrate_warehouse": "",
        "check_days": "",
        "import_*": "3",
        "classify_complaints": "3",
        "write_complaint_reports": "3",
        "analyse_month": "4",
        "write_evaluation": "4",
        "draft_requests": "5",
        "write_documents": "5",
        "archive_month": "",
        "start_requests": "",
        "close_month": "",
        "record_deviations": "",
        "send_notifications": "",
    },
    "spse_probe": {"*": ""},
    "spse_change_request": {"*": ""},
    "spse_propose_change": {"*": ""},
    "spse_test_notifications": {"*": ""},
    "spse_settings": {"*": ""},
}
log = logging.getLogger(__name__)


def step_of(dag_id: str, task_id: str) -> str | None:
    """The number of the step that a task carries out, '' if it is of none; None if it is not known here."""
    tasks = STEP_TASKS.get(dag_id.partition("__")[0], {})
    return next((step for pattern, step in tasks.items() if fnmatchcase(task_id, pattern)), None)


class StepTimes:
    """The listener. Whatever goes wrong with recording is a line in the task's log, and never the task's concern."""

    @hookimpl  # type: ignore[untyped-decorator]  # Airflow's types are not followed
    def on_task_instance_running(self, task_instance: Any) -> None:
        """Before the task's own code."""
        _record(task_instance, "running")

    @hookimpl  # type: ignore[untyped-decorator]
    def on_task_instance_success(self, task_instance: Any) -> None:
        """After it."""
        _record(task_instance, "success")

    @hookimpl  # type: ignore[untyped-decorator]
    def on_task_instance_failed(self, task_instance: Any, error: Any) -> None:
        """Also when another attempt will follow."""
        _record(task_instance, "failed", error)

    @hookimpl  # type: ignore[untyped-decorator]
    def on_task_instance_skipped(self, task_instance: Any) -> None:
        """When the task skips itself; one that is never begun has no attempt."""
        _record(task_instance, "skipped")


def _record(task_instance: Any, state: str, error: Any = None) -> None:
    try:
        step = step_of(task_instance.dag_id, task_instance.task_id)
        if step:
            from step_recording import record

            record(task_instance, step, state, error)
    except Exception as problem:
        # Its own words may be of several lines, and hold anything.
        from spse_monev.text import mask

        said = mask(" ".join(str(problem).split()), 300)
        log.warning("Waktu langkah SOP tidak tercatat (%s: %s)", type(problem).__name__, said)


class StepTimesPlugin(AirflowPlugin):  # type: ignore[misc]
    """Adds the listener."""

    name = "step_times"
    listeners = [StepTimes()]  # noqa: RUF012  # read by Airflow, never changed
