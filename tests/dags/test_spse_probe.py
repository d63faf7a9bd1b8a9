from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import yaml

from spse_monev.demo.postgres import free_port
from spse_monev.settings import PROJECT
from tests.office import SITE_KEY, Office


def add_probes(office: Office, key: str = SITE_KEY, **changes: Any) -> None:
    """Give a site two probe sources: what answers, and what does not."""
    path = office.sites / f"{SITE_KEY}.yaml"
    content = yaml.safe_load(path.read_text())
    monitoring = content["sources"]["monitoring"]["url"]
    content["sources"] |= {
        "probe": {
            "kind": "probe", "label": "Probe", "every_minutes": 5, "timeout_seconds": 3,
            "targets": [{"name": "SPSE", "url": monitoring}, {"name": "Mati", "url": f"tcp://127.0.0.1:{free_port()}"}],
        },
        "probe_portal": {
            "kind": "probe", "label": "Portal", "every_minutes": 3, "targets": [{"name": "Portal", "url": monitoring}],
        },
    }  # fmt: skip
    (office.sites / f"{key}.yaml").write_text(yaml.safe_dump(content | changes))


@pytest.fixture
def dags(airflow_database: None, office: Office) -> Iterator[Any]:
    """The DAGs of the file, read anew."""
    from airflow.dag_processing.dagbag import DagBag

    for folder in ("plugins", "dags"):
        sys.path.insert(0, str(PROJECT / folder))

    def read() -> dict[str, Any]:
        bag = DagBag(PROJECT / "dags" / "spse_probe.py")
        assert bag.import_errors == {}
        return dict(bag.dags)

    yield read
    del sys.path[:2]


def test_a_site_without_probes_has_no_dag_and_a_broken_one_hides_nothing(dags: Any, office: Office) -> None:
    (office.sites / "rusak.yaml").write_text("zone: Mars/Olympus\n")
    assert dags() == {}
    add_probes(office)
    assert set(dags()) == {"spse_probe"}


def test_every_site_probes_as_often_as_its_most_demanding_source(dags: Any, office: Office) -> None:
    add_probes(office)
    add_probes(office, "lpse_lain", default=False)
    found = dags()
    assert set(found) == {"spse_probe", "spse_probe__lpse_lain"}
    dag = found["spse_probe"]
    assert "Jangan dijeda" in dag.doc_md
    assert dag.timetable.delta == timedelta(minutes=3)
    assert (dag.catchup, dag.max_active_runs) == (False, 1)
    [task] = dag.tasks
    assert task.retries == 0
    assert task.task_display_name == "Coba semua sasaran"
    assert task.execution_timeout <= dag.dagrun_timeout


def test_a_run_stores_what_it_saw_and_a_dead_target_is_no_failure(dags: Any, office: Office) -> None:
    from spse_monev import pipeline
    from spse_monev.connections import EnvironmentConnections

    add_probes(office)
    pipeline.migrate(office.site, EnvironmentConnections())
    dag = dags()["spse_probe"]
    for _ in range(2):
        assert str(dag.test().state) == "success"
    rows = office.rows(
        "SELECT source, component, is_up, count(*) FROM monev.probe_result GROUP BY 1, 2, 3 ORDER BY 1, 2"
    )
    assert rows == [
        ("probe", "Mati", False, 2), ("probe", "SPSE", True, 2), ("probe_portal", "Portal", True, 2),
    ]  # fmt: skip


def test_a_warehouse_that_is_away_is_red(dags: Any, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    add_probes(office)
    monkeypatch.setenv("AIRFLOW_CONN_SPSE_WAREHOUSE", f"postgresql://nobody@127.0.0.1:{free_port()}/x")
    assert str(dags()["spse_probe"].test().state) == "failed"
