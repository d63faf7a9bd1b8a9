"""Availability of a day by Nagios's own report, which also tells when Nagios itself did not run.

The report (archivejson, query=availability) of a past period is made from the files into which the log should have
been rotated by then, and is all zeros where a rotation was missed, as seen with 4.4.6; up to the present it reads all.
So it is asked twice, both times up to the present, and the day is the difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from spse_monev.facts import Availability, Incident
from spse_monev.period import Day
from spse_monev.sources.availability import from_outages
from spse_monev.sources.monitoring.nagios.cgi import NagiosCgi, Program, mapping
from spse_monev.sources.monitoring.nagios.states import States

_TOLERANCE_SECONDS = 2.0
_SHOWN = 3
_UP = ("time_up", "time_ok", "time_warning", "scheduled_time_up", "scheduled_time_ok", "scheduled_time_warning")
_DOWN = ("time_down", "time_critical", "scheduled_time_down", "scheduled_time_critical")
_NOT_RUNNING = "time_indeterminate_notrunning"


def find_availability(
    cgi: NagiosCgi, states: States, incidents: Sequence[Incident], program: Program, day: Day,
    max_age_minutes: float,
) -> tuple[list[Availability], list[str]]:  # fmt: skip
    """One for each host, and each service whose check asks whether something answers; and what is missing."""
    end = min(day.end, program.asked_at)
    whole = _report(cgi, day.start, program.asked_at)
    after = _report(cgi, end, program.asked_at) if end < program.asked_at else {}
    length = (end - day.start).total_seconds()
    max_age = timedelta(minutes=max_age_minutes)
    checks = _last_checks(states)
    found: list[Availability] = []
    doubtful: list[str] = []
    unchecked: list[str] = []
    not_running = 0.0
    for name, component in sorted(states.components.items()):
        if not component.asks_whether_up:
            continue
        seconds = _difference(whole.get(name), after.get(name) if after else {})
        if seconds is None or abs(sum(seconds.values()) - length) > _TOLERANCE_SECONDS:
            doubtful.append(name)
            seconds = None
        outages = [
            (one.started_at, one.ended_at or end) for one in incidents if one.component == name and one.is_outage
        ]
        counted = from_outages(name, outages, (), day, end)
        if not seconds:
            found.append(counted)
            continue
        not_running = max(not_running, seconds.get(_NOT_RUNNING, 0.0))
        down = sum(seconds.get(part, 0.0) for part in _DOWN)
        up = sum(seconds.get(part, 0.0) for part in _UP)
        # Nagios goes on with the last state of what it checks no more.
        checked_at = checks.get(component.host if component.service is None else name)
        silent = length if checked_at is None else (end - max(day.start, checked_at + max_age)).total_seconds()
        if silent > 0 and up > 0:
            unchecked.append(name)
            up -= min(silent, up)
        found.append(
            Availability(
                component=name,
                up_seconds=up,
                down_seconds=down,
                unknown_seconds=max(0.0, length - up - down),
                # An outage whose beginning is in no log is known by the report alone.
                outage_count=counted.outage_count or int(down > 0),
                longest_outage_seconds=counted.longest_outage_seconds or down,
            )
        )
    reasons = []
    if not_running > max_age.total_seconds():
        reasons.append(f"Nagios tidak berjalan selama {not_running / 60:.0f} menit")
    if doubtful:
        reasons.append(f"laporan ketersediaan Nagios tidak utuh untuk {_names(doubtful)}")
    elif any(one.unknown_seconds == length for one in found):
        names = [one.component for one in found if one.unknown_seconds == length]
        reasons.append(f"log Nagios tidak memuat keadaan {_names(names)}")
    if unchecked:
        reasons.append(f"tidak diperiksa lagi oleh Nagios: {_names(unchecked)}")
    return found, reasons


def _report(cgi: NagiosCgi, start: datetime, end: datetime) -> dict[str, Mapping[str, Any]]:
    """Seconds by component and state; what is not known is told apart, and nothing is assumed."""
    found: dict[str, Mapping[str, Any]] = {}
    for kind in ("hosts", "services"):
        data = cgi.data(
            "archivejson",
            query="availability",
            availabilityobjecttype=kind,
            starttime=int(start.timestamp()),
            endtime=int(end.timestamp()),
            statetypes="hard",
            assumeinitialstate="false",
            assumestatesduringnagiosdowntime="false",
        )
        rows = data.get(kind)
        for row in map(mapping, rows if isinstance(rows, list) else ()):
            name = f"{row.get('host_name')}/{row.get('description')}" if kind == "services" else str(row.get("name"))
            found[name] = row
    return found


def _difference(whole: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> dict[str, float] | None:
    """Seconds of the day by state; None if the reports do not hold the component or contradict each other."""
    if whole is None or after is None:
        return None
    found: dict[str, float] = {}
    for name, value in whole.items():
        rest = after.get(name, 0)
        if "time_" in name and isinstance(value, int) and isinstance(rest, int):
            found[name] = float(value - rest)
    return None if any(value < 0 for value in found.values()) else found


def _last_checks(states: States) -> dict[str, datetime]:
    """By component; of a host also by its services, which Nagios takes as a sign of life."""
    found: dict[str, datetime] = {}
    for name, component in states.components.items():
        if component.checked_at is not None:
            for place in {name, component.host}:
                found[place] = max(component.checked_at, found.get(place, component.checked_at))
    return found


def _names(names: Iterable[str]) -> str:
    shown = list(names)
    return ", ".join(shown[:_SHOWN]) + (f" dan {len(shown) - _SHOWN} lagi" if len(shown) > _SHOWN else "")
