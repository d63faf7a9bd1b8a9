"""When a server's certificate ends, also where the certificate is one that nobody should trust."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta


def ends_at(session: ssl.SSLObject | ssl.SSLSocket) -> datetime | None:
    """The end of the peer's certificate in a TLS session that verified it."""
    found = session.getpeercert()
    ends = found.get("notAfter") if found else None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if isinstance(ends, str) else None


def read_end(host: str, port: int, timeout_seconds: float) -> datetime | None:
    """The end of the certificate that a server shows, unverified and so only to be told; None if it shows none."""
    from cryptography import x509

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with (
            socket.create_connection((host, port), timeout_seconds) as connection,
            context.wrap_socket(connection, server_hostname=host) as session,
        ):
            shown = session.getpeercert(binary_form=True)
        return x509.load_der_x509_certificate(shown).not_valid_after_utc if shown else None
    except (OSError, ValueError):
        return None


def days_until(end: datetime | None, now: datetime) -> float | None:
    """Days from `now` to `end`, negative if it has passed."""
    return None if end is None else (end - now) / timedelta(days=1)
