"""Commands about complaints, and the helpdesk that they are about."""

from __future__ import annotations

import yaml
from typer.testing import CliRunner, Result

from spse_monev.cli import app
from tests.office import SITE_KEY, Office


def complaints(*arguments: str) -> Result:
    return CliRunner().invoke(app, ("complaints", *arguments), env={"COLUMNS": "220"})


def configure(office: Office, sources: dict[str, object]) -> None:
    path = office.sites / f"{SITE_KEY}.yaml"
    content = yaml.safe_load(path.read_text())
    content.setdefault("helpdesk", {"sources": {}})["sources"] |= sources
    path.write_text(yaml.safe_dump(content))
