"""A day's run by the services of docker-compose.yaml, as processes: with LocalExecutor, and on two Celery workers."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psycopg
import pytest

from spse_monev.demo.airflow import last_daily_tick
from tests.deploy.conftest import BROKERS, Deployed, deployed, make_databases, wait_for
from tests.office import Office

ALWAYS = ("api-server", "scheduler", "dag-processor", "triggerer")


@pytest.mark.timeout(600)
def test_local_executor(office: Office, tmp_path: Path) -> None:
    with deployed(tmp_path, office, "LocalExecutor") as running:
        run_a_day(running, office)


@pytest.mark.timeout(600)
@pytest.mark.skipif(
    not any(map(shutil.which, BROKERS)), reason="no valkey-server or redis-server (Debian: redis-server)"
)
def test_two_celery_workers(office: Office, tmp_path: Path) -> None:
    with deployed(tmp_path, office, "CeleryExecutor", worker_count=2) as running:
        run_a_day(running, office)
        for name in ("worker1", "worker2"):
            assert "succeeded" in running.processes[name].log.read_text(errors="replace"), f"{name} got no task"
            wait_for(lambda name=name: running.is_healthy("worker", name), running.processes[name])  # type: ignore[misc]
        assert not running.is_healthy("worker", "worker3")


def run_a_day(running: Deployed, office: Office) -> None:
    """Log in, run the daily DAG, see its file, its rows and its logs."""
    client = running.client
    password = running.config["init"]["environment"]["ADMIN_PASSWORD"]
    told = client.post("/auth/token", json={"username": "admin", "password": password})
    assert told.status_code == httpx.codes.CREATED, told.text
    client.headers["Authorization"] = f"Bearer {told.json()['access_token']}"

    dag = "/api/v2/dags/spse_daily"
    wait_for(lambda: client.get(dag).is_success, running.processes["dag-processor"])
    # Of the last tick's date, so that the scheduler adds no run of its own for the same day.
    tick = last_daily_tick(datetime.now(UTC), office.site.schedule.daily_at)
    run = client.post(f"{dag}/dagRuns", json={"logical_date": tick.isoformat(), "conf": {"day": str(office.yesterday)}})
    assert run.is_success, run.text
    client.patch(dag, json={"is_paused": False}).raise_for_status()
    path = f"{dag}/dagRuns/{run.json()['dag_run_id']}"
    ended = ("success", "failed")
    wait_for(lambda: client.get(path).json()["state"] in ended, running.processes["scheduler"], 400)

    tasks = client.get(f"{path}/taskInstances").json()["task_instances"]
    states = {task["task_id"]: task["state"] for task in tasks}
    assert set(states.values()) == {"success"}, states
    with psycopg.connect(
        running.here.put(running.config["init"]["environment"]["AIRFLOW_CONN_SPSE_WAREHOUSE"])
    ) as store:
        [(written, owner)] = store.execute("SELECT path, current_user FROM monev.artifact").fetchall()
        assert store.execute("SELECT count(*) > 0 FROM monev.error_daily").fetchall() == [(True,)]
    assert owner == "monev"
    assert (office.artifacts / str(written)).is_file()
    # The log of a task is read by the API server, wherever the task ran.
    log = client.get(f"{path}/taskInstances/write_daily_report/logs/1", params={"full_content": "true"}).json()
    assert "write_daily_report" in str(log["content"])
    for name in ALWAYS:
        wait_for(lambda name=name: running.is_healthy(name), running.processes[name])  # type: ignore[misc]


def test_databases_are_apart_and_no_character_of_a_password_means_anything(office: Office) -> None:
    passwords = {"AIRFLOW_DB_PASSWORD": "a'; DROP ROLE postgres; --", "WAREHOUSE_DB_PASSWORD": 'b"$(id)\\ :x'}
    make_databases(passwords, office.server)
    try:
        for user, database, password in zip(
            ("airflow", "monev"), ("airflow", "monev"), passwords.values(), strict=True
        ):
            where = {"host": "127.0.0.1", "port": office.server.port, "user": user, "password": password}
            psycopg.connect(dbname=database, **where).close()
            other = {"airflow": "monev", "monev": "airflow"}[database]
            with pytest.raises(psycopg.OperationalError, match="permission denied"):
                psycopg.connect(dbname=other, **where)
    finally:
        for name in ("airflow", "monev"):
            office.server.execute(f"DROP DATABASE {name} WITH (FORCE)")
            office.server.execute(f"DROP ROLE {name}")
