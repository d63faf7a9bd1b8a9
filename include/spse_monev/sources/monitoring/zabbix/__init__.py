"""Zabbix 6.0 or newer, by the JSON-RPC of its front end.

The vendor's library zabbix-utils is not used: its timeout limits a single read of the socket, its answers have no
limit of size, redirects take the token along to other hosts, and a connection lost in mid-answer is not caught.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from spse_monev.connections import Connection
from spse_monev.facts import CheckState, Coverage, CoverageState, Reading
from spse_monev.sources.monitoring import Observation
from spse_monev.sources.monitoring.incidents import failures
from spse_monev.sources.monitoring.zabbix.api import ZabbixApi, number
from spse_monev.sources.monitoring.zabbix.hosts import find_hosts
from spse_monev.sources.monitoring.zabbix.items import find_items
from spse_monev.sources.monitoring.zabbix.problems import find_problems
from spse_monev.sources.monitoring.zabbix.samples import Samples

if TYPE_CHECKING:
    from spse_monev.period import Day
    from spse_monev.settings import ZabbixSource

__all__ = ["observe", "read_day"]

# Zabbix looks the last value of each item up by a query of its own.
_MAX_LOOKED_AT = 1_000
_SHOWN = 3


def observe(source: ZabbixSource, connection: Connection | None, now: datetime, zone: ZoneInfo) -> Observation:
    """Fresh if any item of the components' hosts has a value younger than `max_age_minutes`."""
    with ZabbixApi(source, connection) as api:
        known = find_hosts(api, source.components)
        if not known.names:
            return Observation(
                CheckState.STALE,
                f"Zabbix {api.version} menjawab, tetapi tidak ada host SPSE yang terlihat; periksa 'components', "
                "dan beri penggunanya hak baca atas grup host itu.",
            )
        items = api.rows(
            "item.get",
            output=["hostid", "lastclock"],
            hostids=list(known.names),
            monitored=True,
            webitems=True,
            limit=_MAX_LOOKED_AT,
        )
    newest: dict[str, float] = {}
    for item in items:
        host = str(item.get("hostid"))
        newest[host] = max(newest.get(host, 0.0), number(item.get("lastclock")))
    last = max(newest.values(), default=0.0)
    limit = source.max_age_minutes
    if not last:
        return Observation(
            CheckState.STALE,
            f"Zabbix {api.version} menjawab, tetapi host SPSE tidak mempunyai data dalam 24 jam terakhir; periksa "
            "layanan zabbix-server dan agennya.",
        )
    age = (now - datetime.fromtimestamp(last, UTC)).total_seconds() / 60
    if age > limit:
        at = datetime.fromtimestamp(last, zone).strftime("%Y-%m-%d pukul %H.%M")
        return Observation(
            CheckState.STALE,
            f"Zabbix {api.version} menjawab, tetapi data terbarunya dari {at}, lebih lama dari {limit:g} menit; "
            "periksa layanan zabbix-server dan agennya.",
        )
    silent = sorted(name for host, name in known.names.items() if now.timestamp() - newest.get(host, 0.0) > limit * 60)
    told = f"Zabbix {api.version} menjawab; data terbaru {max(age, 0):.0f} menit lalu, {len(known.names)} host"
    if silent and len(items) < _MAX_LOOKED_AT:
        shown = ", ".join(silent[:_SHOWN]) + (f" dan {len(silent) - _SHOWN} lagi" if len(silent) > _SHOWN else "")
        return Observation(CheckState.OK, f"{told}; tanpa data baru: {shown}.")
    return Observation(CheckState.OK, f"{told}.")


def read_day(source: ZabbixSource, connection: Connection | None, day: Day, now: datetime) -> Reading:
    """Problems of triggers; availability by the items and triggers that ask whether a host answers; host metrics."""
    with ZabbixApi(source, connection) as api:
        known = find_hosts(api, source.components)
        reasons = list(known.reasons)
        if not known.names:
            reasons.append("tidak ada host SPSE yang terlihat di Zabbix")
            return Reading(Coverage(CoverageState.MISSING, tuple(reasons), parser=f"Zabbix {api.version}"))
        problems = find_problems(api, known.names, day)
        items, cut = find_items(api, known.names)
        samples = Samples(api, day, now, source.max_age_minutes)
        availability = [
            samples.availability(host, name, [item for item in items if item.host == host], problems.outages_of(host))
            for host, name in sorted(known.names.items(), key=lambda pair: pair[1])
        ]
        metrics = samples.metrics(items, known.names)
    reasons += [*problems.reasons, *cut, *samples.reasons()]
    state = CoverageState.PARTIAL if reasons else CoverageState.OK
    return Reading(
        coverage=Coverage(
            state=state,
            reasons=tuple(reasons),
            entry_count=samples.count,
            first_at=samples.first_at,
            last_at=samples.last_at,
            per_hour=samples.per_hour,
            parser=f"Zabbix {api.version}; {len(known.names)} host, {len(items)} item",
        ),
        failures=failures(problems.incidents, day),
        metrics=tuple(metrics),
        incidents=problems.incidents,
        availability=tuple(availability),
    )
