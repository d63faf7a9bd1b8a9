"""Does SPSE's status page answer to everybody? Its text form may show the whole configuration, passwords included.

In Play's old versions a visitor from 'the same machine' needs no key, and behind a proxy on that machine everybody
looks like one. So the public address is asked as anybody could ask, without authorisation.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

from spse_monev.sources.http import FetchError, WebClient
from spse_monev.sources.spse_status.snapshot import JSON_PATH

TEXT_PATH = "/@status"
# Answered like a page that exists only where every address is.
_NO_SUCH_PATH = "/@status-tidak-ada"


def exposure_warning(public_url: str, timeout_seconds: float) -> str | None:
    """A loud sentence if the status page answers at the public address without authorisation, None if it does not.

    FetchError if the address does not answer. Nothing of the text page's body is read.
    """
    for address in _addresses(public_url):
        with WebClient(address, timeout_seconds=timeout_seconds) as client:
            found = [
                path for path, is_open in ((JSON_PATH, _json_is_open), (TEXT_PATH, _text_is_open)) if is_open(client)
            ]
        if found:
            pages = " dan ".join(address + path for path in found)
            return (
                f"BAHAYA: halaman status SPSE terbuka untuk umum tanpa otorisasi di {pages}; halaman itu dapat "
                "menampilkan seluruh konfigurasi, termasuk kata sandi basis data. Segera tutup '/@status' di proxy, "
                "isi application.statusKey dan XForwardedSupport, lalu ganti kata sandi basis data."
            )
    return None


def _addresses(public_url: str) -> Iterator[str]:
    """The address, and the root of its host: stock Play ignores http.path here. Never with a user and password."""
    parts = urlsplit(public_url)
    host = parts.netloc.rpartition("@")[2]
    path = parts.path.rstrip("/")
    yield urlunsplit((parts.scheme, host, path, "", ""))
    if path:
        yield urlunsplit((parts.scheme, host, "", "", ""))


def _json_is_open(client: WebClient) -> bool:
    try:
        found = client.get_json(JSON_PATH)
    except FetchError as error:
        if error.answered:
            return False
        raise
    return isinstance(found, dict) and any(
        isinstance(plugin, dict) and "application" in plugin and "memory" in plugin for plugin in found.values()
    )


def _text_is_open(client: WebClient) -> bool:
    return _is_found(client, TEXT_PATH) and not _is_found(client, _NO_SUCH_PATH)


def _is_found(client: WebClient, path: str) -> bool:
    try:
        return client.get_head(path).status == 200
    except FetchError as error:
        if error.answered:
            return False
        raise
