"""Whom an office tells what, by e-mail and Telegram; without settings nobody is told anything."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, PositiveInt

from spse_monev.settings.model import Model, Name

Event = Literal["source_down", "day_failed", "report_ready", "decision_waiting"]
# One plain address and nothing beside it: what is written here goes into the head of a message.
Address = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$", max_length=254)
]
# A number, also where YAML reads it as one, or a public name.
Chat = Annotated[str, Field(pattern=r"^(-?\d{1,20}|@[A-Za-z][A-Za-z0-9_]{3,31})$", coerce_numbers_to_str=True)]


class Email(Model):
    """Messages through a mail server."""

    connection: Name = "spse_smtp"  # Airflow connection of type smtp
    sender: Address
    recipients: dict[Event, tuple[Address, ...]] = Field(min_length=1)  # addresses by what they are told of
    # Reports that are larger are linked only: mail servers commonly refuse messages above 10 MB.
    attach_up_to_bytes: PositiveInt = 5_000_000


class Telegram(Model):
    """Short messages through a bot; files are linked, never sent."""

    connection: Name = "spse_telegram"  # Airflow connection of type telegram, with the bot's token as password
    chats: dict[Event, tuple[Chat, ...]] = Field(min_length=1)  # chat ids by what they are told of


class Notifications(Model):
    """Both channels are off unless they are set."""

    email: Email | None = None
    telegram: Telegram | None = None
    # Where people reach Airflow, for the links in messages, e.g. https://monev.contoh.go.id; empty: no links.
    airflow_url: str = Field(default="", pattern=r"^(https?://[^\s]+[^/\s])?$")

    @property
    def is_set(self) -> bool:
        """Whether anybody is to be told of anything."""
        return self.email is not None or self.telegram is not None
