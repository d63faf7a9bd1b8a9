"""Grafana's own alerting: are its rules evaluated, and which alerts changed their state on a day?

The history of alerts is read from the annotations that Grafana writes at each change of state, by rule and labels:
newState is 'Alerting', 'Normal', 'Pending', 'NoData', 'Error', 'Recovering', with a reason in parentheses such as
'Normal (MissingSeries)'; before Grafana 9 they are 'alerting', 'ok', 'no_data', 'paused'. Their text is
'rule {label=value, ...} - values'.

Grafana keeps no record of what was up: it gives no availability, and that is no defect of a reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from spse_monev.connections import Connection
from spse_monev.facts import HOURS, CheckState, Coverage, CoverageState, Incident, Reading
from spse_monev.period import Day
from spse_monev.sources.http import FetchError, WebClient
from spse_monev.sources.monitoring import Observation
from spse_monev.sources.monitoring.access import open_client
from spse_monev.sources.monitoring.incidents import failures, is_watched, severity_of, touches
from spse_monev.text import fingerprint, mask

if TYPE_CHECKING:
    from spse_monev.settings import GrafanaSource

__all__ = ["observe", "read_day"]

PARSER = "anotasi peringatan Grafana (tanpa ketersediaan)"
_RULES = "/api/prometheus/grafana/api/v1/rules"
_ALERTS = "/api/alertmanager/grafana/api/v2/alerts"
_ANNOTATIONS = "/api/annotations"
# How far before and after the day the two ends of an alert are looked for.
_AROUND = timedelta(days=14)
_MAX_ANNOTATIONS = 20_000
_NO_RULES = "tidak ada aturan peringatan Grafana yang boleh dibaca; buat aturan, atau beri akun layanan hak baca"
# An alert that began just now may not have reached Grafana's Alertmanager yet.
_SETTLING = timedelta(minutes=10)
_MAX_BLIND_PCT = 5.0  # of the day, before a rule that could not be evaluated is a reason
_COMPONENT_LABELS = ("instance", "host", "hostname", "server", "node", "target", "service", "job")
# Greedy: the labels end at the last '} - ', and the values that follow it hold none.
_TEXT = re.compile(r"(?P<title>[^{]{0,500})\{(?P<labels>.{0,4000})\} - ", re.DOTALL)
_LABEL = re.compile(r"(?:^|, )(\w{1,100})=")


class _Rule(NamedTuple):
    name: str
    health: str
    evaluated_at: datetime | None
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Change:
    """One change of state of one alert."""

    key: tuple[str, ...]  # tells alerts apart: the rule, and the labels
    name: str
    component: str
    labels: Mapping[str, str]
    at: datetime
    before: str  # state
    state: str


def observe(source: GrafanaSource, connection: Connection | None, now: datetime, zone: ZoneInfo) -> Observation:
    """Is Grafana with its database up, may we read its alerts, and are its rules evaluated?"""
    with open_client(source.url, connection, source.timeout_seconds) as client:
        health = _object(client.get_json("/api/health"))
        if health.get("database") != "ok":
            database = mask(str(health.get("database")), 60)
            raise FetchError(f"Grafana menjawab, tetapi basis datanya {database!r}; periksa log Grafana", answered=True)
        rules = _rules(client)
        _alerts(client)  # /api/health asks for no rights; what read_day needs must be permitted too
    if not rules:
        return Observation(CheckState.STALE, f"Grafana menjawab, tetapi {_NO_RULES}.")
    newest = max((rule.evaluated_at for rule in rules if rule.evaluated_at is not None), default=None)
    if newest is None or now - newest > timedelta(minutes=source.max_age_minutes):
        last = "belum pernah" if newest is None else f"terakhir {newest.astimezone(zone):%Y-%m-%d %H.%M}"
        return Observation(
            CheckState.STALE,
            f"Grafana menjawab, tetapi aturan peringatannya {last} dinilai (batas {source.max_age_minutes:g} menit); "
            "periksa [unified_alerting] dan jam kedua mesin.",
        )
    failing = [rule.name for rule in rules if rule.health == "error"]
    if len(failing) == len(rules):
        return Observation(
            CheckState.STALE,
            f"Grafana menjawab, tetapi semua aturan peringatannya gagal dinilai ({_some(failing)}); periksa sumber "
            "datanya.",
        )
    evidence = (
        f"Grafana menjawab; {len(rules)} aturan peringatan, dinilai terakhir pukul {newest.astimezone(zone):%H.%M.%S}"
    )
    if failing:
        evidence += f"; {len(failing)} di antaranya gagal dinilai: {_some(failing)}"
    return Observation(CheckState.OK, f"{evidence}.")


def read_day(source: GrafanaSource, connection: Connection | None, day: Day, now: datetime) -> Reading:
    """The alerts of a day as incidents; FetchError if Grafana cannot be read."""
    with open_client(source.url, connection, source.timeout_seconds) as client:
        rules = _rules(client)
        active = [alert for alert in _alerts(client) if is_watched(alert.component, source.components)]
        changes = _changes(client, day, now)
    if now <= day.start:
        return Reading(Coverage(CoverageState.MISSING, (f"hari {day} belum dimulai",), parser=PARSER))
    if not rules:
        return Reading(Coverage(CoverageState.MISSING, (_NO_RULES,), parser=PARSER))

    histories = _histories(changes, source.components)
    told, reasons = _incidents(histories, rules, active, day, now)
    alone = [alert for alert in active if touches(alert.started_at, None, day) and not _is_told(alert, told)]
    if len(changes) >= _MAX_ANNOTATIONS:
        reasons.append(f"lebih dari {_MAX_ANNOTATIONS} perubahan keadaan; yang terlama tidak dibaca")
    if alone and not changes:
        reasons.append(
            "riwayat peringatan Grafana tidak ada di anotasi (mungkin disimpan di Loki); hanya peringatan yang masih "
            "aktif yang diketahui"
        )
    blind = _blind(histories, day, now)
    if blind:
        reasons.append(
            f"aturan tidak dapat dinilai (NoData atau Error) lebih dari {_MAX_BLIND_PCT:g}% hari itu: {_some(blind)}"
        )
    incidents = sorted((*told, *alone), key=lambda one: (one.started_at, one.component, one.incident_id))
    return Reading(
        coverage=_coverage(histories, reasons, day),
        failures=failures(incidents, day),
        incidents=tuple(incidents),
    )


def _histories(changes: Iterable[_Change], wanted: Sequence[str]) -> list[list[_Change]]:
    """The changes of each alert, in the order of time."""
    found: dict[tuple[str, ...], list[_Change]] = {}
    for change in sorted(changes, key=lambda change: change.at):
        if is_watched(change.component, wanted):
            found.setdefault(change.key, []).append(change)
    return list(found.values())


def _incidents(
    histories: Iterable[Sequence[_Change]], rules: Sequence[_Rule], active: Sequence[Incident], day: Day, now: datetime
) -> tuple[list[Incident], list[str]]:
    """What the histories tell of the day, and what they leave open."""
    severities = {rule.name: rule.labels.get("severity") for rule in rules}
    found: list[Incident] = []
    without_end: list[str] = []
    for history in histories:
        for since, until in _spans(history, day.start - _AROUND):
            first = history[0]
            incident = Incident(
                incident_id=fingerprint("grafana", *first.key, since.isoformat()),
                component=first.component,
                name=mask(first.name, 300),
                severity=severity_of(first.labels.get("severity") or severities.get(first.name)),
                is_outage=False,
                started_at=since,
                ended_at=until,
            )
            if not touches(since, until, day):
                continue
            if until is None and now - history[-1].at > _SETTLING and not _is_told(incident, active):
                # Its rule was changed or deleted: it is over, but nobody wrote down when.
                if since not in day:
                    continue
                incident = replace(incident, ended_at=since)
                without_end.append(f"{incident.name} ({incident.component})")
            found.append(incident)
    if not without_end:
        return found, []
    return found, [f"akhir peringatan tidak tercatat, padahal kini tidak aktif lagi: {_some(sorted(set(without_end)))}"]


def _spans(history: Sequence[_Change], earliest: datetime) -> list[tuple[datetime, datetime | None]]:
    """From when to when an alert was firing; None: it still was at its last change."""
    spans: list[tuple[datetime, datetime | None]] = []
    began = earliest if _is_firing(history[0].before) else None
    for change in history:
        if _is_firing(change.state) and began is None:
            began = change.at
        elif not _is_firing(change.state) and began is not None:
            spans.append((began, change.at))
            began = None
    return spans if began is None else [*spans, (began, None)]


def _blind(histories: Iterable[Sequence[_Change]], day: Day, now: datetime) -> list[str]:
    """Alerts whose rule could not be evaluated for too much of the day."""
    end = min(day.end, now)
    found = set()
    for history in histories:
        seconds = 0.0
        for position, change in enumerate(history):
            if change.state.lower().startswith(("nodata", "no_data", "error")):
                until = history[position + 1].at if position + 1 < len(history) else end
                seconds += max(0.0, (min(until, end) - max(change.at, day.start)).total_seconds())
        if 100 * seconds > _MAX_BLIND_PCT * (end - day.start).total_seconds():
            found.add(f"{mask(history[0].name, 100)} ({history[0].component})")
    return sorted(found)


def _coverage(histories: Iterable[Sequence[_Change]], reasons: Sequence[str], day: Day) -> Coverage:
    inside = sorted(change.at for history in histories for change in history if change.at in day)
    per_hour = [0] * HOURS
    for at in inside:
        per_hour[at.astimezone(day.zone).hour] += 1
    return Coverage(
        state=CoverageState.PARTIAL if reasons else CoverageState.OK,
        reasons=tuple(reasons),
        entry_count=len(inside),
        first_at=inside[0] if inside else None,
        last_at=inside[-1] if inside else None,
        per_hour=tuple(per_hour),
        parser=PARSER,
    )


def _is_firing(state: str) -> bool:
    return state.lower().startswith(("alerting", "recovering"))


def _is_told(incident: Incident, others: Iterable[Incident]) -> bool:
    return any(
        (incident.name, incident.component) == (other.name, other.component)
        and (other.ended_at is None or incident.started_at <= other.ended_at)
        and (incident.ended_at is None or other.started_at <= incident.ended_at)
        for other in others
    )


# --- Answers ---------------------------------------------------------------------------------------------------------


def _rules(client: WebClient) -> list[_Rule]:
    """The rules of Grafana's own alerting that are not paused."""
    answer = _object(client.get_json(_RULES))
    if answer.get("status") != "success":
        raise FetchError(f"Grafana menjawab galat: {mask(str(answer.get('error')), 200)}", answered=True)
    try:
        return [
            _Rule(
                mask(str(rule["name"]), 300),
                str(rule.get("health", "")),
                _moment(str(rule.get("lastEvaluation") or "")),
                _labels(rule.get("labels")),
            )
            for group in answer["data"]["groups"]
            for rule in group["rules"]
            if rule.get("type") == "alerting" and not rule.get("isPaused")
        ]
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise _foreign("daftar aturannya tidak terbaca") from error


def _alerts(client: WebClient) -> list[Incident]:
    """The alerts that fire at this moment."""
    answer = client.get_json(_ALERTS)
    try:
        found = []
        for alert in answer:
            labels = _labels(alert["labels"])
            name = labels.get("alertname", "")
            started_at = _moment(str(alert["startsAt"]))
            # These two say that a rule could not be evaluated, which is no problem of what it watches.
            if started_at is None or name in ("DatasourceError", "DatasourceNoData"):
                continue
            found.append(
                Incident(
                    incident_id=fingerprint("grafana", str(alert["fingerprint"]), started_at.isoformat()),
                    component=_component(labels, name),
                    name=mask(name, 300),
                    severity=severity_of(labels.get("severity")),
                    is_outage=False,
                    started_at=started_at,
                    ended_at=None,
                )
            )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise _foreign("daftar peringatannya tidak terbaca") from error
    return found


def _changes(client: WebClient, day: Day, now: datetime) -> list[_Change]:
    """The changes of state on the day and around it."""
    params = {
        "type": "alert",
        "from": _milliseconds(day.start - _AROUND),
        "to": _milliseconds(min(day.end + _AROUND, now)),
        "limit": _MAX_ANNOTATIONS,
    }
    answer = client.get_json(_ANNOTATIONS, params)
    try:
        return [_change(annotation) for annotation in answer if annotation.get("newState")]
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError, OSError) as error:
        raise _foreign("riwayat peringatannya tidak terbaca") from error


def _change(annotation: Mapping[str, Any]) -> _Change:
    text = str(annotation.get("text") or "")[:5000]
    told = _TEXT.match(text)
    labels = _labels_of(told["labels"]) if told else {}
    name = str(annotation.get("alertName") or (told["title"] if told else "")).strip()
    return _Change(
        key=(str(annotation.get("alertId", "")), name, told["labels"] if told else ""),
        name=name,
        component=_component(labels, name),
        labels=labels,
        at=datetime.fromtimestamp(int(annotation["time"]) / 1000, UTC),
        before=str(annotation.get("prevState") or ""),
        state=str(annotation["newState"]),
    )


def _labels_of(text: str) -> dict[str, str]:
    """The labels of an annotation's text, `a=1, b=2`."""
    starts = list(_LABEL.finditer(text))
    return {
        start[1]: text[start.end() : following.start() if following else len(text)]
        for start, following in zip_longest(starts, starts[1:])
    }


def _labels(found: Any) -> dict[str, str]:
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


def _component(labels: Mapping[str, str], name: str) -> str:
    """What an alert is about; its rule, where no label says more."""
    return next((labels[label] for label in _COMPONENT_LABELS if labels.get(label)), mask(name, 300))


def _moment(text: str) -> datetime | None:
    """A time; None for Go's zero time, which means never."""
    if not text or text.startswith("0001-"):
        return None
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found


def _milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _object(answer: Any) -> dict[str, Any]:
    if not isinstance(answer, dict):
        raise _foreign("jawabannya bukan objek JSON")
    return answer


def _foreign(what: str) -> FetchError:
    return FetchError(f"'url' tidak menjawab seperti Grafana: {what}; periksa 'url'", answered=True)


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:5])
    return shown + (f" dan {len(names) - 5} lagi" if len(names) > 5 else "")
