"""HTTP as all sources speak it: bounded in time and size, without secrets in what it says, and never guessing.

>>> with WebClient("http://127.0.0.1:9090", timeout_seconds=15) as client:
...     client.get_json("/api/v1/query", {"query": "up"})

An answer that cannot be used is a `FetchError`, whose message is a clause in Bahasa Indonesia with the address and
the mend: no answer in time, a refused token, a page of HTML where JSON was due, a broken certificate.
"""

from __future__ import annotations

import json
import logging
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from spse_monev.sources.certificates import ends_at

USER_AGENT = "spse-monev"  # by which a web server's log tells our requests from people's
MAX_BODY_BYTES = 1 << 20
MAX_JSON_BYTES = 64 << 20
MAX_REDIRECTS = 5

# At INFO, httpx logs the whole address of each request, and a query may hold a secret (PRTG knows no other way). As
# a filter, because whoever configures logging may set the level of any logger.
logging.getLogger("httpx").addFilter(lambda record: record.levelno > logging.INFO)

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


class FetchError(Exception):
    """No answer that can be used; `answered` tells whether there was one at all."""

    def __init__(
        self, message: str, *, answered: bool = False, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.answered = answered
        self.status = status  # HTTP status of the answer, where there was one
        self.retry_after = retry_after  # seconds after which the server wants to be asked again, where it says so


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a request, whatever its status."""

    shown: str  # the address asked, without what may be secret
    status: int
    text: str  # cut at the limit of the request
    is_cut: bool
    content_type: str
    seconds: float
    certificate_ends_at: datetime | None = None  # of the server that gave it; None without TLS
    retry_after: float | None = None  # seconds, by the header Retry-After

    @property
    def title(self) -> str:
        """' (judul halaman: ...)' of an error page, or ''; foreign text, so short and without control characters."""
        found = re.search(r"<title[^>]{0,200}>([^<]{1,500})", self.text[:65536], re.IGNORECASE)
        if found is None:
            return ""
        title = " ".join("".join(letter if letter.isprintable() else " " for letter in found[1]).split())
        return f" (judul halaman: {title[:80]!r})"


class WebClient:
    """Requests below one address. `timeout_seconds` limits each request as a whole, redirects included."""

    def __init__(
        self,
        base_url: str,
        *,
        timeout_seconds: float,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        context: ssl.SSLContext | None = None,  # as `httpx.create_ssl_context` makes them, to share its cost
    ) -> None:
        self._url = base_url
        self._seconds = timeout_seconds
        self._stream: Any = None  # httpcore's, of the connection opened last
        self._client = httpx.Client(
            timeout=timeout_seconds,
            follow_redirects=False,
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity", **(headers or {})},
            auth=auth,
            verify=context or True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(
        self, path: str = "", params: Mapping[str, Any] | None = None, *, until_status: int | None = None
    ) -> Answer:
        """The answer to a GET; redirects on the same host are followed, up to one with status `until_status`."""
        return self._send("GET", path, params=params, max_bytes=MAX_BODY_BYTES, until_status=until_status)

    def get_head(self, path: str = "") -> Answer:
        """Status and type of the answer to a GET, whose body is left unread: for pages that may hold secrets."""
        return self._send("GET", path, max_bytes=0)

    def get_text(self, path: str, params: Mapping[str, Any] | None = None) -> str:
        """The body of a successful answer that is not HTML."""
        return _expected(self._send("GET", path, params=params)).text

    def get_json(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        """The JSON of a successful answer."""
        return _json(self._send("GET", path, params=params))

    def post_json(self, path: str, content: Any, headers: Mapping[str, str] | None = None) -> Any:
        """The JSON of a successful answer to a POST of JSON."""
        return _json(self._send("POST", path, content=content, headers=headers))

    def _send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        content: Any = None,
        headers: Mapping[str, str] | None = None,
        max_bytes: int = MAX_JSON_BYTES,
        until_status: int | None = None,
    ) -> Answer:
        url = self._url.rstrip("/") + path if path else self._url
        shown = shown_url(url)
        begun = time.perf_counter()
        try:
            # httpx limits each single read; the deadline limits them all together.
            request = self._client.build_request(
                method, url, params=params, json=content, headers=headers, extensions={"trace": self._remember}
            )
            with self._deadline():
                return self._follow(request, begun, shown, max_bytes, until_status)
        except (httpx.HTTPError, httpx.InvalidURL, _TooLateError) as error:
            too_late = isinstance(error, httpx.TimeoutException | _TooLateError)
            if too_late or time.perf_counter() - begun > self._seconds:
                raise FetchError(
                    f"{shown} tidak menjawab lengkap dalam {self._seconds:g} detik; periksa beban dan jaringannya"
                ) from error
            raise FetchError(f"{shown} tidak menjawab: {explain(error)}") from error

    @contextmanager
    def _deadline(self) -> Iterator[None]:
        """Ends a wait for headers that come in drops, each of them in time."""
        timer = threading.Timer(self._seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _remember(self, event: str, info: Mapping[str, Any]) -> None:
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._stream = info["return_value"]

    def _cut(self) -> None:
        found = self._stream.get_extra_info("socket") if self._stream is not None else None
        if found is not None:
            with suppress(OSError):
                found.shutdown(socket.SHUT_RDWR)

    def _follow(
        self, request: httpx.Request, begun: float, shown: str, max_bytes: int, until_status: int | None
    ) -> Answer:
        for _ in range(MAX_REDIRECTS + 1):
            response = self._client.send(request, stream=True)
            try:
                follow = response.next_request
                if follow is None or response.status_code == until_status:
                    # Before the body: at its end the connection may be closed.
                    end = _certificate_end(response)
                    body, is_cut = _body(response, begun + self._seconds, max_bytes)
                    text = _decoded(body, response)
                    seconds = time.perf_counter() - begun
                    kind = response.headers.get("content-type", "")
                    return Answer(
                        shown, response.status_code, text, is_cut, kind, seconds, end, _retry_after(response.headers)
                    )
            finally:
                response.close()
            if follow.url.host != request.url.host:
                raise FetchError(
                    f"{shown} mengalihkan ke host lain ({follow.url.host}), yang tidak diikuti; tulis alamat akhirnya "
                    "di 'url'",
                    answered=True,
                )
            if (request.url.scheme, follow.url.scheme) == ("https", "http"):
                raise FetchError(
                    f"{shown} mengalihkan dari https ke http, yang tidak diikuti; perbaiki pengalihan di server",
                    answered=True,
                )
            request = follow
        raise FetchError(
            f"{shown} mengalihkan lebih dari {MAX_REDIRECTS} kali; perbaiki pengalihan di server", answered=True
        )


class _TooLateError(Exception):
    """The answer as a whole took longer than allowed."""


def shown_url(url: str) -> str:
    """An address without user, password, query and fragment, any of which may hold a secret."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _expected(answer: Answer) -> Answer:
    """The answer, if it is a success; FetchError with the mend if not."""
    if answer.status in (401, 403):
        raise FetchError(
            f"{answer.shown} menolak akses (HTTP {answer.status}); token atau kata sandi salah, dicabut atau "
            "kedaluwarsa: perbaiki koneksinya, atau beri hak baca",
            answered=True,
            status=answer.status,
        )
    if not 200 <= answer.status < 300:
        raise FetchError(
            f"{answer.shown} menjawab HTTP {answer.status}{answer.title}; periksa 'url' dan layanan itu",
            answered=True,
            status=answer.status,
            retry_after=answer.retry_after,
        )
    if answer.is_cut:
        raise FetchError(f"{answer.shown} menjawab lebih dari {MAX_JSON_BYTES >> 20} MB", answered=True)
    if re.match(r"\s*<(?:!doctype\s+html|html|head|body)\b", answer.text[:1000], re.IGNORECASE):
        raise FetchError(
            f"{answer.shown} menjawab halaman HTML{answer.title}, bukan data; mungkin halaman masuk atau proxy: "
            "periksa 'url' dan koneksinya",
            answered=True,
            status=answer.status,
        )
    return answer


def _json(answer: Answer) -> Any:
    text = _expected(answer).text
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FetchError(
            f"{answer.shown} menjawab HTTP {answer.status}, tetapi isinya bukan JSON; periksa 'url'",
            answered=True,
            status=answer.status,
        ) from error


def _retry_after(headers: httpx.Headers) -> float | None:
    """Seconds to wait (RFC 9110, 10.2.3); a date is measured by the server's own clock."""
    wanted = headers.get("retry-after", "").strip()
    if wanted.isascii() and wanted.isdigit():
        return float(wanted[:9])
    try:
        asked_at = parsedate_to_datetime(headers["date"]) if "date" in headers else datetime.now(UTC)
        return max(0.0, (parsedate_to_datetime(wanted) - asked_at).total_seconds())
    except (TypeError, ValueError):
        return None


def _certificate_end(response: httpx.Response) -> datetime | None:
    stream = response.extensions.get("network_stream")
    session = stream.get_extra_info("ssl_object") if stream is not None else None
    return ends_at(session) if session is not None else None


def _body(response: httpx.Response, deadline: float, max_bytes: int) -> tuple[bytes, bool]:
    """No more than `max_bytes` of the body, and whether there may be more."""
    if not max_bytes:
        return b"", True
    pieces: list[bytes] = []
    size = 0
    for chunk in response.iter_raw():
        if time.perf_counter() > deadline:
            raise _TooLateError
        pieces.append(chunk[: max_bytes - size])
        size += len(chunk)
        if size > max_bytes:
            return b"".join(pieces), True
    # What was cut at the deadline looks like the end of a body of unknown length.
    if time.perf_counter() > deadline:
        raise _TooLateError
    return b"".join(pieces), False


def _decoded(body: bytes, response: httpx.Response) -> str:
    try:
        return body.decode(response.charset_encoding or "utf-8", errors="replace")
    except LookupError:
        return body.decode("utf-8", errors="replace")


def is_certificate_error(error: BaseException) -> bool:
    """Whether it was the server's certificate that was refused."""
    return any(isinstance(cause, ssl.SSLCertVerificationError) for cause in _causes(error))


def explain(error: Exception) -> str:
    """Why there was no answer, and what to do: a clause in Bahasa Indonesia for an error of httpx or of a socket."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _CERTIFICATE.get(cause.verify_code, f"sertifikat ditolak ({cause.verify_message})")
        if isinstance(cause, ssl.SSLError):
            return f"TLS gagal ({cause.reason or 'tanpa keterangan'}); periksa apakah port itu benar melayani TLS"
        if isinstance(cause, socket.gaierror):
            return "nama host tidak dikenal DNS; periksa ejaan atau DNS"
        if isinstance(cause, ConnectionRefusedError):
            return "koneksi ditolak; periksa apakah layanan berjalan dan portnya benar"
        if isinstance(cause, ConnectionError):
            return "koneksi diputus di tengah jawaban; periksa layanan itu dan lognya"
    if isinstance(error, httpx.RemoteProtocolError):
        return "jawabannya bukan HTTP yang utuh; periksa apakah port itu benar melayani http"
    if isinstance(error, httpx.ConnectError | OSError):
        return "tidak dapat dihubungi; periksa jaringan dan firewall"
    return f"kesalahan {type(error).__name__}; periksa jaringan dan layanannya"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
