"""An office with a log, complaints, a change request, and somebody who planted markup wherever they could."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
import yaml

from spse_monev import pipeline
from spse_monev.connections import EnvironmentConnections
from spse_monev.facts import Artifact
from spse_monev.migrations import migrate
from spse_monev.period import Day, Month
from spse_monev.settings import ARTIFACTS_VARIABLE, PROJECT, SITES_VARIABLE, find_site
from spse_monev.warehouse import Warehouse
from tests.browser.sites import OTHER, SITE
from tests.changes import ADMINISTRATOR, HEAD, MANAGER, VIEWER, finding, store_drafts
from tests.dags.people import PEOPLE
from tests.helpdesk_month import SALT, SOURCE

USERS = {"admin": "admin", ADMINISTRATOR: "user", MANAGER: "user", HEAD: "user", VIEWER: "viewer"}
# Each would set the flag, if anything of it became a part of a page.
PLANTED = "<img src=x onerror=window.planted=1><script>window.planted=1</script>"
_LOGGED = (
    ("ERROR", "42703", f'column "{PLANTED}" does not exist', f'SELECT "{PLANTED}"'),
    ("ERROR", "40P01", "deadlock detected", "UPDATE paket SET status = 1"),
    ("FATAL", "53300", "sorry, too many clients already", ""),
)


@dataclass(frozen=True, slots=True)
class BrowserOffice:
    """Its folders, its warehouse and what is in it. `number` is that of the change request."""

    folder: Path
    warehouse: str
    yesterday: Day
    number: str

    @property
    def artifacts(self) -> Path:
        """Where reports are written."""
        return self.folder / "artifacts"

    @property
    def environment(self) -> dict[str, str]:
        """What Airflow has to know of it."""
        return {
            "AIRFLOW_CONN_SPSE_WAREHOUSE": self.warehouse,
            ARTIFACTS_VARIABLE: str(self.artifacts),
            SITES_VARIABLE: str(self.folder / "sites"),
        }

    def one(self, statement: str) -> tuple[object, ...]:
        """The one row that a query of the warehouse gives."""
        with psycopg.connect(self.warehouse) as connection:
            [row] = connection.execute(statement.encode()).fetchall()
        return row


def founded(folder: Path, warehouse: str) -> BrowserOffice:
    """An office of which nothing was collected yet."""
    migrate(warehouse)
    for name in ("artifacts", "sites", "logs"):
        (folder / name).mkdir()
    _write_sites(folder)
    yesterday = Day.before(datetime.now(UTC), ZoneInfo("UTC"))
    _write_log(folder / "logs" / "postgresql.csv", yesterday)
    with psycopg.connect(warehouse) as connection:
        store = Warehouse(connection)
        month = Month(yesterday.date.replace(day=1), yesterday.zone)
        [number] = store_drafts(store, SITE, month, finding(month, title=f"Pool koneksi habis {PLANTED}"))
        store.record_artifact(SITE, _planted_file(folder / "artifacts", yesterday))
    office = BrowserOffice(folder, warehouse, yesterday, number)
    _complain(office, month)
    return office


def _write_sites(folder: Path) -> None:
    content = yaml.safe_load((PROJECT / "include" / "sites" / "lpse_contoh.yaml").read_text(encoding="utf-8"))
    content["helpdesk"]["sources"][SOURCE]["files"] = [f"{folder}/inbox/*"]
    # The log is a few lines of yesterday: silence in it is no sign of a gap.
    log = {"files": [f"{folder}/logs/*.csv"], "max_silence_minutes": 3000, "max_age_minutes": 3000}
    content["sources"] = {"database_log": content["sources"]["database_log"] | log}
    del content["sources"]["database_log"]["database_connection"]
    content |= {"name": "LPSE Uji", "zone": "UTC", "change_requests": {"people": PEOPLE}}
    for key, name in {SITE: "LPSE Uji", OTHER: "LPSE Lain"}.items():
        site = content | {"name": name, "default": key == SITE}
        (folder / "sites" / f"{key}.yaml").write_text(yaml.safe_dump(site))


def _write_log(file: Path, day: Day) -> None:
    with file.open("w", newline="") as output:
        writer = csv.writer(output)
        for number in range(24 * len(_LOGGED)):
            severity, code, message, statement = _LOGGED[number % len(_LOGGED)]
            at = f"{day.start + timedelta(minutes=20 * number):%Y-%m-%d %H:%M:%S}.000 UTC"
            writer.writerow(
                [at, "spse", "spse", 100 + number, "127.0.0.1:1", f"a.{number}", 1, "SELECT", at, "1/1", 0, severity,
                 code, message, "", "", "", "", "", statement, "", "", "spse", "client backend", "", 0]
            )  # fmt: skip


def _complain(office: BrowserOffice, month: Month) -> None:
    inbox = office.folder / "inbox"
    inbox.mkdir()
    # The second has no date, so that the page tells of the file by its name.
    lines = ("Tanggal,Nama,Uraian Masalah", f"{office.yesterday},Pelapor,{PLANTED} tidak bisa unggah", f",,{PLANTED}")
    (inbox / f"{PLANTED.replace('/', '')}.csv").write_text("\n".join(lines))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (office.environment | {"AIRFLOW_CONN_SPSE_HELPDESK_SALT": SALT}).items():
            patch.setenv(name, value)
        pipeline.import_complaints(find_site(SITE), month, SOURCE, EnvironmentConnections(), datetime.now(UTC))


def _planted_file(artifacts: Path, day: Day) -> Artifact:
    path = f"{SITE}/{day.date:%Y/%m/%d}/{PLANTED.replace('/', '')}.xlsx"
    content = b"bukan buku kerja"
    (artifacts / path).parent.mkdir(parents=True)
    (artifacts / path).write_bytes(content)
    return Artifact(
        path, "laporan_harian", day, "lengkap", hashlib.sha256(content).hexdigest(), len(content), datetime.now(UTC)
    )


def auth_settings(folder: Path) -> dict[str, str]:
    """Environment by which Airflow knows the people; a password is its user's name backwards."""
    passwords = folder / "passwords.json"
    passwords.write_text(json.dumps({user: user[::-1] for user in USERS}))
    return {
        "AIRFLOW__CORE__AUTH_MANAGER": "tests.browser.separate_offices.SeparateOffices",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{user}:{role}" for user, role in USERS.items()),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(passwords),
    }
