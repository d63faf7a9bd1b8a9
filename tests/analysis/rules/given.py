"""Observations out of a few words, for the cases of rules.

A case says what matters and nothing else: rows are mappings of the fields of `observations`, `day` counts back from
the last day of the period (0: that day), `hour` puts all of a count in one hour. Every source of `SOURCES` was read on
every day unless it stands in `unread`.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from spse_monev.complaints import Channel, ComplaintClass, UserType
from spse_monev.facts import CoverageState
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
from spse_monev.period import Day, Month
from spse_monev.text import fingerprint

ZONE = ZoneInfo("Asia/Jakarta")
# Name of a source -> its kind; in a case a row names its source.
SOURCES = {
    "database": "postgres",
    "database_log": "postgres_log",
    "application_log": "application_log",
    "web_log": "web_log",
    "spse_status": "spse_status",
    "monitoring": "zabbix",
    "probe": "probe",
}
DAY = Day(date(2026, 10, 31), ZONE)
MONTH = Month(date(2026, 10, 1), ZONE)
HISTORY_DAYS = 60


def observations(given: dict[str, Any], *, grain: str = "month", unread: tuple[str, ...] = ()) -> Observations:
    """What analysis sees of a month (or of its last day), with two months before it."""
    period = MONTH if grain == "month" else DAY
    since = MONTH.first - timedelta(days=HISTORY_DAYS)
    days = [since + timedelta(days=number) for number in range((DAY.date - since).days + 1)]
    return Observations(
        site="lpse_uji",
        period=period,
        since=since,
        zone=ZONE,
        sources=tuple(SourceSeen(name, kind, name) for name, kind in SOURCES.items()),
        coverage={
            (day, source): CoverageState.MISSING if source in unread else CoverageState.OK
            for day in days
            for source in SOURCES
        },
        errors=tuple(_error(**row) for row in given.get("errors", ())),
        queries=tuple(_query(**row) for row in given.get("queries", ())),
        failures=tuple(_failure(**row) for row in given.get("failures", ())),
        metrics=tuple(_metric(row) for row in _each_day(given.get("metrics", ()))),
        routes=tuple(_route(**row) for row in given.get("routes", ())),
        incidents=tuple(_incident(**row) for row in given.get("incidents", ())),
        availability=tuple(_availability(**row) for row in given.get("availability", ())),
        settings=tuple(_setting(**row) for row in _each_day(given.get("settings", ()))),
        complaints=tuple(_complaint(number, **row) for number, row in enumerate(given.get("complaints", ()))),
        complaint_coverage=CoverageState.MISSING if "helpdesk" in unread else CoverageState.OK,
    )


def _day(back: int) -> date:
    return DAY.date - timedelta(days=back)


def _each_day(rows: Any) -> Any:
    """A row with `days: n` stands for the last n days; figures may be a list, one a day, the last day first."""
    for row in rows:
        count = row.get("days")
        if count is None:
            yield row
            continue
        plain = {key: value for key, value in row.items() if key != "days"}
        for back in range(count):
            value = row["value"]
            yield plain | {"day": back, "value": value[back] if isinstance(value, list) else value}


def _where(day: int, source: str) -> dict[str, Any]:
    return {"day": _day(day), "source": source, "kind": SOURCES[source]}


def _hours(count: int, hour: int) -> tuple[int, ...]:
    return tuple(count if each == hour else 0 for each in range(24))


def _error(
    source: str, message: str, count: int = 1, day: int = 0, hour: int = 10, severity: str = "ERROR",
    code: str | None = None, place: str = "", sample: str = "",
) -> ErrorSeen:  # fmt: skip
    number = fingerprint(severity, code, message, place)
    where = _where(day, source)
    return ErrorSeen(**where, fingerprint=number, severity=severity, code=code, message=message, place=place,
                     count=count, per_hour=_hours(count, hour), sample=sample or message)  # fmt: skip


def _query(query: str, calls: int, mean_ms: float, day: int = 0, source: str = "database", **others: Any) -> QuerySeen:
    where = _where(day, source)
    return QuerySeen(**where, fingerprint=fingerprint(query), query=query, calls=calls, total_ms=calls * mean_ms,
                     mean_ms=mean_ms, **others)  # fmt: skip


def _failure(source: str, failure: str, count: int = 1, day: int = 0, hour: int = 10) -> FailureSeen:
    return FailureSeen(
        **_where(day, source), failure=failure, count=count, per_hour=_hours(count, hour), evidence="bukti"
    )


def _metric(row: dict[str, Any]) -> MetricSeen:
    return MetricSeen(**_where(row.get("day", 0), row.get("source", "database")), name=row["name"],
                      value=float(row["value"]), subject=row.get("subject", ""))  # fmt: skip


def _route(
    route: str, by_status: dict[str, int], purpose: str = "page", method: str = "GET", day: int = 0, hour: int = 10,
    source: str = "web_log", mean_ms: float | None = None, p95_ms: float | None = None,
) -> RouteSeen:  # fmt: skip
    count = sum(by_status.values())
    return RouteSeen(**_where(day, source), method=method, route=route, purpose=purpose, request_count=count,
                     by_status=by_status, per_hour=_hours(count, hour), mean_ms=mean_ms, p95_ms=p95_ms)  # fmt: skip


def _incident(
    name: str, day: int = 0, hour: int = 10, minutes: int | None = 30, component: str = "spse",
    severity: str = "critical", source: str = "monitoring", is_outage: bool = False,
) -> IncidentSeen:  # fmt: skip
    started = datetime.combine(_day(day), datetime.min.time(), ZONE) + timedelta(hours=hour)
    ended = None if minutes is None else started + timedelta(minutes=minutes)
    return IncidentSeen(**_where(day, source), component=component, name=name, severity=severity, is_outage=is_outage,
                        started_at=started, ended_at=ended)  # fmt: skip


def _availability(
    down_minutes: float, outages: int, day: int = 0, component: str = "SPSE", source: str = "probe"
) -> AvailabilitySeen:
    down = down_minutes * 60
    return AvailabilitySeen(**_where(day, source), component=component, up_seconds=86400 - down, down_seconds=down,
                            unknown_seconds=0, outage_count=outages)  # fmt: skip


def _setting(name: str, value: str, unit: str | None = None, day: int = 0, source: str = "database") -> SettingSeen:
    return SettingSeen(**_where(day, source), name=name, value=str(value), unit=unit)


def _complaint(
    number: int, complaint_class: str, topic: str, text: str = "keluhan", day: int = 0, hour: float = 10,
    reporters: tuple[str, ...] | None = None, has_time: bool = True, user_type: str = "provider", institution: str = "",
    is_certain: bool = True,
) -> ComplaintSeen:  # fmt: skip
    at = datetime.combine(_day(day), datetime.min.time(), ZONE) + timedelta(hours=hour if has_time else 0)
    return ComplaintSeen(
        complaint_id=f"{number:016x}",
        received_at=at,
        has_time=has_time,
        complaint_class=ComplaintClass(complaint_class),
        topic=topic,
        text=text,
        user_type=UserType(user_type),
        channel=Channel.CHAT,
        institution=institution,
        reporters=(f"pelapor {number}",) if reporters is None else tuple(reporters),
        is_certain=is_certain,
    )
