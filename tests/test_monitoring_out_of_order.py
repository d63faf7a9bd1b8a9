"""A monitoring system that is out of order: a clear state, its evidence, and a day that goes on without it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
import yaml

from spse_monev import pipeline
from spse_monev.connections import EnvironmentConnections
from spse_monev.demo.postgres import free_port
from spse_monev.facts import CheckState, CoverageState
from spse_monev.sources.http import FetchError
from tests.office import SITE_KEY, Office
from tests.sources.web import LOOPBACK, Answering, make_certificate, serving

CONNECTIONS = EnvironmentConnections()
SECRET = "rahasia-4711"


class Page(Answering):
    """A portal that answers every request with its own page."""

    def do_GET(self) -> None:
        self.answer(200, b"<!DOCTYPE html><html><title>Masuk</title></html>", ("Content-Type", "text/html"))


class Silent(Answering):
    """Takes the request, and does not answer before the client has given up."""

    def do_GET(self) -> None:
        time.sleep(3)


class Revoked(Answering):
    def do_GET(self) -> None:
        self.answer(401, b'{"message": "Unauthorized"}', ("Content-Type", "application/json"))


@pytest.fixture(params=["stopped", "revoked", "html", "slow", "certificate"])
def fault(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The address of a system with one fault, and words of its evidence."""
    if request.param == "stopped":
        yield f"http://127.0.0.1:{free_port()}", "koneksi ditolak"
    elif request.param == "certificate":
        certificate = make_certificate(tmp_path / "own.pem", LOOPBACK, datetime.now(UTC) + timedelta(days=9))
        with serving(Page, certificate) as port:
            yield f"https://127.0.0.1:{port}", "sertifikat ditandatangani sendiri"
    else:
        handler, words = {
            "revoked": (Revoked, "token atau kata sandi salah"),
            "html": (Page, "halaman HTML"),
            "slow": (Silent, "tidak menjawab lengkap dalam 0.5 detik"),
        }[request.param]
        with serving(handler) as port:
            yield f"http://127.0.0.1:{port}", words


@pytest.fixture
def watched(office: Office, fault: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office whose monitoring system has the fault."""
    file = office.sites / f"{SITE_KEY}.yaml"
    content = yaml.safe_load(file.read_text())
    content["sources"]["monitoring"] = {
        "kind": "prometheus",
        "label": "Prometheus",
        "url": fault[0],
        "connection": "pemantauan",
        "timeout_seconds": 0.5,
    }
    file.write_text(yaml.safe_dump(content))
    monkeypatch.setenv("AIRFLOW_CONN_PEMANTAUAN", f"http://:{SECRET}@host")
    pipeline.migrate(office.site, CONNECTIONS)
    return office


def test_the_day_goes_on_and_says_what_it_could_not_see(watched: Office, fault: tuple[str, str]) -> None:
    site, day, now = watched.site, watched.yesterday, datetime.now(UTC)
    check = pipeline.check_source(site, day, "monitoring", CONNECTIONS, now)
    assert check.state is CheckState.DOWN
    assert fault[1] in check.evidence
    with pytest.raises(FetchError):
        pipeline.collect_source(site, day, "monitoring", CONNECTIONS, now)
    for name in ("database", "database_log"):
        assert pipeline.check_source(site, day, name, CONNECTIONS, now).state is CheckState.OK
        assert pipeline.collect_source(site, day, name, CONNECTIONS, now).state is not CoverageState.MISSING

    report = pipeline.write_daily_report(site, day, CONNECTIONS, watched.artifacts, now)
    assert report.state == "sebagian"
    state = pipeline.close_day(site, day, CONNECTIONS, now)
    [missing] = state.missing
    assert missing.startswith("Prometheus: ")
    assert fault[1] in missing
    first_sheet = openpyxl.load_workbook(watched.artifacts / report.path).worksheets[0]
    texts = [str(cell.value) for row in first_sheet.iter_rows() for cell in row if cell.value]
    assert any(fault[1] in text for text in texts)
    assert watched.rows("SELECT count(*) > 0 FROM monev.error_daily WHERE source = 'database_log'") == [(True,)]
    for table in ("source_check", "coverage"):
        stored = str(watched.rows(f"SELECT t::text FROM monev.{table} t"))
        assert SECRET not in stored
    assert SECRET not in "".join(texts)
