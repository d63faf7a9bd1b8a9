"""What Airflow keeps of the files that a run's tasks handed out."""

from __future__ import annotations

from typing import Any

LINK_KEYS = ("_link_ReportLink", "_link_RunFilesLink")


def last_run(dag: str) -> str:
    """The id of the run that was begun last."""
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session

    with create_session() as session:
        return str(session.query(DagRun).filter_by(dag_id=dag).order_by(DagRun.id.desc()).first().run_id)


def link(dag: str, run: str, task: str) -> str:
    """Where the button on the task's details leads; empty if nowhere."""
    from airflow.models.xcom import XComModel
    from airflow.utils.session import create_session

    with create_session() as session:
        kept = session.query(XComModel).filter_by(dag_id=dag, run_id=run, task_id=task)
        values = [str(row.value) for row in kept if row.key in LINK_KEYS]
    assert len(values) < 2
    return values[0] if values else ""


def files(dag: str, run: str, task: str) -> list[tuple[str, str]]:
    """(path, SHA-256) of each file in the one event that the task's asset has."""
    return [(each["path"], each["sha256"]) for each in event(dag, run, task)["files"]]


def event(dag: str, run: str, task: str) -> dict[str, Any]:
    """What the task's one event says."""
    from airflow.models.asset import AssetEvent
    from airflow.utils.session import create_session

    with create_session() as session:
        [found] = session.query(AssetEvent).filter_by(source_dag_id=dag, source_run_id=run, source_task_id=task)
        return dict(found.extra)
