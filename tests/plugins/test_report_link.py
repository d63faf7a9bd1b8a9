from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from spse_monev.settings import ARTIFACTS_VARIABLE, PROJECT


@pytest.fixture
def report_link(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    monkeypatch.setenv(ARTIFACTS_VARIABLE, str(tmp_path))
    sys.path.insert(0, str(PROJECT / "plugins"))
    import report_link

    yield report_link
    del sys.path[0]


def link(report_link: Any, returned: object) -> str:
    ended = SimpleNamespace(dag_id="spse_monthly", run_id="manual__2026-11-01T00:00:00+00:00", task_id="tulis",
                            xcom_pull=lambda task_ids: returned if task_ids == "tulis" else None)  # fmt: skip
    return str(report_link.ReportLink().get_link(None, ti_key=ended))


@pytest.mark.parametrize(
    ("base", "prefix"), [("http://127.0.0.1:8080", ""), ("https://lpse.example.go.id/airflow/", "/airflow")]
)
def test_links_lead_below_the_address_at_which_people_see_airflow(
    report_link: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, base: str, prefix: str
) -> None:
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", base)
    one = str(tmp_path / "lpse_contoh" / "2026" / "laporan #1?.xlsx")
    assert link(report_link, one) == f"{prefix}/laporan/berkas/lpse_contoh/2026/laporan%20%231%3F.xlsx"
    assert link(report_link, [one]) == link(report_link, one)
    several = f"{prefix}/laporan/run/?dag=spse_monthly&run=manual__2026-11-01T00%3A00%3A00%2B00%3A00"
    assert link(report_link, [one, one]) == several


@pytest.mark.parametrize("returned", [None, []])
def test_without_a_file_there_is_no_link(report_link: Any, returned: object) -> None:
    assert link(report_link, returned) == ""


def test_a_path_outside_the_artifact_folder_is_no_address(report_link: Any) -> None:
    with pytest.raises(ValueError, match="/etc/passwd"):
        link(report_link, "/etc/passwd")
