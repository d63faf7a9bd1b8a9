"""PRTG Network Monitor by its HTTP API: its sensors, and the log of their changes of state.

A component is a sensor, as 'device: sensor'. One that asks whether something answers (ping, HTTP, port) gives outages
and availability; the others give problems. PRTG takes secrets only in the query of an address, which therefore must
never be shown: an API key as the connection's password, or user and password, or user and the extra `passhash`.

Where a column has a `<name>_raw`, that one is read: a number of days since 30 December 1899 in UTC for times, and for
states the sensor's (3 up, 4 warning, 5 down, 13 down acknowledged, 10 unusual) or the log's (607 up, 608 down, ...).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from spse_monev.connections import Connection
from spse_monev.facts import HOURS, Availability, CheckState, Coverage, CoverageState, Incident, Reading, Severity
from spse_monev.period import Day
from spse_monev.sources.availability import Span, from_outages
from spse_monev.sources.http import FetchError, WebClient
from spse_monev.sources.monitoring import Observation
from spse_monev.sources.monitoring.incidents import failures, is_watched, touches
from spse_monev.text import fingerprint, mask

if TYPE_CHECKING:
    from spse_monev.settings import PrtgSource

__all__ = ["observe", "read_day"]

_PAGE, _MAX_ROWS = 2_500, 20_000
# How long before the day the state at its beginning is looked for.
_BEFORE = timedelta(days=7)
_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
_REACHABILITY = ("ping", "http", "port")  # beginnings of the types of sensors that ask whether something answers
_UP, _WARNING, _DOWN, _UNKNOWN = "up", "warning", "down", "unknown"
_BY_SENSOR = {3: _UP, 10: _UP, 4: _WARNING, 5: _DOWN, 13: _DOWN}  # others: paused, collecting, unknown
_BY_LOG = {607: _UP, 610: _UP, 609: _WARNING, 608: _DOWN, 619: _DOWN}
# 601 unknown, 602 resuming, 603 to 606 and 615 paused, 618 active again, 620 down for one node of a cluster
_BY_LOG |= dict.fromkeys((601, 602, 603, 604, 605, 606, 615, 618, 620), _UNKNOWN)
_SYSTEM_START = 1
_NOT_OF_A_VERSION = re.compile(r"[^\w.+-]")
_MAX_UNSEEN_PCT = 5.0
_SHOWN = 3
_NONE_SEEN = "tidak ada sensor SPSE yang terlihat; periksa 'components', dan beri pengguna itu hak baca"


@dataclass(frozen=True, slots=True)
class _Sensor:
    number: str
    name: str  # 'device: sensor', unique
    state: str
    since: datetime | None  # of that state, where PRTG tells
    checked_at: datetime | None
    is_reachability: bool


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A time in one state; no end: not over when it was read."""

    state: str
    since: datetime
    to: datetime | None
    is_logged: bool = True  # its beginning is in the log


@dataclass(frozen=True, slots=True)
class _Log:
    """What PRTG logged until now."""

    begins_at: datetime
    changes: Mapping[str, Sequence[tuple[datetime, str]]]  # of state, by the sensor's number, in the order of time
    starts: Sequence[datetime]  # of PRTG itself


def observe(source: PrtgSource, connection: Connection | None, now: datetime, zone: ZoneInfo) -> Observation:
    """Fresh if any sensor of SPSE was checked within `max_age_minutes`."""
    with _client(source) as client:
        sensors, version = _sensors(client, _secrets(connection), source.components, now, [])
    if not sensors:
        return Observation(CheckState.STALE, f"PRTG {version} menjawab, tetapi {_NONE_SEEN}.")
    newest = max((sensor.checked_at for sensor in sensors if sensor.checked_at is not None), default=None)
    if newest is None or now - newest > timedelta(minutes=source.max_age_minutes):
        last = "tidak pernah" if newest is None else f"terakhir {newest.astimezone(zone):%Y-%m-%d %H.%M}"
        return Observation(
            CheckState.STALE,
            f"PRTG {version} menjawab, tetapi sensornya {last} diperiksa, lebih lama dari "
            f"{source.max_age_minutes:g} menit; periksa layanan probe PRTG, sensor yang dijeda, dan jam kedua mesin.",
        )
    down = [sensor.name for sensor in sensors if sensor.state == _DOWN]
    told = f"{len(sensors)} sensor" + (f", {len(down)} di antaranya mati ({_some(down)})" if down else "")
    at = newest.astimezone(zone)
    return Observation(CheckState.OK, f"PRTG {version} menjawab; {told}, pemeriksaan terbaru pukul {at:%H.%M.%S}.")


def read_day(source: PrtgSource, connection: Connection | None, day: Day, now: datetime) -> Reading:
    """Outages, other problems and availability by the log of states; FetchError if PRTG does not answer."""
    reasons: list[str] = []
    secrets = _secrets(connection)
    zone = ZoneInfo(source.zone) if source.zone is not None else day.zone
    with _client(source) as client:
        sensors, version = _sensors(client, secrets, source.components, now, reasons)
        parser = f"API PRTG {version}; {len(sensors)} sensor"
        if now <= day.start:
            return Reading(Coverage(CoverageState.MISSING, (f"hari {day} belum dimulai",), parser=parser))
        if not sensors:
            return Reading(Coverage(CoverageState.MISSING, (_NONE_SEEN,), parser=parser))
        log = _log(client, secrets, day.start - _BEFORE, zone, reasons)

    histories = {sensor.number: _history(sensor, log) for sensor in sensors}
    restarts = [at for at in log.starts if at in day]
    if restarts:
        at = restarts[0].astimezone(day.zone)
        reasons.append(f"layanan PRTG dimulai ulang pukul {at:%H.%M}; tepat sebelum itu tidak ada yang dipantau")
    known = {sensor.number: _availability(sensor, histories[sensor.number], day, now) for sensor in sensors}
    availability = tuple(known[sensor.number] for sensor in sensors if sensor.is_reachability)
    passed = (min(day.end, now) - day.start).total_seconds()
    unseen = [one.component for one in known.values() if 100 * one.unknown_seconds > _MAX_UNSEEN_PCT * passed]
    is_seen = any(one.up_seconds + one.down_seconds > 0 for one in known.values())
    if unseen:
        part = "sebagian hari itu" if is_seen else "hari itu"
        reasons.append(
            f"keadaannya tidak diketahui PRTG pada {part} (dijeda, tidak diperiksa, atau tanpa log): {_some(unseen)}"
        )
    incidents = sorted(
        (one for sensor in sensors for one in _incidents(sensor, histories[sensor.number], day)),
        key=lambda one: (one.started_at, one.component),
    )
    times = sorted(at for sensor in sensors for at, _ in log.changes.get(sensor.number, ()) if at in day)
    per_hour = [0] * HOURS
    for at in times:
        per_hour[at.astimezone(day.zone).hour] += 1
    state = CoverageState.MISSING if not is_seen else CoverageState.PARTIAL if reasons else CoverageState.OK
    return Reading(
        coverage=Coverage(
            state=state,
            reasons=tuple(reasons),
            entry_count=len(times),
            first_at=times[0] if times else None,
            last_at=times[-1] if times else None,
            per_hour=tuple(per_hour),
            parser=parser,
        ),
        failures=failures(incidents, day),
        incidents=tuple(incidents),
        availability=availability if is_seen else (),
    )


def _client(source: PrtgSource) -> WebClient:
    return WebClient(str(source.url), timeout_seconds=source.timeout_seconds)


def _secrets(connection: Connection | None) -> dict[str, str]:
    """What of a query says who asks; never to be shown."""
    if connection is None:
        return {}
    if not connection.login:
        return {"apitoken": connection.password.strip()}
    passhash = connection.extra.get("passhash")
    secret = {"passhash": str(passhash)} if passhash else {"password": connection.password}
    return {"username": connection.login, **secret}


def _table(
    client: WebClient, content: str, parameters: Mapping[str, Any], reasons: list[str]
) -> tuple[list[dict[str, Any]], str]:
    """All rows of a table, and the version of PRTG; more than `_MAX_ROWS` are a reason."""
    rows: list[dict[str, Any]] = []
    while True:
        page = {"content": content, "output": "json", "count": _PAGE, "start": len(rows), **parameters}
        answer = client.get_json("/api/table.json", page)
        found = answer.get(content) if isinstance(answer, dict) else None
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            raise FetchError("/api/table.json tidak menjawab seperti PRTG; periksa 'url'", answered=True)
        rows += found
        if len(found) < _PAGE:
            break
        if len(rows) >= _MAX_ROWS:
            reasons.append(f"tabel {content!r} PRTG melebihi {_MAX_ROWS} baris; sisanya tidak dibaca")
            break
    return rows, _NOT_OF_A_VERSION.sub("", str(answer.get("prtg-version") or "")[:40])


def _sensors(
    client: WebClient, secrets: Mapping[str, str], wanted: Sequence[str], now: datetime, reasons: list[str]
) -> tuple[list[_Sensor], str]:
    """SPSE's sensors: those whose device, own name, or both together match the settings."""
    columns = "objid,device,sensor,type,status,lastcheck,downtimesince,uptimesince"
    rows, version = _table(client, "sensors", {"columns": columns, **secrets}, reasons)
    found: list[_Sensor] = []
    names: set[str] = set()
    for row in rows:
        device, own = str(row.get("device") or ""), str(row.get("sensor") or "")
        if not any(is_watched(name, wanted) for name in (device, own, f"{device}: {own}")):
            continue
        number = str(row.get("objid"))
        name = mask(f"{device}: {own}", 100)
        if name in names:
            name = f"{name} (#{number})"
        names.add(name)
        state = _BY_SENSOR.get(_whole(row.get("status_raw")), _UNKNOWN)
        for_seconds = _number(row.get("downtimesince_raw" if state == _DOWN else "uptimesince_raw"))
        kind = str(row.get("type_raw") or row.get("type") or "").lower()
        found.append(
            _Sensor(
                number,
                name,
                state,
                since=now - timedelta(seconds=for_seconds) if 0 < for_seconds < 1e9 else None,
                checked_at=_moment(row.get("lastcheck_raw")),
                is_reachability=kind.startswith(_REACHABILITY),
            )
        )
    return found, version


def _log(client: WebClient, secrets: Mapping[str, str], since: datetime, zone: ZoneInfo, reasons: list[str]) -> _Log:
    """The log from `since` until now."""
    parameters = {
        "columns": "objid,datetime,type,name,status",
        # In the zone of the account that asks; with days before the day, a wrong zone does no harm.
        "filter_dstart": f"{since.astimezone(zone):%Y-%m-%d-%H-%M-%S}",
        **secrets,
    }
    rows, _ = _table(client, "messages", parameters, reasons)
    changes: dict[str, list[tuple[datetime, str]]] = {}
    starts: list[datetime] = []
    times: list[datetime] = []
    for row in rows:
        at, status = _moment(row.get("datetime_raw")), _whole(row.get("status_raw"))
        if at is None:
            continue
        times.append(at)
        if status == _SYSTEM_START:
            starts.append(at)
        elif status in _BY_LOG:
            changes.setdefault(str(row.get("objid")), []).append((at, _BY_LOG[status]))
    for found in changes.values():
        found.sort()
    # The newest rows come first, so a log that was cut lacks its beginning.
    begins_at = min(times, default=since) if len(rows) >= _MAX_ROWS else since
    return _Log(begins_at, changes, sorted(starts))


def _history(sensor: _Sensor, log: _Log) -> list[_Stretch]:
    """The states of a sensor one after another, as far as they are known."""
    changes = log.changes.get(sensor.number, [])
    if not changes:
        # Nothing has changed since the log begins, so the state of now was that of then.
        begun = log.begins_at if sensor.since is None else min(sensor.since, log.begins_at)
        return [_Stretch(sensor.state, begun, None, is_logged=False)]
    found: list[_Stretch] = []
    if changes[0][1] == _DOWN and changes[0][0] > log.begins_at:
        # It answered until then: a pause or anything else that hides a state would have ended in the log as well.
        found.append(_Stretch(_UP, log.begins_at, changes[0][0], is_logged=False))
    # The same state may be logged again, with another message.
    points = [next(same) for _, same in groupby(changes, key=lambda change: change[1])]
    for (at, state), following in zip_longest(points, points[1:]):
        found.append(_Stretch(state, at, following[0] if following else None))
    if found[-1].state != sensor.state and _UNKNOWN not in (sensor.state, found[-1].state):
        # The log ends in another state than the sensor is in; when it changed is not known.
        found[-1] = _Stretch(_UNKNOWN, found[-1].since, None)
    return found


def _availability(sensor: _Sensor, history: Iterable[_Stretch], day: Day, now: datetime) -> Availability:
    watched: list[Span] = []
    down: list[Span] = []
    for stretch in history:
        if stretch.state == _DOWN:
            down.append((stretch.since, stretch.to or now))
        elif stretch.state != _UNKNOWN:
            # Since the last check nobody has seen it answer.
            watched.append((stretch.since, stretch.to or sensor.checked_at or stretch.since))
    return from_outages(sensor.name, down, watched, day, now)


def _incidents(sensor: _Sensor, history: Iterable[_Stretch], day: Day) -> Iterable[Incident]:
    for stretch in history:
        if stretch.state not in (_DOWN, _WARNING) or not touches(stretch.since, stretch.to, day):
            continue
        is_outage = stretch.state == _DOWN and sensor.is_reachability
        name = "tidak menjawab menurut PRTG" if is_outage else f"sensor PRTG berstatus {stretch.state.title()}"
        begun = stretch.since.isoformat() if stretch.is_logged else "before the log"
        yield Incident(
            incident_id=fingerprint("prtg", sensor.number, stretch.state, begun),
            component=sensor.name,
            name=name,
            severity=Severity.CRITICAL if stretch.state == _DOWN else Severity.WARNING,
            is_outage=is_outage,
            started_at=stretch.since,
            ended_at=stretch.to,
        )


def _moment(raw: Any) -> datetime | None:
    """A time of PRTG's; None for 'never'."""
    days = _number(raw)
    if not 1 <= days < 1e5:
        return None
    # Days as a binary fraction are exact to microseconds only; the log has whole seconds.
    return _EPOCH + timedelta(seconds=round(days * 86400))


def _number(raw: Any) -> float:
    try:
        value = float(raw)
    except (TypeError, ValueError):
        return 0.0
    return value if math.isfinite(value) else 0.0


def _whole(raw: Any) -> int:
    return int(_number(raw))


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (f" dan {len(names) - _SHOWN} lagi" if len(names) > _SHOWN else "")
