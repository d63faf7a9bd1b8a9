"""How ticket systems are asked by their APIs: patiently, and with what is missing told.

A server that wants to be asked less often (429, or 503 with Retry-After) is waited for as it says, within the time that
all requests together may take. What fails after something was read makes the reading partial; what fails before that
is an error.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Self, TypeVar

from spse_monev.connections import Connection
from spse_monev.sources.http import FetchError, WebClient, shown_url

# So many times as long as one request may take, all of them together may.
_PATIENCE = 20
_PAUSE_SECONDS = 5.0  # after a 429 that does not say for how long
MAX_TICKETS = 10_000  # of one month; an LPSE has some hundreds

Row = dict[str, Any]
_Found = TypeVar("_Found")
_Read = TypeVar("_Read")


class Asking:
    """Requests below one address within one time limit."""

    def __init__(self, url: str, timeout_seconds: float, headers: Mapping[str, str]) -> None:
        self._shown = shown_url(url)
        self._client = WebClient(
            url, timeout_seconds=timeout_seconds, headers={"Accept": "application/json", **headers}
        )
        self._seconds = _PATIENCE * timeout_seconds
        self._until = time.monotonic() + self._seconds

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.__exit__()

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        """The JSON of a GET."""
        return self._patiently(lambda: self._client.get_json(path, params))

    def post(self, path: str, content: Any) -> Any:
        """The JSON of a POST of JSON."""
        return self._patiently(lambda: self._client.post_json(path, content))

    def tell(self, path: str) -> None:
        """A GET whose answer does not matter; FetchError only where there is none."""
        self._client.get_head(path)

    def row(self, path: str, params: Mapping[str, Any] | None = None) -> Row:
        """The JSON object of a GET."""
        return as_row(self.get(path, params), self._shown + path)

    def rows(self, path: str, params: Mapping[str, Any] | None = None) -> list[Row]:
        """The JSON objects of a GET that answers a list of them."""
        return as_rows(self.get(path, params), self._shown + path)

    def _patiently(self, ask: Callable[[], Any]) -> Any:
        while True:
            if time.monotonic() > self._until:
                raise FetchError(
                    f"{self._shown} terlalu lambat: batas {self._seconds:g} detik untuk semua permintaan habis; "
                    "naikkan 'timeout_seconds' atau periksa bebannya"
                )
            try:
                return ask()
            except FetchError as error:
                if error.status != 429 and not (error.status == 503 and error.retry_after is not None):
                    raise
                pause = max(1.0, _PAUSE_SECONDS if error.retry_after is None else error.retry_after)
                if time.monotonic() + pause > self._until:
                    raise FetchError(
                        f"{self._shown} membatasi permintaan (HTTP {error.status}) dan minta jeda {pause:g} detik, "
                        "lebih lama dari waktu yang tersisa; jalankan lagi nanti atau longgarkan batasnya"
                    ) from error
            time.sleep(pause)


def as_row(found: Any, shown: str) -> Row:
    """A JSON object; FetchError for anything else."""
    if not isinstance(found, dict):
        raise _unexpected(shown)
    return found


def as_rows(found: Any, shown: str) -> list[Row]:
    """A list of JSON objects; FetchError for anything else."""
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise _unexpected(shown)
    return found


def number_of(value: object) -> str:
    """An id, as digits; '' for what is none, which no path may hold."""
    text = str(value)
    return text if text.isascii() and text.isdigit() and len(text) <= 19 else ""


def _unexpected(shown: str) -> FetchError:
    return FetchError(
        f"{shown} menjawab JSON dengan bentuk yang tidak dikenal; periksa 'url' dan versinya", answered=True
    )


def secret_of(connection: Connection, what: str) -> str:
    """The connection's password as it goes into a header; FetchError for one that cannot."""
    secret = connection.password.strip()
    if not secret or not secret.isascii() or not secret.isprintable():
        raise FetchError(
            f"{what} di kata sandi koneksi {connection.conn_id!r} kosong atau berisi karakter yang tidak mungkin ada "
            "di sana; salin ulang"
        )
    return secret


def pages(fetch: Callable[[int], tuple[Sequence[Row], bool]], reasons: list[str]) -> Iterator[Row]:
    """The rows of all pages, each id once; `fetch(n)` gives page n from 0, and whether there may be more.

    A page that fails is an error if it is the first, and a reason after it.
    """
    seen: set[str] = set()
    number, more = 0, True
    while more:
        try:
            rows, more = fetch(number)
        except FetchError as error:
            if number == 0:
                raise
            reasons.append(f"daftar tiket hanya terbaca sampai halaman {number} ({len(seen)} tiket): {error}")
            return
        fresh = [row for row in rows if str(row.get("id")) not in seen]
        if rows and not fresh:
            reasons.append(f"halaman {number + 1} daftar tiket hanya mengulang yang sebelumnya; sisanya tidak terbaca")
            return
        for row in fresh:
            seen.add(str(row.get("id")))
            yield row
        number += 1


def each(found: Sequence[_Found], read: Callable[[_Found], _Read], reasons: list[str]) -> list[_Read]:
    """What `read` gives for every one; those it cannot read are one reason. FetchError where it can read none."""
    taken: list[_Read] = []
    refused: list[FetchError] = []
    for number, one in enumerate(found):
        try:
            taken.append(read(one))
        except FetchError as error:
            if not taken and (not error.answered or number == len(found) - 1):
                raise
            if not error.answered:
                reasons.append(f"isi {len(found) - number} dari {len(found)} tiket tidak terbaca: {error}")
                break
            refused.append(error)
    if refused:
        reasons.append(f"isi {len(refused)} dari {len(found)} tiket tidak terbaca: {refused[0]}")
    return taken
