"""What the processes of Airflow import of plugins/ at their start, in a process of their kind."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from spse_monev.demo.home import process_environment
from spse_monev.settings import PROJECT

_LOAD = """
import json, sys
from {module} import _get_plugins
_, errors = _get_plugins()
print(json.dumps([errors, sorted(sys.modules)]))
"""


@pytest.mark.parametrize("module", ["airflow.plugins_manager", "airflow.sdk.plugins_manager"])
def test_only_plugins_are_imported_and_none_fails(module: str, tmp_path: Path) -> None:
    settings = {"AIRFLOW_HOME": str(tmp_path), "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins")}
    done = subprocess.run(
        [sys.executable, "-c", _LOAD.format(module=module)],
        env=process_environment(settings), capture_output=True, text=True, check=True,
    )  # fmt: skip
    errors, modules = json.loads(done.stdout.splitlines()[-1])
    assert errors == {}
    # A file is imported under its bare name, whatever folder it is in.
    unwanted = {"flask", "flask_appbuilder", "psycopg", "fab", "simple", "decision_operator", "airflow_connections"}
    assert not unwanted & set(modules)


def test_who_may_answer_costs_the_api_server_next_to_nothing() -> None:
    check = "import sys, spse_monev.analysis.changes; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert not {"pandas", "duckdb", "numpy", "psycopg", "matplotlib", "openpyxl"} & set(done.stdout.split())
