"""The shapes that travel from a source to the warehouse: what was read of one day, and how completely.

Every source returns a `Reading`: one `Coverage`, and the facts that rest on it. 'Nothing found' is an empty
list beside coverage `ok`; 'not read' is coverage `missing`. The two are never the same value.

Units are in the names: `_ms` milliseconds, `_bytes` bytes, `_count` a number of events, `_pct` percent, `_at` an
aware datetime. `per_hour` are 24 counts by the hour of the site's clock.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from spse_monev.period import Day, Month

HOURS = 24


class CoverageState(StrEnum):
    """How completely a source was read for a day."""

    OK = "ok"
    PARTIAL = "partial"
    MISSING = "missing"

    @property
    def grade(self) -> int:
        """0 for missing, 1 for partial, 2 for ok."""
        return {"missing": 0, "partial": 1, "ok": 2}[self]


class CheckState(StrEnum):
    """Is a source alive? `ok` answers and has fresh data, `stale` answers with old data, `down` does not answer."""

    OK = "ok"
    STALE = "stale"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """One attempt to see whether a source is alive."""

    source: str
    kind: str
    state: CheckState
    checked_at: datetime
    latency_ms: float | None
    evidence: str  # one sentence in Bahasa Indonesia: what was seen, and what to do if it is not ok


@dataclass(frozen=True, slots=True)
class Place:
    """Where something unreadable stands: file name, line (1-based, None if unknown), and a short masked piece of it."""

    file: str
    line: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was read of a source for a day, and what could not be."""

    state: CoverageState
    reasons: tuple[str, ...] = ()  # sentences in Bahasa Indonesia; empty exactly when state is ok
    file_count: int = 0
    read_bytes: int = 0  # uncompressed
    entry_count: int = 0  # entries inside the day
    unparsed_count: int = 0  # lines that belong to no entry
    unparsed_places: tuple[Place, ...] = ()  # the first few of them
    first_at: datetime | None = None
    last_at: datetime | None = None
    per_hour: tuple[int, ...] = (0,) * HOURS
    parser: str = ""  # how it was read, e.g. 'csvlog 26 kolom', 'pg_stat_statements 1.12'


@dataclass(frozen=True, slots=True)
class ErrorCount:
    """One kind of error: all messages of a day that have the same fingerprint."""

    fingerprint: str
    severity: str  # WARNING, ERROR, FATAL, PANIC
    code: str | None  # SQLSTATE or exception class; None where the log does not carry it
    message: str  # normalised: values and identifiers are placeholders
    count: int
    first_at: datetime
    last_at: datetime
    per_hour: tuple[int, ...]
    by_user: Mapping[str, int] = field(default_factory=dict)
    by_database: Mapping[str, int] = field(default_factory=dict)
    by_application: Mapping[str, int] = field(default_factory=dict)
    by_route: Mapping[str, int] = field(default_factory=dict)  # 'GET /path/?' of the requests that ended in it
    place: str = ""  # where in the code, e.g. 'controllers.BerkasCtr.simpan (BerkasCtr.java:120)'; '' if not known
    sample: str = ""  # one original message with detail, masked
    sample_statement: str | None = None  # its statement, masked


class Histogram:
    """Durations in logarithmic buckets of 2 %: percentiles to about 1 %, and right when added up over any periods.

    Bucket b holds durations d (milliseconds) with floor(ln(d) / ln(1.02)) = b. PostgreSQL logs microseconds, so
    anything below 0.001 ms counts as 0.001 ms.
    """

    BASE = 1.02
    FLOOR_MS = 0.001
    __slots__ = ("buckets",)

    def __init__(self, buckets: Mapping[int, int] | None = None) -> None:
        self.buckets: dict[int, int] = dict(buckets or {})

    @classmethod
    def bucket(cls, duration_ms: float) -> int:
        """The bucket of one duration."""
        return math.floor(math.log(max(duration_ms, cls.FLOOR_MS)) / math.log(cls.BASE))

    @classmethod
    def of(cls, durations_ms: Iterable[float]) -> Histogram:
        """A histogram of single durations."""
        histogram = cls()
        for duration in durations_ms:
            histogram.add(cls.bucket(duration), 1)
        return histogram

    def add(self, bucket: int, count: int) -> None:
        """Count `count` more durations in `bucket`."""
        self.buckets[bucket] = self.buckets.get(bucket, 0) + count

    def merge(self, other: Histogram) -> None:
        """Take in all counts of another histogram."""
        for bucket, count in other.buckets.items():
            self.add(bucket, count)

    @property
    def count(self) -> int:
        """How many durations are in it."""
        return sum(self.buckets.values())

    def percentile(self, share: float) -> float | None:
        """The duration in ms that `share` (0 to 1) of all durations do not exceed, to about 1 %; None when empty."""
        total = self.count
        if not total:
            return None
        rank = max(1, math.ceil(share * total))
        seen = 0
        for bucket in sorted(self.buckets):
            seen += self.buckets[bucket]
            if seen >= rank:
                break
        # The geometric middle of the bucket halves the largest possible error.
        return float(self.BASE ** (bucket + 0.5))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Histogram) and self.buckets == other.buckets

    __hash__ = None  # type: ignore[assignment]  # mutable

    def __repr__(self) -> str:
        return f"Histogram({self.buckets!r})"


@dataclass(frozen=True, slots=True)
class QueryTiming:
    """One normalised query of a day.

    A log gives `histogram`; the statistics views give rows, blocks and temporary blocks instead. None means
    'this source cannot tell', not zero.
    """

    fingerprint: str
    query: str  # normalised text
    query_ids: tuple[int, ...]  # PostgreSQL's own ids seen for it; may be empty
    calls: int
    total_ms: float
    max_ms: float | None
    histogram: Histogram | None = None
    by_database: Mapping[str, int] = field(default_factory=dict)  # calls by database
    row_count: int | None = None
    shared_hit_blocks: int | None = None
    shared_read_blocks: int | None = None
    temp_blocks: int | None = None

    @property
    def mean_ms(self) -> float:
        """Mean duration of a call."""
        return self.total_ms / self.calls if self.calls else 0.0

    def percentile_ms(self, share: float) -> float | None:
        """A percentile from the histogram, never above the true maximum; None without a histogram."""
        value = self.histogram.percentile(share) if self.histogram is not None else None
        if value is None or self.max_ms is None:
            return value
        return min(value, self.max_ms)


class Client(StrEnum):
    """Who asks: people (or programs they use), search engines and other robots, or health probes."""

    USER = "user"
    BOT = "bot"
    PROBE = "probe"


class Purpose(StrEnum):
    """What a request is for, as far as its method and route tell."""

    PAGE = "page"
    UPLOAD = "upload"
    DOWNLOAD = "download"
    ACTION = "action"  # an action of the application, as SPSE's own statistics time it
    TEMPLATE = "template"  # the rendering of a template, likewise


@dataclass(frozen=True, slots=True)
class RouteTraffic:
    """The requests of a day to one route by one kind of client.

    A web log gives statuses, bytes and, where response times are logged, times and a histogram. SPSE's own statistics
    give times only. None means 'this source cannot tell', not zero.
    """

    method: str  # GET, POST, ...; '' where there is none
    route: str  # path without query, ids and values as '?'; or the name of an action or template
    client: Client
    purpose: Purpose
    request_count: int
    by_status: Mapping[str, int] = field(default_factory=dict)  # requests by HTTP status, '499' and '408' included
    per_hour: tuple[int, ...] = (0,) * HOURS
    failed_per_hour: tuple[int, ...] = (0,) * HOURS  # of those, the ones answered with 5xx
    sent_bytes: int | None = None
    timed_count: int = 0  # requests whose time is known
    total_ms: float = 0.0  # of those
    max_ms: float | None = None
    histogram: Histogram | None = None

    def percentile_ms(self, share: float) -> float | None:
        """A percentile from the histogram, never above the true maximum; None without a histogram."""
        value = self.histogram.percentile(share) if self.histogram is not None else None
        return value if value is None or self.max_ms is None else min(value, self.max_ms)


class Severity(StrEnum):
    """How bad a monitoring system calls a problem, in the words all of them can be translated to."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Incident:
    """A problem or an outage that a monitoring system saw, with its true times, also beyond the day."""

    incident_id: str  # the system's own, or a fingerprint; the same on every reading
    component: str  # host, service or monitor
    name: str  # what is wrong; masked
    severity: Severity
    is_outage: bool  # the component itself did not answer; False: another problem of it
    started_at: datetime
    ended_at: datetime | None  # None: not over when it was read


@dataclass(frozen=True, slots=True)
class Availability:
    """How much of a day a component was up, down or not seen; the three add up to what of the day had passed."""

    component: str
    up_seconds: float
    down_seconds: float
    unknown_seconds: float
    outage_count: int
    longest_outage_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """One try of one target by the office's own probe."""

    component: str
    probed_at: datetime
    is_up: bool
    latency_ms: float | None  # None without an answer
    evidence: str  # one sentence in Bahasa Indonesia: what was seen
    certificate_days: float | None = None  # until the server's certificate ends; negative: ended; None: no TLS


@dataclass(frozen=True, slots=True)
class FailureCount:
    """Failed transactions and processes of one kind (`deadlock`, `lock_timeout`, `login_failed`, ...)."""

    kind: str
    count: int
    first_at: datetime | None = None
    last_at: datetime | None = None
    per_hour: tuple[int, ...] = (0,) * HOURS
    evidence: str = ""  # one masked message


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure of a day. The name carries the unit; `subject` says of what (a table, a database), '' of the whole."""

    name: str
    value: float
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one source tells about one day."""

    coverage: Coverage
    errors: tuple[ErrorCount, ...] = ()
    queries: tuple[QueryTiming, ...] = ()
    failures: tuple[FailureCount, ...] = ()
    metrics: tuple[Metric, ...] = ()
    traffic: tuple[RouteTraffic, ...] = ()
    incidents: tuple[Incident, ...] = ()
    availability: tuple[Availability, ...] = ()


@dataclass(frozen=True, slots=True)
class StatementCounter:
    """One row of pg_stat_statements: counters since the last reset, query text already without literals."""

    user: str
    database: str
    query_id: int
    toplevel: bool
    query: str
    calls: int
    total_ms: float
    max_ms: float
    row_count: int
    shared_hit_blocks: int
    shared_read_blocks: int
    temp_blocks: int  # read and written


@dataclass(frozen=True, slots=True)
class Counter:
    """One cumulative figure of a statistics view, with the moment it was last set to zero (None if not known)."""

    name: str  # with unit, e.g. 'commit_count', 'temp_bytes'
    value: float
    subject: str = ""  # database, 'schema.table', 'schema.index', or '' for the server
    reset_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of pg_settings."""

    name: str
    value: str
    unit: str | None
    source: str  # 'default', 'configuration file', ...
    pending_restart: bool


@dataclass(frozen=True, slots=True)
class StatisticsSnapshot:
    """The state of a server's statistics views at one moment; a day's figures are the difference of two."""

    taken_at: datetime
    server_version: int  # server_version_num
    extension_version: str | None  # of pg_stat_statements; None: not installed in the connected database
    started_at: datetime  # of the server
    statements_reset_at: datetime | None
    deallocations: int | None  # eviction passes since the reset, each of about 5 % of the entries; None before 1.9
    statements: tuple[StatementCounter, ...]
    counters: tuple[Counter, ...]
    gauges: tuple[Metric, ...]  # figures of the moment: sizes, ages, connections
    settings: tuple[Setting, ...]
    notes: tuple[str, ...] = ()  # what could not be read, in Bahasa Indonesia


class MonitorKind(StrEnum):
    """What one of SPSE's own monitors times."""

    QUERY = "query"
    ACTION = "action"
    TEMPLATE = "template"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class StatusMonitor:
    """One monitor of SPSE's status page: figures since the application started."""

    kind: MonitorKind
    name: str  # normalised query, name of the action or of the template
    hits: int
    total_ms: float  # mean times hits
    min_ms: float
    max_ms: float


@dataclass(frozen=True, slots=True)
class StatusSnapshot:
    """SPSE's own statistics at one moment; a day's figures are the difference of two."""

    taken_at: datetime
    started_at: datetime  # of the application, from its uptime; not exact to the second
    monitors: tuple[StatusMonitor, ...]  # unique by kind and name
    gauges: tuple[Metric, ...]  # figures of the moment: memory
    java_version: str = ""
    notes: tuple[str, ...] = ()  # what could not be read, in Bahasa Indonesia


@dataclass(frozen=True, slots=True)
class Artifact:
    """One file that was handed out, and the hash by which it can be proven unchanged."""

    path: str  # below the artifact folder, with '/'
    kind: str
    period: Day | Month
    state: str  # 'lengkap' or 'sebagian'
    sha256: str  # hexadecimal
    bytes: int
    written_at: datetime
