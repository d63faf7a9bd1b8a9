from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from spse_monev.connections import EnvironmentConnections
from spse_monev.settings import PROJECT
from tests.dags import handed_out
from tests.office import ERRORS, SITE_KEY, Office
from tests.reports.read_back import texts

ALWAYS = {"spse_daily", "spse_monthly", "spse_change_request", "spse_propose_change"}

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
    assert set(bag.dags) == ALWAYS
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
    assert set(bag.dags) == {*ALWAYS, "spse_settings__rusak"}
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

    # What is downloaded from the task, and what its event says, is the file in the register.
    handed = "spse_daily", handed_out.last_run("spse_daily"), "write_daily_report"
    assert handed_out.link(*handed) == f"/laporan/berkas/{path}"
    written = office.rows(f"SELECT sha256 FROM monev.artifact WHERE path = '{path}' ORDER BY written_at")
    now = written[-1][0]
    assert handed_out.files(*handed) == [(path, now)]
    assert hashlib.sha256(report.read_bytes()).hexdigest() == now


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


def test_a_day_is_analysed_before_its_report_and_xcom_has_counts_only(run: Run, module: Any, office: Office) -> None:
    from airflow.models.xcom import XComModel
    from airflow.utils.session import create_session

    dag = module.daily_dag(office.site)
    assert dag.get_task("analyse_day").upstream_task_ids == {
        "collect_database",
        "collect_database_log",
        "check_monitoring",
    }
    assert dag.get_task("write_daily_report").upstream_task_ids == {"analyse_day"}
    run(str(office.yesterday))
    [(judged,)] = office.rows("SELECT count(*) FROM monev.rule_judgement WHERE period = 'day'")
    assert judged
    with create_session() as session:
        given = {row.key: row.value for row in session.query(XComModel).filter_by(task_id="analyse_day")}
    assert set(given) == {"return_value", "finding_count", "unjudged_rule_count"}
    assert set(given["return_value"]) == {"finding_count", "unjudged_rule_count"}


def test_a_failing_analysis_does_not_stop_the_report_which_says_so(run: Run, office: Office) -> None:
    assert run(str(office.yesterday))[1]["analyse_day"] == "success"
    path = office.sites / f"{SITE_KEY}.yaml"
    good = path.read_text()
    path.write_text(good + "rules: {R05: {signal.tidak_ada: 1}}\n")
    state, tasks = run(str(office.yesterday))
    assert state == "failed"
    assert {name for name, task_state in tasks.items() if task_state != "success"} == {"analyse_day", "close_day"}
    # What the earlier run found must not pass for an analysis of what was read anew.
    assert office.rows("SELECT * FROM monev.rule_judgement") == []
    [report] = office.artifacts.rglob("*.xlsx")
    assert "Kebutuhan perubahan belum dinilai" in texts(load_workbook(report)["Ringkasan"])

    path.write_text(good)
    state, tasks = run(str(office.yesterday))
    assert (state, set(tasks.values())) == ("success", {"success"})
    assert "belum dinilai" not in texts(load_workbook(report)["Ringkasan"])


def test_what_deviates_is_entered_and_a_mended_day_keeps_it(
    run: Run, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.models.xcom import XComModel
    from airflow.utils.session import create_session

    office.kill_database(monkeypatch)
    state, tasks = run(str(office.yesterday))
    # The day is red for its missing source, not for what was entered of it.
    assert (state, tasks["close_day"], tasks["record_deviations"]) == ("failed", "failed", "success")
    entered = "SELECT deviation_id, actual, recorded_at FROM monev.deviation ORDER BY 1"
    equipment = "SELECT actual FROM monev.deviation WHERE subject = 'database' AND kind = 'equipment'"
    assert office.rows(equipment) == [("tidak aktif; tidak terbaca",)]
    before = office.rows(entered)
    with create_session() as session:
        counts = [row.value for row in session.query(XComModel).filter_by(task_id="record_deviations")]
    assert str(len(before)) in str(counts)
    assert "tidak aktif" not in str(counts)

    office.revive_database(monkeypatch)
    assert run(str(office.yesterday))[0] == "success"
    assert office.rows(entered) == before
    mended = "SELECT event, said_by FROM monev.deviation_event JOIN monev.deviation USING (site, deviation_id) "
    assert office.rows(f"{mended} WHERE subject = 'database' AND event = 'mended'") == [("mended", "")]
    # Nothing has changed since, so nothing is added.
    events = office.rows("SELECT * FROM monev.deviation_event ORDER BY number")
    run(str(office.yesterday))
    assert office.rows(entered) == before
    assert office.rows("SELECT * FROM monev.deviation_event ORDER BY number") == events


def test_deviations_are_entered_also_when_all_before_has_failed(
    run: Run, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from spse_monev import pipeline

    pipeline.migrate(office.site, EnvironmentConnections())

    def fail(*_: object, **__: object) -> None:
        raise OSError("disk penuh")

    for step in ("migrate", "check_source", "collect_source", "analyse", "write_daily_report", "close_day"):
        monkeypatch.setattr(pipeline, step, fail)
    state, tasks = run(str(office.yesterday))
    assert {name for name, task_state in tasks.items() if task_state == "success"} == {"record_deviations"}
    assert state == "failed"
    found = office.rows("SELECT subject, actual FROM monev.deviation WHERE kind <> 'time' ORDER BY 1")
    assert ("Laporan Kinerja Aplikasi SPSE", "tidak dibuat") in found
    assert ("database", "tidak diperiksa; tidak dirangkum") in found


def test_a_register_that_cannot_be_written_fails_the_run(
    run: Run, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from spse_monev import pipeline

    def fail(*_: object, **__: object) -> None:
        raise OSError("gudang data hilang")

    monkeypatch.setattr(pipeline, "record_deviations", fail)
    state, tasks = run(str(office.yesterday))
    assert (state, tasks["close_day"], tasks["record_deviations"]) == ("failed", "success", "failed")


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
