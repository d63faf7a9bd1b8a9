"""Counting: requests and errors added up in bounded memory, and made into facts. No address is kept, only digests."""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple

from spse_monev.facts import HOURS, Client, ErrorCount, FailureCount, Histogram, Metric, Purpose, RouteTraffic
from spse_monev.sources.logs.clock import Slot
from spse_monev.sources.logs.tally import LogTally, Occurrences
from spse_monev.sources.web_log.error_lines import ErrorLine
from spse_monev.text import fingerprint, mask

OTHER_ROUTES = "…"
MAX_ROUTES = 500
_MAX_KEPT_ROUTES = 20_000
MAX_ERRORS = 2_000
_MAX_NAMES = 200
_MAX_CLIENTS = 500_000
_SALT = secrets.token_bytes(16)  # of this process; the digests are of no use outside it


class RouteKey(NamedTuple):
    """What the requests of a route have in common."""

    method: str
    route: str
    client: Client
    purpose: Purpose


@dataclass(slots=True)
class _Route:
    by_status: Counter[str] = field(default_factory=Counter)
    per_hour: list[int] = field(default_factory=lambda: [0] * HOURS)
    failed_per_hour: list[int] = field(default_factory=lambda: [0] * HOURS)
    sent_bytes: int = 0
    total_ms: float = 0.0
    max_ms: float | None = None
    histogram: Histogram = field(default_factory=Histogram)

    @property
    def count(self) -> int:
        return sum(self.per_hour)

    def merge(self, other: _Route) -> None:
        self.by_status.update(other.by_status)
        for hour in range(HOURS):
            self.per_hour[hour] += other.per_hour[hour]
            self.failed_per_hour[hour] += other.failed_per_hour[hour]
        self.sent_bytes += other.sent_bytes
        self.time(other.total_ms, other.max_ms)
        self.histogram.merge(other.histogram)

    def time(self, total_ms: float, max_ms: float | None) -> None:
        self.total_ms += total_ms
        if max_ms is not None:
            self.max_ms = max_ms if self.max_ms is None else max(self.max_ms, max_ms)


@dataclass(slots=True)
class _Evident:
    seen: Occurrences = field(default_factory=Occurrences)
    evidence: str = ""
    routes: Counter[str] = field(default_factory=Counter)

    def add(self, count: int, hour: int, first: datetime, last: datetime, evidence: str) -> None:
        if self.seen.first_at is None or (first, evidence) < (self.seen.first_at, self.evidence):
            self.evidence = evidence
        self.seen.add(count, hour, first, last)

    def merge(self, other: _Evident) -> None:
        if other.seen.first_at and (
            self.seen.first_at is None or (other.seen.first_at, other.evidence) < (self.seen.first_at, self.evidence)
        ):
            self.evidence = other.evidence
        self.seen.merge(other.seen)
        self.routes.update(other.routes)


_ErrorKey = tuple[str, str | None, str]


def failure_kind(status: str, client: Client, purpose: Purpose) -> str | None:
    """The one kind of failure that a request is, or none. Robots' requests are none; probes' only where 5xx."""
    if client is Client.BOT or status < "400":
        return None
    if client is Client.USER:
        if status == "413":
            return "upload_too_large"
        if purpose is Purpose.DOWNLOAD:
            return "download_error"
        if purpose is Purpose.UPLOAD and status < "500":
            return "upload_aborted" if status in ("408", "499") else "upload_rejected"
    if status < "500":
        return None
    return {"502": "bad_gateway", "503": "service_unavailable", "504": "gateway_timeout"}.get(status, "server_error")


class Tally(LogTally):
    """All counts of a web server's logs. Entries outside the day only count in `dates`."""

    def __init__(self) -> None:
        super().__init__()
        self.routes: dict[RouteKey, _Route] = {}
        self.failures: dict[str, _Evident] = {}
        self.told_failures: dict[str, _Evident] = {}  # of the error log, of which an access log tells as well
        self.errors: dict[_ErrorKey, _Evident] = {}
        self.clients: set[bytes] = set()
        self.request_count = 0

    def requests(
        self,
        key: RouteKey,
        status: str,
        slot: Slot,
        first: datetime,
        last: datetime,
        count: int,
        sent_bytes: int,
        total_ms: float,
        max_ms: float | None,
    ) -> None:
        """Count requests of one slot and status; `total_ms` is of those whose time is known."""
        if not self.seen_in(slot, count, first, last):
            return
        self.request_count += count
        route = self._route(key)
        route.by_status[status] += count
        route.per_hour[slot.hour] += count
        if status >= "500" and status[:1].isdigit():
            route.failed_per_hour[slot.hour] += count
        route.sent_bytes += sent_bytes
        route.time(total_ms, max_ms)
        kind = failure_kind(status, key.client, key.purpose) if status[:1].isdigit() else None
        if kind is not None:
            evidence = f"{key.method or '(bukan permintaan HTTP)'} {key.route} dijawab {status}"
            self.failures.setdefault(kind, _Evident()).add(count, slot.hour, first, last, evidence)

    def times(self, key: RouteKey, bucket: int, count: int) -> None:
        """Count response times in one bucket of the histogram; only of what is inside the day."""
        self._route(key).histogram.add(bucket, count)

    def client(self, address: str) -> None:
        """Note that an address asked for something."""
        if len(self.clients) <= _MAX_CLIENTS:
            self.clients.add(blake2b(address.encode("utf-8", "replace"), digest_size=8, key=_SALT).digest())

    def _route(self, key: RouteKey) -> _Route:
        route = self.routes.get(key)
        if route is None:
            if len(self.routes) >= _MAX_KEPT_ROUTES:
                self._fold(_MAX_KEPT_ROUTES // 2)
            route = self.routes.setdefault(key, _Route())
        return route

    def _fold(self, limit: int) -> None:
        """Keep the `limit` busiest routes; those of files before all others."""
        if len(self.routes) <= limit:
            return
        ranked = sorted(self.routes, key=lambda key: (key.purpose is Purpose.PAGE, -self.routes[key].count, key))
        for key in ranked[limit:]:
            folded = RouteKey("", OTHER_ROUTES, key.client, key.purpose)
            if key != folded:
                self.routes.setdefault(folded, _Route()).merge(self.routes.pop(key))

    def error(self, line: ErrorLine, slot: Slot, at: datetime) -> None:
        """Count an entry of an error log."""
        if not self.seen_in(slot, 1, at, at):
            return
        if line.severity:
            key = (line.severity, line.code, line.message)
            if key not in self.errors and len(self.errors) >= MAX_ERRORS:
                key = (line.severity, None, "(lainnya)")
            found = self.errors.setdefault(key, _Evident())
            found.add(1, slot.hour, at, at, line.sample[:1000])
            if line.route and (line.route in found.routes or len(found.routes) < _MAX_NAMES):
                found.routes[line.route] += 1
        if line.kind is not None:
            failures = self.told_failures if line.is_told else self.failures
            failures.setdefault(line.kind, _Evident()).add(1, slot.hour, at, at, line.sample[:1000])

    def merge(self, other: Tally) -> None:
        """Take in the counts of the next slice or file."""
        self.merge_seen(other)
        for key, route in other.routes.items():
            self._route(key).merge(route)
        for mine, theirs in ((self.failures, other.failures), (self.told_failures, other.told_failures)):
            for kind, found in theirs.items():
                mine.setdefault(kind, _Evident()).merge(found)
        for error, found in other.errors.items():
            self.errors.setdefault(error, _Evident()).merge(found)
        if len(self.clients) <= _MAX_CLIENTS:
            self.clients |= other.clients
        self.request_count += other.request_count

    # --- facts -----------------------------------------------------------------------------------------------------

    def traffic(self) -> tuple[RouteTraffic, ...]:
        """Routes, busiest first; what is beyond MAX_ROUTES stands together under '…'."""
        self._fold(MAX_ROUTES)
        found = [
            RouteTraffic(
                *key,
                route.count,
                dict(sorted(route.by_status.items())),
                tuple(route.per_hour),
                tuple(route.failed_per_hour),
                route.sent_bytes,
                route.histogram.count,
                route.total_ms,
                route.max_ms,
                route.histogram if route.histogram.count else None,
            )
            for key, route in self.routes.items()
            if route.count
        ]
        return tuple(
            sorted(found, key=lambda row: (-row.request_count, row.method, row.route, row.client, row.purpose))
        )

    def failure_counts(self) -> tuple[FailureCount, ...]:
        """Failures, most frequent first, each event once: where there are requests, their status tells it."""
        failures = dict(self.failures)
        if not self.request_count:
            for kind, found in self.told_failures.items():
                both = _Evident()
                both.merge(failures.get(kind, _Evident()))
                both.merge(found)
                failures[kind] = both
        counts = [
            FailureCount(
                kind,
                found.seen.count,
                found.seen.first_at,
                found.seen.last_at,
                tuple(found.seen.per_hour),
                mask(found.evidence, 300),
            )
            for kind, found in failures.items()
        ]
        return tuple(sorted(counts, key=lambda failure: (-failure.count, failure.kind)))

    def error_counts(self) -> tuple[ErrorCount, ...]:
        """Errors of the error log, most frequent first."""
        counts = [
            ErrorCount(
                fingerprint(severity, code, message),
                severity,
                code,
                message,
                found.seen.count,
                found.seen.first_at,
                found.seen.last_at,
                tuple(found.seen.per_hour),
                by_route=dict(sorted(found.routes.items(), key=lambda item: (-item[1], item[0]))),
                sample=mask(found.evidence),
            )
            for (severity, code, message), found in self.errors.items()
            if found.seen.first_at and found.seen.last_at
        ]
        return tuple(sorted(counts, key=lambda error: (-error.count, error.fingerprint)))

    def metrics(self, traffic: tuple[RouteTraffic, ...]) -> tuple[Metric, ...]:
        """The day's figures; of people unless the name says otherwise. Empty without an access log."""
        if not self.request_count:
            return ()
        people = [row for row in traffic if row.client is Client.USER]
        values: dict[str, float] = {
            "request_count": sum(row.request_count for row in people),
            "request_4xx_count": _answered(people, "4"),
            "request_5xx_count": _answered(people, "5"),
            "sent_bytes": sum(row.sent_bytes or 0 for row in traffic),
        }
        for client in (Client.BOT, Client.PROBE):
            values[f"{client}_request_count"] = sum(row.request_count for row in traffic if row.client is client)
        if len(self.clients) <= _MAX_CLIENTS:
            values["unique_client_count"] = len(self.clients)
        for purpose in (Purpose.UPLOAD, Purpose.DOWNLOAD):
            rows = [row for row in people if row.purpose is purpose]
            count = values[f"{purpose}_count"] = sum(row.request_count for row in rows)
            if count:
                values[f"{purpose}_failed_pct"] = 100 * (_answered(rows, "4") + _answered(rows, "5")) / count
        timed = sum(row.timed_count for row in people)
        if timed:
            whole = Histogram()
            for row in people:
                whole.merge(row.histogram or Histogram())
            longest = max(row.max_ms or 0.0 for row in people)
            values["request_mean_ms"] = sum(row.total_ms for row in people) / timed
            for name, share in (("p95", 0.95), ("p99", 0.99)):
                values[f"request_{name}_ms"] = min(whole.percentile(share) or 0.0, longest)
        return tuple(Metric(name, float(value)) for name, value in sorted(values.items()))


def _answered(rows: list[RouteTraffic], first_digit: str) -> int:
    return sum(count for row in rows for status, count in row.by_status.items() if status.startswith(first_digit))
