"""The shapes of change requests (SOP steps 5 and 6): where one stands, and what people said on its way.

A request is at one `ChangeState` at a time. Every state but the draft and the ends waits for a person; what that
person says is an event, events are never changed, and all of them together explain where the request stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from spse_monev.findings import Actor, ChangeClass, Impact, Priority, Urgency

# What stands in a detail of an event; dates are ISO texts, so that an event says the same wherever it is read.
Detail = str | bool | int | None
Details = Mapping[str, Detail]


class ChangeState(StrEnum):
    """Where a request stands; those that wait are named after the step that is awaited."""

    DRAFT = "draft"  # written by the program; nobody was asked yet
    REVIEW = "review"  # the change manager classes it
    APPROVAL = "approval"  # the head of the LPSE approves it before anything is done
    CONSULTATION = "consultation"  # LKPP's Technical Support is consulted (major)
    LOWERING = "lowering"  # configuration is enough: the change manager lowers the class
    ASSISTANCE = "assistance"  # the request for LKPP's technical help has to be sent
    ASSISTANCE_RESULT = "assistance_result"  # what came of it
    PROPOSAL = "proposal"  # the proposal of an activity has to be handed to the head of the LPSE
    PROPOSAL_RESULT = "proposal_result"  # what came of it
    EXECUTION = "execution"  # the change has to be carried out
    LATE_APPROVAL = "late_approval"  # an emergency was dealt with; the head approves afterwards
    ROLLBACK = "rollback"  # not approved afterwards: it has to be undone
    CLOSED = "closed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def is_end(self) -> bool:
        """Whether nothing comes after it."""
        return self in (ChangeState.CLOSED, ChangeState.REFUSED, ChangeState.WITHDRAWN)

    @property
    def is_waiting(self) -> bool:
        """Whether a person has to answer."""
        return self is not ChangeState.DRAFT and not self.is_end


class ChangeKind(StrEnum):
    """'Jenis' of the office's form."""

    APPLICATION = "aplikasi"
    INFRASTRUCTURE = "infrastruktur"
    SERVICE = "layanan"


class Category(StrEnum):
    """'Kategori' of the office's form."""

    EMERGENCY = "emergency"
    NORMAL = "normal"


class EventKind(StrEnum):
    """What can happen to a request."""

    SUBMITTED = "submitted"  # handed over to people, with all that was proposed
    PREAPPROVED = "preapproved"  # a standard minor change of the site's list
    ANSWERED = "answered"  # a person said what was asked for: details['step'], ['option'] and the fields
    MISANSWERED = "misanswered"  # a person said what cannot be used: details['problems']
    REMINDED = "reminded"  # nobody answered in time: details['step']
    DOCUMENTED = "documented"  # a document was written: details['kind'], ['path'], ['sha256']


@dataclass(frozen=True, slots=True)
class Request:
    """A change request as it stands in the register; texts in Bahasa Indonesia."""

    number: str  # PP-<year>-<month>-<three digits>
    rule_id: str  # '' for one that a person proposed by hand
    first_month: date
    state: ChangeState
    title: str
    change_class: ChangeClass
    class_reason: str
    change: str
    how: str
    test: str
    undo: str
    actor: Actor
    urgency: Urgency
    impact: Impact
    priority: Priority
    drafted_at: datetime
    purpose: str = ""  # why, in the words of the person who proposed it
    proof: str = ""  # what it rests on, in that person's words
    wanted_on: date | None = None  # from when it is wanted
    requested_by: str = ""  # user name of that person; '' for the program
    change_kind: ChangeKind | None = None  # None until it was reviewed
    category: Category | None = None
    is_approved: bool = False  # by the head of the LPSE, or in advance
    waiting_since: datetime | None = None  # None for drafts and ends
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChangeEvent:
    """One thing that happened to a request; `hash` covers all of it and the event before (see `analysis.changes`)."""

    sequence: int  # from 1, without gaps
    kind: EventKind
    state: ChangeState  # of the request after it
    at: datetime
    said_by: str  # user name; '' for the program
    details: Details
    previous_hash: str  # 64 hex digits; '' for the first event
    hash: str


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """A request and all that happened to it, in order."""

    request: Request
    events: tuple[ChangeEvent, ...]

    def answer(self, step: ChangeState) -> ChangeEvent | None:
        """What was said last at a step; None if nobody has answered there."""
        found = [each for each in self.events if each.kind is EventKind.ANSWERED and each.details["step"] == step.value]
        return found[-1] if found else None
