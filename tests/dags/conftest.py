"""A real Airflow with its own metadata database."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from spse_monev.settings import PROJECT
from tests.dags.people import auth_settings

HOME = Path(tempfile.mkdtemp(prefix="spse-airflow-"))
# Airflow reads its configuration at the first import, so it is set before any test module is collected.
os.environ |= {
    "AIRFLOW_HOME": str(HOME),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
    "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
    "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{HOME}/airflow.db",
    "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
    **auth_settings(HOME),
}


@pytest.fixture(scope="session")
def airflow_database() -> Iterator[None]:
    """The metadata database, migrated once."""
    from airflow.utils.db import initdb

    initdb()
    yield
    shutil.rmtree(HOME, ignore_errors=True)
