"""Messages through the providers' hooks: to a real mail server, and to a stand-in for Telegram."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from spse_monev.demo.postgres import free_port
from spse_monev.notifications import Attachment, ChannelError, Mail, RecipientError
from spse_monev.settings import PROJECT
from tests.mail_server import PASSWORD, USER, mail_server
from tests.sources.web import LOOPBACK, make_certificate
from tests.telegram_stand_in import TOKEN, telegram_stand_in

SMTP, TELEGRAM = "AIRFLOW_CONN_SPSE_SMTP", "AIRFLOW_CONN_SPSE_TELEGRAM"
MAIL = Mail(
    sender_name="LPSE Kabupaten Ünïcode, (uji)",
    sender="monev@lpse.example",
    recipient="kepala@lpse.example",
    message_id="<0123456789abcdef.spse-monev@lpse.example>",
    subject="[LPSE Uji] Laporan Kinerja Aplikasi SPSE Senin, 23 November 2026: SEBAGIAN — periksa",
    text="Ringkasan — ✘ tidak terbaca\n",
    html="<p>Ringkasan — ✘ tidak terbaca</p>",
    attachment=Attachment("laporan_kinerja_lpse_uji_2026-11-23.xlsx", b"PK\x03\x04" + bytes(range(256)) * 40),
)


@pytest.fixture
def channels(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.syspath_prepend(str(PROJECT / "plugins"))
    from notification_channels import AirflowChannels

    yield AirflowChannels()
    sys.modules.pop("notification_channels", None)


def test_a_mail_arrives_as_it_was_meant(channels: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server() as server:
        monkeypatch.setenv(SMTP, server.uri())
        channels.send_email("spse_smtp", MAIL)
    [(recipients, message)] = server.arrived
    assert recipients == [MAIL.recipient]
    assert (message["Subject"], message["Message-ID"]) == (MAIL.subject, MAIL.message_id)
    assert message["From"].addresses[0].display_name == MAIL.sender_name
    assert message["Auto-Submitted"] == "auto-generated"
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert (plain.get_content().strip(), html.get_content().strip()) == (MAIL.text.strip(), MAIL.html)
    [attachment] = message.iter_attachments()
    assert MAIL.attachment is not None
    assert (attachment.get_filename(), attachment.get_content()) == (MAIL.attachment.name, MAIL.attachment.content)
    assert all(line.isascii() and len(line) < 998 for line in server.raw[0].splitlines())


def test_a_head_cannot_be_smuggled_into_a_mail(channels: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    with mail_server() as server:
        monkeypatch.setenv(SMTP, server.uri())
        # What makes messages leaves no line breaks; if it did, nothing would be sent.
        with pytest.raises(ChannelError):
            channels.send_email("spse_smtp", replace(MAIL, subject="Laporan\r\nBcc: lain@contoh.example"))
    assert server.arrived == []


def test_with_login_and_starttls(channels: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = make_certificate(tmp_path / "surat.pem", LOOPBACK, datetime.now(UTC) + timedelta(days=30))
    with mail_server(certificate, needs_login=True) as server:
        where = f"127.0.0.1:{server.port}/?disable_ssl=true&timeout=10&retry_limit=0"
        # Its certificate is its own: only who says so trusts it.
        monkeypatch.setenv(SMTP, f"smtp://{USER}:{PASSWORD}@{where}")
        with pytest.raises(ChannelError, match="CERTIFICATE_VERIFY_FAILED"):
            channels.send_email("spse_smtp", MAIL)
        monkeypatch.setenv(SMTP, f"smtp://{USER}:{PASSWORD}@{where}&ssl_context=none")
        channels.send_email("spse_smtp", MAIL)
        assert len(server.arrived) == 1
        monkeypatch.setenv(SMTP, f"smtp://{USER}:salah@{where}&ssl_context=none")
        with pytest.raises(ChannelError, match="menolak pengguna atau sandi") as told:
            channels.send_email("spse_smtp", MAIL)
        assert "salah" not in str(told.value)
    assert len(server.arrived) == 1


def test_who_is_refused_and_who_cannot_be_reached_are_told_apart(
    channels: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server() as server:
        monkeypatch.setenv(SMTP, server.uri())
        server.refused.add(MAIL.recipient)
        with pytest.raises(RecipientError, match=r"550 5\.1\.1 pengguna tidak dikenal"):
            channels.send_email("spse_smtp", MAIL)
        server.refused.clear()
        server.is_full = True
        with pytest.raises(RecipientError, match="kotak surat penuh"):
            channels.send_email("spse_smtp", MAIL)
    with pytest.raises(ChannelError, match="spse_smtp tidak dapat dipakai"):
        channels.send_email("spse_smtp", MAIL)
    monkeypatch.setenv(SMTP, f"http://127.0.0.1:{free_port()}")
    with pytest.raises(ChannelError, match="seharusnya 'smtp'"):
        channels.send_email("spse_smtp", MAIL)
    monkeypatch.delenv(SMTP)
    with pytest.raises(ChannelError, match="AIRFLOW_CONN_SPSE_SMTP"):
        channels.send_email("spse_smtp", MAIL)


def test_the_bot_writes_plain_text_and_no_log_tells_its_token(
    channels: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    caplog.set_level("INFO", "httpx")
    text = "LPSE Uji\n\n<b>bukan tebal</b> *bukan miring* [bukan](tautan)"
    with telegram_stand_in() as telegram:
        monkeypatch.setenv(TELEGRAM, telegram.uri())
        channels.send_telegram("spse_telegram", "-100123", text)
    [call] = telegram.calls
    assert (call["chat_id"], call["text"]) == ("-100123", text)
    assert "parse_mode" not in call
    assert TOKEN not in caplog.text


def test_what_telegram_refuses_is_said_without_the_token(channels: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    said = []
    with telegram_stand_in() as telegram:
        monkeypatch.setenv(TELEGRAM, telegram.uri())
        telegram.refused.add("-1")
        with pytest.raises(RecipientError, match="bot was kicked") as told:
            channels.send_telegram("spse_telegram", "-1", "x")
        said.append(told.value)
        telegram.is_broken = True
        with pytest.raises(ChannelError, match="Bad Gateway") as broken:
            channels.send_telegram("spse_telegram", "-2", "x")
        said.append(broken.value)
        monkeypatch.setenv(TELEGRAM, telegram.uri(TOKEN[:-1]))
        telegram.is_broken = False
        with pytest.raises(ChannelError, match="tidak mengenal token bot") as unknown:
            channels.send_telegram("spse_telegram", "-2", "x")
        said.append(unknown.value)
        # Once a message; nothing was repeated by itself.
        assert telegram.calls == []
    monkeypatch.setenv(TELEGRAM, telegram.uri())
    with pytest.raises(ChannelError, match="Telegram tidak dapat dihubungi") as gone:
        channels.send_telegram("spse_telegram", "-2", "x")
    said.append(gone.value)
    assert not [each for each in said if TOKEN[:-1] in str(each)]
    monkeypatch.setenv(TELEGRAM, telegram.uri(""))
    with pytest.raises(ChannelError, match="tidak memuat token bot"):
        channels.send_telegram("spse_telegram", "-2", "x")
