from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from spse_monev.settings import PROJECT
from tests.office import ERRORS, SITE_KEY, Office

Run = Callable[..., tuple[str, dict[str, str]]]


@pytest.fixture
def module(airflow_database: None, office: Office) -> Iterator[Any]:
    """The DAG file, read anew so that it sees the test's site."""
    sys.modules.pop("spse_daily", None)
    for folder in ("plugins", "dags"):
        sys.path.insert(0, str(PROJECT / folder))
    import spse_daily

    yield spse_daily
    del sys.path[:2]


@pytest.fixture
def run(module: Any, office: Office, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the whole DAG in this process; returns the run's state and the state of every task."""
    monkeypatch.setattr(module, "CHECK_RETRIES", 1)
    site = office.site.model_copy(
        update={"step_limits": office.site.step_limits.model_copy(update={"check_hours": 0.02})}
    )

    def once(
        day: str | None = None, logical_date: datetime | None = None, retries: int = 0
    ) -> tuple[str, dict[str, str]]:
        dag = module.daily_dag(site)
        for task in dag.tasks:
            if not task.task_id.startswith("check_"):
                task.retries = 0
        dates = {"logical_date": logical_date} if logical_date else {}
        done = dag.test(run_conf={"day": day} if day else None, **dates)
        return str(done.state), {ti.task_id: str(ti.state) for ti in done.get_task_instances()}

    return once


def test_every_dag_is_known_and_imports_cleanly(airflow_database: None, office: Office) -> None:
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(PROJECT / "dags")
    assert bag.import_errors == {}
    assert set(bag.dags) == {"spse_daily"}
    dag = bag.dags["spse_daily"]
    assert dag.doc_md
    assert (dag.timetable.expression, dag.timetable.timezone) == ("30 0 * * *", "UTC")
    assert all(task.task_display_name != task.task_id for task in dag.tasks if task.task_id != "read_settings")


def test_importing_it_touches_no_heavy_library_and_no_network(office: Office) -> None:
    import subprocess

    code = (
        "import socket, sys, time\n"
        "import airflow.sdk\n"
        "def refuse(*_): raise AssertionError('network')\n"
        "socket.socket.connect = refuse\n"
        f"sys.path[:0] = [{str(PROJECT / 'dags')!r}, {str(PROJECT / 'plugins')!r}]\n"
        "import spse_daily\n"
        "print([m for m in ('pandas', 'duckdb', 'openpyxl', 'matplotlib', 'psycopg', 'alembic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[]"


def test_a_broken_site_gets_a_red_dag_and_does_not_hide_the_others(module: Any, office: Office) -> None:
    from airflow.dag_processing.dagbag import DagBag

    (office.sites / "rusak.yaml").write_text("zone: Mars/Olympus\n")
    bag = DagBag(PROJECT / "dags")
    assert set(bag.dags) == {"spse_daily", "spse_settings__rusak"}
    done = bag.dags["spse_settings__rusak"].test()
    assert str(done.state) == "failed"
    assert "rusak.yaml" in (bag.dags["spse_settings__rusak"].doc_md or "")


def test_a_day_is_read_judged_and_reported_and_a_rerun_leaves_the_same(run: Run, office: Office) -> None:
    # The day before gives the snapshot that the day's differences start from.
    run(str(office.yesterday.shift(-1)))
    state, tasks = run(str(office.yesterday))
    assert (state, set(tasks.values())) == ("success", {"success"})
    day = f"day = '{office.yesterday}'"
    [(count,)] = office.rows(
        f"SELECT sum(count) FROM monev.error_daily WHERE {day} AND source = 'database_log' AND code = '42601'"
    )
    assert count == ERRORS
    [(path, sha256)] = office.rows(f"SELECT path, sha256 FROM monev.artifact WHERE period_start = '{office.yesterday}'")
    report = office.artifacts / str(path)
    content = report.read_bytes()

    facts = [
        office.rows(f"SELECT * FROM monev.{table} WHERE {day} ORDER BY 1, 2, 3, 4, 5")
        for table in ("error_daily", "failure_daily", "metric_daily", "statistics_snapshot")
    ]
    assert run(str(office.yesterday))[0] == "success"
    again = [
        office.rows(f"SELECT * FROM monev.{table} WHERE {day} ORDER BY 1, 2, 3, 4, 5")
        for table in ("error_daily", "failure_daily", "metric_daily", "statistics_snapshot")
    ]
    assert again == facts
    # The checks are attempts of their own and their times stand in the report, so only the file's place is the same.
    assert report.exists()
    assert content[:2] == report.read_bytes()[:2] == b"PK"
    assert sha256


def test_without_a_day_the_run_takes_the_one_before_its_date(run: Run, office: Office) -> None:
    # As a scheduled, a backfilled and a cleared run do: 00:30 of today means yesterday.
    today = datetime.now(UTC).replace(hour=0, minute=30, second=0, microsecond=0)
    run(logical_date=today - timedelta(days=3))
    run(logical_date=today)
    days = {day for (day,) in office.rows("SELECT day FROM monev.coverage WHERE source = 'database_log'")}
    assert days == {office.yesterday.shift(-3).date, office.yesterday.date}


def test_a_dead_source_is_red_and_the_rest_of_the_day_goes_on(
    run: Run, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.kill_database(monkeypatch)
    state, tasks = run(str(office.yesterday))
    assert state == "failed"
    assert {name for name, task_state in tasks.items() if task_state != "success"} >= {
        "check_database", "collect_database", "close_day",
    }  # fmt: skip
    assert tasks["collect_database_log"] == tasks["write_daily_report"] == "success"
    # The attempt and its retry are both kept.
    checks = office.rows("SELECT state FROM monev.source_check WHERE source = 'database'")
    assert checks == [("down",), ("down",)]
    [(coverage, reasons)] = office.rows("SELECT state, reasons FROM monev.coverage WHERE source = 'database'")
    assert coverage == "missing"
    assert reasons
    assert office.rows("SELECT state FROM monev.artifact") == [("sebagian",)]

    # Once it answers again, running the same day anew completes it.
    office.revive_database(monkeypatch)
    state, tasks = run(str(office.yesterday))
    assert (state, set(tasks.values())) == ("success", {"success"})
    [(coverage,)] = office.rows("SELECT state FROM monev.coverage WHERE source = 'database'")
    assert coverage in ("ok", "partial")


def test_a_day_whose_log_is_gone_is_missing_and_never_zero(run: Run, office: Office) -> None:
    state, tasks = run(str(office.yesterday.shift(-20)))
    assert state == "failed"
    assert tasks["collect_database_log"] == "failed"
    [(coverage, entries)] = office.rows("SELECT state, entry_count FROM monev.coverage WHERE source = 'database_log'")
    assert (coverage, entries) == ("missing", 0)


def test_no_secret_reaches_xcom_or_the_log(run: Run, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from airflow.models.xcom import XComModel
    from airflow.utils.session import create_session

    secret = "rahasia-sekali"
    office.server.execute(f"CREATE ROLE pemantau LOGIN SUPERUSER PASSWORD '{secret}'")
    monkeypatch.setenv("AIRFLOW_CONN_SPSE_DATABASE", office.server.uri("spse", "pemantau", secret))
    run(str(office.yesterday))
    with create_session() as session:
        values = [str(row.value) for row in session.query(XComModel).all()]
    assert values
    assert not [value for value in values if secret in value]
    report = office.rows("SELECT path FROM monev.artifact")
    assert report
    assert SITE_KEY in str(report[0][0])
