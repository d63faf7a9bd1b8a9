"""What analysis sees of a site: the stored facts of a span of days, each with its day and source.

An `Observations` holds the period that is judged and the days before it, with which it is compared. What a source did
not tell is told by `coverage`: a day without a row in it, or with `missing`, says nothing, not zero. Units are in the
names, as in `facts`; `per_hour` are 24 counts on the site's clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from spse_monev.complaints import Channel, ComplaintClass, UserType
from spse_monev.facts import CoverageState
from spse_monev.period import Day, Month


@dataclass(frozen=True, slots=True)
class Seen:
    """Where and when something was seen. `kind` is the source's kind, e.g. 'postgres_log'."""

    day: date
    source: str
    kind: str


@dataclass(frozen=True, slots=True)
class ErrorSeen(Seen):
    """A kind of error on one day; fields as in `facts.ErrorCount`."""

    fingerprint: str
    severity: str
    code: str | None
    message: str
    place: str
    count: int
    per_hour: tuple[int, ...]
    sample: str
    by_route: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QuerySeen(Seen):
    """A normalised query on one day; fields as in `facts.QueryTiming`, None: the source cannot tell."""

    fingerprint: str
    query: str
    calls: int
    total_ms: float
    mean_ms: float
    max_ms: float | None = None
    p95_ms: float | None = None
    row_count: int | None = None
    shared_hit_blocks: int | None = None
    shared_read_blocks: int | None = None
    temp_blocks: int | None = None


@dataclass(frozen=True, slots=True)
class FailureSeen(Seen):
    """Failed transactions and processes of one kind (`facts.FailureCount.kind`) on one day; 'failure' is that kind."""

    failure: str
    count: int
    per_hour: tuple[int, ...]
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class MetricSeen(Seen):
    """One figure of one day; `subject` says of what, '' of the whole."""

    name: str
    value: float
    subject: str = ""


@dataclass(frozen=True, slots=True)
class RouteSeen(Seen):
    """The requests of people to one route on one day, by purpose ('upload', 'download', 'page', ...)."""

    method: str
    route: str
    purpose: str
    request_count: int
    by_status: Mapping[str, int]
    per_hour: tuple[int, ...]
    mean_ms: float | None = None
    p95_ms: float | None = None


@dataclass(frozen=True, slots=True)
class IncidentSeen(Seen):
    """A problem or an outage with its true times."""

    component: str
    name: str
    severity: str
    is_outage: bool
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class AvailabilitySeen(Seen):
    """How long a component was up, down and not seen on one day."""

    component: str
    up_seconds: float
    down_seconds: float
    unknown_seconds: float
    outage_count: int


@dataclass(frozen=True, slots=True)
class SettingSeen(Seen):
    """One setting of the database server at the close of a day; `unit` as pg_settings gives it (8kB, kB, ms, ...)."""

    name: str
    value: str
    unit: str | None


@dataclass(frozen=True, slots=True)
class ComplaintSeen:
    """A complaint that is counted (no repetition), masked."""

    complaint_id: str
    received_at: datetime
    has_time: bool
    complaint_class: ComplaintClass
    topic: str
    text: str
    user_type: UserType
    channel: Channel
    institution: str
    reporters: tuple[str, ...]  # hashes
    is_certain: bool  # a person decided, or the classifier is confident


@dataclass(frozen=True, slots=True)
class SourceSeen:
    """A configured source."""

    name: str
    kind: str
    label: str


@dataclass(frozen=True)
class Observations:
    """All that is judged: `period` itself, and the days before it back to `since`."""

    site: str
    period: Day | Month
    since: date
    zone: ZoneInfo
    sources: tuple[SourceSeen, ...]
    coverage: Mapping[tuple[date, str], CoverageState]  # by day and source; of days whose details are still kept
    errors: tuple[ErrorSeen, ...] = ()
    queries: tuple[QuerySeen, ...] = ()
    failures: tuple[FailureSeen, ...] = ()
    metrics: tuple[MetricSeen, ...] = ()
    routes: tuple[RouteSeen, ...] = ()
    incidents: tuple[IncidentSeen, ...] = ()
    availability: tuple[AvailabilitySeen, ...] = ()
    settings: tuple[SettingSeen, ...] = ()
    complaints: tuple[ComplaintSeen, ...] = ()
    # None: the site has no helpdesk, or the period is a day.
    complaint_coverage: CoverageState | None = None

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the period."""
        if isinstance(self.period, Day):
            return (self.period.date,)
        return tuple(day.date for day in self.period.days)

    @cached_property
    def metric_values(self) -> Mapping[tuple[date, str, str], float]:
        """Figures by day, name and subject; the largest where several sources give one."""
        found: dict[tuple[date, str, str], float] = {}
        for metric in self.metrics:
            key = (metric.day, metric.name, metric.subject)
            found[key] = max(metric.value, found.get(key, metric.value))
        return found

    def read_days(self, source: str) -> tuple[date, ...]:
        """The days of the period of which a source has told at least a part."""
        return tuple(day for day in self.days if self.has_told(source, day))

    def has_told(self, source: str, day: date) -> bool:
        """Whether a source has told at least a part of a day."""
        return self.coverage.get((day, source), CoverageState.MISSING) is not CoverageState.MISSING
