"""Is the status page open to everybody, and does the check say so loudly?"""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from zoneinfo import ZoneInfo

import pytest

from spse_monev.connections import EnvironmentConnections
from spse_monev.demo.postgres import free_port
from spse_monev.facts import CheckState, SourceCheck
from spse_monev.settings import SpseStatusSource
from spse_monev.sources.checks import run_check
from spse_monev.sources.http import FetchError
from spse_monev.sources.spse_status import exposure_warning
from tests.sources.spse_status.stand_in import KEY, SECRET, status
from tests.sources.web import Answering, serving


def check(url: str, monkeypatch: pytest.MonkeyPatch, public_url: str | None = None, key: str = KEY) -> SourceCheck:
    monkeypatch.setenv("AIRFLOW_CONN_SPSE_STATUS", f"http://:{key}@")
    source = SpseStatusSource(
        kind="spse_status", label="Statistik SPSE", url=url, connection="spse_status", public_url=public_url
    )
    return run_check("status", source, EnvironmentConnections(), datetime.now(UTC), ZoneInfo("Asia/Jakarta"))


def test_a_page_that_wants_its_key_is_not_exposed(lkpp: str, asked: list[str]) -> None:
    assert exposure_warning(lkpp, 5) is None
    assert {"/eproc4/@status.json", "/eproc4/@status", "/@status.json", "/@status"} <= set(asked)
    # A key in the address is not sent: everybody has none.
    assert exposure_warning(lkpp.replace("://", f"://{KEY}@"), 5) is None


def test_a_page_that_is_open_gives_a_loud_warning_without_its_content(old_play: str) -> None:
    warning = exposure_warning(old_play.replace("://", "://u:sandi@") + "?token=geheim", 5)
    assert warning is not None
    assert warning.startswith("BAHAYA: halaman status SPSE terbuka untuk umum")
    root = old_play.removesuffix("/eproc4")
    assert f"{root}/@status.json dan {root}/@status;" in warning
    for secret in (SECRET, "sandi@", "geheim"):
        assert secret not in warning


def test_an_open_text_page_alone_is_found_by_its_head() -> None:
    done = threading.Event()

    class TextOnly(Answering, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/@status":
                return self.answer(404, b"")
            self.send_response(200)
            self.send_header("Content-Length", "1000000")
            self.end_headers()
            # Whoever wants the body waits for it in vain.
            done.wait(20)
            return None

    with serving(TextOnly) as port:
        warning = exposure_warning(f"http://127.0.0.1:{port}/", 2)
        done.set()
    assert warning is not None
    assert "/@status; " in warning
    assert "@status.json" not in warning


def test_a_site_that_answers_every_address_alike_is_not_exposed() -> None:
    class Alike(Answering, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(200, b"<html><title>SPSE</title></html>", ("Content-Type", "text/html"))

    with serving(Alike) as port:
        assert exposure_warning(f"http://127.0.0.1:{port}/", 5) is None


def test_a_redirect_to_the_login_is_not_exposed() -> None:
    class Login(Answering, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/masuk":
                self.answer(200, b"<html></html>")
            else:
                self.answer(302, b"", ("Location", "/masuk"))

    with serving(Login) as port:
        assert exposure_warning(f"http://127.0.0.1:{port}/", 5) is None


def test_a_public_address_without_an_answer_is_unknown_and_not_safe() -> None:
    with pytest.raises(FetchError, match="koneksi ditolak"):
        exposure_warning(f"http://127.0.0.1:{free_port()}/", 5)


def test_the_check_is_ok_with_figures(lkpp: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = check(lkpp, monkeypatch, public_url=lkpp)
    assert found.state is CheckState.OK, found.evidence
    assert "5 hitungan, 1 di antaranya query; aplikasi menyala sejak" in found.evidence
    assert "24 jam" in found.evidence
    assert "public_url" not in found.evidence
    assert "Saran: isi 'public_url'" in check(lkpp, monkeypatch).evidence


def test_the_check_is_loud_about_an_open_page(lkpp: str, old_play: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = check(lkpp, monkeypatch, public_url=old_play)
    assert found.state is CheckState.STALE
    assert found.evidence.startswith("BAHAYA: ")
    assert "Statistik SPSE di" in found.evidence
    assert SECRET not in found.evidence


def test_what_could_not_be_looked_at_is_said(lkpp: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = check(lkpp, monkeypatch, public_url=f"http://127.0.0.1:{free_port()}/")
    assert found.state is CheckState.OK
    assert "tidak dapat diperiksa" in found.evidence


def test_dead_and_empty(lkpp: str, old_play: str, monkeypatch: pytest.MonkeyPatch) -> None:
    dead = check(f"http://127.0.0.1:{free_port()}", monkeypatch)
    assert (dead.state, dead.latency_ms) == (CheckState.DOWN, None)
    refused = check(lkpp, monkeypatch, key="kunci-lama-9")
    assert refused.state is CheckState.DOWN
    assert refused.latency_ms is not None
    # Down and open to everybody: both are said.
    assert check(lkpp, monkeypatch, public_url=old_play, key="kunci-lama-9").evidence.startswith("BAHAYA: ")

    class Empty(Answering, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(200, json.dumps(status([])).encode())

    with serving(Empty) as port:
        assert check(f"http://127.0.0.1:{port}", monkeypatch).state is CheckState.STALE
    monkeypatch.delenv("AIRFLOW_CONN_SPSE_STATUS")
    source = SpseStatusSource(kind="spse_status", label="x", url=lkpp, connection="spse_status")
    missing = run_check("status", source, EnvironmentConnections(), datetime.now(UTC), ZoneInfo("UTC"))
    assert missing.state is CheckState.DOWN
    assert "koneksi 'spse_status' tidak ada" in missing.evidence
