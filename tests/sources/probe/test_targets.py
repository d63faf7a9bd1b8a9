"""The office's own probes against real servers: pages, ports and certificates of every kind."""

from __future__ import annotations

import socket
import ssl
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
from spse_monev.facts import CheckState, ProbeResult
from spse_monev.settings import ProbeSource
from spse_monev.sources.checks import run_check
from spse_monev.sources.probe import probe_targets
from tests.sources.web import LOOPBACK, Answering, make_certificate, serving


class Pages(Answering, BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/lambat":
            time.sleep(1.5)
        status = 500 if self.path == "/rusak" else 200
        self.answer(status, b"<html><title>SPSE Kabupaten</title>Cari Paket</html>")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving(Pages) as found:
        yield found


def probe(*urls: str, timeout_seconds: float = 5, **settings: Any) -> list[ProbeResult]:
    source = ProbeSource(
        kind="probe", label="Probe", timeout_seconds=timeout_seconds,
        targets=[{"name": f"sasaran {number}", "url": url, **settings} for number, url in enumerate(urls)],
    )  # fmt: skip
    return probe_targets(source, datetime.now(UTC))


def test_pages(port: int) -> None:
    address = f"http://127.0.0.1:{port}"
    good, broken = probe(f"{address}/eproc4?token=rahasia", f"{address}/rusak", expect_text="Cari Paket")
    assert good.is_up
    assert good.evidence == f"{address}/eproc4 menjawab HTTP 200."
    assert good.latency_ms is not None
    assert 0 < good.latency_ms < 5000
    assert good.certificate_days is None
    assert (broken.is_up, broken.latency_ms is None) == (False, False)
    assert "menjawab HTTP 500, yang diharapkan 200 (judul halaman: 'SPSE Kabupaten')" in broken.evidence
    [other] = probe(f"{address}/", expect_text="Selamat datang")
    assert not other.is_up
    assert "tanpa teks 'Selamat datang' yang diharapkan" in other.evidence


def test_ports(port: int) -> None:
    closed = free_port()
    taken, refused, unknown = probe(
        f"tcp://127.0.0.1:{port}", f"tcp://127.0.0.1:{closed}", "tcp://tidak-ada.invalid:5432"
    )
    assert taken.is_up
    assert taken.latency_ms is not None
    assert taken.evidence == f"tcp://127.0.0.1:{port} menerima koneksi."
    assert (refused.is_up, refused.latency_ms) == (False, None)
    assert f"tcp://127.0.0.1:{closed} tidak menjawab: koneksi ditolak" in refused.evidence
    assert "nama host tidak dikenal DNS" in unknown.evidence


@pytest.mark.parametrize("scheme", ["https", "tls"])
@pytest.mark.parametrize(
    ("subject", "days", "trusted", "is_up", "words"),
    [
        (LOOPBACK, 12, True, True, "Sertifikat berlaku 12 hari lagi."),
        (LOOPBACK, 12, False, False, "sertifikat ditandatangani sendiri"),
        (LOOPBACK, -3, True, False, "sertifikat kedaluwarsa"),
        (x509.IPAddress(ip_address("10.0.0.1")), 12, True, False, "sertifikat bukan untuk alamat IP ini"),
        (x509.DNSName("lain.example"), 12, True, False, "sertifikat bukan untuk nama host ini"),
    ],
    ids=["good", "self-signed", "expired", "wrong address", "wrong host"],
)
def test_certificates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str, subject: x509.GeneralName, days: int, trusted: bool,
    is_up: bool, words: str,
) -> None:  # fmt: skip
    path = make_certificate(tmp_path / "server.pem", subject, datetime.now(UTC) + timedelta(days=days))
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
    host = "localhost" if isinstance(subject, x509.DNSName) else "127.0.0.1"
    with serving(Pages, path) as port:
        [found] = probe(f"{scheme}://{host}:{port}")
    assert found.is_up is is_up, found.evidence
    assert words in found.evidence
    # When it ends is told also of a certificate that nobody should trust.
    assert found.certificate_days == pytest.approx(days, abs=0.01)
    if days < 0:
        assert "Sertifikat berakhir 3 hari yang lalu." in found.evidence


def test_a_port_without_tls(port: int) -> None:
    [found] = probe(f"tls://127.0.0.1:{port}")
    assert (found.is_up, found.certificate_days) == (False, None)
    assert "TLS gagal" in found.evidence


def test_slow_targets_are_given_up_in_time_and_tried_side_by_side(port: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        mute = silent.getsockname()[1]
        begun = time.monotonic()
        found = probe(
            *[f"http://127.0.0.1:{port}/lambat"] * 3, f"tls://127.0.0.1:{mute}", f"http://127.0.0.1:{mute}/",
            f"http://127.0.0.1:{port}/", timeout_seconds=0.5,
        )  # fmt: skip
        assert time.monotonic() - begun < 1.6
    assert [result.is_up for result in found] == [False] * 5 + [True]
    assert "tidak menjawab lengkap dalam 0.5 detik" in found[0].evidence
    assert "tidak menjawab dalam 0.5 detik" in found[3].evidence


def test_a_look_up_that_hangs_keeps_nobody_waiting(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()
    real = socket.getaddrinfo

    def hang(host: Any, *arguments: Any, **named: Any) -> Any:
        if host == "lama.example":
            released.wait(20)
        return real(host, *arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    begun = time.monotonic()
    stuck, good = probe("https://lama.example/", f"http://127.0.0.1:{port}/", timeout_seconds=0.3)
    released.set()
    assert time.monotonic() - begun < 3
    assert (stuck.is_up, good.is_up) == (False, True)
    assert "https://lama.example/ tidak menjawab lengkap dalam 0.3 detik; periksa DNS" in stuck.evidence


def test_an_error_of_our_own_is_one_targets_result(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise KeyError("rahasia")

    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", fail)
    broken, good = probe(f"tls://127.0.0.1:{port}", f"http://127.0.0.1:{port}/")
    assert good.is_up
    assert broken.evidence == f"tls://127.0.0.1:{port} gagal dicoba: kesalahan KeyError."


def test_secrets_in_the_address_are_used_but_not_shown(port: int) -> None:
    found = probe(
        f"http://u:sandi@127.0.0.1:{port}/x?token=geheim", f"http://u:sandi@127.0.0.1:{free_port()}/?t=geheim"
    )
    assert [result.is_up for result in found] == [True, False]
    for result in found:
        assert "sandi" not in result.evidence
        assert "geheim" not in result.evidence


def check(*urls: str) -> tuple[CheckState, str]:
    source = ProbeSource(
        kind="probe", label="Probe", timeout_seconds=2,
        targets=[{"name": f"sasaran {number}", "url": url} for number, url in enumerate(urls)],
    )  # fmt: skip
    found = run_check("probe", source, EnvironmentConnections(), datetime.now(UTC), ZoneInfo("UTC"))
    assert found.latency_ms is not None
    return found.state, found.evidence


def test_a_target_that_is_down_is_no_dead_probe(port: int) -> None:
    state, evidence = check(f"http://127.0.0.1:{port}/", f"http://127.0.0.1:{port}/rusak")
    assert state is CheckState.OK
    assert "2 sasaran dicoba, 1 menjawab sebagaimana mestinya. sasaran 1 mati: http://127.0.0.1" in evidence
    assert check(f"http://127.0.0.1:{free_port()}/")[0] is CheckState.OK


def test_a_machine_that_reaches_nobody_may_be_cut_off_itself(port: int) -> None:
    state, evidence = check("http://satu.invalid/", "tcp://dua.invalid:443")
    assert state is CheckState.STALE
    assert evidence.startswith("Semua sasaran tidak terjangkau; periksa dahulu jaringan dan DNS mesin ini sendiri.")
    assert check("http://satu.invalid/", f"http://127.0.0.1:{port}/rusak")[0] is CheckState.OK
