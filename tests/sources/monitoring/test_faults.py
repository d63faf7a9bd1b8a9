"""What goes wrong with any monitoring system: each has a state, evidence with the mend, and no day that looks read.

The faulty servers are stand-ins for a system, or for the proxy in front of it, and answer every request alike.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from cryptography import x509

from spse_monev.connections import Connection
from spse_monev.demo.postgres import free_port
from spse_monev.facts import CheckState, CoverageState, SourceCheck
from spse_monev.period import Day
from spse_monev.settings import MonitoringSource
from spse_monev.settings.sources import SOURCE_CLASSES
from spse_monev.sources import monitoring
from spse_monev.sources.http import FetchError
from tests.sources.web import LOOPBACK, Answering, make_certificate, serving

ZONE = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 11, 3, tzinfo=ZONE)
DAY = Day.before(NOW, ZONE)
SECRET = "rahasia-sekali"
SYSTEMS = {
    get_args(one.model_fields["kind"].annotation)[0]: one for one in SOURCE_CLASSES if issubclass(one, MonitoringSource)
}
TIMEOUT = 0.4


class Logins:
    """The same user and password for all."""

    def get(self, conn_id: str) -> Connection:
        return Connection(conn_id, "http", login="monev", password=SECRET)

    def postgres(self, conn_id: str) -> Any:
        raise NotImplementedError


@pytest.fixture(params=sorted(SYSTEMS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def source(kind: str, url: str) -> Any:
    return SYSTEMS[kind](kind=kind, label="Pemantauan", url=url, connection="pemantauan", timeout_seconds=TIMEOUT)


def fails(kind: str, url: str, words: str) -> SourceCheck:
    """The check says what is wrong, and reading a day ends with the same words."""
    begun = time.monotonic()
    found = monitoring.check("pemantauan", source(kind, url), Logins(), NOW, ZONE)
    assert found.state is CheckState.DOWN, found.evidence
    assert words in found.evidence
    assert found.evidence.endswith(".")
    assert found.evidence.isprintable()
    assert SECRET not in found.evidence
    with pytest.raises(FetchError) as caught:
        monitoring.read_day(source(kind, url), Logins(), DAY, NOW)
    assert words in str(caught.value)
    assert SECRET not in str(caught.value)
    assert time.monotonic() - begun < 10 * TIMEOUT
    return found


class Faulty(Answering, BaseHTTPRequestHandler):
    """Answers every request, whatever its method, by `fault`."""

    def do_GET(self) -> None:
        self.fault()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.fault()

    def fault(self) -> None:
        raise NotImplementedError


@contextmanager
def faulty(status: int, body: bytes, *headers: tuple[str, str]) -> Iterator[str]:
    """The address of a server with one answer to everything."""

    class Server(Faulty):
        def fault(self) -> None:
            self.answer(status, body, *headers)

    with serving(Server) as port:
        yield f"http://127.0.0.1:{port}"


JSON = ("Content-Type", "application/json")
HTML = ("Content-Type", "text/html")
PAGE = b"<!DOCTYPE html><html><head><title>Silakan masuk</title></head><body></body></html>"


def test_stopped(kind: str) -> None:
    found = fails(kind, f"http://127.0.0.1:{free_port()}", "tidak menjawab: koneksi ditolak")
    assert found.latency_ms is None


def test_unknown_host(kind: str) -> None:
    fails(kind, "http://pemantauan.invalid", "nama host tidak dikenal DNS")


@pytest.mark.parametrize("status", [401, 403])
def test_token_revoked(kind: str, status: int) -> None:
    with faulty(status, b'{"message": "Unauthorized"}', JSON) as url:
        found = fails(kind, url, f"menolak akses (HTTP {status})")
    assert found.latency_ms is not None


@pytest.mark.parametrize(
    ("status", "body"), [(500, b""), (502, PAGE), (503, b"Service Unavailable"), (404, b'{"message": "Not found"}')]
)
def test_errors_of_the_server(kind: str, status: int, body: bytes) -> None:
    with faulty(status, body) as url:
        fails(kind, url, f"HTTP {status}")


def test_html_where_data_were_due(kind: str) -> None:
    with faulty(200, PAGE, HTML) as url:
        fails(kind, url, "menjawab halaman HTML (judul halaman: 'Silakan masuk')")


def test_sent_to_a_login_page(kind: str) -> None:
    class Server(Faulty):
        def fault(self) -> None:
            if self.path.startswith("/masuk"):
                self.answer(200, PAGE, HTML)
            else:
                self.answer(302, b"", ("Location", "/masuk"))

    with serving(Server) as port:
        fails(kind, f"http://127.0.0.1:{port}", "menjawab halaman HTML")


def test_no_answer_in_time(kind: str) -> None:
    class Server(Faulty):
        def fault(self) -> None:
            time.sleep(60)

    with serving(Server) as port:
        found = fails(kind, f"http://127.0.0.1:{port}", "tidak menjawab lengkap dalam 0.4 detik")
    assert found.latency_ms is None


def test_an_answer_in_drops(kind: str) -> None:
    class Server(Faulty):
        def fault(self) -> None:
            self.send_response(200)
            self.send_header(*JSON)
            self.end_headers()
            for _ in range(100):
                time.sleep(TIMEOUT / 5)
                self.wfile.write(b" ")

    with serving(Server) as port:
        fails(kind, f"http://127.0.0.1:{port}", "tidak menjawab lengkap dalam 0.4 detik")


def test_headers_in_drops(kind: str) -> None:
    class Server(Faulty):
        def fault(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for number in range(100):
                time.sleep(TIMEOUT / 5)
                self.wfile.write(b"X-%d: x\r\n" % number)

    with serving(Server) as port:
        fails(kind, f"http://127.0.0.1:{port}", "tidak menjawab lengkap dalam 0.4 detik")


def test_an_answer_that_breaks_off(kind: str) -> None:
    class Server(Faulty):
        def fault(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b'{"status": "succ')

    with serving(Server) as port:
        fails(kind, f"http://127.0.0.1:{port}", "bukan HTTP yang utuh")


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b"null", b'"baik"', b'{"status": "succ', b"\xff\xfe\x00", b"[" * 200_000, b'{"data": 1e999}'],
    ids=["empty", "object", "list", "null", "text", "cut", "binary", "deep", "infinite"],
)
def test_data_of_something_else(kind: str, body: bytes) -> None:
    """Nothing of it may look like a system that is alive, or like a day on which nothing happened."""
    with faulty(200, body, JSON) as url:
        found = monitoring.check("pemantauan", source(kind, url), Logins(), NOW, ZONE)
        assert found.state is not CheckState.OK, found.evidence
        assert found.evidence.isprintable()
        with suppress(FetchError):
            reading = monitoring.read_day(source(kind, url), Logins(), DAY, NOW)
            assert reading.coverage.state is CoverageState.MISSING
            assert reading.coverage.reasons


@pytest.mark.parametrize(
    ("subject", "days", "trusted", "words"),
    [
        (LOOPBACK, 10, False, "sertifikat ditandatangani sendiri"),
        (LOOPBACK, -1, True, "sertifikat kedaluwarsa"),
        (LOOPBACK, 40, True, "sertifikat belum berlaku"),
        (x509.IPAddress(ip_address("10.0.0.1")), 10, True, "sertifikat bukan untuk alamat IP ini"),
    ],
    ids=["self-signed", "expired", "too early", "other address"],
)
def test_broken_certificates(
    kind: str, subject: x509.GeneralName, days: int, trusted: bool, words: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    class Server(Faulty):
        def fault(self) -> None:
            self.answer(200, b"{}", JSON)

    certificate = make_certificate(tmp_path / "server.pem", subject, datetime.now(UTC) + timedelta(days=days))
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(Server, certificate) as port:
        fails(kind, f"https://127.0.0.1:{port}", words)


def test_no_tls_where_it_was_due(kind: str) -> None:
    with faulty(200, b"{}", JSON) as url:
        fails(kind, url.replace("http:", "https:"), "TLS gagal")


def test_no_connection_of_that_name(kind: str) -> None:
    from spse_monev.connections import ConnectionMissingError, EnvironmentConnections

    found = monitoring.check("pemantauan", source(kind, "http://127.0.0.1:9"), EnvironmentConnections(), NOW, ZONE)
    assert found.state is CheckState.DOWN
    assert "koneksi 'pemantauan' tidak ada" in found.evidence
    with pytest.raises(ConnectionMissingError):
        monitoring.read_day(source(kind, "http://127.0.0.1:9"), EnvironmentConnections(), DAY, NOW)
