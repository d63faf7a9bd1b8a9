"""Is a web address alive, against a real HTTP server of the test's own?"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from cryptography import x509

from spse_monev.connections import EnvironmentConnections
from spse_monev.demo.postgres import free_port
from spse_monev.facts import CheckState, SourceCheck
from spse_monev.settings import HttpSource
from spse_monev.sources.checks import run_check
from spse_monev.sources.http import MAX_BODY_BYTES
from tests.sources.web import LOOPBACK, Answering, make_certificate, serving

ERROR_PAGE = b"<html><head><title>503\nService\x07 Unavailable</title></head><body>...</body></html>"


class Handler(Answering, BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/sehat":
            self.answer(200, b"Prometheus Server is Healthy.\n")
        elif path == "/rusak":
            self.answer(503, ERROR_PAGE)
        elif path == "/galat":
            self.answer(200, ERROR_PAGE)
        elif path == "/lambat":
            time.sleep(1)
            self.answer(200, b"")
        elif path == "/menetes":
            self.send_response(200)
            self.end_headers()
            for _ in range(20):
                time.sleep(0.1)
                self.wfile.write(b".")
        elif path == "/besar":
            self.send_response(200)
            self.end_headers()
            for _ in range(64):
                self.wfile.write(b"x" * (1 << 20))
            self.wfile.write(b"akhir")
        elif path == "/pindah":
            self.answer(302, b"", ("Location", "/sehat"))
        elif path == "/keluar":
            self.answer(302, b"", ("Location", "http://lain.invalid/"))
        elif path == "/putar":
            self.answer(302, b"", ("Location", "/putar"))
        elif path == "/rahasia":
            self.answer(200 if self.headers["Authorization"] == "Basic dTpzYW5kaQ==" else 401, b"")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving(Handler) as found:
        yield found


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


def check(url: str, **settings: Any) -> SourceCheck:
    source = HttpSource(kind="http", label="Pemantauan", url=url, **settings)
    return run_check("monitoring", source, EnvironmentConnections(), datetime.now(UTC), ZoneInfo("Asia/Jakarta"))


@pytest.mark.parametrize(
    ("path", "settings", "state", "words"),
    [
        ("sehat", {}, CheckState.OK, "menjawab HTTP 200."),
        ("sehat", {"expect_text": "Healthy"}, CheckState.OK, "menjawab HTTP 200."),
        ("pindah", {"expect_text": "Healthy"}, CheckState.OK, "menjawab HTTP 200."),
        ("pindah", {"expect_status": 302}, CheckState.OK, "menjawab HTTP 302."),
        ("rusak", {"expect_status": 503}, CheckState.OK, "menjawab HTTP 503."),
        ("rusak", {}, CheckState.DOWN, "HTTP 503, yang diharapkan 200 (judul halaman: '503 Service Unavailable')"),
        ("galat", {"expect_text": "Healthy"}, CheckState.STALE, "tanpa teks 'Healthy' yang diharapkan (judul halaman"),
        ("keluar", {}, CheckState.DOWN, "mengalihkan ke host lain (lain.invalid)"),
        ("putar", {}, CheckState.DOWN, "mengalihkan lebih dari 5 kali"),
        ("lambat", {"timeout_seconds": 0.2}, CheckState.DOWN, "tidak menjawab lengkap dalam 0.2 detik"),
        ("menetes", {"timeout_seconds": 0.5}, CheckState.DOWN, "tidak menjawab lengkap dalam 0.5 detik"),
    ],
)
def test_answers(port: int, path: str, settings: dict[str, Any], state: CheckState, words: str) -> None:
    found = check(f"http://127.0.0.1:{port}/{path}", **settings)
    assert found.state is state, found.evidence
    assert words in found.evidence
    assert found.evidence.startswith(f"http://127.0.0.1:{port}/{path} ")
    assert found.evidence.isprintable()


def test_no_more_than_the_beginning_of_a_large_answer_is_read(port: int) -> None:
    found = check(f"http://127.0.0.1:{port}/besar", expect_text="akhir")
    assert found.state is CheckState.STALE
    assert MAX_BODY_BYTES == 1 << 20


def test_secrets_in_the_address_are_used_but_not_shown(port: int) -> None:
    for secret, state in (("sandi", CheckState.OK), ("salah", CheckState.DOWN)):
        found = check(f"http://u:{secret}@127.0.0.1:{port}/rahasia?token=geheim#x")
        assert found.state is state
        assert f"http://127.0.0.1:{port}/rahasia menjawab" in found.evidence
        assert secret not in found.evidence
        assert "geheim" not in found.evidence


def test_dead_and_foreign_ports() -> None:
    found = check(f"http://127.0.0.1:{free_port()}/")
    assert (found.state, found.latency_ms) == (CheckState.DOWN, None)
    assert "koneksi ditolak" in found.evidence
    assert "nama host tidak dikenal DNS" in check("http://tidak-ada.invalid/").evidence
    with socket.create_server(("127.0.0.1", 0)) as silent:
        found = check(f"http://127.0.0.1:{silent.getsockname()[1]}/", timeout_seconds=0.2)
        assert "tidak menjawab lengkap" in found.evidence


def test_a_port_that_speaks_another_protocol(port: int) -> None:
    assert "TLS gagal" in check(f"https://127.0.0.1:{port}/sehat").evidence
    with socket.create_server(("127.0.0.1", 0)) as other:

        def greet() -> None:
            with other.accept()[0] as client:
                # Unread bytes would make closing a reset, which is another finding.
                client.recv(65536)
                client.sendall(b"220 mail.contoh.example ESMTP\r\n")

        threading.Thread(target=greet, daemon=True).start()
        found = check(f"http://127.0.0.1:{other.getsockname()[1]}/")
    assert found.state is CheckState.DOWN
    assert "bukan HTTP yang utuh" in found.evidence


@pytest.mark.parametrize(
    ("subject", "days", "trusted", "state", "words"),
    [
        (LOOPBACK, 10, True, CheckState.OK, "menjawab HTTP 200"),
        (LOOPBACK, 10, False, CheckState.DOWN, "sertifikat ditandatangani sendiri"),
        (LOOPBACK, -1, True, CheckState.DOWN, "sertifikat kedaluwarsa"),
        (LOOPBACK, 40, True, CheckState.DOWN, "sertifikat belum berlaku"),
        (x509.IPAddress(ip_address("10.0.0.1")), 10, True, CheckState.DOWN, "sertifikat bukan untuk alamat IP ini"),
        (x509.DNSName("lain.example"), 10, True, CheckState.DOWN, "sertifikat bukan untuk nama host ini"),
    ],
    ids=["good", "unknown", "expired", "too early", "address", "name"],
)
def test_certificates_are_told_apart(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    subject: x509.GeneralName,
    days: int,
    trusted: bool,
    state: CheckState,
    words: str,
) -> None:
    path = make_certificate(tmp_path / "server.pem", subject, datetime.now(UTC) + timedelta(days=days))
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
    host = "localhost" if isinstance(subject, x509.DNSName) else "127.0.0.1"
    with serving(Handler, path) as port:
        found = check(f"https://{host}:{port}/sehat")
    assert found.state is state, found.evidence
    assert words in found.evidence
