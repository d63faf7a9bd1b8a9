"""A stand-in for Prometheus in the demo: `python -m spse_monev.demo.monitoring PORT STORY`, on loopback only.

It is no Prometheus: its samples are made up for the story's days, one a minute, and it knows exactly the expressions
that this project asks (`sources/monitoring/prometheus`). Paths, answers and errors have the shape of Prometheus's
HTTP API (prometheus.io/docs/prometheus/latest/querying/api); what it does not know it refuses as `bad_data`.

STORY is a file of JSON, which may come later than this process:
`{"since": "<ISO 8601>", "outages": [[from, to], ...], "alerts": [[from, to], ...]}`.
"""

from __future__ import annotations

import json
import math
import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from spse_monev.demo.story import HOURLY_WEIGHTS

STEP = 60  # seconds between samples
SITE = "https://spse.contoh.go.id/eproc4"
HOSTS = ("spse-aplikasi:9100", "spse-basisdata:9100")
ALERT = "BebanCpuTinggi"
_ALERT_LABELS = {"alertname": ALERT, "instance": HOSTS[0], "job": "node", "severity": "warning"}
_SUMMARY = "CPU {{ $labels.instance }} di atas 85% lebih dari 10 menit (sintetis)"
_VERSION = "tiruan untuk demo"
_MAX_POINTS = 11_000
_LATEST = "max by (instance) (max_over_time(timestamp(up)[1d:1m]))"
_RANGE = re.compile(r"(?P<name>\w*)(?:\{(?P<matchers>.*)\})?\[(?P<milliseconds>\d{1,12})ms\]", re.DOTALL)
_MATCHER = re.compile(r'\s*(?P<label>\w+)(?P<operator>=~|=)"(?P<value>(?:[^"\\]|\\.)*)"\s*(?:,|\Z)', re.DOTALL)
# How the expression of each figure of hosts begins, and the figure; None: of systems that the story does not have.
_FIGURES = {
    "(100 * (1 - avg by (job, instance) (rate(node_cpu_seconds_total{": "cpu",
    "(100 * (1 - max by (job, instance) (node_memory_MemAvailable_bytes)": "memory",
    "max by (job, instance, mountpoint) (100 * (node_filesystem_size_bytes{": "disk",
    "max by (job, instance, volume) (100 * (1 - windows_logical_disk_free_bytes{": None,
    "max by (job, instance) (node_load1)": "load",
    "(sum by (job, instance) (rate(node_network_receive_bytes_total{": "in",
    "(sum by (job, instance) (rate(node_network_transmit_bytes_total{": "out",
}


class BadDataError(Exception):
    """A question that the stand-in does not know."""


class Story(NamedTuple):
    """What the samples tell, as Unix times; `since` None: nothing yet."""

    since: float | None = None
    zone: tzinfo = UTC  # whose hours are busy or quiet
    outages: tuple[tuple[float, float], ...] = ()
    alerts: tuple[tuple[float, float], ...] = ()

    @classmethod
    def read(cls, path: Path) -> Story:
        """The story in a file, an empty one as long as there is no file."""
        if not path.exists():
            return cls()
        found = json.loads(path.read_text("utf-8"))

        def spans(name: str) -> tuple[tuple[float, float], ...]:
            return tuple((_moment(since), _moment(until)) for since, until in found[name])

        since = datetime.fromisoformat(found["since"])
        return cls(since.timestamp(), since.tzinfo or UTC, spans("outages"), spans("alerts"))


def answer(story: Story, path: str, params: Mapping[str, str], now: float) -> Any:
    """The `data` of an API answer; BadDataError if the question is not known."""
    if path == "/api/v1/query":
        at = float(params.get("time", now))
        query = params.get("query", "")
        if query == _LATEST:
            return _vector(story, at)
        return _matrix(story, query, at, now)
    if path == "/api/v1/query_range":
        return _figures(story, params, now)
    known: dict[str, Any] = {
        "/api/v1/rules": {"groups": [{"name": "spse", "rules": [_rule(story, now)]}]},
        "/api/v1/alerts": {"alerts": _active(story, now)},
        "/api/v1/targets": {"activeTargets": [_target(*one) for one in _watched()], "droppedTargets": []},
        "/api/v1/status/buildinfo": {"version": _VERSION},
        "/api/v1/status/runtimeinfo": {"storageRetention": "15d"},
    }
    if path not in known:
        raise BadDataError(f"unknown path {path!r}")
    return known[path]


def exposition(story: Story, now: float) -> str:
    """Its own /metrics: the newest samples of `up`, in Prometheus's text format."""
    lines = ["# HELP up Sasaran menjawab (sintetis).", "# TYPE up gauge"]
    for labels, samples in _series(story, now - STEP, now):
        if labels["__name__"] == "up" and samples:
            lines.append(f'up{{instance="{labels["instance"]}",job="{labels["job"]}"}} {samples[-1][1]:g}')
    return "\n".join(lines) + "\n"


def _watched() -> tuple[tuple[str, str], ...]:
    """(job, instance) of every target."""
    return (*(("node", host) for host in HOSTS), ("blackbox", SITE))


def _series(story: Story, since: float, until: float) -> Iterator[tuple[dict[str, str], list[tuple[float, float]]]]:
    """Every series with its samples of since < time <= until."""
    times = _times(story, since, until)
    for job, instance in _watched():
        yield {"__name__": "up", "job": job, "instance": instance}, [(at, 1.0) for at in times]
    yield (
        {"__name__": "probe_success", "job": "blackbox", "instance": SITE},
        [(at, 0.0 if _is_in(at, story.outages) else 1.0) for at in times],
    )
    firing = [(at, begun) for at in times if (begun := _begun(at, story.alerts)) is not None]
    yield {"__name__": "ALERTS", "alertstate": "firing", **_ALERT_LABELS}, [(at, 1.0) for at, _ in firing]
    yield {"__name__": "ALERTS_FOR_STATE", **_ALERT_LABELS}, firing


def _times(story: Story, since: float, until: float) -> list[float]:
    if story.since is None:
        return []
    first = math.floor(max(since, story.since - STEP) / STEP) + 1
    return [float(number * STEP) for number in range(first, math.floor(until / STEP) + 1)]


def _matrix(story: Story, query: str, at: float, now: float) -> dict[str, Any]:
    """An instant query with a range selector: samples with their own times."""
    found = _RANGE.fullmatch(query.strip())
    if found is None:
        raise BadDataError(f"parse error: {query[:100]!r} is not known to this stand-in")
    wanted = _matchers(found["matchers"] or "")
    if found["name"]:
        wanted["__name__"] = re.compile(re.escape(found["name"]))
    since = at - int(found["milliseconds"]) / 1000
    result = [
        {"metric": labels, "values": _shown(samples)}
        for labels, samples in _series(story, since, min(at, now))
        if samples and all(fits.fullmatch(labels.get(label, "")) for label, fits in wanted.items())
    ]
    return {"resultType": "matrix", "result": result}


def _matchers(text: str) -> dict[str, re.Pattern[str]]:
    found: dict[str, re.Pattern[str]] = {}
    position = 0
    while position < len(text):
        one = _MATCHER.match(text, position)
        if one is None:
            raise BadDataError(f"parse error: unexpected {text[position : position + 50]!r}")
        value = re.sub(r"\\(.)", r"\1", one["value"])
        found[one["label"]] = re.compile(value if one["operator"] == "=~" else re.escape(value))
        position = one.end()
    return found


def _vector(story: Story, at: float) -> dict[str, Any]:
    """When each target was last looked at."""
    times = _times(story, at - 86_400, at)
    result = [
        {"metric": {"instance": instance}, "value": [at, f"{times[-1]:g}"]} for _, instance in _watched() if times
    ]
    return {"resultType": "vector", "result": result}


def _figures(story: Story, params: Mapping[str, str], now: float) -> dict[str, Any]:
    query = params.get("query", "").strip()
    start, end, step = (float(params[name]) for name in ("start", "end", "step"))
    if not (step > 0 and start <= end and (end - start) / step <= _MAX_POINTS):
        raise BadDataError("exceeded maximum resolution of 11,000 points per timeseries")
    figure = next((figure for begin, figure in _FIGURES.items() if query.startswith(begin)), "")
    if figure == "":
        raise BadDataError(f"parse error: {query[:100]!r} is not known to this stand-in")
    result: list[dict[str, Any]] = []
    if figure is not None and story.since is not None:
        points = [start + step * number for number in range(int((end - start) / step) + 1)]
        for host in HOSTS:
            samples = [(at, _figure(story, figure, host, at)) for at in points if story.since <= at <= now]
            labels = {"job": "node", "instance": host, **({"mountpoint": "/"} if figure == "disk" else {})}
            if samples:
                result.append({"metric": labels, "values": _shown(samples)})
    return {"resultType": "matrix", "result": result}


def _figure(story: Story, figure: str, host: str, at: float) -> float:
    """A plausible value: as busy as the hour, a little restless, and heavy while the alert is on."""
    load = HOURLY_WEIGHTS[datetime.fromtimestamp(at, story.zone).hour] / max(HOURLY_WEIGHTS)
    load += 0.08 * math.sin(at / 700 + len(host)) * math.sin(at / 130)
    is_heavy = host == HOSTS[0] and _is_in(at, story.alerts)
    busy = 0.95 if is_heavy else min(0.8, max(0.02, 0.55 * load + 0.05))
    days = (at - (story.since or at)) / 86_400
    return {
        "cpu": 100 * busy,
        "memory": 48 + 30 * busy,
        "disk": 55 + 0.4 * days,
        "load": 4 * busy,
        "in": 900_000 * busy,
        "out": 4_200_000 * busy,
    }[figure]


def _rule(story: Story, now: float) -> dict[str, Any]:
    return {
        "name": ALERT,
        "type": "alerting",
        "query": '100 * (1 - avg by (job, instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))) > 85',
        "duration": 600,
        "labels": {"severity": _ALERT_LABELS["severity"]},
        "annotations": {"summary": _SUMMARY},
        "state": "firing" if _active(story, now) else "inactive",
        "health": "ok",
        "alerts": _active(story, now),
    }


def _active(story: Story, now: float) -> list[dict[str, Any]]:
    begun = _begun(now, story.alerts)
    if begun is None:
        return []
    text = {"summary": _SUMMARY.replace("{{ $labels.instance }}", HOSTS[0])}
    return [
        {"labels": _ALERT_LABELS, "annotations": text, "state": "firing", "activeAt": _iso(begun), "value": "9.5e+01"}
    ]


def _target(job: str, instance: str) -> dict[str, Any]:
    is_probe = job == "blackbox"
    return {
        "labels": {"job": job, "instance": instance},
        "scrapeUrl": "http://127.0.0.1:9115/probe?module=http_2xx" if is_probe else f"http://{instance}/metrics",
        "health": "up",
    }


def _begun(at: float, spans: Iterable[tuple[float, float]]) -> float | None:
    return next((since for since, until in spans if since <= at < until), None)


def _is_in(at: float, spans: Iterable[tuple[float, float]]) -> bool:
    return _begun(at, spans) is not None


def _shown(samples: Iterable[tuple[float, float]]) -> list[list[Any]]:
    return [[at, repr(value)] for at, value in samples]


def _moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()


def serve(port: int, story: Path) -> ThreadingHTTPServer:
    """The server, bound to loopback and not yet serving."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path in ("/-/healthy", "/-/ready"):
                self._send(200, "text/plain", "Prometheus tiruan (sintetis) untuk demo spse-monev: OK\n")
            elif parts.path == "/metrics":
                self._send(200, "text/plain; version=0.0.4", exposition(Story.read(story), time.time()))
            elif parts.path.startswith("/api/v1/"):
                self._answer(parts.path, dict(parse_qsl(parts.query)))
            else:
                self._send(404, "text/plain", "404 page not found\n")

        def _answer(self, path: str, params: Mapping[str, str]) -> None:
            try:
                data = answer(Story.read(story), path, params, time.time())
            except (BadDataError, KeyError, ValueError, re.error) as error:
                content = {"status": "error", "errorType": "bad_data", "error": str(error)}
                self._send(400, "application/json", json.dumps(content))
            else:
                self._send(200, "application/json", json.dumps({"status": "success", "data": data}))

        def _send(self, status: int, content_type: str, text: str) -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2])).serve_forever()
