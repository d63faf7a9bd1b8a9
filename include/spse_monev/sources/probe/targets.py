"""One try of every target, all at once.

http:// and https:// must answer with the expected status and text, tcp:// must take a connection, tls:// must show a
certificate that is valid for its name. A certificate that no browser takes is down: users cannot get in. When it ends
is told also then.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable
from datetime import datetime

import httpx
from pydantic import AnyUrl

from spse_monev.facts import CheckState, ProbeResult
from spse_monev.settings import ProbeSource, ProbeTarget
from spse_monev.sources.certificates import days_until, ends_at, read_end
from spse_monev.sources.http import explain, is_certificate_error
from spse_monev.sources.pages import look_at

# Names are looked up, and several addresses of one host tried in turn, without regard to any limit of ours.
GRACE_SECONDS = 1.0
_DEFAULT_PORTS = {"http": 80, "https": 443}
_MAX_EVIDENCE = 500


def probe_targets(source: ProbeSource, now: datetime) -> list[ProbeResult]:
    """One result per target, in their order, all of the moment `now`; takes little longer than `timeout_seconds`."""
    # Made once: reading the roots for each target would keep the others' answers waiting, and their times would show
    # it. Not one for all, for httpx tells the server of its own that it speaks HTTP.
    contexts = {scheme: httpx.create_ssl_context() for scheme in {target.url.scheme for target in source.targets}}
    tries = [_Try(target, source.timeout_seconds, contexts[target.url.scheme], now) for target in source.targets]
    for one in tries:
        one.start()
    deadline = time.monotonic() + source.timeout_seconds + GRACE_SECONDS
    for one in tries:
        one.join(max(0.0, deadline - time.monotonic()))
    return [one.result() for one in tries]


class _Try(threading.Thread):
    """One target in a thread of its own, which may be left behind: nothing can end a look-up that hangs."""

    def __init__(self, target: ProbeTarget, timeout_seconds: float, context: ssl.SSLContext, now: datetime) -> None:
        super().__init__(daemon=True, name=f"probe {target.name}")
        self._target = target
        self._seconds = timeout_seconds
        self._context = context
        self._now = now
        self._found: ProbeResult | None = None

    def run(self) -> None:
        try:
            self._found = _WAYS[self._target.url.scheme](self._target, self._seconds, self._context, self._now)
        except Exception as error:  # whatever it is, the other targets are tried all the same
            evidence = f"{_place(self._target.url)} gagal dicoba: kesalahan {type(error).__name__}."
            self._found = ProbeResult(self._target.name, self._now, False, None, evidence)

    def result(self) -> ProbeResult:
        return self._found or ProbeResult(
            component=self._target.name,
            probed_at=self._now,
            is_up=False,
            latency_ms=None,
            evidence=f"{_place(self._target.url)} tidak menjawab lengkap dalam {self._seconds:g} detik; periksa DNS, "
            "jaringan dan bebannya.",
        )


def _page(target: ProbeTarget, seconds: float, context: ssl.SSLContext, now: datetime) -> ProbeResult:
    begun = time.monotonic()
    look = look_at(
        str(target.url),
        expect_status=target.expect_status,
        expect_text=target.expect_text,
        timeout_seconds=seconds,
        context=context,
    )
    end = look.certificate_ends_at
    if look.certificate_refused:
        end = read_end(*_address(target.url), max(0.1, seconds - (time.monotonic() - begun)))
    return _result(target, now, look.state is CheckState.OK, look.seconds, look.evidence, end)


def _port(target: ProbeTarget, seconds: float, context: ssl.SSLContext, now: datetime) -> ProbeResult:
    del context  # no TLS here
    begun = time.perf_counter()
    try:
        socket.create_connection(_address(target.url), seconds).close()
    except OSError as error:
        return _result(target, now, False, None, _why(target, error, seconds))
    taken = time.perf_counter() - begun
    return _result(target, now, True, taken, f"{_place(target.url)} menerima koneksi.")


def _handshake(target: ProbeTarget, seconds: float, context: ssl.SSLContext, now: datetime) -> ProbeResult:
    host, port = _address(target.url)
    begun = time.perf_counter()
    try:
        with (
            socket.create_connection((host, port), seconds) as connection,
            context.wrap_socket(connection, server_hostname=host) as session,
        ):
            taken = time.perf_counter() - begun
            end = ends_at(session)
    except OSError as error:
        left = max(0.1, seconds - (time.perf_counter() - begun))
        end = read_end(host, port, left) if is_certificate_error(error) else None
        return _result(target, now, False, None, _why(target, error, seconds), end)
    return _result(target, now, True, taken, f"{_place(target.url)} menjawab dengan sertifikat yang sah.", end)


_WAYS: dict[str, Callable[[ProbeTarget, float, ssl.SSLContext, datetime], ProbeResult]] = {
    "http": _page,
    "https": _page,
    "tcp": _port,
    "tls": _handshake,
}


def _result(
    target: ProbeTarget, now: datetime, is_up: bool, seconds: float | None, evidence: str, end: datetime | None = None
) -> ProbeResult:
    days = days_until(end, now)
    if days is not None:
        ended = f"berakhir {-days:.0f} hari yang lalu" if days < 0 else f"berlaku {days:.0f} hari lagi"
        evidence = f"{evidence} Sertifikat {ended}."
    return ProbeResult(
        component=target.name,
        probed_at=now,
        is_up=is_up,
        latency_ms=None if seconds is None else seconds * 1000,
        evidence=evidence[:_MAX_EVIDENCE],
        certificate_days=days,
    )


def _why(target: ProbeTarget, error: OSError, seconds: float) -> str:
    place = _place(target.url)
    if isinstance(error, TimeoutError):
        return f"{place} tidak menjawab dalam {seconds:g} detik; periksa jaringan dan firewall."
    return f"{place} tidak menjawab: {explain(error)}."


def _address(url: AnyUrl) -> tuple[str, int]:
    port = url.port or _DEFAULT_PORTS[url.scheme]
    return (url.host or "").strip("[]"), port


def _place(url: AnyUrl) -> str:
    """The address without what may be secret."""
    port = f":{url.port}" if url.port not in (None, _DEFAULT_PORTS.get(url.scheme)) else ""
    path = url.path or "" if url.scheme in _DEFAULT_PORTS else ""
    return f"{url.scheme}://{url.host}{port}{path}"
