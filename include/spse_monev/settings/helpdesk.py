"""Where complaints come from: one class per kind of helpdesk, and how they are judged."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, HttpUrl, PositiveFloat

from spse_monev.settings.model import Model, Name, ZoneName

# The columns a recap may have, after the 'Formulir Pencatatan Gangguan/Masalah dan Permintaan Layanan'.
RecapField = Literal[
    "ticket", "received_at", "received_time", "name", "identity", "phone", "email", "address", "company",
    "institution", "channel", "title", "text", "user_type", "category", "urgency", "impact", "priority", "handler",
    "answered_at", "state", "solution", "solved_at", "informed", "support_ticket", "ignored",
]  # fmt: skip


class _HelpdeskSource(Model):
    kind: str
    label: str = Field(min_length=1)  # as the office calls it, shown in reports
    required: bool = True
    zone: ZoneName | None = None  # of times that carry none; the site's where not given


class SpreadsheetSource(_HelpdeskSource):
    """Recaps and form answers in an inbox: xlsx, ods or csv, also Google Forms'; correction sheets lie there too."""

    kind: Literal["spreadsheet"]
    files: tuple[str, ...] = Field(min_length=1)  # paths, globs or fsspec URLs
    connection: Name | None = None  # of the file server, for URLs
    # Heading in the file -> field, for headings that are not recognised by themselves; `ignored` leaves a column out.
    columns: dict[str, RecapField] = Field(default={})
    sheets: tuple[str, ...] = ()  # names of the sheets to read; empty: all visible ones
    date_order: Literal["auto", "dmy", "mdy"] = "auto"  # of dates written as text
    max_rows: int = Field(default=100_000, gt=0)  # of one file


class OsTicketSource(_HelpdeskSource):
    """osTicket, read from its MySQL or MariaDB database by a user that may only read."""

    kind: Literal["osticket"]
    connection: Name
    table_prefix: str = Field(default="ost_", pattern=r"^[A-Za-z0-9_]{0,32}$")


class _HelpdeskApiSource(_HelpdeskSource):
    url: HttpUrl
    connection: Name
    timeout_seconds: PositiveFloat = 30


class GlpiSource(_HelpdeskApiSource):
    """GLPI by apirest.php; the connection's login is the App-Token (may be empty), its password the user token."""

    kind: Literal["glpi"]


class ZammadSource(_HelpdeskApiSource):
    """Zammad by its API; the connection's password is an access token that may read tickets."""

    kind: Literal["zammad"]
    groups: tuple[str, ...] = ()  # names of its groups; empty: all the token may see


class FreeScoutSource(_HelpdeskApiSource):
    """FreeScout with its API module; the connection's password is the API key."""

    kind: Literal["freescout"]
    mailboxes: tuple[int, ...] = ()  # ids; empty: all


HelpdeskSource = Annotated[
    SpreadsheetSource | OsTicketSource | GlpiSource | ZammadSource | FreeScoutSource, Field(discriminator="kind")
]
HELPDESK_CLASSES = (SpreadsheetSource, OsTicketSource, GlpiSource, ZammadSource, FreeScoutSource)


class Helpdesk(Model):
    """The sources of complaints of a site.

    `salt` is the id of the connection whose password goes into every hash of a person's data; a change of it makes
    every record a new one, which is refused.
    """

    sources: dict[Name, HelpdeskSource] = Field(min_length=1)
    salt: Name = "spse_helpdesk_salt"
    min_confidence: float = Field(default=0.7, gt=0, lt=1)  # below it a person has to look
    repeat_days: int = Field(default=7, ge=0)  # how far apart two records of one complaint may lie
