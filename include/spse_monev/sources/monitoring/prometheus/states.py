"""Which components were up and down on a day, from the samples of `up`, `probe_success` and `pg_up`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median

from spse_monev.facts import Availability, Incident, Severity
from spse_monev.period import Day
from spse_monev.sources.availability import downtimes, from_samples
from spse_monev.sources.monitoring.incidents import is_watched, touches
from spse_monev.sources.monitoring.prometheus.api import Labels, PrometheusApi, Series, key_of, one_of
from spse_monev.text import fingerprint

METRICS = ("up", "probe_success", "pg_up")
_WORDS = {
    "up": "tidak menjawab Prometheus (up = 0)",
    "probe_success": "tidak lolos pemeriksaan dari luar (probe_success = 0)",
    "pg_up": "PostgreSQL tidak menjawab pengekspornya (pg_up = 0)",
}
# A sample is believed for two and a half intervals of scraping, but never longer than Prometheus itself looks back.
MIN_GAP = timedelta(minutes=1)
MAX_GAP = timedelta(minutes=5)
# How far before and after the day the two ends of an outage are looked for.
MAX_DAYS = 31


@dataclass(frozen=True, slots=True)
class Component:
    """One thing that is watched, with its samples of the day."""

    name: str
    metric: str  # which of METRICS tells its state
    key: Labels  # of its target, which tells it from all others
    samples: tuple[tuple[datetime, bool], ...]
    max_gap: timedelta


@dataclass(frozen=True, slots=True)
class Outage:
    """An outage with its true times, as far as they could be found."""

    component: Component
    started_at: datetime
    ended_at: datetime | None

    def incident(self) -> Incident:
        """The outage as a fact."""
        return Incident(
            incident_id=fingerprint(
                self.component.metric, *(part for pair in self.component.key for part in pair), str(self.started_at)
            ),
            component=self.component.name,
            name=_WORDS[self.component.metric],
            severity=Severity.CRITICAL,
            is_outage=True,
            started_at=self.started_at,
            ended_at=self.ended_at,
        )


def components_of(series: Sequence[Series], probed: set[tuple[str, str]], wanted: Sequence[str]) -> list[Component]:
    """The components behind the samples of a day.

    Of a target that is looked at through an exporter (`probed`, or with samples of probe_success or pg_up), `up` only
    tells whether the exporter worked: where it did not, the state of the component is unknown, not down.
    """
    by_metric: dict[str, dict[Labels, Series]] = {metric: {} for metric in METRICS}
    for one in series:
        metric = one.labels.get("__name__", "")
        if metric in by_metric and is_watched(one.labels.get("instance", ""), wanted):
            by_metric[metric][key_of(one.labels)] = one
    through = {
        metric: {_target(one): one for one in by_metric[metric].values()} for metric in ("probe_success", "pg_up")
    }
    chosen: list[tuple[str, Labels, Series]] = []
    for key, one in by_metric["up"].items():
        if _target(one) in through["probe_success"] or _target(one) in probed:
            if _target(one) not in through["probe_success"]:
                chosen.append(("probe_success", key, Series(one.labels, [])))
        elif _target(one) not in through["pg_up"]:
            chosen.append(("up", key, one))
    for metric, found in through.items():
        chosen.extend((metric, key_of(one.labels), one) for one in found.values())

    names = _names([one for _, _, one in chosen])
    return sorted(
        (
            Component(name, metric, key, tuple(_looks(one.samples)), gap_of(one.samples))
            for name, (metric, key, one) in zip(names, chosen, strict=True)
        ),
        key=lambda component: component.name,
    )


def availability(components: Iterable[Component], day: Day, now: datetime) -> tuple[Availability, ...]:
    """How long each was up, down, and not seen."""
    return tuple(from_samples(one.name, one.samples, day, now, one.max_gap) for one in components)


def outages(api: PrometheusApi, components: Iterable[Component], day: Day, now: datetime) -> list[Outage]:
    """The outages that touch the day; those that reach beyond it are followed to their ends."""
    end = min(day.end_utc, now)
    whole = _followed(api, [one for one in components if _is_cut(one, day.start_utc, end)], day.start_utc, end, now)
    found: list[Outage] = []
    for component in components:
        samples = whole.get(component.key, component.samples)
        for since, until in downtimes(samples, component.max_gap):
            if until is None and now - samples[-1][0] > component.max_gap:
                # Nobody has looked since, so that the end is not known.
                until = samples[-1][0] + component.max_gap
            if touches(since, until, day):
                found.append(Outage(component, since, until))
    return found


def interval_of(samples: Sequence[tuple[float, float]]) -> timedelta:
    """How often a series gets a sample; Prometheus's own default where it has only one."""
    if len(samples) < 2:
        return timedelta(minutes=1)
    return timedelta(seconds=median(later[0] - one[0] for one, later in pairwise(samples)))


def gap_of(samples: Sequence[tuple[float, float]]) -> timedelta:
    """For how long a sample of a series tells the state."""
    return min(MAX_GAP, max(MIN_GAP, 2.5 * interval_of(samples)))


def moment(at: float) -> datetime:
    """A time of Prometheus as an aware datetime."""
    return datetime.fromtimestamp(at, UTC)


def _followed(
    api: PrometheusApi, cut: Sequence[Component], start: datetime, end: datetime, now: datetime
) -> dict[Labels, tuple[tuple[datetime, bool], ...]]:
    """The samples of components that are down at an end of the day, longer by the days that show where it ends."""
    samples = {one.key: one.samples for one in cut}
    by_key = {one.key: one for one in cut}
    for step in range(1, MAX_DAYS + 1):
        before = [one for one in cut if _is_down_first(samples[one.key], start, one.max_gap)]
        after = [one for one in cut if _is_down_last(samples[one.key], end, one.max_gap)] if end < now else []
        since, until = start - timedelta(days=1), min(end + timedelta(days=1), now)
        earlier = _more(api, before, since, start)
        later = _more(api, after, end, until)
        for key in by_key:
            samples[key] = (*earlier.get(key, ()), *samples[key], *later.get(key, ()))
        if step == MAX_DAYS or not (before or after):
            break
        start, end = since, until
    return samples


def _more(
    api: PrometheusApi, components: Sequence[Component], start: datetime, end: datetime
) -> dict[Labels, tuple[tuple[datetime, bool], ...]]:
    found: dict[Labels, tuple[tuple[datetime, bool], ...]] = {}
    for metric in sorted({one.metric for one in components}):
        keys = {one.key for one in components if one.metric == metric}
        instances = one_of(dict(key).get("instance", "") for key in keys)
        for series in api.samples(f"{metric}{{instance=~{instances}}}", start, end):
            if key_of(series.labels) in keys:
                found[key_of(series.labels)] = tuple(_looks(series.samples))
    return found


def _is_cut(component: Component, start: datetime, end: datetime) -> bool:
    return _is_down_first(component.samples, start, component.max_gap) or _is_down_last(
        component.samples, end, component.max_gap
    )


def _is_down_first(samples: Sequence[tuple[datetime, bool]], start: datetime, max_gap: timedelta) -> bool:
    return bool(samples) and not samples[0][1] and samples[0][0] - start <= max_gap


def _is_down_last(samples: Sequence[tuple[datetime, bool]], end: datetime, max_gap: timedelta) -> bool:
    return bool(samples) and not samples[-1][1] and end - samples[-1][0] <= max_gap


def _looks(samples: Iterable[tuple[float, float]]) -> list[tuple[datetime, bool]]:
    return [(moment(at), value != 0) for at, value in samples]


def _target(series: Series) -> tuple[str, str]:
    return series.labels.get("job", ""), series.labels.get("instance", "")


def _names(series: Sequence[Series]) -> list[str]:
    """The instance of each; with its job, or all its labels, where several have the same."""
    instances = Counter(one.labels.get("instance", "") for one in series)
    targets = Counter(_target(one) for one in series)
    names = []
    for one in series:
        job, instance = _target(one)
        if instances[instance] == 1:
            names.append(instance)
        elif targets[job, instance] == 1:
            names.append(f"{instance} ({job})")
        else:
            others = ", ".join(f"{name}={value}" for name, value in key_of(one.labels, "instance"))
            names.append(f"{instance} ({others})")
    return names
