"""A rule as its file in `include/rules` describes it: one YAML a rule, validated when it is loaded.

A rule fires when its `signal` is seen and all `conditions` hold. Signals are of a few kinds, told apart by `kind`; each
is judged over the days of the period and is met, not met or unknown (no source that could tell was read).
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PositiveFloat, PositiveInt, model_validator

from spse_monev.complaints import ComplaintClass
from spse_monev.findings import Actor, ChangeClass, Impact, Urgency
from spse_monev.settings.model import Model

SourceKind = str


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"bukan ekspresi reguler yang benar: {error}") from error
    return pattern


Regex = Annotated[str, AfterValidator(_compiles)]


class _Signal(Model):
    kind: str


class Frequency(Model):
    """How often something must have been seen; all that are given must hold, or with `either` one of them.

    `per_day`: on at least one day of the period (or on `days` of them). `running_days`: on so many days one after the
    other, at all with `either`, else as often as `per_day`. `per_period`: over all days of the period together; in a
    daily run it counts the last 30 days.
    """

    per_day: PositiveInt | None = None
    per_period: PositiveInt | None = None
    days: PositiveInt = 1
    running_days: PositiveInt | None = None
    either: bool = False


class ErrorSignal(_Signal):
    """Kinds of error whose message, code or sample matches; severities ERROR and above unless `severities` is given."""

    kind: Literal["error"]
    sources: tuple[SourceKind, ...] = Field(min_length=1)  # kinds of source that could tell
    message: Regex | None = None  # searched in message, code and sample
    excluding: Regex | None = None
    route: Regex | None = None  # of a request that ended in it
    severities: tuple[str, ...] = ("ERROR", "FATAL", "PANIC")
    is_new: bool = False  # first seen within the period, with at least 7 read days before it
    each: bool = False  # one judgement for each kind of error; else for all of them together
    frequency: Frequency = Frequency(per_day=1)


class FailureSignal(_Signal):
    """Failed transactions and processes of these kinds."""

    kind: Literal["failure"]
    sources: tuple[SourceKind, ...] = Field(min_length=1)
    failures: tuple[str, ...] = Field(min_length=1)
    each: bool = False
    frequency: Frequency = Frequency(per_day=1)


class RouteSignal(_Signal):
    """Requests of people, by purpose, that were answered with one of `statuses`."""

    kind: Literal["route"]
    statuses: tuple[str, ...] = Field(min_length=1)  # '413', or '5xx' for a whole class
    purposes: tuple[str, ...] = ()  # empty: any
    route: Regex | None = None
    min_share_pct: float | None = Field(default=None, gt=0, le=100)  # of the requests to those routes
    frequency: Frequency = Frequency(per_day=1)


class MetricSignal(_Signal):
    """A figure beyond a limit. `subject` is a regular expression; with `each`, one judgement for each subject."""

    kind: Literal["metric"]
    name: str
    subject: Regex = ""
    above: float | None = None
    below: float | None = None
    # The limit as a multiple of another figure or setting of the same day, e.g. 'setting:max_connections'.
    times: str | None = None
    each: bool = False
    days: PositiveInt = 1  # on at least so many days of the period
    # Kinds of source that leave the figure out when it is zero: where one of them was read, no figure means zero.
    absent_is_zero: tuple[SourceKind, ...] = ()
    # Only subjects of which another figure of the same day is at least this: {'table_live_row_count': 10000}.
    where: dict[str, float] = Field(default={})

    @model_validator(mode="after")
    def _one_limit(self) -> MetricSignal:
        if (self.above is None) == (self.below is None):
            raise ValueError("isi salah satu: 'above' atau 'below'")
        return self


class QuerySignal(_Signal):
    """A slow query: one judgement for each of those among the `top` by calls or by total time of the period."""

    kind: Literal["query"]
    field: Literal["mean_ms", "p95_ms", "max_ms", "temp_blocks", "calls"] = "mean_ms"
    top: PositiveInt = 20
    above: PositiveFloat | None = None
    times_median: PositiveFloat | None = None  # of its own daily figures over the 28 days before
    min_calls: PositiveInt = 20
    either: bool = False  # one of the two limits is enough
    matching: Regex | None = None


class AvailabilitySignal(_Signal):
    """Outages or minutes down of a component."""

    kind: Literal["availability"]
    component: Regex = ""
    min_outages: PositiveInt | None = None
    min_down_minutes: PositiveFloat | None = None


class IncidentSignal(_Signal):
    """Problems that a monitoring system saw, by name."""

    kind: Literal["incident"]
    name: Regex
    severities: tuple[str, ...] = ("warning", "critical")
    days: PositiveInt = 1


class ComplaintSignal(_Signal):
    """Complaints of a class, a topic or with certain words; `within_hours` for a cluster in time."""

    kind: Literal["complaint"]
    complaint_class: ComplaintClass | None = None
    topics: tuple[str, ...] = ()
    text: Regex | None = None
    at_least: PositiveInt = 1
    at_most_reporters: PositiveInt | None = None
    within_hours: PositiveFloat | None = None
    each_topic: bool = False


class TrendSignal(_Signal):
    """A figure that reaches a limit within so many days, by the robust trend of the last 28 days (at least 10 read)."""

    kind: Literal["trend"]
    name: str
    subject: Regex = ""
    limit: float | str  # a number, or 'setting:<name>' / 'metric:<name>'
    within_days: PositiveInt
    each: bool = False


class SettingSignal(_Signal):
    """A setting of the database server: changed within the period, or with a value."""

    kind: Literal["setting"]
    name: Regex
    changed: bool = False
    equals: str | None = None
    above: float | None = None  # in the base unit: bytes, milliseconds, or a plain number
    below: float | None = None


class CoincidenceSignal(_Signal):
    """Two signals in one window of time; hours for what has hours, else the same day."""

    kind: Literal["coincidence"]
    first: Annotated[SingleSignal, Field(discriminator="kind")]
    second: Annotated[SingleSignal, Field(discriminator="kind")]
    within_hours: PositiveFloat = 2


SingleSignal = (
    ErrorSignal
    | FailureSignal
    | RouteSignal
    | MetricSignal
    | QuerySignal
    | AvailabilitySignal
    | IncidentSignal
    | ComplaintSignal
    | TrendSignal
    | SettingSignal
)


class AnySignal(_Signal):
    """One of several signals is enough."""

    kind: Literal["any"]
    of: tuple[Annotated[SingleSignal, Field(discriminator="kind")], ...] = Field(min_length=2)


Signal = Annotated[SingleSignal | CoincidenceSignal | AnySignal, Field(discriminator="kind")]


class Condition(Model):
    """A further signal that must hold, or with `absent` must not; `meaning` says in Bahasa Indonesia what it tells."""

    signal: Signal
    absent: bool = False
    # Only subjects that a text of the judgement names, e.g. 'query': the tables of that very query.
    named_in: str | None = None
    meaning: str = Field(min_length=1)


class Change(Model):
    """The needed change in Bahasa Indonesia. `{figure}` in a text is a figure of the judgement or of `compute`."""

    what: str = Field(min_length=1)
    how: str = Field(min_length=1)
    test: str = Field(min_length=1)
    undo: str = Field(min_length=1)
    compute: str | None = None  # name of a function in `recommend` that works out settings from and to


class Rule(Model):
    """One rule. `change_class` by the SOP's definitions; `basis` says which definition and why it applies here."""

    id: str = Field(pattern=r"^[RP]\d{2}$")  # R: the rule table of the domain; P: known to PostgreSQL's tuning tools
    title: str = Field(min_length=1)
    signal: Signal
    conditions: tuple[Condition, ...] = ()
    grain: tuple[Literal["day", "month"], ...] = ("day", "month")
    change: Change
    change_class: ChangeClass
    basis: str = Field(min_length=1)
    actor: Actor
    urgency: Urgency
    impact: Impact
    source: str = Field(min_length=1)  # of the threshold
    # Rules that are not told where one of these has fired for the same subject or period.
    unless: tuple[str, ...] = ()

    @property
    def plain_title(self) -> str:
        """The title where no finding fills it in: an ellipsis for each of its figures."""
        return re.sub(r"\{\w+\}", "…", self.title)
