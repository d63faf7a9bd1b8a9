from __future__ import annotations

from pathlib import Path

import pytest

from spse_monev.demo.helpdesk import MIN_ROWS, MadeMonth
from spse_monev.demo.postgres import free_port
from spse_monev.period import Month
from tests.cli.complaints.helpdesk import complaints, configure
from tests.helpdesk_month import SALT, SOURCE, fill_inbox, leaks
from tests.office import Office


@pytest.fixture
def october(office: Office, inbox: Path) -> MadeMonth:
    """October in the inbox."""
    return fill_inbox(inbox, Month.parse("2026-10", office.site.zone), rows=MIN_ROWS)


def test_a_month_from_the_terminal(office: Office, october: MadeMonth) -> None:
    imported = complaints("import", "--month", "2026-10")
    assert imported.exit_code == 1  # rows were rejected
    assert "sebagian" in imported.output
    assert f" {len(october.records)} " in imported.output
    again = complaints("import", "--month", "2026-10", "--source", SOURCE)
    assert again.exit_code == 1
    assert f" {len(october.records)} " not in again.output

    reported = complaints("recap", "--month", "2026-10")
    assert reported.exit_code == 1
    groups = {each.group for each in october.records}
    assert f"{len(october.records)} catatan, {len(october.records) - len(groups)} ganda" in reported.output
    files = sorted(office.artifacts.rglob("*.xlsx"))
    assert [file.name.partition("_lpse")[0] for file in files] == ["koreksi_keluhan", "rekap_penanganan"]
    assert all(str(file) in reported.output for file in files)
    assert "Belum lengkap" in reported.output
    assert leaks(october.planted, [imported.output, again.output, reported.output]) == []


def test_a_whole_month_without_bad_rows_is_a_success(office: Office, inbox: Path) -> None:
    (inbox / "rekap.csv").write_text("Tanggal;Uraian;Status\n13/10/2026;Gagal unggah penawaran;Selesai\n", "utf-8")
    imported = complaints("import", "--month", "2026-10")
    assert (imported.exit_code, "lengkap" in imported.output) == (0, True)
    reported = complaints("recap", "--month", "2026-10")
    assert reported.exit_code == 0
    assert "1 catatan, 0 ganda" in reported.output


def test_an_empty_inbox_is_missing(office: Office, inbox: Path) -> None:
    done = complaints("import", "--month", "2026-10")
    assert done.exit_code == 1
    assert "tidak terbaca" in done.output


def test_one_failing_source_is_a_row_and_the_others_go_on(
    office: Office, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(office, {"tiket": {"kind": "osticket", "label": "Tiket", "connection": "osticket_database"}})
    monkeypatch.setenv("AIRFLOW_CONN_OSTICKET_DATABASE", f"mysql://x:rahasia@127.0.0.1:{free_port()}/osticket")
    (inbox / "rekap.csv").write_text("Tanggal;Uraian\n13/10/2026;Gagal unggah penawaran\n", "utf-8")
    done = complaints("import", "--month", "2026-10")
    assert done.exit_code == 1
    assert "gagal" in done.output
    assert "rahasia" not in done.output
    assert office.rows("SELECT count(*) FROM monev.complaint") == [(1,)]


def test_another_salt_is_refused(office: Office, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (inbox / "rekap.csv").write_text("Tanggal;Uraian\n13/10/2026;Gagal unggah penawaran\n", "utf-8")
    assert complaints("import", "--month", "2026-10").exit_code == 0
    monkeypatch.setenv("AIRFLOW_CONN_SPSE_HELPDESK_SALT", SALT.replace("sintetis", "lain"))
    done = complaints("import", "--month", "2026-10")
    assert done.exit_code == 1
    assert "berbeda dari yang dipakai sebelumnya" in done.output
    assert office.rows("SELECT count(*) FROM monev.complaint") == [(1,)]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("import", "--month", "Oktober"), "TTTT-BB"),
        (("import", "--source", "lain"), f"yang ada: {SOURCE}"),
        (("import", "--site", "lain"), "lain.yaml"),
        (("recap", "--month", "2026-13"), "TTTT-BB"),
    ],
)
def test_a_wrong_option_is_one_clear_error(office: Office, inbox: Path, arguments: tuple[str, ...], says: str) -> None:
    done = complaints(*arguments)
    assert done.exit_code == 2
    assert says in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("command", ["import", "recap"])
def test_a_site_without_a_helpdesk_says_what_to_do(office: Office, command: str) -> None:
    done = complaints(command, "--month", "2026-10")
    assert done.exit_code == 2
    assert "isi 'helpdesk' pada berkas situs" in done.output
