"""The whole demo as an operator runs it: about a minute and a half, a real Airflow, a real scheduler."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from spse_monev.demo.home import Home

pytestmark = [pytest.mark.demo, pytest.mark.timeout(600)]
SPSE = [sys.executable, "-c", "from spse_monev.cli import app; app()", "demo"]


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    """A demo that has run once and is still up."""
    folder = Path(tempfile.mkdtemp(prefix="spse-demo-"))
    folder.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPSE_DEMO_DIR", str(folder / "demo"))
        patch.setenv("SPSE_ARTIFACTS_DIR", str(folder / "artifacts"))
        home = Home()
        try:
            done = command("run", "--round-seconds", "2")
            assert done.returncode == 0, done.stdout
            yield home
        finally:
            command("clean")
            shutil.rmtree(folder)


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SPSE, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, env=os.environ
    )


def test_the_report_is_there_and_the_key_is_what_the_warehouse_counts(home: Home) -> None:
    key = json.loads(home.key_file.read_text())
    with psycopg.connect(home.env()["AIRFLOW_CONN_SPSE_WAREHOUSE"]) as warehouse:
        [path] = warehouse.execute("SELECT path FROM monev.artifact").fetchone()  # type: ignore[misc]
        counts = warehouse.execute(
            "SELECT day::text, severity, code, sum(count)::integer FROM monev.error_daily "
            "WHERE source = 'database_log' GROUP BY day, severity, code"
        ).fetchall()
    assert (Path(os.environ["SPSE_ARTIFACTS_DIR"]) / path).stat().st_size > 0
    provoked: Counter[tuple[str, str, str]] = Counter()
    for day, faults in key["days"].items():
        for name, count in faults.items():
            kind = key["kinds"][name]
            if kind["severity"] != "LOG":
                provoked[day, kind["severity"], kind["sqlstate"]] += count
    assert {(day, severity, code): count for day, severity, code, count in counts} == dict(provoked)


def test_it_stops_and_starts_again_with_its_data(home: Home) -> None:
    url = f"http://127.0.0.1:{home.secrets().ports['airflow']}/api/v2/monitor/health"
    assert command("status").returncode == 0
    assert command("down").returncode == 0
    assert command("status").returncode == 1
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)
    assert command("up").returncode == 0
    assert httpx.get(url).status_code == 200
    with psycopg.connect(home.env()["AIRFLOW_CONN_SPSE_WAREHOUSE"]) as warehouse:
        assert warehouse.execute("SELECT count(*) FROM monev.artifact").fetchone() == (1,)
