"""From recorded attempts to the register, the workbooks and the list: overruns, lateness, late news, quiet reruns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from spse_monev import pipeline
from spse_monev.connections import EnvironmentConnections
from spse_monev.deviations import DURATION, EVALUATION, REPORT, Step
from spse_monev.period import Day, Month
from spse_monev.steps import Attempt, AttemptState, limit_of
from spse_monev.warehouse.deviations import Recorded
from tests.office import Office
from tests.reports.read_back import table

CONNECTIONS = EnvironmentConnections()


@pytest.fixture
def ready(office: Office) -> Office:
    """An office whose day before yesterday was reported in time."""
    pipeline.migrate(office.site, CONNECTIONS)
    day = office.yesterday.shift(-1)
    pipeline.write_daily_report(office.site, day, CONNECTIONS, office.artifacts, at(day, 1))
    return office


def at(period: Day | Month, hours: float) -> datetime:
    return period.end + timedelta(hours=hours)


def attempt(office: Office, period: Day | Month, step: Step, begin: float, end: float, **more: Any) -> Attempt:
    """A step's attempt from one hour after the period to another, as Airflow would tell it."""
    told = Attempt(
        "spse_daily", "terjadwal", f"langkah_{step}", -1, 1, 0, step, period, AttemptState.SUCCESS, at(period, begin),
        at(period, end), at(period, begin + 3), limit_of(office.site.step_limits, step),
    )  # fmt: skip
    told = replace(told, **more)
    pipeline.end_attempt(office.site, told, CONNECTIONS)
    return told


def write(office: Office, day: Day, hours: float) -> dict[str, str]:
    """Write the day's report; subject -> step of its sheet of deviations."""
    artifact = pipeline.write_daily_report(office.site, day, CONNECTIONS, office.artifacts, at(day, hours))
    return {str(row["Perihal"]): str(row["Langkah"]) for row in shown(office, artifact.path)}


def shown(office: Office, path: str) -> list[dict[str, Any]]:
    return list(table(load_workbook(office.artifacts / path)["Penyimpangan"], "Penyimpangan"))


def record(office: Office, period: Day | Month, now: datetime) -> Recorded:
    return pipeline.record_deviations(office.site, period, CONNECTIONS, now)


def register(office: Office, subject: str = DURATION) -> dict[tuple[str, str], str | None]:
    """(period, step) -> what was seen last of a subject's time."""
    found = pipeline.find_deviations(office.site, CONNECTIONS)
    return {
        (str(each.period_start), each.step.value): each.last_actual
        for each in found
        if each.subject == subject and each.kind == "time"
    }


def test_an_overrun_is_in_the_register_and_in_the_days_report(ready: Office) -> None:
    office, day = ready, ready.yesterday
    attempt(office, day, Step.CHECK, 0.5, 0.6)
    attempt(office, day, Step.COLLECT, 0.6, 4.1)
    attempt(office, day, Step.ANALYSE, 4.1, 4.2)
    assert write(office, day, 4.3)[DURATION] == "1a"
    record(office, day, at(day, 4.4))
    told = {(str(day), "1a"): "berlangsung 3 jam 30 menit, lebih 30 menit dari batas"}
    assert register(office) == told
    assert record(office, day, at(day, 4.5)) == Recorded(0, 0, 0)
    # What is cleared on the next afternoon, or begun anew by hand, changes nothing; nor does the next night.
    attempt(office, day, Step.COLLECT, 14, 14.1, clear_number=1, try_number=2)
    attempt(office, day, Step.COLLECT, 15, 19, run_id="manual")
    assert record(office, day, at(day, 20)) == Recorded(0, 0, 0)
    record(office, day.shift(1), at(day.shift(1), 1))
    assert {key: value for key, value in register(office).items() if key[0] == str(day)} == told


def test_rerun_days_and_backfills_give_no_false_overrun(ready: Office) -> None:
    office, day = ready, ready.yesterday
    # The source was dead in the night: the step ended within its limit, and was completed fourteen hours later.
    attempt(office, day, Step.CHECK, 0.5, 1.4, state=AttemptState.FAILED, error="mati")
    attempt(office, day, Step.CHECK, 14, 14.1, clear_number=1, try_number=7)
    attempt(office, day.shift(-1), Step.CHECK, 40, 40.2, run_id="backfill")
    record(office, day, at(day, 15))
    assert register(office) == {}


def test_an_end_that_is_told_after_the_register_was_written_is_found_by_the_next_run(ready: Office) -> None:
    office, day = ready, ready.yesterday
    begun = attempt(office, day.shift(-3), Step.ANALYSE, 0.1, 0.2)  # something of an earlier day, in order
    assert begun.ended_at
    running = replace(
        begun, period=day, state=AttemptState.RUNNING, started_at=at(day, 0.5), ended_at=None, ends_by=at(day, 9)
    )
    pipeline.begin_attempt(office.site, running, CONNECTIONS)
    record(office, day, at(day, 3))
    assert register(office) == {}
    pipeline.end_attempt(office.site, replace(running, state=AttemptState.SUCCESS, ended_at=at(day, 2.5)), CONNECTIONS)
    record(office, day.shift(1), at(day.shift(1), 1))
    assert register(office) == {(str(day), "2"): "berlangsung 2 jam, lebih 1 jam dari batas"}


def test_a_late_report_is_told_once_and_a_slow_one_that_is_in_time_too(ready: Office) -> None:
    office, day = ready, ready.yesterday
    attempt(office, day, Step.REPORT, 0.5, 5)
    write(office, day, 5)
    record(office, day, at(day, 5.1))
    slow = {(str(day), "1b"): "berlangsung 4 jam 30 menit, lebih 1 jam 30 menit dari batas"}
    assert (register(office), register(office, REPORT)) == (slow, {})
    later = day.shift(1)
    attempt(office, later, Step.REPORT, 0.5, 9)
    write(office, later, 9)
    record(office, later, at(later, 9.1))
    assert register(office) == slow
    assert set(register(office, REPORT)) == {(str(later), "1b")}


def test_the_report_tells_of_no_step_that_had_not_ended_so_it_stays_the_same_file(ready: Office) -> None:
    office, day = ready, ready.yesterday
    first = pipeline.write_daily_report(office.site, day, CONNECTIONS, office.artifacts, at(day, 5))
    attempt(office, day, Step.REPORT, 0.5, 5)
    record(office, day, at(day, 5.1))
    assert (str(day), "1b") in register(office)
    again = pipeline.write_daily_report(office.site, day, CONNECTIONS, office.artifacts, at(day, 15))
    assert again.sha256 == first.sha256


def test_a_month_and_its_workbook(ready: Office) -> None:
    office = ready
    month = Month.before(datetime.now(UTC), office.site.zone)
    for step, begin, end in ((Step.COMPLAINTS, 2, 4.5), (Step.EVALUATE, 4.5, 4.6), (Step.CHANGE, 4.6, 5.7)):
        attempt(office, month, step, begin, end, dag_id="spse_monthly")
    day = month.days[-1]
    # Since then the site is set up.
    before = day.shift(-1)
    pipeline.write_daily_report(office.site, before, CONNECTIONS, office.artifacts, at(before, 1))
    attempt(office, day, Step.COLLECT, 0.5, 4)
    record(office, day, at(day, 4.1))
    pipeline.analyse(office.site, month, CONNECTIONS)
    artifact = pipeline.write_evaluation(office.site, month, CONNECTIONS, office.artifacts, at(month, 5))
    # Of the month's own steps the third had ended; the register's sheet tells of its days.
    assert [row["Langkah"] for row in shown(office, artifact.path) if row["Perihal"] == DURATION] == ["3"]
    workbook = load_workbook(office.artifacts / artifact.path)
    [sheet] = [name for name in workbook.sheetnames if "Register" in name]
    of_days = [row for row in table(workbook[sheet], "RegisterPenyimpangan") if row["Perihal"] == DURATION]
    assert [row["Langkah"] for row in of_days] == ["1a"]
    record(office, month, at(month, 5.8))
    told = {step: actual for (start, step), actual in register(office).items() if start == str(month.first)}
    assert told == {
        "3": "berlangsung 2 jam 30 menit, lebih 30 menit dari batas",
        "5": "berlangsung 1 jam 6 menit, lebih 6 menit dari batas",
    }
    assert register(office, EVALUATION) == {}
    assert record(office, month, at(month, 5.9)) == Recorded(0, 0, 0)


def test_what_was_not_started_by_airflow_has_no_times(ready: Office) -> None:
    assert pipeline.find_step_times(ready.site, ready.yesterday, CONNECTIONS, datetime.now(UTC)) == []
