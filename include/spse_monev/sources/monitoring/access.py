"""How monitoring systems that know bearer tokens and Basic authentication are asked."""

from __future__ import annotations

from pydantic import HttpUrl

from spse_monev.connections import Connection
from spse_monev.sources.http import FetchError, WebClient, shown_url


def open_client(url: HttpUrl, connection: Connection | None, timeout_seconds: float) -> WebClient:
    """A client that shows user and password, or, where the connection has no user, its password as a bearer token."""
    if connection is None or not connection.password:
        return WebClient(str(url), timeout_seconds=timeout_seconds)
    if connection.login:
        return WebClient(str(url), timeout_seconds=timeout_seconds, auth=(connection.login, connection.password))
    token = connection.password.strip()
    if not token.isascii() or not token.isprintable():
        raise FetchError(
            f"{shown_url(str(url))} tidak dapat ditanya: token di koneksi {connection.conn_id!r} berisi karakter yang "
            "tidak mungkin ada di token; salin ulang tokennya"
        )
    return WebClient(str(url), timeout_seconds=timeout_seconds, headers={"Authorization": f"Bearer {token}"})
