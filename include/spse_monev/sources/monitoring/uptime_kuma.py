"""Uptime Kuma: its /metrics for the state of the moment, and a status page's heartbeats for the past.

A component is a monitor. /metrics asks for an API key as the password of an empty user, or, where no API key was ever
made, for user and password. The heartbeats are public, but kept short: the API hands out about the last 100 of each
monitor, so a day that is over is seen in part only, unless monitors are asked rarely. A heartbeat is
``{"status": 0 down, 1 up, 2 pending, 3 maintenance, "time": "2026-11-23 01:02:03.456" (UTC), "msg", "ping": ms}``.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import fmean, median
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from prometheus_client.parser import text_string_to_metric_families

from spse_monev.connections import Connection
from spse_monev.facts import (
    HOURS,
    Availability,
    CheckState,
    Coverage,
    CoverageState,
    Histogram,
    Incident,
    Metric,
    Reading,
    Severity,
)
from spse_monev.period import Day
from spse_monev.sources.availability import downtimes, from_samples
from spse_monev.sources.http import FetchError, WebClient
from spse_monev.sources.monitoring import Observation
from spse_monev.sources.monitoring.incidents import failures, is_watched, touches
from spse_monev.text import fingerprint, mask

if TYPE_CHECKING:
    from spse_monev.settings import UptimeKumaSource

__all__ = ["observe", "read_day"]

_DOWN, _UP, _PENDING, _MAINTENANCE = range(4)
_SPACING = timedelta(seconds=60)  # Uptime Kuma's own default, for a monitor with a single heartbeat
_MAX_UNSEEN_PCT = 5.0  # of a day, before it is a reason
_SHOWN = 3
_PARSER = "detak halaman status Uptime Kuma"


@dataclass(frozen=True, slots=True)
class _Beat:
    at: datetime
    status: int
    ping_ms: float | None


@dataclass(frozen=True, slots=True)
class _Monitor:
    """A monitor on the status page; its name is unique, with its number where the office used the same name twice."""

    number: str
    name: str
    beats: tuple[_Beat, ...]
    is_summed_up: bool  # the page shows days instead of heartbeats

    @property
    def max_gap(self) -> timedelta:
        """For how long a heartbeat tells the state: its timeout and retries can stretch the monitor's interval."""
        spacings = [later.at - one.at for one, later in pairwise(self.beats)]
        return 2.5 * (timedelta(seconds=median(one.total_seconds() for one in spacings)) if spacings else _SPACING)

    @property
    def samples(self) -> list[tuple[datetime, bool]]:
        """What the heartbeats say for certain: a pending one counts as what its repetition showed."""
        found: list[tuple[datetime, bool]] = []
        is_up: bool | None = None
        for beat in reversed(self.beats):
            if beat.status != _PENDING:
                is_up = None if beat.status == _MAINTENANCE else beat.status == _UP
            if is_up is not None:
                found.append((beat.at, is_up))
        return found[::-1]


def observe(source: UptimeKumaSource, connection: Connection | None, now: datetime, zone: ZoneInfo) -> Observation:
    """Does /metrics know monitors of SPSE, and are the status page's heartbeats fresh?"""
    with _client(source, connection) as client:
        status = _metrics(client, source.components).get("monitor_status", {})
        monitors = _monitors(client, source) if source.status_page is not None and status else ()
    if not status:
        return Observation(
            CheckState.STALE,
            "Uptime Kuma menjawab, tetapi tidak memantau apa pun yang cocok; buat monitor, atau periksa 'components'.",
        )
    down = sorted(name for name, value in status.items() if value == _DOWN)
    told = f"{len(status)} monitor" + (f", {len(down)} di antaranya mati ({_some(down)})" if down else "")
    if source.status_page is None:
        return Observation(CheckState.OK, f"Uptime Kuma menjawab; {told}.")
    newest = max((beat.at for monitor in monitors for beat in monitor.beats), default=None)
    if newest is None:
        return Observation(
            CheckState.STALE,
            f"Uptime Kuma menjawab ({told}), tetapi halaman status {source.status_page!r} tidak memuat detak monitor "
            "SPSE; tambahkan monitornya ke halaman itu.",
        )
    if now - newest > timedelta(minutes=source.max_age_minutes):
        return Observation(
            CheckState.STALE,
            f"Uptime Kuma menjawab ({told}), tetapi detak terbaru dari {newest.astimezone(zone):%Y-%m-%d %H.%M}, lebih "
            f"lama dari {source.max_age_minutes:g} menit; periksa apakah monitornya dijeda, dan jam kedua mesin.",
        )
    return Observation(
        CheckState.OK, f"Uptime Kuma menjawab; {told}, detak terbaru pukul {newest.astimezone(zone):%H.%M.%S}."
    )


def read_day(source: UptimeKumaSource, connection: Connection | None, day: Day, now: datetime) -> Reading:
    """Outages, availability and latency as far as the heartbeats reach back; FetchError if it does not answer."""
    with _client(source, connection) as client:
        current = _metrics(client, source.components)
        monitors = _monitors(client, source) if source.status_page is not None else ()
    if now <= day.start:
        return Reading(Coverage(CoverageState.MISSING, (f"hari {day} belum dimulai",), parser=_PARSER))
    # /metrics tells of now only: of yesterday's end at the latest, when the day is read on the next.
    certificates = tuple(
        Metric("certificate_days", value, name)
        for name, value in sorted(current.get("monitor_cert_days_remaining", {}).items())
        if now - day.end < timedelta(days=1)
    )
    if source.status_page is None:
        reason = (
            "Uptime Kuma hanya memberi keadaan sesaat lewat /metrics; isi 'status_page' dengan halaman status yang "
            "memuat monitor SPSE agar riwayatnya terbaca"
        )
        state = CoverageState.PARTIAL if certificates else CoverageState.MISSING
        return Reading(Coverage(state, (reason,), parser="/metrics Uptime Kuma"), metrics=certificates)

    raw = [monitor for monitor in monitors if not monitor.is_summed_up]
    availability = tuple(
        from_samples(monitor.name, monitor.samples, day, now, monitor.max_gap) for monitor in raw if monitor.beats
    )
    coverage = _coverage(source.status_page, monitors, availability, set(current.get("monitor_status", {})), day, now)
    if coverage.state is CoverageState.MISSING:
        return Reading(coverage)
    incidents = sorted(
        (incident for monitor in raw for incident in _outages(monitor, day)),
        key=lambda one: (one.started_at, one.component),
    )
    return Reading(
        coverage=coverage,
        failures=failures(incidents, day),
        metrics=(*(metric for monitor in raw for metric in _latency(monitor, day)), *certificates),
        incidents=tuple(incidents),
        availability=availability,
    )


def _client(source: UptimeKumaSource, connection: Connection | None) -> WebClient:
    auth = None if connection is None else (connection.login, connection.password)
    return WebClient(str(source.url), timeout_seconds=source.timeout_seconds, auth=auth)


def _metrics(client: WebClient, wanted: Sequence[str]) -> dict[str, dict[str, float]]:
    """The figures of /metrics by their name and the name of the monitor, of those that belong to SPSE."""
    text = client.get_text("/metrics")
    found: dict[str, dict[str, float]] = {}
    try:
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                name = sample.labels.get("monitor_name")
                if name is not None and is_watched(name, wanted) and math.isfinite(sample.value):
                    found.setdefault(sample.name, {})[_shown(name)] = sample.value
    except (ValueError, IndexError, KeyError, AttributeError) as error:
        raise FetchError(
            "/metrics menjawab, tetapi isinya bukan metrik Prometheus; periksa apakah 'url' milik Uptime Kuma",
            answered=True,
        ) from error
    return found


def _monitors(client: WebClient, source: UptimeKumaSource) -> tuple[_Monitor, ...]:
    """The monitors of the status page that belong to SPSE, with their heartbeats in the order of time."""
    page = client.get_json(f"/api/status-page/{source.status_page}")
    beats = client.get_json(f"/api/status-page/heartbeat/{source.status_page}")
    try:
        names = {str(one["id"]): str(one["name"]) for group in page["publicGroupList"] for one in group["monitorList"]}
        lists = {number: list(beats["heartbeatList"].get(number, ())) for number in names}
        shared = Counter(names.values())
        return tuple(
            _Monitor(
                number,
                _shown(name if shared[name] == 1 else f"{name} (#{number})"),
                tuple(sorted(map(_beat, filter(None, lists[number])), key=lambda beat: beat.at)),
                # Where the page is set to a number of days, a place without data is a plain 0, and times are ISO 8601.
                is_summed_up=any(not one or "T" in one["time"] for one in lists[number]),
            )
            for number, name in names.items()
            if is_watched(name, source.components)
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise FetchError(
            f"halaman status {source.status_page!r} tidak menjawab seperti Uptime Kuma; periksa 'url' dan "
            "'status_page'",
            answered=True,
        ) from error


def _beat(raw: dict[str, Any]) -> _Beat:
    at = datetime.fromisoformat(raw["time"])
    ping = raw.get("ping")
    return _Beat(
        at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC),
        int(raw["status"]),
        float(ping) if ping is not None and 0 <= float(ping) < math.inf else None,
    )


def _outages(monitor: _Monitor, day: Day) -> Iterable[Incident]:
    for started_at, ended_at in downtimes(monitor.samples, monitor.max_gap):
        if touches(started_at, ended_at, day):
            yield Incident(
                incident_id=fingerprint("uptime_kuma", monitor.number, started_at.isoformat()),
                component=monitor.name,
                name="tidak menjawab menurut Uptime Kuma",
                severity=Severity.CRITICAL,
                is_outage=True,
                started_at=started_at,
                ended_at=ended_at,
            )


def _latency(monitor: _Monitor, day: Day) -> Iterable[Metric]:
    pings = [
        beat.ping_ms for beat in monitor.beats if beat.at in day and beat.status == _UP and beat.ping_ms is not None
    ]
    if not pings:
        return
    yield Metric("probe_latency_mean_ms", fmean(pings), monitor.name)
    p95 = Histogram.of(pings).percentile(0.95)
    if p95 is not None:
        yield Metric("probe_latency_p95_ms", min(p95, max(pings)), monitor.name)
    yield Metric("probe_latency_max_ms", max(pings), monitor.name)


def _coverage(
    page: str,
    monitors: Sequence[_Monitor],
    availability: Sequence[Availability],
    known: set[str],
    day: Day,
    now: datetime,
) -> Coverage:
    """How much of the day the heartbeats tell of."""
    if not monitors:
        reason = f"halaman status {page!r} tidak memuat monitor yang cocok; tambahkan monitor SPSE, atau periksa "
        return Coverage(CoverageState.MISSING, (f"{reason}'components'",), parser=_PARSER)
    reasons = []
    summed_up = [monitor.name for monitor in monitors if monitor.is_summed_up]
    if summed_up:
        reasons.append(
            f"halaman status {page!r} menampilkan ringkasan per hari, bukan detak; atur rentang bilah detaknya ke "
            "'Auto'"
        )
    silent = [monitor.name for monitor in monitors if not monitor.beats and not monitor.is_summed_up]
    if silent:
        reasons.append(f"tanpa detak: {_some(silent)}")
    absent = sorted(known - {monitor.name for monitor in monitors})
    if absent:
        reasons.append(f"tidak ada di halaman status {page!r}, jadi riwayatnya tidak terbaca: {_some(absent)}")

    passed = (min(day.end, now) - day.start).total_seconds()
    unseen = [one for one in availability if 100 * one.unknown_seconds > _MAX_UNSEEN_PCT * passed]
    if unseen:
        least = min(100 * (1 - one.unknown_seconds / passed) for one in unseen)
        reasons.append(
            "API Uptime Kuma hanya memberi sekitar 100 detak terakhir per monitor; hari itu hanya terlihat sebagian "
            f"(paling sedikit {least:.0f}%): {_some([one.component for one in unseen])}"
        )
    per_hour = [0] * HOURS
    times = sorted(
        beat.at for monitor in monitors if not monitor.is_summed_up for beat in monitor.beats if beat.at in day
    )
    for at in times:
        per_hour[at.astimezone(day.zone).hour] += 1
    maintained = [m.name for m in monitors if any(b.status == _MAINTENANCE and b.at in day for b in m.beats)]
    if maintained:
        reasons.append(f"dalam pemeliharaan terjadwal pada sebagian hari itu: {_some(maintained)}")
    if not times:
        state = CoverageState.MISSING
        reasons = reasons or [f"halaman status {page!r} tidak memuat detak dari tanggal {day}"]
    else:
        state = CoverageState.PARTIAL if reasons else CoverageState.OK
    return Coverage(
        state=state,
        reasons=tuple(reasons),
        entry_count=len(times),
        first_at=times[0] if times else None,
        last_at=times[-1] if times else None,
        per_hour=tuple(per_hour),
        parser=f"{_PARSER}; {len(monitors)} monitor",
    )


def _shown(name: str) -> str:
    return mask(name, 100)


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (f" dan {len(names) - _SHOWN} lagi" if len(names) > _SHOWN else "")
