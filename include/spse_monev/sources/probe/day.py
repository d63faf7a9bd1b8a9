"""A day as the office's own probes saw it: availability and outages of each target, and how long answers took."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from spse_monev.facts import (
    HOURS,
    Availability,
    Coverage,
    CoverageState,
    FailureCount,
    Incident,
    Metric,
    ProbeResult,
    Reading,
    Severity,
)
from spse_monev.period import Day
from spse_monev.settings import ProbeSource
from spse_monev.sources.availability import downtimes, from_samples
from spse_monev.text import fingerprint

# A probe that comes late is no gap; two that are missing are.
GAP_INTERVALS = 2.5
MAX_UNKNOWN_PCT = 5.0
NAMES_SHOWN = 5


def day_reading(source: ProbeSource, results: Sequence[ProbeResult], day: Day, now: datetime) -> Reading:
    """The figures of a day from the stored tries of its targets.

    `results` may reach beyond the day on both sides, and should: those before it tell when an outage that was on at
    midnight began, those after it when one ended. What has left the settings since is still told of the day.

    An outage counts as a failure on the day it began. Times of answers are those of tries that found the target up.
    """
    by_component: dict[str, list[ProbeResult]] = {target.name: [] for target in source.targets}
    for result in sorted(results, key=lambda result: result.probed_at):
        by_component.setdefault(result.component, []).append(result)
    of_day = {name: [one for one in found if one.probed_at in day] for name, found in by_component.items()}
    gone = set(by_component) - {target.name for target in source.targets}
    for name in [name for name in gone if not of_day[name]]:
        del by_component[name], of_day[name]
    seen = sorted(one.probed_at for found in of_day.values() for one in found)
    parser = f"probe sendiri, tiap {source.every_minutes} menit"
    if not seen:
        reason = (
            f"tidak ada probe pada {day}; periksa apakah DAG spse_probe aktif (tidak dijeda) atau 'spse probe' "
            "dijalankan oleh cron"
        )
        return Reading(Coverage(CoverageState.MISSING, reasons=(reason,), parser=parser))

    max_gap = GAP_INTERVALS * timedelta(minutes=source.every_minutes)
    availability: list[Availability] = []
    incidents: list[Incident] = []
    metrics: list[Metric] = []
    for name, found in by_component.items():
        availability.append(
            from_samples(name, [(one.probed_at, one.is_up) for one in found], day, now, max_gap),
        )
        incidents += _incidents(name, found, day, now, max_gap)
        metrics += _metrics(name, of_day[name])

    reasons = [*_unknown(availability), *_all_at_once(source, of_day)]
    return Reading(
        Coverage(
            state=CoverageState.PARTIAL if reasons else CoverageState.OK,
            reasons=tuple(reasons),
            entry_count=len(seen),
            first_at=seen[0],
            last_at=seen[-1],
            per_hour=_per_hour(seen, day),
            parser=parser,
        ),
        failures=_failures(incidents, day),
        metrics=tuple(metrics),
        incidents=tuple(incidents),
        availability=tuple(availability),
    )


def _incidents(name: str, found: Sequence[ProbeResult], day: Day, now: datetime, max_gap: timedelta) -> list[Incident]:
    """The outages of a target that lie in the day, at least in part."""
    incidents: list[Incident] = []
    evidence = {one.probed_at: one.evidence for one in found if not one.is_up}
    for began, over in downtimes([(one.probed_at, one.is_up) for one in found], max_gap):
        ended = over
        if ended is None and found[-1].probed_at + max_gap < min(day.end, now):
            # As where nobody looked in the middle: what is not seen is not said to last.
            ended = found[-1].probed_at + max_gap
        if began >= day.end or (ended is not None and ended <= day.start):
            continue
        incidents.append(
            Incident(
                incident_id=fingerprint(name, began.astimezone(UTC).isoformat()),
                component=name,
                name=evidence[began],
                severity=Severity.CRITICAL,
                is_outage=True,
                started_at=began,
                ended_at=ended,
            )
        )
    return incidents


def _failures(incidents: Sequence[Incident], day: Day) -> tuple[FailureCount, ...]:
    began = sorted((found for found in incidents if found.started_at in day), key=lambda found: found.started_at)
    if not began:
        return ()
    return (
        FailureCount(
            kind="outage",
            count=len(began),
            first_at=began[0].started_at,
            last_at=began[-1].started_at,
            per_hour=_per_hour([found.started_at for found in began], day),
            evidence=f"{began[0].component}: {began[0].name}",
        ),
    )


def _metrics(name: str, found: Sequence[ProbeResult]) -> list[Metric]:
    metrics: list[Metric] = []
    times = sorted(one.latency_ms for one in found if one.is_up and one.latency_ms is not None)
    if times:
        metrics += [
            Metric("probe_latency_mean_ms", sum(times) / len(times), name),
            Metric("probe_latency_p95_ms", times[math.ceil(0.95 * len(times)) - 1], name),
            Metric("probe_latency_max_ms", times[-1], name),
        ]
    days = [one.certificate_days for one in found if one.certificate_days is not None]
    if days:
        metrics.append(Metric("certificate_days", days[-1], name))
    return metrics


def _unknown(availability: Sequence[Availability]) -> list[str]:
    """Which targets were not watched for too much of the day."""
    shares = {
        one.component: 100 * one.unknown_seconds / total
        for one in availability
        if (total := one.up_seconds + one.down_seconds + one.unknown_seconds)
    }
    missed = sorted((name for name, pct in shares.items() if pct > MAX_UNKNOWN_PCT), key=lambda name: -shares[name])
    if not missed:
        return []
    whom = "semua sasaran" if len(missed) == len(availability) else f"sasaran {_names(missed)}"
    pct = f"{shares[missed[0]]:.1f}".replace(".", ",")
    return [
        f"{whom} tidak teramati selama sebagian hari (sampai {pct}%): probe tidak berjalan, atau sasaran itu belum ada"
    ]


def _all_at_once(source: ProbeSource, of_day: dict[str, list[ProbeResult]]) -> list[str]:
    """When targets on different hosts all gave no answer at once, the fault may be on this side."""
    hosts = {target.name: target.url.host for target in source.targets}
    tries: dict[datetime, list[ProbeResult]] = defaultdict(list)
    for found in of_day.values():
        for one in found:
            tries[one.probed_at].append(one)
    blind = sum(
        len({hosts.get(one.component) for one in together}) > 1
        and all(not one.is_up and one.latency_ms is None for one in together)
        for together in tries.values()
    )
    if not blind:
        return []
    return [
        f"pada {blind} kali pemeriksaan semua sasaran tidak menjawab bersamaan; mungkin jaringan mesin pemantau ini "
        "sendiri yang terputus, sehingga waktu mati sasaran dapat lebih sedikit daripada yang tercatat"
    ]


def _per_hour(moments: Sequence[datetime], day: Day) -> tuple[int, ...]:
    counts = [0] * HOURS
    for moment in moments:
        counts[moment.astimezone(day.zone).hour] += 1
    return tuple(counts)


def _names(names: Sequence[str]) -> str:
    more = f" dan {len(names) - NAMES_SHOWN} lagi" if len(names) > NAMES_SHOWN else ""
    return ", ".join(names[:NAMES_SHOWN]) + more
