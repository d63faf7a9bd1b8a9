"""How long the steps of the SOP took: attempts as they were recorded, and the times that follow from them.

>>> limit_of(StepLimits(), Step.COLLECT)
datetime.timedelta(seconds=10800)

Several tasks carry out a step, and each may be attempted several times. The time of a step in one pass of a run is
that in which at least one of its tasks was under way, from the task's first start to its last end: waiting for a retry
counts, and so does what was killed and began anew. What passes between two of its tasks, while another step's had to
end first, does not. A pass is what Airflow did by itself: when people clear tasks, the run goes on in a new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby

from spse_monev.deviations import Step
from spse_monev.period import Day, Month
from spse_monev.settings import StepLimits

# Airflow stops an attempt when its time is up; this much later, it and the recording of its end are over for certain.
GRACE = timedelta(minutes=5)


class AttemptState(StrEnum):
    """What became of an attempt."""

    RUNNING = "running"  # or killed before its time was up
    SUCCESS = "success"
    FAILED = "failed"
    SKIPPED = "skipped"
    LOST = "lost"  # killed, or cut off from the warehouse: nobody knows when it ended


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of a task that carries out a step."""

    dag_id: str
    run_id: str
    task_id: str
    map_index: int  # -1: the task is not mapped
    try_number: int
    clear_number: int  # how often the run had been cleared when it began
    step: Step
    period: Day | Month
    state: AttemptState
    started_at: datetime
    ended_at: datetime | None = None
    ends_by: datetime | None = None  # when its time is up
    limit: timedelta | None = None  # of the whole step, as the site had it then
    error: str = ""  # the first line of what it failed with

    def seen_at(self, moment: datetime) -> Attempt:
        """As it looks at a moment: without an end though its time is up, it is lost."""
        if self.state is AttemptState.RUNNING and self.ends_by is not None and self.ends_by + GRACE < moment:
            return replace(self, state=AttemptState.LOST)
        return self


@dataclass(frozen=True, slots=True)
class StepTime:
    """A step in one pass of a run."""

    step: Step
    period: Day | Month
    dag_id: str
    run_id: str
    clear_number: int
    state: AttemptState  # of its tasks: the worst of their last attempts
    started_at: datetime
    ended_at: datetime | None  # None: a task has not ended, or nobody knows when
    duration: timedelta | None  # the same
    limit: timedelta | None
    task_count: int
    attempt_count: int
    errors: tuple[str, ...]  # of its attempts, in order, each once

    @property
    def is_over(self) -> bool:
        """Whether it took longer than its limit."""
        return self.duration is not None and self.limit is not None and self.duration > self.limit


def limit_of(limits: StepLimits, step: Step) -> timedelta | None:
    """The SOP's limit of a step as a site has it; None for step 6, which has none."""
    hours = {
        Step.CHECK: limits.check_hours,
        Step.COLLECT: limits.collect_hours,
        Step.REPORT: limits.report_hours,
        Step.ANALYSE: limits.analyse_hours,
        Step.COMPLAINTS: limits.complaint_hours,
        Step.EVALUATE: limits.analyse_hours,
        Step.CHANGE: limits.request_hours,
    }.get(step)
    return None if hours is None else timedelta(hours=hours)


def step_times(attempts: Iterable[Attempt]) -> list[StepTime]:
    """The time of each step in each pass, by period, step and start."""
    passes: dict[tuple[object, ...], list[Attempt]] = {}
    for each in attempts:
        passes.setdefault((each.period, each.step, each.dag_id, each.run_id, each.clear_number), []).append(each)
    order = list(Step)
    return sorted(map(_time, passes.values()), key=lambda time: (
        time.period.start, time.period.grain, order.index(time.step), time.started_at
    ))  # fmt: skip


# The worst first: a task of which nobody knows the end leaves the step's time unknown.
_STATES = (
    AttemptState.LOST, AttemptState.RUNNING, AttemptState.FAILED, AttemptState.SUCCESS, AttemptState.SKIPPED,
)  # fmt: skip


def _time(attempts: Sequence[Attempt]) -> StepTime:
    ordered = sorted(attempts, key=lambda each: (each.task_id, each.map_index, each.started_at, each.try_number))
    tasks = [list(each) for _, each in groupby(ordered, lambda each: (each.task_id, each.map_index))]
    spans = [(task[0].started_at, task[-1].ended_at) for task in tasks]
    ended = [end for _, end in spans if end is not None]
    is_ended = len(ended) == len(spans)
    latest = max(attempts, key=lambda each: each.started_at)
    in_order = sorted(attempts, key=lambda each: each.started_at)
    return StepTime(
        latest.step,
        latest.period,
        latest.dag_id,
        latest.run_id,
        latest.clear_number,
        min((task[-1].state for task in tasks), key=_STATES.index),
        min(start for start, _ in spans),
        max(ended) if is_ended else None,
        _covered([(start, end) for start, end in spans if end is not None]) if is_ended else None,
        latest.limit,
        len(tasks),
        len(attempts),
        tuple(dict.fromkeys(each.error for each in in_order if each.error)),
    )


def _covered(spans: Iterable[tuple[datetime, datetime]]) -> timedelta:
    """How long at least one of the spans lasted."""
    covered = timedelta()
    until: datetime | None = None
    for start, end in sorted(spans):
        begin = start if until is None else max(start, until)
        covered += max(end - begin, timedelta())
        until = end if until is None else max(end, until)
    return covered
