"""A helpdesk's record as it is read, with all that belongs to a person: it lives in memory only, until `protect`.

`repr` shows neither texts nor reporter, so that no log and no traceback can; nor what a shifted column may hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from spse_monev.complaints import Channel, ComplaintState, RecordPlace, Rejection, UserType


@dataclass(frozen=True, slots=True, repr=False)
class Reporter:
    """What identifies the reporter, as given; each may hold several, or be empty."""

    names: tuple[str, ...] = ()
    identities: tuple[str, ...] = ()  # NIK, NIP, NPWP, user id
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "Reporter(***)"


@dataclass(frozen=True, slots=True)
class Ticket:
    """One record. Fields as in `complaints.Complaint`, texts plain (no HTML) and not yet masked."""

    place: RecordPlace
    received_at: datetime
    has_time: bool
    state: ComplaintState
    text: str = field(repr=False)
    origin_id: str = ""  # the system's own, never changing id of the record; '' where there is none (spreadsheets)
    title: str = field(default="", repr=False)
    solution: str = field(default="", repr=False)
    ticket: str = field(default="", repr=False)
    support_ticket: str = field(default="", repr=False)
    answered_at: datetime | None = None
    solved_at: datetime | None = None
    answer_has_time: bool = False
    solution_has_time: bool = False
    is_reopened: bool = False
    is_informed: bool | None = None
    channel: Channel = Channel.UNKNOWN
    user_type: UserType = UserType.UNKNOWN
    institution: str = field(default="", repr=False)
    category: str = field(default="", repr=False)
    urgency: str = field(default="", repr=False)
    impact: str = field(default="", repr=False)
    priority: str = field(default="", repr=False)
    handler: str = field(default="", repr=False)
    reporter: Reporter = field(default=Reporter(), repr=False)


@dataclass(frozen=True, slots=True)
class TicketReading:
    """What a ticket system gave for a span: its tickets, those it has but that cannot be taken, and what is missing."""

    tickets: tuple[Ticket, ...]
    rejections: tuple[Rejection, ...] = ()
    reasons: tuple[str, ...] = ()  # clauses in Bahasa Indonesia why it is not whole; empty: it is
