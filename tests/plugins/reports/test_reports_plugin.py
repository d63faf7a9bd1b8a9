"""Every process of Airflow loads the plugins as it starts; only the API server may pay for what it serves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.plugins.reports.conftest import AIRFLOW_SETTINGS

LOADED = """
import json, sys
from airflow import plugins_manager
plugins_manager.ensure_plugins_loaded()
heavy = ("fastapi", "airflow.api_fastapi.core_api.security", "reports.app", "app", "files")
seen = [each for each in heavy if each in sys.modules]
apps = [app["url_prefix"] for app in plugins_manager.get_fastapi_plugins()[0]]
names = [each["name"] for each in plugins_manager.get_plugin_info(["name"])]
errors = plugins_manager.get_import_errors()
print(json.dumps([errors, seen, names.count("spse_reports"), apps.count("/laporan"), "reports.app" in sys.modules]))
"""


def test_it_is_loaded_once_and_costs_nothing_until_the_apps_are_asked_for(tmp_path: Path) -> None:
    environment = os.environ | AIRFLOW_SETTINGS | {
        "AIRFLOW_HOME": str(tmp_path), "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{tmp_path}/airflow.db",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", LOADED], env=environment, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    errors, seen, plugins, apps, is_imported = json.loads(done.stdout.splitlines()[-1])
    assert (errors, seen, plugins, apps, is_imported) == ({}, [], 1, 1, True)
