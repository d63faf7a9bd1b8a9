from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from typer.testing import CliRunner, Result

from spse_monev import pipeline
from spse_monev.cli import app
from spse_monev.connections import EnvironmentConnections
from spse_monev.deviations import Step
from spse_monev.period import Month
from spse_monev.steps import Attempt, AttemptState
from tests.office import Office

CONNECTIONS = EnvironmentConnections()


def spse(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["steps", *arguments], env={"COLUMNS": "240"})


@pytest.fixture
def recorded(office: Office) -> Office:
    """Yesterday's checks ended at once, its log was collected in the second attempt and too late, its report killed."""
    pipeline.migrate(office.site, CONNECTIONS)
    day = office.yesterday
    start = day.end + timedelta(minutes=30)
    check = Attempt(
        "spse_daily", "terjadwal [red]", "check_database", -1, 1, 0, Step.CHECK, day, AttemptState.SUCCESS, start,
        start, start + timedelta(minutes=5), timedelta(hours=1),
    )  # fmt: skip
    failed = replace(
        check, task_id="collect_database", step=Step.COLLECT, state=AttemptState.FAILED, error="koneksi [bold]ditolak",
        limit=timedelta(hours=3), ended_at=start + timedelta(minutes=2),
    )  # fmt: skip
    hours = timedelta(hours=4)
    again = replace(
        failed, try_number=2, state=AttemptState.SUCCESS, error="", started_at=start + hours, ended_at=start + hours
    )
    for each in (check, failed, again):
        pipeline.end_attempt(office.site, each, CONNECTIONS)
    report = replace(
        check, task_id="write_daily_report", step=Step.REPORT, state=AttemptState.RUNNING, started_at=start + hours,
        ended_at=None, ends_by=start - timedelta(days=1),
    )  # fmt: skip
    pipeline.begin_attempt(office.site, report, CONNECTIONS)
    month = Month.parse("2026-10", day.zone)
    monthly = replace(check, dag_id="spse_monthly", step=Step.EVALUATE, period=month, clear_number=2)
    pipeline.end_attempt(office.site, monthly, CONNECTIONS)
    return office


def test_the_day_with_times_limits_states_and_attempts(recorded: Office) -> None:
    done = spse("--day", str(recorded.yesterday))
    assert done.exit_code == 0, done.output
    for word in ("terjadwal [red]", "4.00.00, lewat batas", "3.00.00", "koneksi [bold]ditolak", "selesai"):
        assert word in done.output
    assert "3 pelaksanaan langkah, 1 lewat batas." in done.output
    assert spse().output == done.output


def test_the_same_as_json(recorded: Office) -> None:
    check, collect, report = json.loads(spse("--json").stdout)
    assert (check["step"], check["duration_seconds"], check["is_over"]) == ("1", 0.0, False)
    assert (collect["step"], collect["state"], collect["attempt_count"], collect["is_over"]) == (
        "1a",
        "success",
        2,
        True,
    )
    assert (collect["duration_seconds"], collect["limit_seconds"]) == (4 * 3600.0, 3 * 3600.0)
    assert collect["errors"] == ["koneksi [bold]ditolak"]
    # Nobody knows when the report's attempt ended, and its time has been up for long.
    assert (report["ended_at"], report["duration_seconds"], report["state"]) == (None, None, "lost")
    assert "terputus" in spse().output
    # Looking changes nothing.
    assert recorded.rows("SELECT state FROM monev.step_run WHERE ended_at IS NULL") == [("running",)]


def test_a_month_has_its_own_steps_and_those_of_its_days(recorded: Office) -> None:
    own = json.loads(spse("--month", "2026-10", "--json").stdout)
    assert [(each["period"], each["step"], each["clear_number"]) for each in own] == [("month", "4", 2)]
    assert "dilanjutkan 2 kali" in spse("--month", "2026-10").output
    of_days = json.loads(spse("--month", f"{recorded.yesterday.date:%Y-%m}", "--json").stdout)
    assert [each["step"] for each in of_days if each["period"] == "day"] == ["1", "1a", "1b"]


def test_without_any_step_it_says_none(recorded: Office) -> None:
    done = spse("--day", str(recorded.yesterday.shift(-30)))
    assert done.exit_code == 0
    assert "0 pelaksanaan langkah" in done.output


def test_one_period_at_a_time(recorded: Office) -> None:
    done = spse("--day", "2026-11-23", "--month", "2026-11")
    assert done.exit_code == 2
    assert "pilih salah satu" in done.output
