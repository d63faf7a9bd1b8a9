"""The problems of a day: events of triggers, with their recoveries, also beyond the day.

A problem is an outage if its trigger looks at nothing but whether something answers (ping, agent, TCP service, web
scenario: the keys of `items.asks_whether_up`), and its tags do not say otherwise: where Zabbix's templates tag a
trigger with a `scope`, one of them must be `availability`. That tag alone is not enough, since the templates give it
to full disks as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from spse_monev.facts import Incident, Severity
from spse_monev.period import Day
from spse_monev.sources.monitoring.incidents import touches
from spse_monev.sources.monitoring.zabbix.api import ZabbixApi, number
from spse_monev.sources.monitoring.zabbix.items import asks_whether_up
from spse_monev.text import mask

_MAX_EVENTS = 10_000
# Not classified, information, warning, average, high, disaster.
_SEVERITIES = (
    Severity.INFO, Severity.INFO, Severity.WARNING, Severity.WARNING, Severity.CRITICAL, Severity.CRITICAL,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problems:
    """The incidents of a day, the hosts (by hostid) that each outage concerns, and what is missing."""

    incidents: tuple[Incident, ...]
    down: Mapping[str, frozenset[str]]  # incident_id -> hostids
    reasons: tuple[str, ...]

    def outages_of(self, host: str) -> list[Incident]:
        """The outages of one host."""
        return [incident for incident in self.incidents if host in self.down.get(incident.incident_id, ())]


def find_problems(api: ZabbixApi, hosts: Mapping[str, str], day: Day) -> Problems:
    """What was a problem at any moment of the day; `hosts` are names by hostid."""
    events = api.rows(
        "event.get",
        output=["eventid", "objectid", "clock", "name", "severity", "r_eventid", "suppressed"],
        source=0,
        object=0,
        value=[1],
        hostids=list(hosts),
        problem_time_from=int(day.start.timestamp()),
        problem_time_till=int(day.end.timestamp()) - 1,
        selectHosts=["hostid"],
        sortfield=["clock", "eventid"],
        sortorder="DESC",
        limit=_MAX_EVENTS + 1,
    )
    reasons = []
    if len(events) > _MAX_EVENTS:
        reasons.append(f"lebih dari {_MAX_EVENTS} masalah; hanya yang terbaru dibaca")
        events = events[:_MAX_EVENTS]
    recovered = {
        str(row.get("eventid")): number(row.get("clock"))
        for row in api.rows_of(
            "event.get", "eventids", _ids(events, "r_eventid"), output=["eventid", "clock"], source=0, object=0
        )
    }
    watched = {
        str(row.get("triggerid")): _hosts_asked(row)
        for row in api.rows_of(
            "trigger.get",
            "triggerids",
            _ids(events, "objectid"),
            output=["triggerid"],
            selectItems=["key_", "hostid"],
            selectTags=["tag", "value"],
        )
    }
    incidents: list[Incident] = []
    down: dict[str, frozenset[str]] = {}
    lost = 0
    for event in events:
        end_id = str(event.get("r_eventid") or "0")
        lost += end_id != "0" and end_id not in recovered
        asked = watched.get(str(event.get("objectid")), frozenset()) & hosts.keys()
        incident = _incident(event, _component(event, asked, hosts), bool(asked), recovered.get(end_id))
        if touches(incident.started_at, incident.ended_at, day):
            incidents.append(incident)
            down[incident.incident_id] = frozenset(asked)
    if lost:
        reasons.append(f"waktu pulih {lost} masalah sudah dihapus dari Zabbix")
    return Problems(tuple(sorted(incidents, key=lambda found: (found.started_at, found.incident_id))), down,
                    tuple(reasons))  # fmt: skip


def _ids(events: list[Mapping[str, Any]], name: str) -> set[str]:
    return {str(event[name]) for event in events if event.get(name) and str(event[name]) != "0"}


def _hosts_asked(trigger: Mapping[str, Any]) -> frozenset[str]:
    """The hosts that a trigger asks for an answer; none if it is about something else."""
    items = trigger.get("items") or ()
    scopes = {str(tag.get("value")) for tag in trigger.get("tags") or () if tag.get("tag") == "scope"}
    if (scopes and "availability" not in scopes) or not all(asks_whether_up(str(item.get("key_"))) for item in items):
        return frozenset()
    return frozenset(str(item.get("hostid")) for item in items)


def _component(event: Mapping[str, Any], asked: frozenset[str], hosts: Mapping[str, str]) -> str:
    own = {str(host.get("hostid")) for host in event.get("hosts") or ()} & hosts.keys()
    return min((hosts[host] for host in asked or own), default="")


def _incident(event: Mapping[str, Any], component: str, is_outage: bool, ended: float | None) -> Incident:
    severity = int(number(event.get("severity")))
    note = " (dalam pemeliharaan)" if str(event.get("suppressed")) == "1" else ""
    return Incident(
        incident_id=str(event.get("eventid")),
        component=component,
        name=mask(str(event.get("name", "")), 300) + note,
        severity=_SEVERITIES[severity] if 0 <= severity < len(_SEVERITIES) else Severity.WARNING,
        is_outage=is_outage,
        started_at=datetime.fromtimestamp(number(event.get("clock")), UTC),
        ended_at=None if ended is None else datetime.fromtimestamp(ended, UTC),
    )
