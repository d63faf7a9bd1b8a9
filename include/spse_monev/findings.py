"""What analysis finds: which change is needed, of which class, and the evidence for it.

A rule that cannot be judged says so; a finding whose class is not certain is `perlu_telaah`, never silently minor.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ChangeClass(StrEnum):
    """The SOP's classes of changes, with the two that it needs besides (docs: domain readings 2 and 4)."""

    MINOR = "minor"  # settings and configuration only: done by the LPSE itself
    MAJOR = "major"  # physical, upgrade or replacement, or the application's features: taken to LKPP first
    NONE = "tanpa_perubahan"  # training, repair, watching
    REVIEW = "perlu_telaah"  # no rule knows; a person must look


class Actor(StrEnum):
    """Who acts, once the change is approved."""

    ADMINISTRATOR = "administrator"
    CHANGE_MANAGER = "change_manager"
    LKPP = "lkpp"
    VENDOR = "vendor"
    HELPDESK = "helpdesk"


class Urgency(StrEnum):
    """'Urgensi' of the office's form."""

    URGENT = "mendesak"
    NOT_URGENT = "tidak_mendesak"


class Impact(StrEnum):
    """'Dampak' of the office's form."""

    SMALL = "kecil"
    MEDIUM = "sedang"
    LARGE = "besar"


class Priority(StrEnum):
    """'Prioritas' of the office's form."""

    LOW = "rendah"
    MEDIUM = "menengah"
    HIGH = "tinggi"


class JudgementState(StrEnum):
    """What a rule came to."""

    FIRED = "fired"
    NOT_FIRED = "not_fired"
    UNDECIDED = "undecided"  # its signal was seen, but a condition cannot be judged
    CANNOT_JUDGE = "cannot_judge"  # the facts of its signal are missing


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that was seen: a sentence in Bahasa Indonesia, and where it stands."""

    text: str
    source: str  # name of the source; '' for complaints
    day: date | None = None
    at: datetime | None = None
    value: float | None = None  # the count or figure of the sentence


@dataclass(frozen=True, slots=True)
class Judgement:
    """One rule applied to one subject (an error kind, a query, an index, ...; '' where the rule has only one)."""

    rule_id: str
    subject: str
    state: JudgementState
    evidence: tuple[Evidence, ...] = ()
    missing: tuple[str, ...] = ()  # sentences in Bahasa Indonesia: which facts, of which source
    figures: tuple[tuple[str, float | str], ...] = ()  # what the texts of the change may name


@dataclass(frozen=True, slots=True)
class Finding:
    """A needed change, or the need to look; texts in Bahasa Indonesia."""

    finding_id: str  # 16 hex digits of site, period, rule and subject
    rule_id: str
    subject: str
    title: str
    change_class: ChangeClass
    class_reason: str  # with the SOP's definition it rests on
    change: str  # the needed change in concrete words
    how: str
    test: str
    undo: str
    actor: Actor
    urgency: Urgency
    impact: Impact
    priority: Priority
    evidence: tuple[Evidence, ...]
    doubts: tuple[str, ...] = ()  # why it is not certain


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """A needed change as it would be asked for: `lead` is the finding whose class and texts it takes."""

    lead: Finding
    findings: tuple[Finding, ...]  # all it rests on, the lead among them


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """A change request in the register."""

    number: str  # PP-<year>-<month>-<three digits>
    rule_id: str
    state: str  # draft, open, closed
    title: str
    change_class: ChangeClass
    first_month: date
    month_count: int  # in how many months it was found
    finding_count: int
