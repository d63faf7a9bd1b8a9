"""Time: did each step of the SOP take longer than its limit, measured from its own start?

Judged is the first pass of a period (see `steps`) that began when the period was over and of which every task's end is
known: later passes complete what people have mended since, and a run that is cleared on the next afternoon has not
taken all night. Steps that never ended are told by what they did not leave behind.

A report that came late is another fact than a step that took long: the one counts from the schedule and adds up limits,
the other names where the time went. But of steps 1b, 3 and 4 both would be told of the same step: where the lateness of
its document is told, its duration is not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from spse_monev.analysis.deviations.findings import Findings, why_unjudged
from spse_monev.analysis.deviations.words import exact_length, length
from spse_monev.deviations import DURATION, Deviation, DeviationKind, Judgement, Known, Step
from spse_monev.figures import clock
from spse_monev.period import Day, Month
from spse_monev.settings import Site
from spse_monev.steps import StepTime


def judge_durations(
    site: Site, times: Iterable[StepTime], told: Iterable[Deviation], known: Known, now: datetime,
    steps: Collection[Step] = tuple(Step),
) -> Judgement:  # fmt: skip
    """Judge the steps among `steps` by their first whole pass; `told` is what else is told of the same periods."""
    late = {(each.period, each.step) for each in told if each.kind is DeviationKind.TIME}
    first: dict[tuple[Day | Month, Step], StepTime] = {}
    for time in sorted(times, key=lambda each: each.started_at):
        if time.step in steps and time.ended_at is not None and time.started_at >= time.period.end:
            first.setdefault((time.period, time.step), time)
    judgement = Judgement()
    for (period, step), time in first.items():
        if (period, step) not in late and not why_unjudged(period, known, now):
            judgement += _judge(site, time)
    return judgement


def _judge(site: Site, time: StepTime) -> Judgement:
    if time.limit is None or time.duration is None or time.ended_at is None:
        return Judgement()
    zone = time.period.zone
    evidence = [
        f"mulai {clock(time.started_at, zone)}",
        f"selesai {clock(time.ended_at, zone)}",
        f"{time.attempt_count} percobaan dari {time.task_count} tugas, menunggu percobaan berikutnya ikut dihitung",
    ]
    if (waited := time.ended_at - time.started_at - time.duration) >= timedelta(minutes=1):
        evidence.append(f"{length(waited)} menunggu langkah lain tidak dihitung")
    evidence.append(f"run {time.run_id} dari DAG {time.dag_id}")
    fault = f"berlangsung {exact_length(time.duration)}, lebih {exact_length(time.duration - time.limit)} dari batas"
    findings = Findings(site, time.period)
    findings.tell(
        time.step,
        DeviationKind.TIME,
        DURATION,
        f"langkah {time.step} selesai dalam {exact_length(time.limit)} sejak mulai",
        [fault] if time.is_over else [],
        evidence,
    )
    return findings.judgement()
