"""Nagios Core 4 by its JSON CGIs.

Nagios keeps the present value of its performance data only, so it has no host metrics of a day.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from spse_monev.connections import Connection
from spse_monev.facts import HOURS, CheckState, Coverage, CoverageState, Reading
from spse_monev.sources.monitoring import Observation
from spse_monev.sources.monitoring.incidents import failures
from spse_monev.sources.monitoring.nagios.alerts import find_alerts, incidents_of
from spse_monev.sources.monitoring.nagios.availability import find_availability
from spse_monev.sources.monitoring.nagios.cgi import NagiosCgi
from spse_monev.sources.monitoring.nagios.states import find_states

if TYPE_CHECKING:
    from spse_monev.period import Day
    from spse_monev.settings import NagiosSource

__all__ = ["observe", "read_day"]

_NOTHING = (
    "tidak ada host SPSE yang terlihat; periksa 'components', dan beri pengguna itu hak 'authorized_for_all_hosts' "
    "dan 'authorized_for_all_services' di cgi.cfg"
)


def observe(source: NagiosSource, connection: Connection | None, now: datetime, zone: ZoneInfo) -> Observation:
    """Fresh if the daemon writes its state, and any component was checked within `max_age_minutes`."""
    with NagiosCgi(source, connection) as cgi:
        program = cgi.program()
        states = find_states(cgi, source.components)
    title = f"Nagios {program.version} menjawab"
    limit = timedelta(minutes=source.max_age_minutes)
    if now - program.updated_at > limit:
        at = program.updated_at.astimezone(zone).strftime("%Y-%m-%d pukul %H.%M")
        return Observation(
            CheckState.STALE, f"{title}, tetapi statusnya terakhir ditulis {at}; periksa layanan nagios di servernya."
        )
    if not states.components:
        return Observation(CheckState.STALE, f"{title}, tetapi {_NOTHING}.")
    checked = [one.checked_at for one in states.components.values() if one.checked_at is not None]
    if not checked:
        return Observation(
            CheckState.STALE,
            f"{title}, tetapi belum ada host atau layanan SPSE yang diperiksa; aktifkan pemeriksaannya.",
        )
    newest = max(checked)
    if now - newest > limit:
        at = newest.astimezone(zone).strftime("%Y-%m-%d pukul %H.%M")
        return Observation(
            CheckState.STALE,
            f"{title}, tetapi pemeriksaan terakhirnya {at}, lebih lama dari {source.max_age_minutes:g} menit; periksa "
            "apakah pemeriksaan dimatikan.",
        )
    minutes = max((now - newest).total_seconds() / 60, 0)
    return Observation(
        CheckState.OK,
        f"{title}; pemeriksaan terakhir {minutes:.0f} menit lalu, {states.host_count} host, "
        f"{len(states.components) - states.host_count} layanan.",
    )


def read_day(source: NagiosSource, connection: Connection | None, day: Day, now: datetime) -> Reading:
    """Incidents from hard states; availability of hosts, and of services that ask whether something answers."""
    with NagiosCgi(source, connection) as cgi:
        program = cgi.program()
        parser = f"Nagios {program.version}, JSON CGI (tanpa metrik host)"
        states = find_states(cgi, source.components)
        reasons = list(states.reasons)
        if not states.components:
            reasons.append(_NOTHING)
            return Reading(Coverage(CoverageState.MISSING, tuple(reasons), parser=parser))
        alerts, cut = find_alerts(cgi, states, day, now)
        found, doubts = incidents_of(alerts, states, day)
        availability, gaps = find_availability(cgi, states, found, program, day, source.max_age_minutes)
    reasons += [*cut, *doubts, *gaps]
    seen = any(one.up_seconds or one.down_seconds for one in availability)
    per_hour = [0] * HOURS
    inside = [alert.at for alert in alerts if alert.at in day]
    for at in inside:
        per_hour[at.astimezone(day.zone).hour] += 1
    state = CoverageState.PARTIAL if reasons else CoverageState.OK
    return Reading(
        coverage=Coverage(
            state=state if seen or inside else CoverageState.MISSING,
            reasons=tuple(reasons),
            entry_count=len(inside),
            first_at=min(inside, default=None),
            last_at=max(inside, default=None),
            per_hour=tuple(per_hour),
            parser=parser,
        ),
        failures=failures(found, day),
        incidents=tuple(found),
        availability=tuple(availability),
    )
