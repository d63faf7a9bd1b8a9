"""The shapes of messages to an office, and what a channel has to be able to do.

What carries them is handed in: the package knows no mail server and no bot.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class ChannelError(Exception):
    """A channel does not work at present: no other message goes by it now either. The text is in Bahasa Indonesia."""


class RecipientError(Exception):
    """The channel works, and refuses this recipient or this message."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it goes with a message."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One e-mail to one recipient; `text` and `html` say the same."""

    sender_name: str
    sender: str
    recipient: str
    message_id: str  # the same whenever the same thing is told to the same recipient
    subject: str  # one line
    text: str
    html: str
    attachment: Attachment | None = None


class Channels(Protocol):
    """By what messages go, through Airflow connections of these ids; ChannelError, RecipientError if they do not."""

    def send_email(self, connection: str, mail: Mail) -> None:
        """Hand an e-mail to the mail server."""

    def send_telegram(self, connection: str, chat: str, text: str) -> None:
        """Let the bot write plain text to a chat."""
