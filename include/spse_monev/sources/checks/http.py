"""Is a web address alive: does it answer in time, with the status and the text that are expected?"""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import httpx

from spse_monev.connections import Connections
from spse_monev.facts import CheckState, SourceCheck
from spse_monev.settings import HttpSource

MAX_BODY_BYTES = 1 << 20
MAX_REDIRECTS = 5

# OpenSSL's X509_V_ERR_* (openssl-verification-options(1)).
_CERTIFICATE = {
    9: "sertifikat belum berlaku; periksa jam kedua mesin",
    10: "sertifikat kedaluwarsa; perbarui sertifikat di server",
    18: "sertifikat ditandatangani sendiri; pasang sertifikat dari CA, atau isi SSL_CERT_FILE dengan CA instansi",
    19: "CA sertifikat tidak dikenal; isi SSL_CERT_FILE dengan CA instansi",
    20: "CA sertifikat tidak dikenal; lengkapi rantai sertifikat di server, atau isi SSL_CERT_FILE dengan CA instansi",
    62: "sertifikat bukan untuk nama host ini; periksa alamat atau terbitkan sertifikat dengan nama yang benar",
    64: "sertifikat bukan untuk alamat IP ini; pakai nama host yang tercantum di sertifikat",
}


class _TooLateError(Exception):
    """The answer as a whole took longer than allowed."""


class _RedirectError(Exception):
    """A redirection that is not followed; the message says why."""


def check(name: str, source: HttpSource, connections: Connections, now: datetime, zone: ZoneInfo) -> SourceCheck:
    """`down` without an answer or with another status than expected, `stale` when the expected text is missing."""
    del connections, zone  # a plain address needs neither
    shown = _shown(str(source.url))
    begun = time.perf_counter()

    def answer(state: CheckState, evidence: str, *, answered: bool = True) -> SourceCheck:
        latency_ms = (time.perf_counter() - begun) * 1000 if answered else None
        return SourceCheck(name, source.kind, state, now, latency_ms, evidence)

    try:
        response, body = _get(source, begun + source.timeout_seconds)
    except (httpx.TimeoutException, _TooLateError):
        return answer(
            CheckState.DOWN,
            f"{shown} tidak menjawab lengkap dalam {source.timeout_seconds:g} detik; periksa beban dan jaringannya.",
            answered=False,
        )
    except _RedirectError as error:
        return answer(CheckState.DOWN, f"{shown} {error}.")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return answer(CheckState.DOWN, f"{shown} tidak menjawab: {_explain(error)}.", answered=False)

    if response.status_code != source.expect_status:
        return answer(
            CheckState.DOWN,
            f"{shown} menjawab HTTP {response.status_code}, yang diharapkan {source.expect_status}{_title(body)}; "
            "periksa layanan itu dan lognya.",
        )
    if source.expect_text is not None and source.expect_text not in body:
        return answer(
            CheckState.STALE,
            f"{shown} menjawab HTTP {response.status_code} tanpa teks {source.expect_text!r} yang diharapkan"
            f"{_title(body)}; periksa apakah layanan itu sehat, atau perbaiki 'expect_text'.",
        )
    return answer(CheckState.OK, f"{shown} menjawab HTTP {response.status_code}.")


def _get(source: HttpSource, deadline: float) -> tuple[httpx.Response, str]:
    """The last response and its text, of which no more than MAX_BODY_BYTES is read."""
    # httpx limits each single read; `deadline` limits them all together.
    with httpx.Client(timeout=source.timeout_seconds, follow_redirects=False) as client:
        request = client.build_request("GET", str(source.url), headers={"Accept-Encoding": "identity"})
        for _ in range(MAX_REDIRECTS + 1):
            response = client.send(request, stream=True)
            try:
                follow = response.next_request
                if follow is None or response.status_code == source.expect_status:
                    return response, b"".join(_body(response, deadline)).decode(
                        response.charset_encoding or "utf-8", errors="replace"
                    )
            except LookupError:
                return response, ""
            finally:
                response.close()
            if follow.url.host != request.url.host:
                raise _RedirectError(
                    f"mengalihkan ke host lain ({follow.url.host}), yang tidak diikuti; tulis alamat akhirnya di 'url'"
                )
            if (request.url.scheme, follow.url.scheme) == ("https", "http"):
                raise _RedirectError(
                    "mengalihkan dari https ke http, yang tidak diikuti; perbaiki pengalihan di server"
                )
            request = follow
    raise _RedirectError(f"mengalihkan lebih dari {MAX_REDIRECTS} kali; perbaiki pengalihan di server")


def _body(response: httpx.Response, deadline: float) -> Iterator[bytes]:
    size = 0
    for chunk in response.iter_raw():
        if time.perf_counter() > deadline:
            raise _TooLateError
        yield chunk[: MAX_BODY_BYTES - size]
        size += len(chunk)
        if size >= MAX_BODY_BYTES:
            return


def _shown(url: str) -> str:
    """An address without user, password, query and fragment, any of which may hold a secret."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _title(body: str) -> str:
    """The title of an error page; it is foreign text, so short and without control characters."""
    found = re.search(r"<title[^>]{0,200}>([^<]{1,500})", body[:65536], re.IGNORECASE)
    if found is None:
        return ""
    title = " ".join("".join(letter if letter.isprintable() else " " for letter in found[1]).split())
    return f" (judul halaman: {title[:80]!r})"


def _explain(error: Exception) -> str:
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _CERTIFICATE.get(cause.verify_code, f"sertifikat ditolak ({cause.verify_message})")
        if isinstance(cause, ssl.SSLError):
            return f"TLS gagal ({cause.reason or 'tanpa keterangan'}); periksa apakah port itu benar melayani https"
        if isinstance(cause, socket.gaierror):
            return "nama host tidak dikenal DNS; periksa ejaan atau DNS"
        if isinstance(cause, ConnectionRefusedError):
            return "koneksi ditolak; periksa apakah layanan berjalan dan portnya benar"
        if isinstance(cause, ConnectionError):
            return "koneksi diputus di tengah jawaban; periksa layanan itu dan lognya"
    if isinstance(error, httpx.RemoteProtocolError):
        return "jawabannya bukan HTTP yang utuh; periksa apakah port itu benar melayani http"
    if isinstance(error, httpx.ConnectError):
        return "tidak dapat dihubungi; periksa jaringan dan firewall"
    return f"kesalahan {type(error).__name__}; periksa jaringan dan layanannya"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
