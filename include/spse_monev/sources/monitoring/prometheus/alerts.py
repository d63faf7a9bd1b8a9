"""Problems of a day: what Prometheus's alerting rules and Alertmanager called one.

Prometheus keeps the history of its alerts as two series: ALERTS{alertstate="firing"} has a sample at each evaluation
while an alert fires, and ALERTS_FOR_STATE holds since when its condition has been true.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from spse_monev.facts import Incident
from spse_monev.period import Day
from spse_monev.sources.http import FetchError, WebClient
from spse_monev.sources.monitoring.incidents import is_watched, severity_of, touches
from spse_monev.sources.monitoring.prometheus.api import Labels, PrometheusApi, Series, key_of, one_of
from spse_monev.sources.monitoring.prometheus.states import (
    MAX_DAYS,
    METRICS,
    Outage,
    gap_of,
    interval_of,
    moment,
)
from spse_monev.text import fingerprint, mask

_FIRING = 'ALERTS{alertstate="firing"'
# An alert that always fires shows that alerting works (kube-prometheus calls it Watchdog); it is no problem.
_NO_PROBLEM = "none"
_COMPONENT_LABELS = ("instance", "host", "hostname", "node", "target", "service", "job")
_LABEL = re.compile(r"\{\{\s{0,5}\$labels\.(\w{1,100})\s{0,5}\}\}")
_IS_DOWN = re.compile(
    rf"\b(?:{'|'.join(METRICS)})\s{{0,5}}(?:\{{[^}}]{{0,500}}\}})?[\s)]{{0,5}}(?:==\s{{0,5}}0|(?:<|!=)\s{{0,5}}1)\b"
)


@dataclass(frozen=True, slots=True)
class Alert:
    """One time that an alert fired."""

    labels: Mapping[str, str]
    started_at: datetime
    ended_at: datetime | None
    text: str  # what its rule says about it, or ''
    says_down: bool  # its rule asks whether the component itself answers
    own_id: str = ""  # Alertmanager's

    @property
    def component(self) -> str:
        """What it is about: its instance, or the next best label."""
        return next((self.labels[name] for name in _COMPONENT_LABELS if self.labels.get(name)), "")

    def incident(self) -> Incident:
        """The alert as a fact."""
        name = self.labels.get("alertname", "")
        return Incident(
            incident_id=self.own_id
            or fingerprint("ALERTS", *(part for pair in key_of(self.labels) for part in pair), str(self.started_at)),
            component=self.component,
            name=mask(f"{name}: {self.text}" if self.text else name, 300),
            severity=severity_of(self.labels.get("severity")),
            is_outage=False,
            started_at=self.started_at,
            ended_at=self.ended_at,
        )


def fired(
    api: PrometheusApi, rules: Sequence[Mapping[str, Any]], wanted: Sequence[str], day: Day, now: datetime
) -> list[Alert]:
    """The alerts that fired on the day, with their true times."""
    end = min(day.end_utc, now)
    since = {key_of(one.labels): one.samples for one in api.samples("ALERTS_FOR_STATE", day.start_utc, end)}
    runs = [
        run
        for series in api.samples(f"{_FIRING}}}", day.start_utc, end)
        for run in _runs(series, since.get(key_of(series.labels, "alertstate"), []))
        if dict(run.key).get("severity") != _NO_PROBLEM
    ]
    _follow(api, runs, end, now)
    alerts = []
    for run in runs:
        labels = dict(run.key)
        rule = _rule(rules, labels)
        # One interval after its last sample the rule was evaluated again, and did not fire.
        ended_at = None if now - moment(run.last) <= run.max_gap else moment(run.last) + run.interval
        started_at = moment(run.first if run.active is None else min(run.active, run.first))
        alerts.append(Alert(labels, started_at, ended_at, _text(rule, labels), _says_down(rule)))
    return [alert for alert in alerts if is_watched(alert.component, wanted)]


def known_to_alertmanager(client: WebClient, wanted: Sequence[str], day: Day, now: datetime) -> list[Alert]:
    """The alerts that Alertmanager holds and that touch the day; it forgets those that are over within minutes."""
    answer = client.get_json("/api/v2/alerts")
    try:
        alerts = [
            Alert(
                {str(name): str(value) for name, value in one["labels"].items()},
                datetime.fromisoformat(one["startsAt"]),
                None if (ends_at := datetime.fromisoformat(one["endsAt"])) > now else ends_at,
                _plain(one.get("annotations") or {}),
                says_down=False,
                own_id=fingerprint("alertmanager", str(one["fingerprint"]), str(one["startsAt"])),
            )
            for one in answer
        ]
        found = [one for one in alerts if touches(one.started_at, one.ended_at, day)]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FetchError(
            "'alertmanager_url' tidak menjawab seperti Alertmanager: daftar peringatannya tidak terbaca; periksa "
            "'alertmanager_url'",
            answered=True,
        ) from error
    return [one for one in found if is_watched(one.component, wanted) and one.labels.get("severity") != _NO_PROBLEM]


def without_known(others: Iterable[Alert], known: Sequence[Alert]) -> list[Alert]:
    """Alertmanager's alerts without those that Prometheus told itself.

    On their way they may have got more labels (`external_labels`), and their start is when they began to fire.
    """
    return [
        one
        for one in others
        if not any(
            set(mine.labels.items()) <= set(one.labels.items())
            and (one.ended_at is None or mine.started_at <= one.ended_at)
            and (mine.ended_at is None or one.started_at <= mine.ended_at)
            for mine in known
        )
    ]


def incidents(outages: Sequence[Outage], alerts: Sequence[Alert]) -> tuple[Incident, ...]:
    """Outages and alerts as facts; an alert that only says what an outage shows becomes that outage's name."""
    found = [outage.incident() for outage in outages]
    for alert in alerts:
        told = alert.incident()
        same = [
            position
            for position, outage in enumerate(outages)
            if alert.says_down
            and dict(outage.component.key).get("instance") == alert.labels.get("instance")
            and (alert.ended_at is None or outage.started_at <= alert.ended_at)
            and (outage.ended_at is None or alert.started_at <= outage.ended_at)
        ]
        for position in same:
            found[position] = replace(found[position], name=told.name, severity=told.severity)
        if not same:
            found.append(told)
    return tuple(sorted(found, key=lambda incident: (incident.started_at, incident.component, incident.incident_id)))


@dataclass(slots=True)
class _Run:
    """Samples of an alert without a gap, as Unix times."""

    key: Labels
    first: float
    last: float
    active: float | None  # since when its condition has been true
    interval: timedelta
    max_gap: timedelta

    def grow(self, times: Iterable[float]) -> None:
        for at in times:
            if at - self.last > self.max_gap.total_seconds():
                break
            self.last = max(self.last, at)


def _runs(series: Series, since: Sequence[tuple[float, float]]) -> list[_Run]:
    """Each time an alert fired on a day, from its samples and those of ALERTS_FOR_STATE."""
    key = key_of(series.labels, "alertstate")
    interval, max_gap = interval_of(series.samples), gap_of(series.samples)
    times = [at for at, _ in since]
    runs: list[_Run] = []
    for at, _ in series.samples:
        position = bisect_left(times, at)
        near = since[position : position + 1] or since[-1:]
        active = near[0][1] if near and abs(near[0][0] - at) <= max_gap.total_seconds() else None
        # What is missing between two samples with the same beginning is a gap of Prometheus, not of the problem.
        if runs and (
            at - runs[-1].last <= max_gap.total_seconds() or (active is not None and active == runs[-1].active)
        ):
            runs[-1].last = at
        else:
            runs.append(_Run(key, at, at, active, interval, max_gap))
    return runs


def _follow(api: PrometheusApi, runs: Sequence[_Run], end: datetime, now: datetime) -> None:
    """Let the runs that last to the end of the day grow to their own ends."""
    for _ in range(MAX_DAYS):
        still_on = {run.key: run for run in runs if end - moment(run.last) <= run.max_gap}
        if end >= now or not still_on:
            return
        until = min(end + timedelta(days=1), now)
        names = one_of(dict(key).get("alertname", "") for key in still_on)
        for series in api.samples(f"{_FIRING}, alertname=~{names}}}", end, until):
            run = still_on.get(key_of(series.labels, "alertstate"))
            if run is not None:
                run.grow(at for at, _ in series.samples)
        end = until


def _rule(rules: Sequence[Mapping[str, Any]], labels: Mapping[str, str]) -> Mapping[str, Any] | None:
    """The rule behind an alert, as it is now; None if it is gone or not unique."""
    fitting = [
        rule
        for rule in rules
        if rule.get("name") == labels.get("alertname")
        and all(labels.get(name) == value or "{{" in str(value) for name, value in (rule.get("labels") or {}).items())
    ]
    return fitting[0] if len(fitting) == 1 else None


def _text(rule: Mapping[str, Any] | None, labels: Mapping[str, str]) -> str:
    """The rule's annotation with the labels filled in; '' if it holds more than labels, which history does not keep."""
    template = _plain((rule or {}).get("annotations") or {})
    text = _LABEL.sub(lambda match: labels.get(match[1], ""), template)
    return "" if "{{" in text else text


def _plain(annotations: Mapping[str, Any]) -> str:
    text = annotations.get("summary") or annotations.get("description") or annotations.get("message") or ""
    return " ".join(str(text)[:1000].split())


def _says_down(rule: Mapping[str, Any] | None) -> bool:
    return rule is not None and _IS_DOWN.search(str(rule.get("query", ""))[:2000]) is not None
