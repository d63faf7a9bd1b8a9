from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from spse_monev.cli import app
from tests.cli.complaints.helpdesk import configure
from tests.helpdesk_month import SALT, SOURCE
from tests.office import Office


@pytest.fixture
def inbox(office: Office, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The empty inbox of the office's helpdesk."""
    folder = office.sites.parent / "inbox"
    folder.mkdir()
    monkeypatch.setenv("AIRFLOW_CONN_SPSE_HELPDESK_SALT", SALT)
    source = {"kind": "spreadsheet", "label": "Rekap helpdesk", "files": [str(folder / "*")]}
    configure(office, {SOURCE: source})
    CliRunner().invoke(app, ["migrate"])
    return folder
