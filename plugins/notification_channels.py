"""How messages leave Airflow: by the hooks of the SMTP and the Telegram provider, and the connections kept in Airflow.

Each message is sent once. What the providers repeat by themselves on an error would reach people twice where only the
server's answer was lost; the next try of the task knows better what has gone (see `spse_monev.pipeline.notifications`).
"""

from __future__ import annotations

import asyncio
import logging
import smtplib
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, localtime
from pathlib import PurePosixPath
from typing import Any

from airflow.providers.smtp.hooks.smtp import SmtpHook
from airflow.providers.telegram.hooks.telegram import TelegramHook
from airflow.sdk import BaseHook
from airflow.sdk.exceptions import AirflowNotFoundException

from spse_monev.notifications import ChannelError, Mail, RecipientError

_EXCEL = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_OTHER = ("application", "octet-stream")
TELEGRAM_API = "https://api.telegram.org/bot"


class AirflowChannels:
    """The channels of an office, through connections of type smtp and telegram."""

    def send_email(self, connection: str, mail: Mail) -> None:
        """One e-mail; ChannelError if the server cannot be used, RecipientError if it refuses this e-mail."""
        _find(connection, "smtp")
        try:
            with _MailServer(smtp_conn_id=connection) as server:
                server.send(_message(mail), mail)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
            raise RecipientError(f"ditolak server e-mail: {_smtp_words(error)}") from error
        except smtplib.SMTPAuthenticationError as error:
            raise ChannelError(
                f"server e-mail menolak pengguna atau sandi koneksi {connection}: {_smtp_words(error)}"
            ) from error
        except Exception as error:
            said = _smtp_words(error)
            raise ChannelError(f"server e-mail koneksi {connection} tidak dapat dipakai: {said}") from error

    def send_telegram(self, connection: str, chat: str, text: str) -> None:
        """One plain message; ChannelError if the bot cannot be used, RecipientError if this chat refuses it."""
        from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

        if not (token := _find(connection, "telegram").password):
            raise ChannelError(f"koneksi {connection} tidak memuat token bot; isi pada kolom Password")
        # It tells each address that it asks, and a bot's holds the token.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        try:
            asyncio.run(_write(_Bot(telegram_conn_id=connection).connection, chat, text))
        except (BadRequest, Forbidden, ChatMigrated) as error:
            raise RecipientError(f"ditolak Telegram: {error.message}") from error
        except InvalidToken as error:
            # The library's own words would repeat the token.
            raise ChannelError(f"Telegram tidak mengenal token bot pada koneksi {connection}") from error
        except TelegramError as error:
            said = error.message.replace(token, "***")
            raise ChannelError(f"Telegram tidak dapat dihubungi: {said}") from error


class _MailServer(SmtpHook):  # type: ignore[misc]  # Airflow tells no types of it
    """The provider's session, which also takes a message with a plain text beside the HTML."""

    def send(self, message: EmailMessage, mail: Mail) -> None:
        assert self._smtp_client is not None  # noqa: S101  # the hook has connected on entering
        self._smtp_client.send_message(message, mail.sender, [mail.recipient])


class _Bot(TelegramHook):  # type: ignore[misc]  # nor of this
    """The provider's bot; the connection's extra `base_url` leads to a Bot API server of one's own."""

    def __init__(self, telegram_conn_id: str) -> None:
        self._base_url = BaseHook.get_connection(telegram_conn_id).extra_dejson.get("base_url") or TELEGRAM_API
        super().__init__(telegram_conn_id=telegram_conn_id)

    def get_conn(self) -> Any:
        from telegram import Bot

        return Bot(self.token, base_url=self._base_url)


async def _write(bot: Any, chat: str, text: str) -> None:
    # Without a parse mode nothing in it is markup. `async with bot` would ask for the bot's own name first.
    await bot.send_message(chat_id=chat, text=text, disable_web_page_preview=True)


def _message(mail: Mail) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = mail.subject
    message["From"] = Address(mail.sender_name, addr_spec=mail.sender)
    message["To"] = Address(addr_spec=mail.recipient)
    message["Date"] = format_datetime(localtime())
    message["Message-ID"] = mail.message_id
    # Out-of-office answers would go to a mailbox that nobody reads (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    # Seven bits and short lines pass every server on the way.
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    if mail.attachment:
        kind = _EXCEL if PurePosixPath(mail.attachment.name).suffix == ".xlsx" else _OTHER
        message.add_attachment(
            mail.attachment.content, maintype=kind[0], subtype=kind[1], filename=mail.attachment.name
        )
    return message


def _find(conn_id: str, kind: str) -> Any:
    try:
        found = BaseHook.get_connection(conn_id)
    except AirflowNotFoundException as error:
        raise ChannelError(
            f"koneksi {conn_id!r} tidak ada di Airflow; buat lewat Admin > Connections dengan tipe {kind}, atau isi "
            f"AIRFLOW_CONN_{conn_id.upper()}"
        ) from error
    if found.conn_type != kind:
        raise ChannelError(f"koneksi {conn_id!r} bertipe {found.conn_type!r}; seharusnya {kind!r}")
    return found


def _smtp_words(error: Exception) -> str:
    """What a server said, on one line."""
    said: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, said = error.smtp_code, error.smtp_error
    else:
        return " ".join(str(error).split()) or type(error).__name__
    words = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    return f"{code} {' '.join(words.split())}"
