"""The times of steps as real runs of the DAGs leave them: success, retries, skips, killed and unreachable."""

from __future__ import annotations

import logging
import socket
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from spse_monev.demo.postgres import free_port
from spse_monev.settings import PROJECT
from tests.office import SITE_KEY, Office

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
        "SELECT DISTINCT site, dag_id, run_id, map_index, clear_number, period, period_start::text, error, limit_seconds "
        "FROM monev.step_run WHERE step = '1a'"
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
