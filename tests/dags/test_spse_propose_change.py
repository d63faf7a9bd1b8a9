"""A change that a person proposes by hand: the form is checked, and the request starts with its number."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from spse_monev.migrations import migrate
from spse_monev.settings import PROJECT
from tests.office import Office

FIELDS = {
    "judul": "Ganti UPS ruang server", "maksud": "Layanan tidak putus saat listrik padam.", "perubahan": "UPS baru.",
    "bukti": "Tiga kali padam pada Oktober.", "urgensi": "mendesak", "dampak": "besar", "kelas": "major",
}  # fmt: skip


@pytest.fixture
def dag(airflow_database: None, office: Office) -> Iterator[Any]:
    from airflow.dag_processing.dagbag import DagBag

    migrate(office.server.uri("warehouse"))
    for folder in ("plugins", "dags"):
        sys.path.insert(0, str(PROJECT / folder))
    bag = DagBag(PROJECT / "dags" / "spse_propose_change.py")
    assert bag.import_errors == {}
    found = bag.dags["spse_propose_change"]
    for task in found.tasks:
        task.retries = 0
    yield found
    del sys.path[:2]


def test_a_proposal_gets_a_number_and_a_run_of_its_own(dag: Any, office: Office) -> None:
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session

    assert str(dag.test(run_conf=FIELDS).state) == "success"
    [(number, title, change_class, requested_by, state)] = office.rows(
        "SELECT number, title, change_class, requested_by, state FROM monev.change_request"
    )
    # 'dag_test' is whom Airflow calls the user of such a run.
    assert (title, change_class, requested_by, state) == (FIELDS["judul"], "major", "dag_test", "draft")
    with create_session() as session:
        [run] = session.query(DagRun).filter_by(dag_id="spse_change_request", run_id=number).all()
    assert str(run.state) == "queued"


def test_what_says_nothing_is_refused_with_every_field_that_is_wrong(
    dag: Any, office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {"judul": "-", "bukti": None, "berlaku_mulai": "2020-01-01"}
    assert str(dag.test(run_conf=FIELDS | wrong).state) == "failed"
    said = "".join(capsys.readouterr())
    for problem in (
        "isian 'Judul' tidak menjelaskan apa pun: '-'",
        "isian 'Dasar atau bukti' wajib diisi",
        "isian 'Permintaan berlaku mulai tanggal' tidak boleh sebelum hari ini",
    ):
        assert problem in said
    assert office.rows("SELECT * FROM monev.change_request") == []
