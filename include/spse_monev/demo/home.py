"""The demo's home (`var/demo` of the project, or $SPSE_DEMO_DIR): folders, secrets, environment, the site's file.

Secrets are made once per demo and kept in `env` and `secrets.json`, which only their owner may read. `env` is for a
shell (`set -a; . var/demo/env`) as well as for the demo's own processes.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import shlex
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import yaml

from spse_monev.demo.application.pages import DOWNLOAD_ROUTE, FRONT, UPLOAD_ROUTE
from spse_monev.demo.application.service import CONNECTION as STATUS_CONNECTION
from spse_monev.demo.cluster import MONITOR, ROLES
from spse_monev.demo.postgres import Server, open_server, server_folder
from spse_monev.settings import ARTIFACTS_VARIABLE, PROJECT, SITES_VARIABLE, Site, artifacts_folder, load_site

HOME_VARIABLE = "SPSE_DEMO_DIR"
SITE = "lpse_contoh"
PROBE_MINUTES = 30
USERS = ("postgres", "monev", "airflow", MONITOR, *ROLES)
# Airflow's users and their roles there: its own administrator, the SOP's executors, and one who only looks on.
PEOPLE = {"admin": "admin", "administrator": "user", "pengelola": "user", "kepala": "user", "pemirsa": "viewer"}
EXECUTORS = {"administrator": "administrator", "change_manager": "pengelola", "head": "kepala"}


@dataclass(frozen=True, slots=True)
class Secrets:
    """All passwords and ports of one demo. `ports` by service: postgres, airflow, monitoring, application."""

    passwords: dict[str, str]  # by user of PostgreSQL
    keys: dict[str, str]
    ports: dict[str, int]
    # By user of Airflow; a demo of before people decided has none, and can still be stopped.
    logins: dict[str, str] = field(default_factory=dict)

    @classmethod
    def new(cls, ports: dict[str, int]) -> Secrets:
        """Random ones."""
        return cls(
            passwords={user: secrets.token_urlsafe(18) for user in USERS},
            logins={user: secrets.token_urlsafe(18) for user in PEOPLE},
            keys={
                "fernet": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
                "jwt": secrets.token_urlsafe(48),
                "session": secrets.token_urlsafe(48),
                "status": secrets.token_urlsafe(24),
                "salt": secrets.token_urlsafe(24),
            },
            ports=ports,
        )

    def __repr__(self) -> str:
        return f"Secrets(ports={self.ports})"


class Home:
    """Where everything of the demo lies."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or Path(os.environ.get(HOME_VARIABLE) or PROJECT / "var" / "demo").resolve()
        self.env_file = self.root / "env"
        self.key_file = self.root / "key.json"
        self.process_logs = self.root / "log"
        self.application = self.root / "aplikasi"  # the log files of the synthetic SPSE and its web server
        self.monitoring_story = self.root / "pemantauan.json"  # what the monitoring system has seen
        self.inbox = self.root / "kotak_masuk"  # what the helpdesk has put in
        self.complaint_key_file = self.root / "complaint_key.json"
        self.pids = self.root / "run"
        self.sites = self.root / "sites"
        self.site_file = self.sites / f"{SITE}.yaml"
        self.airflow = self.root / "airflow"
        self.passwords_file = self.airflow / "passwords.json"
        self._secrets_file = self.root / "secrets.json"

    @property
    def exists(self) -> bool:
        """Whether a demo was set up here completely."""
        return self.key_file.exists()

    @property
    def server_root(self) -> Path:
        """The server's folder: `spse` here, or its stand-in where the server's user cannot enter this one."""
        return server_folder(self.root / "spse")

    @property
    def data(self) -> Path:
        """The server's data."""
        return self.server_root / "data"

    @property
    def logs(self) -> Path:
        """The server's log, as an office would have it."""
        return server_folder(self.server_root / "log")

    @property
    def raw(self) -> Path:
        """The pieces of the log as the server wrote them."""
        folder = self.server_root / "raw"
        folder.mkdir(exist_ok=True)
        return folder

    @property
    def has_secrets(self) -> bool:
        """Whether a demo was begun here."""
        return self._secrets_file.exists()

    def secrets(self) -> Secrets:
        """What `write_secrets` has kept."""
        return Secrets(**json.loads(self._secrets_file.read_text()))

    def write_secrets(self, kept: Secrets) -> None:
        """Keep the secrets for the demo's other commands."""
        _write_private(self._secrets_file, json.dumps(asdict(kept), indent=1))

    def delete_files(self) -> None:
        """Delete secrets, environment and key, after which there is no demo here."""
        for file in (
            self.key_file, self.complaint_key_file, self.env_file, self.monitoring_story, self._secrets_file,
        ):  # fmt: skip
            file.unlink(missing_ok=True)

    def server(self) -> Server:
        """The demo's PostgreSQL, running or not."""
        return open_server(self.data, self.secrets().passwords["postgres"])

    def make_folders(self) -> None:
        """Make the folders that are not the server's."""
        for folder in (self.process_logs, self.pids, self.sites, self.airflow, self.inbox):
            folder.mkdir(parents=True, exist_ok=True)

    def write_site(self) -> Site:
        """Write and return the demo's site: the example site of the project with the demo's own sources."""
        example: dict[str, Any] = yaml.safe_load((PROJECT / "include" / "sites" / f"{SITE}.yaml").read_text("utf-8"))
        ports = self.secrets().ports
        root = f"http://127.0.0.1:{ports['application']}"
        spse = f"{root}/eproc4"
        example |= {"default": True, "synthetic": True}
        example["sources"] = {
            "database": {
                "kind": "postgres",
                "label": "Basis data SPSE (sintetis)",
                "connection": "spse_database",
            },
            "database_log": {
                "kind": "postgres_log",
                "label": "Log basis data (sintetis)",
                "files": [str(self.logs / "postgresql-*.csv")],
                "database_connection": "spse_database",
            },
            "application_log": {
                "kind": "application_log",
                "label": "Log aplikasi SPSE (sintetis)",
                "files": [str(self.application / "application*.log*")],
            },
            "web_log": {
                "kind": "web_log",
                "label": "Log server web (sintetis)",
                "files": [str(self.application / "access_log*"), str(self.application / "error_log*")],
                "upload_routes": [UPLOAD_ROUTE],
                "download_routes": [DOWNLOAD_ROUTE],
                "probe_routes": ["^/(eproc4/)?@status"],
            },
            "spse_status": {
                "kind": "spse_status",
                "label": "Statistik SPSE (sintetis)",
                "url": spse,
                "public_url": spse,
                "connection": STATUS_CONNECTION,
            },
            "monitoring": {
                "kind": "prometheus",
                "label": "Sistem pemantauan (tiruan Prometheus, sintetis)",
                "url": f"http://127.0.0.1:{ports['monitoring']}",
            },
            "probe": {
                "kind": "probe",
                "label": "Probe sendiri",
                "every_minutes": PROBE_MINUTES,
                "max_age_minutes": 2 * PROBE_MINUTES,
                "targets": [{"name": "Halaman depan SPSE", "url": root + FRONT.path, "expect_text": "sintetis"}],
            },
        }
        example["helpdesk"]["sources"]["rekap_helpdesk"] |= {
            "label": "Rekap helpdesk (sintetis)",
            "files": [str(self.inbox / "*")],
        }
        example["change_requests"] = {
            "people": {executor: {"users": [user], "roles": []} for executor, user in EXECUTORS.items()}
        }
        text = "# Ditulis oleh 'spse demo run': seluruh data dan nama di sini sintetis.\n"
        self.site_file.write_text(text + yaml.safe_dump(example, allow_unicode=True, sort_keys=False), "utf-8")
        return load_site(self.site_file)

    def write_env(self) -> dict[str, str]:
        """Write the environment of the demo's processes; returns it."""
        env = self._environment(self.secrets())
        _write_private(self.env_file, "".join(f"{name}={shlex.quote(value)}\n" for name, value in env.items()))
        _write_private(self.passwords_file, json.dumps(self.secrets().logins))
        return env

    def env(self) -> dict[str, str]:
        """What `write_env` has written."""
        lines = self.env_file.read_text().splitlines()
        return dict(shlex.split(line)[0].split("=", 1) for line in lines)

    def _environment(self, kept: Secrets) -> dict[str, str]:
        def uri(user: str, database: str, scheme: str = "postgresql") -> str:
            return f"{scheme}://{user}:{kept.passwords[user]}@127.0.0.1:{kept.ports['postgres']}/{database}"

        url = f"http://127.0.0.1:{kept.ports['airflow']}"
        return {
            HOME_VARIABLE: str(self.root),
            SITES_VARIABLE: str(self.sites),
            ARTIFACTS_VARIABLE: str(artifacts_folder()),
            "AIRFLOW_CONN_SPSE_WAREHOUSE": uri("monev", "monev"),
            "AIRFLOW_CONN_SPSE_DATABASE": uri(MONITOR, "spse"),
            f"AIRFLOW_CONN_{STATUS_CONNECTION.upper()}": json.dumps(
                {"conn_type": "http", "password": kept.keys["status"]}
            ),
            "AIRFLOW_CONN_SPSE_HELPDESK_SALT": json.dumps({"conn_type": "generic", "password": kept.keys["salt"]}),
            "AIRFLOW_HOME": str(self.airflow),
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": uri("airflow", "airflow", "postgresql+psycopg2"),
            "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
            "AIRFLOW__CORE__PARALLELISM": "2",
            "AIRFLOW__CORE__FERNET_KEY": kept.keys["fernet"],
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
            "AIRFLOW__CORE__AUTH_MANAGER": "auth_managers.simple.SpseSimpleAuthManager",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{user}:{role}" for user, role in PEOPLE.items()),
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(self.passwords_file),
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(kept.ports["airflow"]),
            "AIRFLOW__API__BASE_URL": url,
            "AIRFLOW__API__WORKERS": "1",
            "AIRFLOW__API__SECRET_KEY": kept.keys["session"],
            "AIRFLOW__API__INSTANCE_NAME": "spse-monev demo (data sintetis)",
            "AIRFLOW__API_AUTH__JWT_SECRET": kept.keys["jwt"],
            "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(self.airflow / "logs"),
            # The demo's own runs are triggered by hand; it unpauses a DAG once its first run is queued.
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "True",
        }


def process_environment(env: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process of the demo: this one's, without other Airflow settings, and `env`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
    programs = str(Path(sys.executable).parent)
    return {**kept, **env, "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write(text)
