"""Prometheus, with or without Alertmanager.

A component is an `instance`. Its state is `up`, or `probe_success` and `pg_up` where an exporter looks at something
else than itself; outages come from those samples, other problems from the alerts that fired, and figures of hosts
from node_exporter or windows_exporter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from spse_monev.connections import Connection
from spse_monev.facts import HOURS, CheckState, Coverage, CoverageState, Reading
from spse_monev.period import Day
from spse_monev.sources.availability import from_samples
from spse_monev.sources.http import FetchError
from spse_monev.sources.monitoring import Observation
from spse_monev.sources.monitoring.access import open_client
from spse_monev.sources.monitoring.incidents import failures, is_watched
from spse_monev.sources.monitoring.prometheus import alerts, states
from spse_monev.sources.monitoring.prometheus.api import PrometheusApi, Series
from spse_monev.sources.monitoring.prometheus.hosts import host_metrics

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from spse_monev.settings import PrometheusSource

__all__ = ["observe", "read_day"]

Found = TypeVar("Found")

MIN_COVERED_PCT = 95.0
_SHOWN = 5  # names or gaps in one sentence


def observe(source: PrometheusSource, connection: Connection | None, now: datetime, zone: ZoneInfo) -> Observation:
    """Are Prometheus and Alertmanager ready, and does it have fresh samples of what belongs to SPSE?"""
    with open_client(source.url, connection, source.timeout_seconds) as client:
        api = PrometheusApi(client)
        api.ready()
        since = now - timedelta(minutes=source.max_age_minutes)
        # Up to a moment after now, for a server whose clock is a little ahead.
        fresh = _watched(api.samples("up", since, now + timedelta(minutes=1)), source.components)
        if not fresh:
            return Observation(CheckState.STALE, _no_fresh_samples(api, source, now, zone))
    if source.alertmanager_url is not None:
        with open_client(source.alertmanager_url, connection, source.timeout_seconds) as client:
            client.get_text("/-/healthy")
            client.get_json("/api/v2/status")
    newest = datetime.fromtimestamp(max(one.samples[-1][0] for one in fresh), UTC).astimezone(zone)
    down = _instances(one for one in fresh if one.samples[-1][1] == 0)
    targets = f"{len(fresh)} sasaran terpantau, pengukuran terbaru pukul {newest:%H.%M.%S}"
    if down:
        targets += f"; {len(down)} di antaranya tidak menjawab: {_some(down)}"
    alertmanager = " dan Alertmanager" if source.alertmanager_url is not None else ""
    return Observation(CheckState.OK, f"Prometheus{alertmanager} menjawab; {targets}.")


def read_day(source: PrometheusSource, connection: Connection | None, day: Day, now: datetime) -> Reading:
    """Availability, outages, alerts and figures of hosts; FetchError if there is no answer about `up`."""
    reasons: list[str] = []
    with open_client(source.url, connection, source.timeout_seconds) as client:
        api = PrometheusApi(client)
        end = min(day.end_utc, now)
        names = "|".join(states.METRICS)
        series = api.samples(f'{{__name__=~"{names}"}}', day.start_utc, end)
        every = [one for one in series if one.labels.get("__name__") == "up"]
        coverage = _coverage(api, every or series, source.components, day, now)
        if coverage.state is CoverageState.MISSING:
            return Reading(coverage)
        probed = _or_reason(reasons, "daftar sasaran", api.probe_targets)
        components = states.components_of(series, set(probed), source.components)
        outages = states.outages(api, components, day, now)
        rules = _or_reason(reasons, "aturan peringatan", api.alert_rules)
        fired = _or_reason(reasons, "riwayat peringatan", lambda: alerts.fired(api, rules, source.components, day, now))
        metrics = _or_reason(reasons, "ukuran host", lambda: host_metrics(api, source.components, day, now))
        reasons += [f"Prometheus memperingatkan: {warning}" for warning in sorted(api.warnings)[:_SHOWN]]
    if source.alertmanager_url is not None:
        fired += _or_reason(
            reasons,
            "peringatan di Alertmanager",
            lambda: alerts.without_known(_from_alertmanager(source, connection, day, now), fired),
        )
    incidents = alerts.incidents(outages, fired)
    return Reading(
        coverage=_with(coverage, reasons),
        failures=failures(incidents, day),
        metrics=tuple(metrics),
        incidents=incidents,
        availability=states.availability(components, day, now),
    )


def _from_alertmanager(
    source: PrometheusSource, connection: Connection | None, day: Day, now: datetime
) -> list[alerts.Alert]:
    assert source.alertmanager_url is not None  # noqa: S101 - for the type checker; asked by the caller
    with open_client(source.alertmanager_url, connection, source.timeout_seconds) as client:
        return alerts.known_to_alertmanager(client, source.components, day, now)


def _or_reason(reasons: list[str], what: str, read: Callable[[], Iterable[Found]]) -> list[Found]:
    """What could be read; what could not is a reason, and the rest of the day is still told."""
    try:
        return list(read())
    except FetchError as error:
        reasons.append(f"{what} tidak terbaca: {error}")
        return []


def _coverage(api: PrometheusApi, series: Sequence[Series], wanted: Sequence[str], day: Day, now: datetime) -> Coverage:
    """How much of the day Prometheus took samples of anything, and whether they are of what belongs to SPSE."""
    end = min(day.end_utc, now)
    parser = _parser(api)
    if end <= day.start_utc:
        return Coverage(CoverageState.MISSING, (f"hari {day} belum dimulai",), parser=parser)
    if not series:
        return Coverage(CoverageState.MISSING, (_nothing(api, day, now),), parser=parser)
    watched = _watched(series, wanted)
    if not watched:
        reason = f"tidak ada sasaran Prometheus yang cocok dengan 'components' ({_some(wanted)})"
        return Coverage(CoverageState.MISSING, (reason,), parser=parser)

    # Quarters of a minute are exact enough here, and few even where there are many targets.
    looks = sorted({at // 15 * 15 for one in series for at, _ in one.samples})
    max_gap = max(states.gap_of(one.samples) for one in series)
    covered = from_samples("", [(states.moment(at), True) for at in looks], day, now, max_gap)
    covered_pct = 100 * covered.up_seconds / (end - day.start_utc).total_seconds()
    reasons = []
    if covered_pct < MIN_COVERED_PCT:
        reasons.append(
            f"Prometheus hanya punya pengukuran untuk {covered_pct:.1f}% hari itu; kosong pukul "
            f"{_gaps(looks, day, end, max_gap)}{_retention(api, day, now)}"
        )
    names = {one.labels.get("instance", "") for one in watched}
    absent = [name for name in wanted if not any(is_watched(one, (name,)) for one in names)]
    if absent:
        reasons.append(f"tidak dipantau Prometheus: {_some(absent)}")
    per_hour = [0] * HOURS
    for one in watched:
        for at, _ in one.samples:
            per_hour[datetime.fromtimestamp(at, day.zone).hour] += 1
    return Coverage(
        state=CoverageState.PARTIAL if reasons else CoverageState.OK,
        reasons=tuple(reasons),
        entry_count=sum(per_hour),
        first_at=states.moment(min(one.samples[0][0] for one in watched)),
        last_at=states.moment(max(one.samples[-1][0] for one in watched)),
        per_hour=tuple(per_hour),
        parser=parser,
    )


def _with(coverage: Coverage, reasons: Sequence[str]) -> Coverage:
    if not reasons:
        return coverage
    return replace(coverage, state=CoverageState.PARTIAL, reasons=(*coverage.reasons, *reasons))


def _watched(series: Sequence[Series], wanted: Sequence[str]) -> list[Series]:
    return [one for one in series if is_watched(one.labels.get("instance", ""), wanted)]


def _no_fresh_samples(api: PrometheusApi, source: PrometheusSource, now: datetime, zone: ZoneInfo) -> str:
    """Why there is no fresh sample: none at all, none of SPSE, or only old ones."""
    newest = api.latest("max by (instance) (timestamp(up) or max_over_time(timestamp(up)[1d:1m]))", now)
    if not newest:
        return (
            "Prometheus menjawab, tetapi sehari ini tidak mengukur satu sasaran pun; isi 'scrape_configs', atau "
            "periksa jam kedua mesin."
        )
    ours = _watched(newest, source.components)
    if not ours:
        return (
            f"Prometheus menjawab, tetapi tidak ada sasaran yang cocok dengan 'components' "
            f"({_some(source.components)}); yang ada: {_some(_instances(newest))}."
        )
    at = states.moment(max(one.samples[-1][1] for one in ours)).astimezone(zone)
    return (
        f"Prometheus menjawab, tetapi pengukuran terbaru dari {at:%Y-%m-%d %H.%M}, lebih tua dari "
        f"{source.max_age_minutes:g} menit; periksa apakah sasarannya masih terdaftar, dan jam kedua mesin."
    )


def _parser(api: PrometheusApi) -> str:
    try:
        return f"Prometheus {api.version()}".strip()
    except FetchError:
        return "API Prometheus"  # of another program that speaks it


def _nothing(api: PrometheusApi, day: Day, now: datetime) -> str:
    return (
        f"Prometheus tidak punya pengukuran 'up' tanggal {day}: waktu itu tidak berjalan, atau datanya sudah dihapus"
        f"{_retention(api, day, now)}"
    )


def _retention(api: PrometheusApi, day: Day, now: datetime) -> str:
    """' (...)' with how long data are kept, where the day is old enough for that to matter."""
    if now - day.end < timedelta(days=1):
        return ""
    try:
        return f" (Prometheus menyimpan data {api.retention()})"
    except FetchError:
        return ""


def _gaps(looks: Sequence[float], day: Day, end: datetime, max_gap: timedelta) -> str:
    """Where nothing was looked at, as times of the day."""
    seconds = max_gap.total_seconds()
    bounds = [day.start.timestamp() - seconds, *looks, end.timestamp()]
    gaps = [(one + seconds, later) for one, later in pairwise(bounds) if later - one > seconds]

    def clock(at: float) -> str:
        return "24.00" if at >= day.end.timestamp() else datetime.fromtimestamp(at, day.zone).strftime("%H.%M")

    longest = sorted(sorted(gaps, key=lambda gap: gap[0] - gap[1])[:_SHOWN])
    shown = ", ".join(f"{clock(since)}–{clock(until)}" for since, until in longest)
    return shown + (f" dan {len(gaps) - _SHOWN} lagi" if len(gaps) > _SHOWN else "")


def _instances(series: Iterable[Series]) -> list[str]:
    return sorted({one.labels.get("instance", "") for one in series})


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(name[:100] for name in names[:_SHOWN])
    return shown + (f" dan {len(names) - _SHOWN} lagi" if len(names) > _SHOWN else "")
