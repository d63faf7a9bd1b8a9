"""A real API server of Airflow with the project's plugins, sites and their files.

`lpse_contoh` is for everybody with a role, all others for administrators. The warehouse of `lpse_mati` cannot be
reached, that of `lpse_kosong` has no schema, and that of `lpse_lama` is made by the test that fills it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import yaml

from spse_monev.demo.postgres import Server, free_port
from spse_monev.migrations import migrate
from spse_monev.settings import ARTIFACTS_VARIABLE, PROJECT, SITES_VARIABLE

AIRFLOW = str(Path(sys.executable).parent / "airflow")
USERS = {"kepala": "admin", "pemirsa": "viewer", "tamu": ""}
START_SECONDS = 120
WAREHOUSE = "served_pages"
LONG_HISTORY = "long_history"
LONG_HISTORY_SOURCES = {
    "application_log": {"kind": "application_log", "label": "Log aplikasi", "files": ["/tidak/ada"]},
    "web_log": {"kind": "web_log", "label": "Log server web", "files": ["/tidak/ada"]},
    "monitoring": {"kind": "prometheus", "label": "Pemantauan", "url": "http://127.0.0.1:9/"},
}
AIRFLOW_SETTINGS = {
    "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
    "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
}


@dataclass(frozen=True)
class Served:
    """Where the server is, and what it serves."""

    port: int
    pid: int
    artifacts: Path
    warehouse: str  # URI of its database, which has the schema and no rows but what tests enter
    token: Callable[[str], str]

    def get(self, path: str, user: str | None = "pemirsa", **headers: str) -> httpx.Response:
        """The answer for a path below /laporan; httpx tidies '..' away before it asks."""
        if user:
            headers["Authorization"] = f"Bearer {self.token(user)}"
        return httpx.get(f"http://127.0.0.1:{self.port}/laporan{path}", headers=headers, timeout=30)

    def write(self, path: str, content: bytes = b"isi") -> Path:
        """A file below the artifact folder."""
        file = self.artifacts / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return file


@pytest.fixture(scope="session")
def served(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server.execute(f"CREATE DATABASE {WAREHOUSE}")
    migrate(server.uri(WAREHOUSE))
    home = tmp_path_factory.mktemp("airflow")
    artifacts, sites = home / "artifacts", home / "sites"
    artifacts.mkdir()
    sites.mkdir()
    example = yaml.safe_load((PROJECT / "include" / "sites" / "lpse_contoh.yaml").read_text(encoding="utf-8"))
    for key, changes in {
        "lpse_contoh": {"default": True}, "lpse_lain": {"default": False}, "lpse_rusak": {"zone": "Mars/Olympus"},
        "lpse_z_baku_kedua": {"default": True}, "lpse_mati": {"default": False, "warehouse": "spse_mati"},
        "lpse_kosong": {"default": False, "warehouse": "spse_kosong"},
        "lpse_lama": {
            "default": False, "warehouse": "spse_lama", "sources": example["sources"] | LONG_HISTORY_SOURCES,
        },
    }.items():  # fmt: skip
        (sites / f"{key}.yaml").write_text(yaml.safe_dump(example | changes))
    passwords = home / "passwords.json"
    passwords.write_text(json.dumps({user: f"sandi-{user}" for user in USERS}))
    port = free_port()
    environment = (
        os.environ
        | AIRFLOW_SETTINGS
        | {
            "AIRFLOW_CONN_SPSE_KOSONG": server.uri("postgres"),
            "AIRFLOW_CONN_SPSE_LAMA": server.uri(LONG_HISTORY),
            "AIRFLOW_CONN_SPSE_MATI": "postgresql://peran_mati:sandi_mati@127.0.0.1:9/basis_mati",
            "AIRFLOW_CONN_SPSE_WAREHOUSE": server.uri(WAREHOUSE),
            "AIRFLOW_HOME": str(home),
            "AIRFLOW__API_AUTH__JWT_SECRET": "sintetis" * 8,
            "AIRFLOW__CORE__AUTH_MANAGER": "tests.plugins.reports.separate_sites.SeparateSites",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(passwords),
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{user}:{role}" for user, role in USERS.items()),
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
            "PYTHONPATH": str(PROJECT),
            ARTIFACTS_VARIABLE: str(artifacts),
            SITES_VARIABLE: str(sites),
        }
    )
    log = home / "log.txt"
    with log.open("wb") as output:
        subprocess.run([AIRFLOW, "db", "migrate"], env=environment, stdout=output, stderr=output, check=True)
        api = subprocess.Popen(
            [AIRFLOW, "api-server", "--host", "127.0.0.1", "--port", str(port)], env=environment, cwd=home,
            stdout=output, stderr=output,
        )  # fmt: skip
    tokens: dict[str, str] = {}

    def token(user: str) -> str:
        if user not in tokens:
            content = {"username": user, "password": f"sandi-{user}"}
            answer = httpx.post(f"http://127.0.0.1:{port}/auth/token", json=content, timeout=30)
            assert answer.status_code == httpx.codes.CREATED, answer.text
            tokens[user] = str(answer.json()["access_token"])
        return tokens[user]

    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(port):
            assert api.poll() is None, log.read_text()[-3000:]
            assert time.monotonic() < deadline, log.read_text()[-3000:]
            time.sleep(0.3)
        yield Served(port, api.pid, artifacts, server.uri(WAREHOUSE), token)
    finally:
        api.terminate()
        api.wait(30)
        server.execute(f"DROP DATABASE {WAREHOUSE} WITH (FORCE)")


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/api/v2/version", timeout=5).is_success
    except httpx.TransportError:
        return False
