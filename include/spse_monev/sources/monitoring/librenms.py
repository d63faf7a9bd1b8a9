"""LibreNMS by its API v0: devices, their outages, and the log of its alerts.

A component is a device, called by its display name, host name or sysName, whichever is the first that is no address.
Outages have Unix times. Times of alerts and polls are 'YYYY-MM-DD HH:MM:SS' in the server's zone, which the API does
not tell. Nor does it tell at which times of a day the poller did not run: a device counts as watched from its first
poll to its last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from spse_monev.connections import Connection
from spse_monev.facts import HOURS, CheckState, Coverage, CoverageState, Incident, Reading, Severity
from spse_monev.period import Day
from spse_monev.sources.availability import Span, from_outages
from spse_monev.sources.http import FetchError, WebClient
from spse_monev.sources.monitoring import Observation
from spse_monev.sources.monitoring.incidents import failures, is_watched, severity_of, touches
from spse_monev.text import fingerprint, mask

if TYPE_CHECKING:
    from spse_monev.settings import LibreNmsSource

__all__ = ["observe", "read_day"]

_MAX_DEVICES = 200  # each is asked for its outages by a request of its own
_PAGE, _MAX_LOGGED = 500, 20_000  # rows of the alert log
# How far before and after the day the two ends of an alert are looked for.
_AROUND = timedelta(days=14)
_CLEAR, _ACTIVE, _ACKNOWLEDGED = 0, 1, 2  # LibreNMS\Enum\AlertState; others: worse, better, changed
# A rule that only asks whether the device answers says what the device's outages say.
_ASKS_IF_DOWN = re.compile(r"macros\.device_down|devices\.status\b")
_OUTAGE_SLACK = timedelta(minutes=15)  # rules are evaluated after polls, every five minutes
_NOT_OF_A_VERSION = re.compile(r"[^\w.+-]")
_SHOWN = 3
_NONE_SEEN = "tidak ada perangkat SPSE yang terlihat; periksa 'components', dan beri pemilik tokennya hak baca"


@dataclass(frozen=True, slots=True)
class _Device:
    number: str
    name: str  # unique
    is_up: bool
    added_at: datetime | None
    polled_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    severity: Severity
    asks_if_down: bool


def observe(source: LibreNmsSource, connection: Connection | None, now: datetime, zone: ZoneInfo) -> Observation:
    """Fresh if LibreNMS polled any of its devices within `max_age_minutes`."""
    with _client(source, connection) as client:
        version = _version(client)
        every = _devices(client, (), _zone(source, zone))
        ours = _devices(client, source.components, _zone(source, zone)) if source.components else every
    if not ours:
        return Observation(CheckState.STALE, f"LibreNMS {version} menjawab, tetapi {_NONE_SEEN}.")
    # Of all devices: one that is down is not polled, and that is no fault of LibreNMS.
    newest = max((device.polled_at for device in every if device.polled_at is not None), default=None)
    if newest is None or now - newest > timedelta(minutes=source.max_age_minutes):
        last = "tidak pernah" if newest is None else f"terakhir {newest.astimezone(zone):%Y-%m-%d %H.%M}"
        return Observation(
            CheckState.STALE,
            f"LibreNMS {version} menjawab, tetapi perangkatnya {last} diperiksa, lebih lama dari "
            f"{source.max_age_minutes:g} menit; periksa pollernya, jam kedua mesin, dan 'zone'.",
        )
    down = [device.name for device in ours if not device.is_up]
    told = f"{len(ours)} perangkat" + (f", {len(down)} di antaranya mati ({_some(down)})" if down else "")
    at = newest.astimezone(zone)
    return Observation(CheckState.OK, f"LibreNMS {version} menjawab; {told}, pemeriksaan terbaru pukul {at:%H.%M.%S}.")


def read_day(source: LibreNmsSource, connection: Connection | None, day: Day, now: datetime) -> Reading:
    """Outages and availability of devices, and alerts; FetchError if LibreNMS does not answer as it should."""
    zone = _zone(source, day.zone)
    reasons: list[str] = []
    with _client(source, connection) as client:
        parser = f"API LibreNMS {_version(client)} (jeda poller tidak terlihat)"
        devices = _devices(client, source.components, zone)
        if now <= day.start:
            return Reading(Coverage(CoverageState.MISSING, (f"hari {day} belum dimulai",), parser=parser))
        if not devices:
            return Reading(Coverage(CoverageState.MISSING, (_NONE_SEEN,), parser=parser))
        if len(devices) > _MAX_DEVICES:
            reasons.append(
                f"riwayat mati hanya dibaca dari {_MAX_DEVICES} di antara {len(devices)} perangkat; persempit "
                "'components'"
            )
            devices = devices[:_MAX_DEVICES]
        outages = _outages(client, devices, day, reasons)
        alerts = _alerts(client, {device.number: device for device in devices}, outages, zone, day, now, reasons)

    availability = tuple(
        from_outages(device.name, _ended(outages[device.number], now), _watched(device, day), day, now)
        for device in devices
        if device.number in outages
    )
    unseen = [one.component for one in availability if one.up_seconds + one.down_seconds == 0]
    late = [
        one.component
        for one in availability
        if one.unknown_seconds > 0.05 * _passed(day, now) and one.component not in unseen
    ]
    if unseen:
        reasons.append(f"tidak diperiksa LibreNMS pada hari itu: {_some(unseen)}")
    if late:
        reasons.append(f"hanya diperiksa LibreNMS pada sebagian hari itu: {_some(late)}")
    incidents = sorted(
        (*_as_incidents(devices, outages, day), *alerts), key=lambda one: (one.started_at, one.component, one.name)
    )
    is_missing = not outages or len(unseen) == len(devices)
    state = CoverageState.MISSING if is_missing else CoverageState.PARTIAL if reasons else CoverageState.OK
    per_hour = [0] * HOURS
    for incident in incidents:
        if incident.started_at in day:
            per_hour[incident.started_at.astimezone(day.zone).hour] += 1
    return Reading(
        coverage=Coverage(
            state, tuple(reasons), entry_count=len(incidents), per_hour=tuple(per_hour),
            parser=f"{parser}; {len(devices)} perangkat",
        ),
        failures=failures(incidents, day),
        incidents=tuple(incidents),
        availability=() if is_missing else availability,
    )  # fmt: skip


def _client(source: LibreNmsSource, connection: Connection | None) -> WebClient:
    token = connection.password.strip() if connection is not None else ""
    if not token.isascii() or (token and not token.isprintable()):
        raise FetchError(
            "LibreNMS tidak dapat ditanya: token di koneksinya berisi karakter yang tidak mungkin ada di token; salin "
            "ulang tokennya"
        )
    headers = {"X-Auth-Token": token} if token else {}
    return WebClient(str(source.url), timeout_seconds=source.timeout_seconds, headers=headers)


def _zone(source: LibreNmsSource, site: ZoneInfo) -> ZoneInfo:
    return ZoneInfo(source.zone) if source.zone is not None else site


def _rows(client: WebClient, path: str, name: str, params: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """The rows of an answer `{"status": "ok", <name>: [...]}`."""
    answer = client.get_json(f"/api/v0/{path}", params)
    rows = answer.get(name) if isinstance(answer, dict) and answer.get("status") == "ok" else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise FetchError(
            f"/api/v0/{path.split('/')[0]} tidak menjawab seperti LibreNMS; periksa 'url' dan versinya", answered=True
        )
    return rows


def _version(client: WebClient) -> str:
    rows = _rows(client, "system", "system")
    return _NOT_OF_A_VERSION.sub("", str(rows[0].get("local_ver") or "")[:40]) if rows else ""


def _devices(client: WebClient, wanted: Sequence[str], zone: ZoneInfo) -> list[_Device]:
    """The devices that LibreNMS polls and that belong to SPSE, by any of their names."""
    found: list[_Device] = []
    names: set[str] = set()
    for row in _rows(client, "devices", "devices", {"type": "active"}):
        # A display name may be a template, which LibreNMS itself fills in.
        own = [str(row.get(key) or "") for key in ("display", "hostname", "sysName")]
        own = [name for name in own if name and "{{" not in name]
        number = str(row.get("device_id"))
        if not own or not any(is_watched(name, wanted) for name in own):
            continue
        name = mask(next((name for name in own if not _is_address(name)), f"perangkat {number}"), 100)
        if name in names:
            name = f"{name} (#{number})"
        names.add(name)
        found.append(
            _Device(
                number,
                name,
                is_up=str(row.get("status")) in ("1", "True"),
                added_at=_moment(row.get("inserted"), zone),
                polled_at=_moment(row.get("last_polled"), zone),
            )
        )
    return found


def _outages(
    client: WebClient, devices: Iterable[_Device], day: Day, reasons: list[str]
) -> dict[str, list[tuple[datetime, datetime | None]]]:
    """The outages of each device that touch the day; a device that could not be asked is left out, and a reason."""
    found: dict[str, list[tuple[datetime, datetime | None]]] = {}
    failed: list[str] = []
    problem = ""
    for device in devices:
        try:
            rows = _rows(client, f"devices/{device.number}/outages", "outages")
            spans = [
                (_unix(row["going_down"]), _unix(row["up_again"]) if row.get("up_again") else None) for row in rows
            ]
        except (FetchError, KeyError, TypeError, ValueError, OverflowError, OSError) as error:
            failed.append(device.name)
            problem = f": {error}" if isinstance(error, FetchError) else ": jawabannya tidak terbaca"
            if isinstance(error, FetchError) and not error.answered:
                raise  # what does not answer one will not answer the others
        else:
            found[device.number] = [span for span in spans if touches(*span, day)]
    if failed:
        reasons.append(f"riwayat mati tidak terbaca untuk {_some(failed)}{problem}")
    return found


def _as_incidents(
    devices: Iterable[_Device], outages: Mapping[str, Iterable[tuple[datetime, datetime | None]]], day: Day
) -> Iterable[Incident]:
    for device in devices:
        for started_at, ended_at in outages.get(device.number, ()):
            yield Incident(
                incident_id=fingerprint("librenms", "outage", device.number, started_at.isoformat()),
                component=device.name,
                name="tidak menjawab menurut LibreNMS",
                severity=Severity.CRITICAL,
                is_outage=True,
                started_at=started_at,
                ended_at=ended_at,
            )


def _alerts(
    client: WebClient,
    devices: Mapping[str, _Device],
    outages: Mapping[str, Sequence[tuple[datetime, datetime | None]]],
    zone: ZoneInfo,
    day: Day,
    now: datetime,
    reasons: list[str],
) -> list[Incident]:
    """The alerts that touch the day, without those that only say that a device is down when an outage says so."""
    try:
        rules = {
            str(row.get("id")): _Rule(
                mask(str(row.get("name") or ""), 300),
                Severity.INFO if row.get("severity") == "ok" else severity_of(str(row.get("severity") or "")),
                bool(_ASKS_IF_DOWN.search(f"{row.get('rule')} {row.get('builder')} {row.get('query')}"[:20_000])),
            )
            for row in _rows(client, "rules", "rules")
        }
        spans = _alert_spans(client, devices, zone, day, now, reasons)
    except FetchError as error:
        reasons.append(f"riwayat peringatan tidak terbaca: {error}")
        return []
    found = []
    for (number, rule_number), started_at, ended_at in spans:
        rule = rules.get(rule_number, _Rule(f"aturan {rule_number}", Severity.WARNING, asks_if_down=False))
        if not touches(started_at, ended_at, day):
            continue
        if rule.asks_if_down and any(
            (ended_at is None or since - _OUTAGE_SLACK <= ended_at) and (to is None or started_at <= to + _OUTAGE_SLACK)
            for since, to in outages.get(number, ())
        ):
            continue
        found.append(
            Incident(
                incident_id=fingerprint("librenms", "alert", number, rule_number, started_at.isoformat()),
                component=devices[number].name,
                name=rule.name,
                severity=rule.severity,
                is_outage=rule.asks_if_down,
                started_at=started_at,
                ended_at=ended_at,
            )
        )
    return found


def _alert_spans(
    client: WebClient, devices: Mapping[str, _Device], zone: ZoneInfo, day: Day, now: datetime, reasons: list[str]
) -> list[tuple[tuple[str, str], datetime, datetime | None]]:
    """From when to when each rule's alert was on for each device: by the log, and by the list of those still on."""
    until = min(now, day.end + _AROUND)
    window = {
        "from": f"{(day.start - _AROUND).astimezone(zone):%Y-%m-%d %H:%M:%S}",
        "to": f"{until.astimezone(zone):%Y-%m-%d %H:%M:%S}",
        "limit": _PAGE,
    }
    rows: list[dict[str, Any]] = []
    while len(rows) < _MAX_LOGGED:
        page = _rows(client, "logs/alertlog", "logs", {**window, "start": len(rows)})
        rows += page
        if len(page) < _PAGE:
            break
    else:
        reasons.append(f"log peringatan melebihi {_MAX_LOGGED} baris; yang terbaru tidak dibaca")
    changes = sorted(
        (at, (str(row.get("device_id")), str(row.get("rule_id"))), str(row.get("state")))
        for row in rows
        if (at := _moment(row.get("time_logged"), zone)) is not None
    )
    found: list[tuple[tuple[str, str], datetime, datetime | None]] = []
    on: dict[tuple[str, str], datetime] = {}
    for at, key, state in changes:
        if key[0] not in devices:
            continue
        if state != str(_CLEAR):
            on.setdefault(key, at)
        elif key in on:
            found.append((key, on.pop(key), at))
    found += [(key, started_at, None) for key, started_at in on.items()]
    for still_on in (_ACTIVE, _ACKNOWLEDGED):
        for row in _rows(client, "alerts", "alerts", {"state": still_on}):
            key = (str(row.get("device_id")), str(row.get("rule_id")))
            changed_at = _moment(row.get("timestamp"), zone)
            if key[0] in devices and key not in on and changed_at is not None and changed_at < day.start - _AROUND:
                found.append((key, changed_at, None))
    return found


def _watched(device: _Device, day: Day) -> list[Span]:
    if device.polled_at is None:
        return []
    return [(device.added_at or day.start, device.polled_at)]


def _ended(outages: Iterable[tuple[datetime, datetime | None]], now: datetime) -> list[Span]:
    return [(since, now if to is None else to) for since, to in outages]


def _passed(day: Day, now: datetime) -> float:
    return (min(day.end, now) - day.start).total_seconds()


def _moment(value: Any, zone: ZoneInfo) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return None  # never, or '0000-00-00 00:00:00'
    return at.replace(tzinfo=zone) if at.tzinfo is None else at


def _unix(value: Any) -> datetime:
    return datetime.fromtimestamp(float(value), UTC)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (f" dan {len(names) - _SHOWN} lagi" if len(names) > _SHOWN else "")
