"""A month from the terminal, as the monthly DAG writes it."""

from __future__ import annotations

from typer.testing import CliRunner, Result

from spse_monev.cli import app
from tests.office import Office


def spse(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})


def test_a_month_from_the_terminal(office: Office) -> None:
    spse("migrate")
    month = f"{office.yesterday.date:%Y-%m}"
    done = spse("report", "--month", month, "--recollect")
    # Hardly any day of it was read.
    assert done.exit_code == 1
    assert f"{office.yesterday} database_log: ok" in done.output
    assert "Belum lengkap" in done.output
    folder = office.artifacts / office.site.key / month.replace("-", "/") / "bulanan"
    written = folder / f"laporan_evaluasi_{office.site.key}_{month}.xlsx"
    assert written.is_file()
    assert str(written) in done.output
    archives = sorted(path.name for path in folder.rglob("*.zip"))
    assert archives == [f"arsip_{office.site.key}_{month}_v001.zip"]

    again = spse("report", "--month", month)
    assert again.exit_code == 1
    assert sorted(path.name for path in folder.rglob("*.zip")) == archives


def test_options_that_contradict_one_another_are_one_clear_error(office: Office) -> None:
    for arguments in (("--day", "2026-11-23", "--month", "2026-11"), ("--recollect",), ("--month", "2026-13")):
        done = spse("report", *arguments)
        assert done.exit_code == 2
        assert "Traceback" not in done.output
