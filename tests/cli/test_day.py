from __future__ import annotations

import pytest
import yaml
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from spse_monev.cli import app
from spse_monev.demo.postgres import free_port
from tests.office import SITE_KEY, Office


def spse(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})


def test_a_day_from_the_terminal(office: Office) -> None:
    assert "0001" in spse("migrate").output
    assert "mutakhir" in spse("migrate").output

    collected = spse("collect", "--day", str(office.yesterday))
    # The first day of the statistics has nothing to be compared with, which is said and is no success.
    assert collected.exit_code == 1
    assert "lengkap" in collected.output
    assert "hari pertama" in collected.output

    reported = spse("report", "--day", str(office.yesterday))
    assert reported.exit_code == 1
    [report] = office.artifacts.rglob("*.xlsx")
    assert str(report) in reported.output
    assert "Ringkasan" in load_workbook(report, read_only=True).sheetnames


def test_one_failing_source_is_a_row_and_the_others_go_on(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    spse("migrate")
    office.kill_database(monkeypatch)
    done = spse("collect", "--day", str(office.yesterday))
    assert done.exit_code == 1
    assert "gagal" in done.output
    [(state,)] = office.rows("SELECT state FROM monev.coverage WHERE source = 'database_log'")
    assert state == "ok"


def test_a_dead_monitoring_system_is_no_success(office: Office) -> None:
    spse("migrate")
    assert spse("collect", "--source", "monitoring").exit_code == 0
    path = office.sites / f"{SITE_KEY}.yaml"
    content = yaml.safe_load(path.read_text())
    content["sources"]["monitoring"]["url"] = f"http://127.0.0.1:{free_port()}/"
    path.write_text(yaml.safe_dump(content))
    done = spse("collect", "--source", "monitoring")
    assert done.exit_code == 1
    assert "koneksi ditolak" in done.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("collect", "--day", "kemarin"), "2026-11-23"),
        (("collect", "--source", "aplikasi"), "database, database_log, monitoring"),
        (("collect", "--site", "lain"), "lain.yaml"),
        (("report", "--day", "2026-13-01"), "TTTT-BB-HH"),
    ],
)
def test_a_wrong_option_is_one_clear_error(office: Office, arguments: tuple[str, ...], says: str) -> None:
    done = spse(*arguments)
    assert done.exit_code == 2
    assert says in done.output
    assert "Traceback" not in done.output


def test_an_unreachable_warehouse_is_one_clear_error(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_SPSE_WAREHOUSE", f"postgresql://x:rahasia@127.0.0.1:{free_port()}/y")
    done = spse("migrate")
    assert done.exit_code == 2
    assert "tidak dapat dihubungi" in done.output
    assert "rahasia" not in done.output


def test_doctor_finds_nothing_in_a_healthy_office(office: Office) -> None:
    spse("migrate")
    done = spse("doctor")
    assert done.exit_code == 0, done.output
    for subject in (f"Situs {SITE_KEY}", "Gudang data", "Basis data SPSE", "Log server", "Folder artefak"):
        assert subject in done.output


def test_doctor_names_every_ailment_at_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    (office.sites / "rusak.yaml").write_text("zone: Mars/Olympus\n")
    office.kill_database(monkeypatch)
    monkeypatch.delenv("AIRFLOW_CONN_SPSE_WAREHOUSE")
    for log in office.logs.iterdir():
        log.unlink()
    done = spse("doctor")
    assert done.exit_code == 2
    assert "Mars/Olympus" in done.output
    assert "AIRFLOW_CONN_SPSE_WAREHOUSE" in done.output
    assert done.output.count("gagal") >= 4


def test_doctor_tells_which_rules_a_site_changes_and_whether_it_may(office: Office) -> None:
    spse("migrate")
    path = office.sites / f"{SITE_KEY}.yaml"
    content = yaml.safe_load(path.read_text())
    path.write_text(yaml.safe_dump(content | {"rules": {"R05": {"signal.frequency.per_day": 3}}}))
    done = spse("doctor")
    assert (done.exit_code, "yang diubah situs ini: R05" in done.output) == (0, True)
    path.write_text(yaml.safe_dump(content | {"rules": {"R05": {"signal.ambang": 3}}}))
    done = spse("doctor")
    assert (done.exit_code, "rules.R05.signal.ambang" in done.output) == (2, True)


def test_doctor_tells_who_answers_change_requests_and_which_are_approved_in_advance(office: Office) -> None:
    spse("migrate")
    path = office.sites / f"{SITE_KEY}.yaml"
    content = yaml.safe_load(path.read_text())
    people = {"head": {"users": ["kepala.lpse"], "roles": []}}
    path.write_text(yaml.safe_dump(content | {"change_requests": {"people": people}}))
    done = spse("doctor")
    assert done.exit_code == 0
    assert "pengguna kepala.lpse" in done.output
    assert "peran Pengelola Perubahan" in done.output
    people = {"head": {"roles": []}}
    path.write_text(yaml.safe_dump(content | {"change_requests": {"people": people, "preapproved": ["R998"]}}))
    done = spse("doctor")
    assert done.exit_code == 2
    assert "isi change_requests.people.head" in done.output
    assert "R998" in done.output


def test_doctor_says_when_the_warehouse_is_not_migrated(office: Office) -> None:
    done = spse("doctor")
    assert done.exit_code == 1
    assert "spse migrate" in done.output
