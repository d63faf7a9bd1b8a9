from __future__ import annotations

from contextlib import suppress

import psycopg
import pytest
import yaml
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from spse_monev.cli import app
from spse_monev.demo.postgres import free_port
from tests.office import SITE_KEY, Office
from tests.reports.read_back import texts


def spse(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, env={"COLUMNS": "300"})


@pytest.fixture
def collected(office: Office) -> Office:
    """An office on whose database a table was missing yesterday, read and stored."""
    for _ in range(25):
        with suppress(psycopg.errors.UndefinedTable):
            office.server.execute("SELECT * FROM tabel_yang_tidak_ada", "spse")
    office.write_yesterdays_log()
    spse("migrate")
    assert spse("collect", "--day", str(office.yesterday)).exit_code in (0, 1)
    return office


def test_a_day_is_told_with_class_change_evidence_and_what_is_not_known(collected: Office) -> None:
    done = spse("analyse", "--day", str(collected.yesterday))
    assert done.exit_code == 0, done.output
    assert f"LPSE Uji, {collected.yesterday}" in done.output
    for word in ("R23", "Perlu telaah", "prioritas", "Perubahan:", "42P01", "tidak dapat dinilai"):
        assert word in done.output
    stored = collected.rows("SELECT rule_id FROM monev.finding WHERE period = 'day'")
    assert ("R23",) in stored
    # The same day again finds the same.
    before = collected.rows("SELECT * FROM monev.finding ORDER BY finding_id")
    assert spse("analyse", "--day", str(collected.yesterday)).output == done.output
    assert collected.rows("SELECT * FROM monev.finding ORDER BY finding_id") == before


def test_one_rule_is_explained_in_full(collected: Office) -> None:
    done = spse("analyse", "--day", str(collected.yesterday), "--explain", "r23")
    assert done.exit_code == 0
    for word in ("Cara:", "Uji:", "Pengembalian:", "Dasar kelas:"):
        assert word in done.output
    assert "R99" not in done.output


@pytest.mark.parametrize(
    ("rule_id", "says"),
    [
        ("R10", "R10: tanda-tandanya tidak terlihat."),
        ("R28", "R28 tidak dapat dinilai"),
        ("P01", "P01 tidak menilai hari."),
    ],
)
def test_a_rule_without_a_finding_says_why(collected: Office, rule_id: str, says: str) -> None:
    assert says in spse("analyse", "--day", str(collected.yesterday), "--explain", rule_id).output


def test_a_month_drafts_requests_and_again_finds_the_same(collected: Office) -> None:
    month = f"{collected.yesterday.date:%Y-%m}"
    done = spse("analyse", "--month", month)
    assert done.exit_code == 0, done.output
    requests = collected.rows("SELECT number, rule_id FROM monev.change_request ORDER BY number")
    assert requests
    for number, rule_id in requests:
        assert f"Permohonan {number} ({rule_id}, draf): " in done.output
    assert spse("analyse", "--month", month).output == done.output
    assert collected.rows("SELECT number, rule_id FROM monev.change_request ORDER BY number") == requests


def test_a_quiet_day_has_no_finding_and_says_so(office: Office) -> None:
    spse("migrate")
    done = spse("analyse", "--day", str(office.yesterday.shift(-100)))
    assert done.exit_code == 0
    assert "Tidak ada temuan." in done.output
    # Nothing was read of that day, so the rules on its facts cannot be judged.
    assert "R05 tidak dapat dinilai" in done.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--day", "kemarin"), "2026-11-23"),
        (("--month", "November"), "2026-10"),
        (("--day", "2026-11-23", "--month", "2026-11"), "isi salah satu: --day atau --month"),
        (("--explain", "R98"), "'R98' tidak ada"),
        (("--site", "lain"), "lain.yaml"),
    ],
)
def test_a_wrong_option_is_one_clear_error(office: Office, arguments: tuple[str, ...], says: str) -> None:
    spse("migrate")
    done = spse("analyse", *arguments)
    assert done.exit_code == 2
    assert says in done.output
    assert "Traceback" not in done.output


def test_a_broken_override_is_told_and_leaves_a_report_that_says_so(collected: Office) -> None:
    day = str(collected.yesterday)
    assert spse("analyse", "--day", day).exit_code == 0
    path = collected.sites / f"{SITE_KEY}.yaml"
    content = yaml.safe_load(path.read_text())
    path.write_text(yaml.safe_dump(content | {"rules": {"R05": {"signal.ambang": 1}}}))
    done = spse("analyse", "--day", day)
    assert done.exit_code == 2
    assert "rules.R05.signal.ambang" in done.output
    reported = spse("report", "--day", day)
    assert reported.exit_code == 1
    assert "tidak dapat dinilai: rules.R05.signal.ambang" in reported.output
    assert "Belum lengkap: Kebutuhan perubahan" in reported.output
    [report] = collected.artifacts.rglob("*.xlsx")
    assert "Kebutuhan perubahan belum dinilai" in texts(load_workbook(report)["Temuan"])

    path.write_text(yaml.safe_dump(content))
    assert "belum dinilai" not in spse("report", "--day", day).output
    assert "R23" in texts(load_workbook(report)["Temuan"])


def test_what_was_found_of_a_deleted_day_stays(collected: Office) -> None:
    day = str(collected.yesterday)
    spse("analyse", "--day", day)
    found = collected.rows("SELECT * FROM monev.finding ORDER BY finding_id")
    with psycopg.connect(collected.server.uri("warehouse")) as connection:
        connection.execute("UPDATE monev.coverage SET details_deleted_at = now()")
    for period in (("--day", day), ("--month", day[:7])):
        done = spse("analyse", *period)
        assert done.exit_code == 2
        assert "telah dihapus sesuai masa simpan" in done.output
    assert collected.rows("SELECT * FROM monev.finding ORDER BY finding_id") == found


def test_a_site_with_a_higher_threshold_finds_less(collected: Office) -> None:
    day = str(collected.yesterday)
    spse("analyse", "--day", day)
    assert ("R23",) in collected.rows("SELECT rule_id FROM monev.finding")
    path = collected.sites / f"{SITE_KEY}.yaml"
    content = yaml.safe_load(path.read_text())
    path.write_text(yaml.safe_dump(content | {"rules": {"R23": {"signal.frequency.per_day": 1000}}}))
    spse("analyse", "--day", day)
    assert ("R23",) not in collected.rows("SELECT rule_id FROM monev.finding")


def test_an_unreachable_warehouse_is_one_clear_error(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_SPSE_WAREHOUSE", f"postgresql://x:rahasia@127.0.0.1:{free_port()}/y")
    done = spse("analyse")
    assert done.exit_code == 2
    assert "rahasia" not in done.output
