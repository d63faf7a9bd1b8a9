"""A real mail server on this machine that keeps what it is given."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from spse_monev.demo.postgres import free_port

USER, PASSWORD = "monev", "sandi-server-surat"


class MailServer:
    """What has arrived, as (recipients, message); `refused` are addresses that it does not take."""

    def __init__(self) -> None:
        self.arrived: list[tuple[list[str], EmailMessage]] = []
        self.raw: list[bytes] = []
        self.refused: set[str] = set()
        self.is_full = False
        self.port = 0

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address in self.refused:
            return "550 5.1.1 pengguna tidak dikenal"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.is_full:
            return "452 4.3.1 kotak surat penuh"
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.raw.append(envelope.content)
        self.arrived.append((list(envelope.rcpt_tos), message))
        return "250 OK"

    @property
    def subjects(self) -> list[str]:
        """The heads of all that has arrived, in order."""
        return [str(message["Subject"]) for _, message in self.arrived]

    def uri(self, user: str = "", password: str = "") -> str:
        """An Airflow connection to it without encryption."""
        who = f"{user}:{password}@" if user else ""
        return f"smtp://{who}127.0.0.1:{self.port}/?disable_ssl=true&disable_tls=true&timeout=10&retry_limit=0"


@contextmanager
def mail_server(certificate: Path | None = None, *, needs_login: bool = False) -> Iterator[MailServer]:
    """A running server; with a certificate it takes mail after STARTTLS only."""

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        known = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=known, handled=False)

    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    server = MailServer()
    server.port = free_port()
    controller = Controller(
        server,
        hostname="127.0.0.1",
        port=server.port,
        tls_context=context,
        require_starttls=certificate is not None,
        authenticator=authenticate,
        auth_required=needs_login,
        auth_require_tls=certificate is not None,
    )
    controller.start()
    yield server
    controller.stop()
