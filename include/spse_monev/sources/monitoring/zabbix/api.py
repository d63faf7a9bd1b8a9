"""Zabbix's JSON-RPC: authenticated as its version wants it, bounded, and with its refusals told plainly."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any, Self

from spse_monev.connections import Connection
from spse_monev.sources.http import FetchError, WebClient, shown_url
from spse_monev.text import mask

if TYPE_CHECKING:
    from spse_monev.settings import ZabbixSource

_PATH = "/api_jsonrpc.php"
_OLDEST = (6, 0)
_BEARER_SINCE = (6, 4)  # the header; 'auth' in the body is refused from 7.2
# So many requests may be as slow as each is allowed to be; then what is left of the measurements is left out.
_PATIENCE = 20
_REFUSED = re.compile(
    r"(?i)not authori[sz]ed|re-login|token expired|session terminated|incorrect user name|no permissions|no access"
)


class ZabbixApi:
    """One session; its user is logged out at the end, a token stays as it is."""

    def __init__(self, source: ZabbixSource, connection: Connection | None) -> None:
        self._source = source
        self._shown = shown_url(str(source.url).rstrip("/") + _PATH)
        self._client = WebClient(str(source.url), timeout_seconds=source.timeout_seconds)
        self._connection = connection
        self._begun = time.monotonic()
        self._token = ""
        self._logged_in = False
        self.version = ""

    def __enter__(self) -> Self:
        try:
            self._open()
        except BaseException:
            self._client.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            if self._logged_in:
                self._call("user.logout", [])
        except FetchError:
            pass  # What was read stays right; the session ends by itself.
        finally:
            self._client.__exit__()

    @property
    def is_late(self) -> bool:
        """Whether so much time went by that only what cannot be done without may still be asked."""
        return time.monotonic() - self._begun > _PATIENCE * self._source.timeout_seconds

    def rows(self, method: str, **parameters: Any) -> list[Mapping[str, Any]]:
        """The objects that a `*.get` method returns."""
        found = self._call(method, parameters)
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            raise self._unexpected(method)
        return found

    def rows_of(self, method: str, name: str, ids: Iterable[str], **parameters: Any) -> Iterator[Mapping[str, Any]]:
        """The objects with these ids, asked for in pieces; `name` is that of the method's parameter for ids."""
        for some in _pieces(sorted(set(ids))):
            yield from self.rows(method, **{name: some}, **parameters)

    def _open(self) -> None:
        version = self._call("apiinfo.version", [])
        found = re.match(r"(\d{1,3})\.(\d{1,3})", version) if isinstance(version, str) else None
        if found is None:
            raise self._unexpected("apiinfo.version")
        self.version = str(version)[:20]
        numbers = (int(found[1]), int(found[2]))
        if numbers < _OLDEST:
            raise FetchError(
                f"{self._shown} adalah Zabbix {self.version}, yang belum didukung; perbarui ke 6.0 atau lebih baru",
                answered=True,
            )
        self._in_header = numbers >= _BEARER_SINCE
        connection = self._connection
        if connection is None or not connection.password:
            raise FetchError(
                f"{self._shown} memerlukan token atau pengguna; isi 'connection' dengan id koneksi yang kata sandinya "
                "token API Zabbix",
                answered=True,
            )
        if not connection.login:
            self._token = connection.password.strip()
            if not self._token.isascii() or not self._token.isprintable():
                raise FetchError(
                    f"token di koneksi {connection.conn_id!r} berisi karakter yang tidak mungkin ada di token; salin "
                    "ulang tokennya",
                    answered=True,
                )
            return
        token = self._call("user.login", {"username": connection.login, "password": connection.password})
        if not isinstance(token, str):
            raise self._unexpected("user.login")
        self._token, self._logged_in = token, True

    def _call(self, method: str, parameters: Any) -> Any:
        content: dict[str, Any] = {"jsonrpc": "2.0", "method": method, "params": parameters, "id": 1}
        headers: dict[str, str] = {}
        if self._token and self._in_header:
            headers["Authorization"] = f"Bearer {self._token}"
        elif self._token:
            content["auth"] = self._token
        answer = self._client.post_json(_PATH, content, headers)
        if not isinstance(answer, dict) or not ("result" in answer or "error" in answer):
            raise self._unexpected(method)
        if "error" in answer:
            raise self._refusal(method, answer["error"])
        return answer["result"]

    def _refusal(self, method: str, error: Any) -> FetchError:
        told = f"{error.get('message', '')} {error.get('data', '')}" if isinstance(error, dict) else ""
        words = mask(told, 200).strip() or "tanpa keterangan"
        if method == "user.login" or _REFUSED.search(told[:1000]):
            return FetchError(
                f"{self._shown} menolak akses ({words}); token atau kata sandi salah, dicabut atau kedaluwarsa: "
                "perbaiki koneksinya, atau beri hak baca",
                answered=True,
            )
        return FetchError(
            f"{self._shown} menolak permintaan {method} ({words}); periksa Zabbix dan basis datanya", answered=True
        )

    def _unexpected(self, method: str) -> FetchError:
        return FetchError(
            f"{self._shown} tidak menjawab {method} seperti Zabbix; periksa 'url', yaitu alamat halaman depan Zabbix",
            answered=True,
        )


def number(value: Any) -> float:
    """A figure of Zabbix, which writes all of them as strings; 0 for what is none."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        return 0.0
    return found if isfinite(found) else 0.0


def _pieces(ids: list[str], size: int = 500) -> Iterator[list[str]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
