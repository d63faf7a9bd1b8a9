"""The times of steps as real runs of the DAGs leave them: success, retries, skips, killed and unreachable."""

from __future__ import annotations

import fnmatch
import logging
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from spse_monev.connections import EnvironmentConnections
from spse_monev.demo.postgres import free_port
from spse_monev.deviations import Step
from spse_monev.settings import PROJECT, load_site
from spse_monev.settings.notifications import Notifications
from tests.office import SITE_KEY, Office
from tests.reports.read_back import texts

Run = Callable[..., Any]


@pytest.fixture
def plugins(airflow_database: None, office: Office) -> Iterator[None]:
    for folder in ("plugins", "dags"):
        sys.path.insert(0, str(PROJECT / folder))
    for name in ("spse_daily", "spse_monthly"):
        sys.modules.pop(name, None)
    yield
    del sys.path[:2]


@pytest.fixture
def run(plugins: None, office: Office, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the daily DAG in this process."""
    import spse_daily

    monkeypatch.setattr(spse_daily, "CHECK_RETRIES", 1)
    limits = office.site.step_limits.model_copy(update={"check_hours": 0.02})
    site = office.site.model_copy(update={"step_limits": limits})

    def once(day: str) -> Any:
        dag = spse_daily.daily_dag(site)
        for task in dag.tasks:
            if not task.task_id.startswith("check_"):
                task.retries = 0
        return dag.test(run_conf={"day": day})

    return once


def steps(office: Office, more: str = "") -> list[tuple[object, ...]]:
    return office.rows(f"SELECT task_id, step, state, try_number FROM monev.step_run {more} ORDER BY 2, 1, 4")


def test_a_run_leaves_one_attempt_of_each_step(run: Run, office: Office) -> None:
    done = run(str(office.yesterday))
    assert steps(office) == [
        ("check_database", "1", "success", 1),
        ("check_database_log", "1", "success", 1),
        ("check_monitoring", "1", "success", 1),
        ("collect_database", "1a", "success", 1),
        ("collect_database_log", "1a", "success", 1),
        ("write_daily_report", "1b", "success", 1),
        ("analyse_day", "2", "success", 1),
    ]
    told = office.rows(
        "SELECT DISTINCT site, dag_id, run_id, map_index, clear_number, period, period_start::text, error, "
        "limit_seconds FROM monev.step_run WHERE step = '1a'"
    )
    assert told == [(SITE_KEY, "spse_daily", done.run_id, -1, 0, "day", str(office.yesterday), "", 3 * 3600.0)]
    for task_id, started, ended, ends_by in office.rows(
        "SELECT task_id, started_at, ended_at, ends_by FROM monev.step_run"
    ):
        [known] = [each for each in done.get_task_instances() if each.task_id == task_id]
        assert isinstance(started, datetime)
        assert isinstance(ended, datetime)
        assert isinstance(ends_by, datetime)
        assert abs(known.start_date - started) < timedelta(seconds=1)
        assert abs(known.end_date - ended) < timedelta(seconds=1)
        assert ends_by > ended


def test_retries_failures_and_skips_are_attempts_with_their_errors(
    run: Run, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.sdk.exceptions import AirflowSkipException

    from spse_monev import pipeline

    def skip(*_: object) -> None:
        raise AirflowSkipException("tidak perlu")

    monkeypatch.setattr(pipeline, "analyse", skip)
    office.kill_database(monkeypatch)
    run(str(office.yesterday))
    assert steps(office, "WHERE task_id IN ('check_database', 'collect_database', 'analyse_day')") == [
        ("check_database", "1", "failed", 1),
        ("check_database", "1", "failed", 2),
        ("collect_database", "1a", "failed", 1),
        ("analyse_day", "2", "skipped", 1),
    ]
    errors = [
        str(error) for (error,) in office.rows("SELECT error FROM monev.step_run WHERE task_id LIKE '%_database'")
    ]
    assert all(errors)
    # Addresses are masked as everywhere, and only the first line is kept.
    assert not [error for error in errors if "127.0.0.1" in error or "\n" in error or len(error) > 300]
    between = office.rows("SELECT max(started_at) > min(ended_at) FROM monev.step_run WHERE task_id = 'check_database'")
    assert between == [(True,)]


def test_the_register_has_the_overrun_of_a_real_run(
    plugins: None, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = office.sites / f"{SITE_KEY}.yaml"
    path.write_text(path.read_text() + "step_limits: {analyse_hours: 0.0000001}\n")
    import spse_daily

    dag = spse_daily.daily_dag(office.site)
    for task in dag.tasks:
        task.execution_timeout = None
    dag.test(run_conf={"day": str(office.yesterday)})
    told = "SELECT step, actual, evidence FROM monev.deviation WHERE subject = 'Lama pelaksanaan'"
    [(step, actual, evidence)] = office.rows(told)
    assert step == "2"
    assert str(actual).startswith("berlangsung 1 detik, lebih 1 detik dari batas")
    assert "1 percobaan dari 1 tugas" in str(evidence)
    assert "DAG spse_daily" in str(evidence)
    # A step that is done again later is not judged anew.
    dag.test(run_conf={"day": str(office.yesterday)})
    assert office.rows(told) == [(step, actual, evidence)]
    assert office.rows("SELECT * FROM monev.deviation_event") == []
    # The day's own report has it: it was written when step 2 had ended.
    [report] = office.artifacts.rglob("*.xlsx")
    assert "Lama pelaksanaan" in texts(load_workbook(report)["Penyimpangan"])


_KILLED = """
import os, sys, time
sys.path[:0] = [{plugins!r}, {dags!r}]
import spse_daily
from spse_monev import pipeline
from spse_monev.settings import find_site
def hang(*_):
    open({started!r}, "w").close()
    time.sleep(600)
pipeline.analyse = hang
dag = spse_daily.daily_dag(find_site({site!r}))
dag.test(run_conf={{"day": {day!r}}})
"""


def test_a_killed_attempt_has_no_end_and_is_lost_when_its_time_is_up(
    plugins: None, office: Office, tmp_path: Path
) -> None:
    from spse_monev import pipeline

    started = tmp_path / "started"
    folders = {name: str(PROJECT / name) for name in ("plugins", "dags")}
    code = _KILLED.format(**folders, started=str(started), site=SITE_KEY, day=str(office.yesterday))
    with (tmp_path / "log").open("w") as log:
        child = subprocess.Popen([sys.executable, "-c", code], stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + 240
            while not started.exists():
                assert child.poll() is None, (tmp_path / "log").read_text()[-3000:]
                assert time.monotonic() < deadline, "the run never came to the step"
                time.sleep(0.1)
        finally:
            child.kill()
            child.wait()
    killed = "SELECT state, ended_at, ends_by FROM monev.step_run WHERE task_id = 'analyse_day'"
    [(state, ended_at, ends_by)] = office.rows(killed)
    assert (state, ended_at) == ("running", None)
    assert isinstance(ends_by, datetime)
    connections = EnvironmentConnections()
    for when, expected in ((ends_by, "running"), (ends_by + timedelta(minutes=6), "lost")):
        pipeline.record_deviations(office.site, office.yesterday, connections, when)
        assert office.rows(killed) == [(expected, None, ends_by)]
    assert office.rows("SELECT * FROM monev.deviation WHERE subject = 'Lama pelaksanaan'") == []


@pytest.fixture
def silent_server() -> Iterator[str]:
    """A warehouse that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"postgresql://nobody@127.0.0.1:{listening.getsockname()[1]}/warehouse"


@pytest.mark.parametrize("kind", ["refused", "silent", "missing", "unmigrated"])
def test_a_warehouse_that_cannot_be_had_is_a_line_in_the_log_and_nothing_else(
    plugins: None, office: Office, silent_server: str, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture, kind: str,
) -> None:  # fmt: skip
    from airflow.sdk import DAG, task

    addresses = {"refused": f"postgresql://nobody@127.0.0.1:{free_port()}/x", "silent": silent_server}
    if kind == "missing":
        monkeypatch.delenv("AIRFLOW_CONN_SPSE_WAREHOUSE")
    elif kind in addresses:
        monkeypatch.setenv("AIRFLOW_CONN_SPSE_WAREHOUSE", addresses[kind])

    @task
    def analyse_day() -> str:
        return "selesai"

    with DAG("spse_daily", schedule=None) as dag:
        analyse_day()
    with caplog.at_level(logging.WARNING):
        done = dag.test(run_conf={"day": str(office.yesterday)})
    assert str(done.state) == "success"
    told = [record.getMessage() for record in caplog.records if "tidak tercatat" in record.getMessage()]
    assert len(told) == 2
    assert not [line for line in told if "\n" in line or "sandi" in line]


def test_a_task_that_fails_fails_with_its_own_error_where_nothing_can_be_recorded(
    plugins: None, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.sdk import DAG, task

    monkeypatch.setenv("AIRFLOW_CONN_SPSE_WAREHOUSE", f"postgresql://nobody@127.0.0.1:{free_port()}/x")

    @task
    def analyse_day() -> None:
        raise RuntimeError("gagal sendiri")

    with DAG("spse_daily", schedule=None) as dag:
        analyse_day()
    assert str(dag.test(run_conf={"day": "2026-11-23"}).state) == "failed"


def test_every_task_of_every_dag_is_known_to_carry_out_a_step_or_none(plugins: None, office: Office) -> None:
    from airflow.dag_processing.dagbag import DagBag

    import spse_daily
    import spse_monthly
    import spse_test_notifications
    from step_times import STEP_TASKS, step_of

    whole = load_site(PROJECT / "docs" / "contoh-situs" / "lpse_semua_sumber.yaml")
    told = {"telegram": {"chats": {"day_failed": ["1"]}}}
    whole = whole.model_copy(update={"notifications": Notifications.model_validate(told)})
    (office.sites / "rusak.yaml").write_text("zone: Mars/Olympus\n")
    dags = [*DagBag(PROJECT / "dags").dags.values(), spse_daily.daily_dag(whole), spse_monthly.monthly_dag(whole)]
    dags.append(spse_test_notifications.trial_dag(whole))
    tasks = {(dag.dag_id, task.task_id) for dag in dags for task in dag.tasks}
    assert {each for each in tasks if step_of(*each) is None} == set()
    # A step's attempt that is killed is known to be lost when its time is up, so each has a time.
    timed = [task for dag in dags for task in dag.tasks if step_of(dag.dag_id, task.task_id)]
    assert timed
    assert [task.task_id for task in timed if task.execution_timeout is None] == []
    # Nothing stands in the list that no DAG has.
    for name, patterns in STEP_TASKS.items():
        ids = [task_id for dag_id, task_id in tasks if dag_id.partition("__")[0] == name]
        assert {pattern for pattern in patterns if not fnmatch.filter(ids, pattern)} == set() or name == "spse_probe"
    done = {step for patterns in STEP_TASKS.values() for step in patterns.values() if step}
    assert done == {step.value for step in Step} - {Step.TECHNICAL}


def test_a_task_of_no_step_costs_nothing(plugins: None) -> None:
    """Neither a package nor a connection: the task instance is asked for its names only."""
    code = (
        f"import sys; sys.path.insert(0, {str(PROJECT / 'plugins')!r})\n"
        "import step_times\n"
        "class Task: dag_id, task_id = 'spse_daily', 'close_day'\n"
        "before = set(sys.modules)\n"
        "step_times.StepTimes().on_task_instance_running(Task())\n"
        "print(sorted(set(sys.modules) - before), 'spse_monev' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[] False"


def test_people_who_mark_a_task_make_no_attempt(plugins: None, office: Office) -> None:
    from airflow.models.taskinstance import TaskInstance

    from spse_monev import pipeline
    from step_recording import record

    pipeline.migrate(office.site, EnvironmentConnections())
    marked = TaskInstance.__new__(TaskInstance)
    record(marked, "2", "failed", "set by a person")
    assert office.rows("SELECT * FROM monev.step_run") == []
