"""A run of a real DAG, as a process of its own: `python -m tests.browser.runs DAG RUN_ID CONF`."""

from __future__ import annotations

import json
import sys

from spse_monev.settings import PROJECT


def main(dag_id: str, run_id: str, conf: str) -> None:
    """Run the DAG to its end, without retries; questions are waited at until somebody answers."""
    from airflow.dag_processing.dagbag import DagBag
    from airflow.models.dagrun import DagRun

    for folder in ("plugins", "dags"):
        sys.path.insert(0, str(PROJECT / folder))
    dag = DagBag(PROJECT / "dags" / f"{dag_id}.py").dags[dag_id]
    for task in dag.tasks:
        task.retries = 0
    DagRun.generate_run_id = staticmethod(lambda **_: run_id)
    dag.test(run_conf=json.loads(conf))


if __name__ == "__main__":
    main(*sys.argv[1:])
