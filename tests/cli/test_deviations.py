from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner, Result

from spse_monev import pipeline
from spse_monev.cli import app
from spse_monev.connections import EnvironmentConnections
from spse_monev.demo.postgres import free_port
from tests.office import Office

CONNECTIONS = EnvironmentConnections()
BY = "Petugas Sintetis"


def spse(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["deviations", *arguments], env={"COLUMNS": "240"})


def listed(*arguments: str) -> list[dict[str, object]]:
    done = spse("list", "--json", *arguments)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)  # type: ignore[no-any-return]


@pytest.fixture
def entered(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office whose database was dead yesterday."""
    pipeline.migrate(office.site, CONNECTIONS)
    office.kill_database(monkeypatch)
    now = office.yesterday.end + timedelta(minutes=40)
    pipeline.check_source(office.site, office.yesterday, "database", CONNECTIONS, now)
    CliRunner().invoke(app, ["report", "--day", str(office.yesterday)])
    return office


def code_of(subject: str) -> str:
    [found] = [each for each in listed() if each["subject"] == subject and each["kind"] == "equipment"]
    return str(found["deviation_id"])


def test_writing_a_report_enters_what_deviates(entered: Office) -> None:
    done = spse("list")
    assert done.exit_code == 0
    for word in ("Register Penyimpangan", "Perlengkapan", "Basis data SPSE", "tidak aktif", "terbuka"):
        assert word in done.output
    [database] = [each for each in listed() if each["subject"] == "database"]
    assert database["subject_label"] == "Basis data SPSE"
    assert (database["status"], database["trail"], database["period_start"]) == (
        "terbuka", [], str(entered.yesterday),
    )  # fmt: skip
    assert database["accountable_title"] == "Administrator Sistem LPSE"


def test_from_explanation_to_closing_and_back(entered: Office) -> None:
    code = code_of("database")
    for command, text in (
        ("explain", "Listrik padam di ruang server."),
        ("act", "UPS dipasang."),
        ("close", "Sudah diuji."),
        ("reopen", "Padam lagi."),
    ):
        done = spse(command, code.upper(), "--text", text, "--by", BY)
        assert (done.exit_code, done.output.strip()) == (0, "Dicatat.")
        if command == "close":
            assert code not in {each["deviation_id"] for each in listed("--open")}
            assert code in {each["deviation_id"] for each in listed()}
    shown = spse("show", code).output
    for expected in (
        "Baku: Basis data SPSE aktif", f"dijelaskan oleh {BY}: Listrik padam", f"ditutup oleh {BY}", "dibuka kembali",
        "Status: terbuka", "Bukti: ",
    ):  # fmt: skip
        assert expected in shown
    [found] = [each for each in listed() if each["deviation_id"] == code]
    assert [event["event"] for event in found["trail"]] == ["explained", "acted", "closed", "reopened"]  # type: ignore[attr-defined]


def test_the_same_words_again_are_told_to_be_there_already(entered: Office) -> None:
    code = code_of("database")
    spse("explain", code, "--text", "Listrik padam.", "--by", BY)
    again = spse("explain", code, "--text", "Listrik padam.", "--by", BY)
    assert again.exit_code == 0
    assert "Sudah tercatat" in again.output


def test_a_month_is_listed_alone(entered: Office) -> None:
    month = f"{entered.yesterday.date:%Y-%m}"
    assert listed("--month", month) == listed()
    assert listed("--month", "2018-04") == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("explain", "0123456789abcdef", "--text", "x", "--by", BY), "tidak ada dalam register"),
        (("show", "0123456789abcdef"), "tidak ada dalam register"),
        (("list", "--month", "November"), "2026-10"),
        (("list", "--site", "lain"), "lain.yaml"),
    ],
)
def test_a_wrong_option_is_one_clear_error(entered: Office, arguments: tuple[str, ...], says: str) -> None:
    done = spse(*arguments)
    assert done.exit_code == 2
    assert says in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("command", ["close", "reopen"])
def test_what_cannot_be_closed_says_what_is_missing(entered: Office, command: str) -> None:
    done = spse(command, code_of("database"), "--text", "x", "--by", BY)
    assert done.exit_code == 2
    assert "berstatus terbuka" in done.output


@pytest.mark.parametrize("missing", ["--text", "--by"])
def test_words_without_text_or_name_are_refused(entered: Office, missing: str) -> None:
    options = {"--text": "Listrik padam.", "--by": BY}
    code = code_of("database")
    assert (
        spse(
            "explain", code, *[part for name in options if name != missing for part in (name, options[name])]
        ).exit_code
        == 2
    )
    options[missing] = "  "
    done = spse("explain", code, *[part for name in options for part in (name, options[name])])
    assert done.exit_code == 2
    assert "wajib diisi" in done.output


def test_an_unreachable_warehouse_is_one_clear_error(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_SPSE_WAREHOUSE", f"postgresql://x:rahasia@127.0.0.1:{free_port()}/y")
    done = spse("list")
    assert done.exit_code == 2
    assert "rahasia" not in done.output


def test_a_change_request_that_waits_is_told_by_its_number_and_what_it_waits_for(entered: Office) -> None:
    site, at = entered.site, datetime(2026, 10, 2, 9, tzinfo=UTC)
    fields = {
        "judul": "Ganti UPS", "maksud": "Layanan tidak putus.", "perubahan": "UPS baru.", "bukti": "Tiga kali padam.",
        "urgensi": "mendesak", "dampak": "besar",
    }  # fmt: skip
    number = pipeline.propose_change(site, fields, "kepala", CONNECTIONS, at)
    pipeline.submit_change(site, number, CONNECTIONS, at)
    pipeline.record_deviations(site, entered.yesterday, CONNECTIONS, at + timedelta(days=20))
    [found] = [each for each in listed() if each["step"] == "5"]
    assert (found["subject"], found["kind"]) == (f"{number} review", "time")
    label = f"{number} (menunggu telaah)"
    assert found["subject_label"] == label
    assert label in spse("list").output
    shown = spse("show", str(found["deviation_id"])).output
    assert f"Perihal: {label}" in shown
    assert "Langkah SOP: 5" in shown
