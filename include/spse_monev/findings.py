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


class Compared(StrEnum):
    """What is compared with its own history."""

    ERROR = "error"
    FAILURE = "failure"
    TOPIC = "topic"  # of complaints
    QUERY = "query"
    ROUTE = "route"


class Measure(StrEnum):
    """By which figure it is compared: events by day, or milliseconds of one call or request."""

    COUNT = "count"  # errors, failures, complaints, calls, requests
    SERVER_ERRORS = "server_errors"  # requests answered with 5xx
    MEAN_MS = "mean_ms"
    P95_MS = "p95_ms"


class HistoryState(StrEnum):
    """How something stands against its own history."""

    NEW = "new"  # never seen on the days read before the period
    RISEN = "risen"
    FALLEN = "fallen"
    GONE = "gone"
    AS_BEFORE = "as_before"
    TOO_LITTLE_HISTORY = "too_little_history"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing by one figure, against its own history.

    `before` and `after` are events by day (of the days that were read) or milliseconds; None where they are not known.
    `days_before` are the days it was compared with (at most 28; all that were read where it is new), `days_after` those
    of the period that were read.
    """

    kind: Compared
    measure: Measure
    source: str  # name of the source; '' for complaints
    key: str  # fingerprint, kind of failure, topic, or method and route
    label: str
    state: HistoryState
    before: float | None
    after: float | None
    count_before: int  # events, calls or requests on the days of `days_before`
    count_after: int
    days_before: int
    days_after: int
    first_seen: date | None  # as far back as facts are kept
    last_seen: date | None
    text: str  # sentences in Bahasa Indonesia


@dataclass(frozen=True, slots=True)
class Baseline:
    """All comparisons of a period, those that changed most first, and what could not be compared at all."""

    comparisons: tuple[Comparison, ...]
    notes: tuple[str, ...] = ()  # sentences in Bahasa Indonesia

    @property
    def changed(self) -> tuple[Comparison, ...]:
        """What is new, risen, fallen or gone, in the order of rank."""
        same = (HistoryState.AS_BEFORE, HistoryState.TOO_LITTLE_HISTORY)
        return tuple(each for each in self.comparisons if each.state not in same)


class LinkStrength(StrEnum):
    """How much more often two things came together than chance would bring them together."""

    STRONG = "kuat"
    MEDIUM = "sedang"
    WEAK = "lemah"
    NONE = "tidak_tampak"
    TOO_FEW = "terlalu_sedikit"
    NOT_SEEN = "tanda_tidak_terlihat"  # its sources were read, and it was not in them, or never more than usual
    NOT_READ = "tanda_tidak_terbaca"  # nobody looked on the days of the complaints


@dataclass(frozen=True, slots=True)
class ComplaintLink:
    """Complaints of one matter and a signal of the servers in the same window; no claim of cause."""

    matter: str  # key of the group of topics
    signal: str  # key of the signal
    strength: LinkStrength
    complaint_count: int  # those received on days on which the signal could be seen
    matched_count: int  # of those, with the signal at the same time
    matched_day_count: int  # on how many days those were
    by_hour_count: int  # of all, those compared by the hour; the others by the day
    expected_count: float | None  # matches that chance would give
    lift: float | None  # matched by expected
    probability: float | None  # that chance gives so many matches or more
    signal_hour_count: int  # hours with the signal, of those that were read
    signal_day_count: int
    read_day_count: int
    text: str  # sentences in Bahasa Indonesia


@dataclass(frozen=True, slots=True)
class Joining:
    """All links of a month, the strongest first, and what could not be looked at."""

    links: tuple[ComplaintLink, ...]
    notes: tuple[str, ...] = ()  # sentences in Bahasa Indonesia


@dataclass(frozen=True, slots=True)
class Prospect:
    """Where a figure of capacity is going: its value of the period's last read day, and when it reaches its limit.

    `state` is that of `analysis.forecast.TrendState`; days are counted from the last read day. None: not known, or not
    to be said.
    """

    name: str  # of the metric
    subject: str
    source: str
    value: float
    limit: float | None
    state: str
    days_observed: int
    per_day: float | None
    earliest: int | None
    expected: int | None
    latest: int | None


class EffectVerdict(StrEnum):
    """Whether what caused a change request went away after the change; never that the change was the cause."""

    SEEN = "terlihat"
    NOT_SEEN = "tidak_terlihat"
    CANNOT_JUDGE = "tidak_dapat_dinilai"


@dataclass(frozen=True, slots=True)
class Effect:
    """What came of a request that was closed after its change had been carried out; texts in Bahasa Indonesia.

    The counts are those of days that were read whole, `days_before` and `days_after` their number; a request that names
    nothing that is counted has none.
    """

    number: str
    rule_id: str  # '' for one that a person proposed by hand
    title: str
    requested_by: str  # user name of that person; '' for the program
    first_month: date
    implemented_on: date
    verdict: EffectVerdict
    reason: str
    count_before: int | None  # in the month that found it, before the change
    days_before: int | None
    count_after: int | None  # in this month, after the day of the change
    days_after: int | None
