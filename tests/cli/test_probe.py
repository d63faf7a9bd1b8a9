from __future__ import annotations

import pytest
import yaml
from typer.testing import CliRunner, Result

from spse_monev.cli import app
from spse_monev.demo.postgres import free_port
from tests.office import SITE_KEY, Office


def spse(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})


def test_a_round_from_cron(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    without = spse("probe")
    assert without.exit_code == 2
    assert f"situs {SITE_KEY} tidak mempunyai sumber dengan 'kind: probe'" in without.output

    path = office.sites / f"{SITE_KEY}.yaml"
    content = yaml.safe_load(path.read_text())
    content["sources"]["probe"] = {
        "kind": "probe", "label": "Probe",
        "targets": [{"name": "SPSE", "url": content["sources"]["monitoring"]["url"]},
                    {"name": "Mati", "url": f"tcp://127.0.0.1:{free_port()}"}],
    }  # fmt: skip
    path.write_text(yaml.safe_dump(content))
    spse("migrate")
    done = spse("probe")
    assert (done.exit_code, done.output) == (0, "2 sasaran dicoba; hasilnya tersimpan.\n")
    assert office.rows("SELECT component, is_up FROM monev.probe_result ORDER BY 1") == [
        ("Mati", False),
        ("SPSE", True),
    ]

    monkeypatch.setenv("AIRFLOW_CONN_SPSE_WAREHOUSE", f"postgresql://nobody@127.0.0.1:{free_port()}/x")
    assert spse("probe").exit_code == 2
