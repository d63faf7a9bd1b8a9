"""Incidents from the alerts in Nagios's log: from one hard state that is not fine to the next hard state.

Soft states are tries that the office does not count yet. A host that is DOWN is an outage; one that is UNREACHABLE is
not, since what stands in the way is another host. A service is an outage if it is CRITICAL and its check asks whether
something answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from spse_monev.facts import Incident, Severity
from spse_monev.period import Day
from spse_monev.sources.monitoring.incidents import touches
from spse_monev.sources.monitoring.nagios.cgi import NagiosCgi, mapping, moment
from spse_monev.sources.monitoring.nagios.states import Component, States
from spse_monev.text import fingerprint, mask

LOOK_BACK = timedelta(days=14)  # for problems that began before the day
_MAX_ALERTS = 20_000

# Bits of archivejson and of statusjson, hosts and services each; fine is (UP or OK).
_HOST_WORDS = {1: "UP", 2: "DOWN", 4: "UNREACHABLE"}
_SERVICE_WORDS = {8: "OK", 16: "WARNING", 32: "CRITICAL", 64: "UNKNOWN"}
_HOST_NOW = {2: "UP", 4: "DOWN", 8: "UNREACHABLE"}
_SERVICE_NOW = {2: "OK", 4: "WARNING", 8: "UNKNOWN", 16: "CRITICAL"}
_FINE = ("UP", "OK")
_CRITICAL = ("DOWN", "CRITICAL")


class Alert(NamedTuple):
    """A component came into a hard state."""

    at: datetime
    component: str
    word: str
    output: str


def find_alerts(cgi: NagiosCgi, states: States, day: Day, now: datetime) -> tuple[list[Alert], list[str]]:
    """The hard alerts of SPSE's components from two weeks before the day until now, in their order."""
    reasons = []
    rows = _rows(cgi, day.start - LOOK_BACK, now)
    if len(rows) > _MAX_ALERTS:
        # The oldest come first: the day itself must not be what is cut off.
        rows = _rows(cgi, day.start, now)
        reasons.append(
            f"lebih dari {_MAX_ALERTS} peringatan dalam log Nagios; awal masalah sebelum hari itu tidak dibaca"
        )
    if len(rows) > _MAX_ALERTS:
        reasons.append(f"lebih dari {_MAX_ALERTS} peringatan sejak awal hari itu; yang terbaru tidak dibaca")
    found = [alert for row in rows[:_MAX_ALERTS] if (alert := _alert(mapping(row))) is not None]
    return sorted(alert for alert in found if alert.component in states.components), reasons


def _rows(cgi: NagiosCgi, start: datetime, end: datetime) -> list[Any]:
    rows = cgi.data(
        "archivejson",
        query="alertlist",
        statetypes="hard",
        starttime=int(start.timestamp()),
        endtime=int(end.timestamp()) + 1,
        count=_MAX_ALERTS + 1,
    ).get("alertlist")
    return rows if isinstance(rows, list) else []


def incidents_of(alerts: Sequence[Alert], states: States, day: Day) -> tuple[list[Incident], list[str]]:
    """The incidents that touch the day, and doubts about their times."""
    by_component: dict[str, list[Alert]] = {name: [] for name in states.components}
    for alert in alerts:
        by_component[alert.component].append(alert)
    found: list[Incident] = []
    early = unended = 0
    for name, own in by_component.items():
        component = states.components[name]
        spans = list(_spans(own))
        if own and own[0].word in _FINE and own[0].at > day.start:
            # Nagios logs a recovery only after a problem; of this one, beginning and kind lie before what was read.
            early += 1
            spans.insert(0, (Alert(day.start - LOOK_BACK, name, "UNKNOWN", ""), own[0].at))
        if not own and component.is_hard and not component.is_fine and component.changed_at is not None:
            now_words = _HOST_NOW if component.service is None else _SERVICE_NOW
            word = now_words.get(component.state, "UNKNOWN")
            spans.append((Alert(component.changed_at, name, word, component.output), None))
        if spans and spans[-1][1] is None and component.is_fine:
            began = spans[-1][0]
            unended += 1
            spans[-1] = (began, max(began.at, component.changed_at or began.at))
        found += [_incident(component, alert, end) for alert, end in spans if touches(alert.at, end, day)]
    doubts = []
    if early:
        doubts.append(f"awal {early} masalah lebih dari {LOOK_BACK.days} hari sebelumnya, sehingga tidak diketahui")
    if unended:
        doubts.append(f"waktu pulih {unended} masalah tidak tercatat di log Nagios")
    return sorted(found, key=lambda incident: (incident.started_at, incident.incident_id)), doubts


def _spans(alerts: Iterable[Alert]) -> Iterable[tuple[Alert, datetime | None]]:
    """(alert that began it, end) of each time in one state that is not fine."""
    began: Alert | None = None
    for alert in alerts:
        if began is not None and alert.word == began.word:
            continue  # repeated, e.g. after a restart
        if began is not None:
            yield began, alert.at
        began = None if alert.word in _FINE else alert
    if began is not None:
        yield began, None


def _alert(row: Mapping[str, Any]) -> Alert | None:
    at = moment(row.get("timestamp"))
    state = row.get("state")
    is_service = "host_name" in row
    word = (_SERVICE_WORDS if is_service else _HOST_WORDS).get(state if isinstance(state, int) else 0)
    if at is None or word is None:
        return None
    name = f"{row.get('host_name')}/{row.get('description')}" if is_service else str(row.get("name"))
    return Alert(at, name, word, str(row.get("plugin_output") or "")[:1000])


def _incident(component: Component, alert: Alert, end: datetime | None) -> Incident:
    output = " ".join("".join(letter if letter.isprintable() else " " for letter in alert.output).split())
    return Incident(
        incident_id=fingerprint(component.name, alert.word, str(int(alert.at.timestamp()))),
        component=component.name,
        name=mask(f"{alert.word}: {output}" if output else alert.word, 300),
        severity=Severity.CRITICAL if alert.word in _CRITICAL else Severity.WARNING,
        is_outage=alert.word in _CRITICAL and component.asks_whether_up,
        started_at=alert.at,
        ended_at=end,
    )
