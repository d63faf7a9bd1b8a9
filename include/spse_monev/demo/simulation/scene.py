"""A month that is being made up: what happened, told by day and hour, and what the sources then saw of it.

Everything is entered as it happens, whatever is read later; `observations` leaves out the sources that the site does
not have and the days on which one was not read.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from math import exp
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from spse_monev.complaints import Channel, ComplaintClass, UserType
from spse_monev.demo.application.faults import JavaError
from spse_monev.demo.simulation.speech import (
    ROUTES,
    Said,
    line_of_application,
    said_by_application,
    said_by_postgres,
    said_by_web,
)
from spse_monev.demo.story import HOURLY_WEIGHTS
from spse_monev.facts import Client, CoverageState, ErrorCount
from spse_monev.observations import (
    AvailabilitySeen,
    ComplaintSeen,
    ErrorSeen,
    FailureSeen,
    IncidentSeen,
    MetricSeen,
    Observations,
    QuerySeen,
    RouteSeen,
    SettingSeen,
    SourceSeen,
)
from spse_monev.period import Month
from spse_monev.sources.application_log.kinds import request_of
from spse_monev.sources.web_log.tally import failure_kind
from spse_monev.text import fingerprint

ZONE = ZoneInfo("Asia/Jakarta")
HISTORY_DAYS = 60
HELPDESK = "helpdesk"
# Name of a source -> its kind.
SOURCES = {
    "database": "postgres",
    "database_log": "postgres_log",
    "application_log": "application_log",
    "web_log": "web_log",
    "spse_status": "spse_status",
    "zabbix": "zabbix",
    "probe": "probe",
}
COMPONENTS = ("Beranda SPSE", "Porta HTTPS", "Porta basis data", "SIKaP", "INAPROC")  # that the probe tries
_DAY_SECONDS = 86_400.0
_Where = Mapping[str, Mapping[str, Any]]  # name and kind of each source, as rows have them


class Route(NamedTuple):
    """A page or an action of the synthetic SPSE."""

    method: str
    path: str
    ms: float


@dataclass(slots=True)
class _Event:
    """What was entered of one kind on one day."""

    per_hour: list[int] = field(default_factory=lambda: [0] * 24)
    evidence: str = ""
    by_route: Counter[str] = field(default_factory=Counter)
    by_status: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Query:
    calls: int
    mean_ms: float
    temp_blocks: int = 0


class Scene:
    """One month and the two before it."""

    def __init__(self, month: date, seed: str) -> None:
        self.chance = random.Random(seed)
        self.month = Month(month, ZONE)
        self.days = tuple(day.date for day in self.month.days)
        self.since = self.days[0] - timedelta(days=HISTORY_DAYS)
        self.all_days = tuple(self.since + timedelta(days=n) for n in range((self.days[-1] - self.since).days + 1))
        self.absent: set[str] = set()  # sources that the site does not have
        self.unread: set[tuple[date, str]] = set()
        self.settings: dict[str, tuple[str, str | None]] = {}
        self.changed_settings: dict[tuple[date, str], tuple[str, str | None]] = {}
        self._errors: dict[tuple[date, str, str], tuple[ErrorCount, _Event]] = {}
        self._failures: dict[tuple[date, str, str], _Event] = defaultdict(_Event)
        self._metrics: dict[tuple[date, str, str, str], float] = {}
        self._routes: dict[tuple[date, Route], _Event] = defaultdict(_Event)
        self._queries: dict[tuple[date, str], _Query] = {}
        self._incidents: list[IncidentSeen] = []
        self._down: dict[tuple[date, str], list[float]] = defaultdict(list)  # minutes of each outage
        self._complaints: list[ComplaintSeen] = []
        self._numbers = count(1)

    # --- when ------------------------------------------------------------------------------------------------------

    def workdays(self, number: int) -> list[date]:
        """So many different working days of the month, in order."""
        working = [day for day in self.days if day.weekday() < 5]
        return sorted(self.chance.sample(working, min(number, len(working))))

    def run(self, number: int) -> list[date]:
        """So many working days one after the other, without a weekend between them where five are enough."""
        starts = [
            day
            for day in self.days
            if day.weekday() + min(number, 5) <= 5 and day + timedelta(days=number - 1) <= self.days[-1]
        ]
        first = self.chance.choice(starts)
        return [first + timedelta(days=n) for n in range(number)]

    def since_day(self, first: date) -> list[date]:
        """A day and all after it."""
        return [day for day in self.all_days if day >= first]

    def hour(self) -> int:
        """An hour as busy people choose it."""
        return self.chance.choices(range(24), HOURLY_WEIGHTS)[0]

    def poisson(self, mean: float) -> int:
        """A number of rare events."""
        limit, found, product = exp(-mean), 0, self.chance.random()
        while product > limit:
            found += 1
            product *= self.chance.random()
        return found

    # --- what ------------------------------------------------------------------------------------------------------

    def java(self, day: date, error: JavaError, request: str, number: int = 1, hour: int | None = None) -> None:
        """SPSE logs an exception."""
        method, _, path = request.partition(" ")
        self._say(day, "application_log", said_by_application(error, request), number, hour, request_of(method, path))

    def line(self, day: date, severity: str, text: str, number: int = 1, hour: int | None = None) -> None:
        """SPSE logs a plain line."""
        self._say(day, "application_log", line_of_application(severity, text), number, hour)

    def postgres(
        self, day: date, severity: str, code: str, message: str, number: int = 1, hour: int | None = None
    ) -> None:
        """The database server logs a message."""
        self._say(day, "database_log", said_by_postgres(severity, code, message), number, hour)

    def web(self, day: date, message: str, number: int = 1, hour: int | None = None) -> None:
        """Apache logs an error, written 'module:level text'."""
        self._say(day, "web_log", said_by_web(message), number, hour)

    def _say(self, day: date, source: str, said: Said, number: int, hour: int | None, route: str | None = None) -> None:
        hours = Counter(self.hour() if hour is None else hour for _ in range(number))
        if said.error is not None:
            event = self._errors.setdefault((day, source, said.error.fingerprint), (said.error, _Event()))[1]
            if route:
                event.by_route[route] += number
            for at, times in hours.items():
                event.per_hour[at] += times
        if said.failure is not None and not said.is_told:
            failure = self._failures[day, source, said.failure]
            failure.evidence = failure.evidence or said.evidence
            for at, times in hours.items():
                failure.per_hour[at] += times
        for metric in said.totals:
            self.add(day, source, metric.name, metric.value * number)

    def request(self, day: date, route: Route, status: str, number: int = 1, hour: int | None = None) -> None:
        """People ask for something, and the web server answers."""
        shown, purpose, _ = ROUTES.of(route.method, route.path)
        event = self._routes[day, route]
        event.by_status[status] += number
        hours = Counter(self.hour() if hour is None else hour for _ in range(number))
        failed = failure_kind(status, Client.USER, purpose)
        for at, times in hours.items():
            event.per_hour[at] += times
            if failed is not None:
                failure = self._failures[day, "web_log", failed]
                failure.evidence = failure.evidence or f"{route.method} {shown} dijawab {status}"
                failure.per_hour[at] += times

    def requests(self, day: date, route: Route, number: int) -> None:
        """Many ordinary requests, spread over the day as people are."""
        event = self._routes[day, route]
        whole = sum(HOURLY_WEIGHTS)
        shares = [round(number * weight / whole) for weight in HOURLY_WEIGHTS]
        event.by_status["200"] += sum(shares)
        event.per_hour = [had + more for had, more in zip(event.per_hour, shares, strict=True)]

    def metric(self, day: date, source: str, name: str, value: float, subject: str = "") -> None:
        """A figure of a day; it takes the place of one that is there."""
        self._metrics[day, source, name, subject] = value

    def add(self, day: date, source: str, name: str, value: float, subject: str = "") -> None:
        """More of a figure of a day."""
        key = (day, source, name, subject)
        self._metrics[key] = self._metrics.get(key, 0.0) + value

    def query(self, day: date, text: str, calls: int, mean_ms: float, temp_blocks: int = 0) -> None:
        """How often a query was called on a day, and how long it took; it takes the place of what is there."""
        self._queries[day, text] = _Query(calls, mean_ms, temp_blocks)

    def slower(self, days: Iterable[date], text: str, factor: float) -> None:
        """A query takes longer than it did."""
        for day in days:
            if (day, text) in self._queries:
                self._queries[day, text].mean_ms *= factor

    def incident(
        self, day: date, hour: int, minutes: float, component: str, name: str, severity: str, *, is_outage: bool = False
    ) -> None:
        """The monitoring system sees a problem."""
        started = self.moment(day, hour)
        self._incidents.append(
            IncidentSeen(
                day, "zabbix", "zabbix", component=component, name=name, severity=severity, is_outage=is_outage,
                started_at=started, ended_at=started + timedelta(minutes=minutes),
            )
        )  # fmt: skip

    def down(self, day: date, component: str, minutes: float, hour: int) -> None:
        """The probe does not reach a component for a while."""
        self._down[day, component].append(minutes)
        started = self.moment(day, hour)
        self._incidents.append(
            IncidentSeen(
                day, "probe", "probe", component=component, name="tidak menjawab dalam 10 detik", severity="critical",
                is_outage=True, started_at=started, ended_at=started + timedelta(minutes=minutes),
            )
        )  # fmt: skip
        self._failures[day, "probe", "outage"].per_hour[hour] += 1

    def complaint(
        self, day: date, complaint_class: ComplaintClass, topic: str, text: str, *, hour: float | None = None,
        reporter: str | None = None, user_type: UserType = UserType.PROVIDER,
    ) -> None:  # fmt: skip
        """Somebody complains; without an hour the helpdesk wrote down the date alone."""
        number = next(self._numbers)
        self._complaints.append(
            ComplaintSeen(
                complaint_id=f"{number:016x}",
                received_at=self.moment(day, hour or 0.0),
                has_time=hour is not None,
                complaint_class=complaint_class,
                topic=topic,
                text=text,
                user_type=user_type,
                channel=Channel.CHAT,
                institution="",
                reporters=(fingerprint(reporter or f"pelapor {number}"),),
                is_certain=True,
            )
        )

    def moment(self, day: date, hour: float) -> datetime:
        """A moment of a day on the office's clock."""
        return datetime.combine(day, time(), ZONE) + timedelta(hours=hour)

    # --- what was seen of it ---------------------------------------------------------------------------------------

    def was_read(self, day: date, source: str) -> bool:
        """Whether a source told of a day."""
        return source not in self.absent and (day, source) not in self.unread

    def observations(self) -> Observations:
        """What analysis is given."""
        present = {name: kind for name, kind in SOURCES.items() if name not in self.absent}
        where: _Where = {source: {"source": source, "kind": kind} for source, kind in present.items()}

        def is_seen(day: date, source: str) -> bool:
            return self.was_read(day, source)

        return Observations(
            site="lpse_simulasi",
            period=self.month,
            since=self.since,
            zone=ZONE,
            sources=tuple(SourceSeen(name, kind, name) for name, kind in present.items()),
            coverage={
                (day, source): CoverageState.OK if is_seen(day, source) else CoverageState.MISSING
                for day in self.all_days
                for source in present
            },
            errors=tuple(
                _error(day, where[source], error, event)
                for (day, source, _), (error, event) in self._errors.items()
                if is_seen(day, source)
            ),
            queries=tuple(self._queries_seen(where)),
            failures=tuple(
                FailureSeen(
                    day, failure=kind, count=sum(event.per_hour), per_hour=tuple(event.per_hour),
                    evidence=event.evidence, **where[source],
                )
                for (day, source, kind), event in self._failures.items()
                if is_seen(day, source)
            ),
            metrics=tuple(
                MetricSeen(day, name=name, value=value, subject=subject, **where[source])
                for (day, source, name, subject), value in self._metrics.items()
                if is_seen(day, source)
            ),
            routes=tuple(_route(day, route, event) for (day, route), event in self._routes.items()
                         if is_seen(day, "web_log")),
            incidents=tuple(each for each in self._incidents if is_seen(each.day, each.source)),
            availability=tuple(
                AvailabilitySeen(
                    day, component=name, up_seconds=_DAY_SECONDS - 60 * sum(self._down[day, name]),
                    down_seconds=60 * sum(self._down[day, name]), unknown_seconds=0.0,
                    outage_count=len(self._down[day, name]), **where["probe"],
                )
                for day in self.all_days
                for name in COMPONENTS
                if is_seen(day, "probe")
            ),
            settings=tuple(self._settings_seen(where)),
            complaints=tuple(self._complaints) if HELPDESK not in self.absent else (),
            complaint_coverage=None if HELPDESK in self.absent else CoverageState.OK,
        )  # fmt: skip

    def _queries_seen(self, where: _Where) -> Iterable[QuerySeen]:
        """SPSE times its queries itself, but knows nothing of blocks."""
        for (day, text), query in self._queries.items():
            for source in ("database", "spse_status"):
                if self.was_read(day, source):
                    yield QuerySeen(
                        day, fingerprint=fingerprint(text), query=text, calls=query.calls,
                        total_ms=query.calls * query.mean_ms, mean_ms=query.mean_ms, max_ms=query.mean_ms * 6,
                        temp_blocks=query.temp_blocks if source == "database" else None, **where[source],
                    )  # fmt: skip

    def _settings_seen(self, where: _Where) -> Iterable[SettingSeen]:
        now = dict(self.settings)
        for day in self.all_days:
            now |= {name: value for (at, name), value in self.changed_settings.items() if at == day}
            if self.was_read(day, "database"):
                for name, (value, unit) in now.items():
                    yield SettingSeen(day, name=name, value=value, unit=unit, **where["database"])


def _error(day: date, where: Mapping[str, Any], error: ErrorCount, event: _Event) -> ErrorSeen:
    return ErrorSeen(
        day, fingerprint=error.fingerprint, severity=error.severity, code=error.code, message=error.message,
        place=error.place, count=sum(event.per_hour), per_hour=tuple(event.per_hour), sample=error.sample,
        by_route=dict(event.by_route), **where,
    )  # fmt: skip


def _route(day: date, route: Route, event: _Event) -> RouteSeen:
    shown, purpose, _ = ROUTES.of(route.method, route.path)
    return RouteSeen(
        day, "web_log", "web_log", method=route.method, route=shown, purpose=purpose,
        request_count=sum(event.by_status.values()), by_status=dict(event.by_status),
        per_hour=tuple(event.per_hour), mean_ms=route.ms, p95_ms=route.ms * 3,
    )  # fmt: skip
