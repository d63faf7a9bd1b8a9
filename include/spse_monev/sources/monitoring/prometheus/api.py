"""Prometheus's HTTP API: samples as they were scraped, expressions over a day, rules and targets.

Samples are asked by instant queries with a range selector (`up[2h]`), not by query_range: that gives them with their
own times, and does not fill up to five minutes of a gap with the last value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from math import isfinite
from typing import Any, NamedTuple

from spse_monev.sources.http import FetchError, WebClient
from spse_monev.text import mask

Labels = tuple[tuple[str, str], ...]  # sorted, so that they can be a key

# A request holds no more than this, so that a large installation stays below the limits of both sides.
CHUNK = timedelta(hours=4)
# Prometheus refuses more than 11,000 points of a series; a day of 25 hours in steps of 60 s has 1,500.
STEP_SECONDS = 60
_EXPLAINED = (400, 422)  # statuses with which Prometheus says what is wrong with a query


class Series(NamedTuple):
    """One time series: its labels, and (Unix time in seconds, value) in the order of time."""

    labels: Mapping[str, str]
    samples: list[tuple[float, float]]


class PrometheusApi:
    """Questions to one server; FetchError if an answer cannot be used."""

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self.warnings: set[str] = set()  # what the server itself said about incomplete answers, masked

    def ready(self) -> None:
        """FetchError unless it calls itself healthy and ready to answer queries."""
        self._client.get_text("/-/healthy")
        self._client.get_text("/-/ready")

    def samples(self, selector: str, start: datetime, end: datetime) -> list[Series]:
        """The samples of start <= time < end, per set of labels, with their own times."""
        found: dict[Labels, Series] = {}  # by all labels, the metric's name among them
        for since, until in _chunks(start, end):
            # Whether a range includes its left end depends on the version, so it begins a millisecond early.
            milliseconds = round((until - since).total_seconds() * 1000)
            at = until.timestamp() - 0.001
            query = f"{selector}[{milliseconds}ms]"
            for series in self._series("/api/v1/query", {"query": query, "time": f"{at:.3f}"}):
                known = found.setdefault(tuple(sorted(series.labels.items())), Series(series.labels, []))
                first, last = since.timestamp(), until.timestamp()
                known.samples.extend(sample for sample in series.samples if first <= sample[0] < last)
        return [series for series in found.values() if series.samples]

    def latest(self, query: str, at: datetime) -> list[Series]:
        """An expression at one moment; of each series one value."""
        return self._series("/api/v1/query", {"query": query, "time": f"{at.timestamp():.3f}"})

    def over(self, query: str, start: datetime, end: datetime) -> list[Series]:
        """An expression in steps of STEP_SECONDS, counted back from the end."""
        last = end.timestamp() - 0.001
        first = last - STEP_SECONDS * ((last - start.timestamp()) // STEP_SECONDS)
        params = {"query": query, "start": f"{first:.3f}", "end": f"{last:.3f}", "step": STEP_SECONDS}
        return self._series("/api/v1/query_range", params)

    def alert_rules(self) -> list[Mapping[str, Any]]:
        """The alerting rules as they are now: name, query, labels, annotations."""
        groups = self._data("/api/v1/rules", {"type": "alert"})
        return [rule for group in _list(groups, "groups") for rule in _list(group, "rules") if "name" in rule]

    def probe_targets(self) -> set[tuple[str, str]]:
        """(job, instance) of the targets that are looked at through an exporter such as the blackbox exporter."""
        targets = _list(self._data("/api/v1/targets", {"state": "active"}), "activeTargets")
        found = set()
        for target in targets:
            labels = _labels(target.get("labels"))
            if str(target.get("scrapeUrl", "")).partition("?")[0].endswith("/probe"):
                found.add((labels.get("job", ""), labels.get("instance", "")))
        return found

    def version(self) -> str:
        """Its version number."""
        return str(self._data("/api/v1/status/buildinfo").get("version", ""))[:40]

    def retention(self) -> str:
        """How long it keeps its data, in its own words ('15d')."""
        return str(self._data("/api/v1/status/runtimeinfo").get("storageRetention", ""))[:40]

    def _series(self, path: str, params: Mapping[str, Any]) -> list[Series]:
        data = self._data(path, params)
        return [_one_series(result) for result in _list(data, "result")]

    def _data(self, path: str, params: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        try:
            answer = self._client.get_json(path, params)
        except FetchError as error:
            if error.status in _EXPLAINED:
                explained = self._client.get(path, params)
                raise FetchError(
                    f"{explained.shown} menolak pertanyaan (HTTP {error.status}): {_reason(explained.text)}",
                    answered=True,
                    status=error.status,
                ) from error
            raise
        if not isinstance(answer, dict) or "status" not in answer:
            raise _foreign("jawabannya bukan jawaban API Prometheus")
        if answer["status"] != "success":
            raise FetchError(
                f"Prometheus menjawab galat {_words(answer.get('errorType'))}: {_words(answer.get('error'))}",
                answered=True,
            )
        for warning in answer.get("warnings") or ():
            self.warnings.add(_words(warning))
        data = answer.get("data")
        if not isinstance(data, dict):
            raise _foreign("jawabannya tanpa 'data'")
        return data


def key_of(labels: Mapping[str, str], *without: str) -> Labels:
    """Labels as a key, apart from the name of the metric and those named."""
    return tuple(sorted((name, value) for name, value in labels.items() if name not in ("__name__", *without)))


def one_of(values: Iterable[str]) -> str:
    """A quoted regular expression of PromQL that fits exactly these values."""
    pattern = "|".join(re.escape(value) for value in sorted(set(values)))
    quoted = pattern.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{quoted}"'


def _chunks(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    while start < end:
        until = min(start + CHUNK, end)
        yield start, until
        start = until


def _one_series(result: Any) -> Series:
    try:
        points = result["values"] if "values" in result else [result["value"]]
        samples = [(float(at), float(value)) for at, value in points]
        labels = _labels(result["metric"])
    except (KeyError, TypeError, ValueError) as error:
        raise _foreign("satu deret waktunya tidak terbaca") from error
    return Series(labels, [sample for sample in samples if isfinite(sample[1])])


def _labels(found: Any) -> dict[str, str]:
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


def _list(data: Any, name: str) -> list[Any]:
    found = data.get(name) if isinstance(data, dict) else None
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise _foreign(f"jawabannya tanpa daftar {name!r}")
    return found


def _foreign(what: str) -> FetchError:
    return FetchError(f"'url' tidak menjawab seperti Prometheus: {what}; periksa 'url'", answered=True)


def _reason(text: str) -> str:
    try:
        return _words(json.loads(text)["error"])
    except (ValueError, KeyError, TypeError):
        return "tanpa keterangan"


def _words(text: Any) -> str:
    return mask(" ".join(str(text).split()), 200)
