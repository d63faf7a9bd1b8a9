"""Counting: requests by route, failures and errors, in bounded memory and made into facts."""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from spse_monev.facts import (
    HOURS,
    Client,
    ErrorCount,
    FailureCount,
    Histogram,
    Metric,
    Purpose,
    RouteTraffic,
)  # fmt: skip
from spse_monev.sources.logs.tally import LogTally, Occurrences
from spse_monev.sources.web_log.errorlog import Said
from spse_monev.sources.web_log.routes import Target
from spse_monev.text import fingerprint, mask

MAX_ROUTES = 2_000
OTHERS = "…"
_MAX_CELLS = 20_000
_MAX_KINDS = 5_000
_MAX_ADDRESSES = 1_000_000
_MAX_TIMES = 100_000

Key = tuple[str, str, Client, Purpose]


@dataclass(slots=True)
class Cell:
    """The requests of one kind."""

    count: int = 0
    statuses: dict[bytes, int] = field(default_factory=dict)
    per_hour: list[int] = field(default_factory=lambda: [0] * HOURS)
    failed_per_hour: list[int] = field(default_factory=lambda: [0] * HOURS)
    sent_bytes: int = 0
    timed_count: int = 0
    total_ms: float = 0.0
    max_ms: float = 0.0
    buckets: dict[int, int] = field(default_factory=dict)

    def merge(self, other: Cell) -> None:
        self.count += other.count
        for mine, theirs in ((self.statuses, other.statuses), (self.buckets, other.buckets)):
            for name, count in theirs.items():
                mine[name] = mine.get(name, 0) + count  # type: ignore[index,call-overload,operator]
        for hour in range(HOURS):
            self.per_hour[hour] += other.per_hour[hour]
            self.failed_per_hour[hour] += other.failed_per_hour[hour]
        self.sent_bytes += other.sent_bytes
        self.timed_count += other.timed_count
        self.total_ms += other.total_ms
        self.max_ms = max(self.max_ms, other.max_ms)


@dataclass(slots=True)
class _Seen:
    seen: Occurrences = field(default_factory=Occurrences)
    sample: str = ""
    routes: Counter[str] = field(default_factory=Counter)

    def add(self, hour: int, at: datetime, sample: str) -> None:
        first = self.seen.first_at
        if first is None or (at, sample) < (first, self.sample):
            self.sample = sample
        self.seen.add(1, hour, at, at)


class Tally(LogTally):
    """All counts of a set of web logs. Addresses live as salted hashes, in memory only."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: dict[Key, Cell] = {}
        self.has_access = False
        self._failures: dict[str, _Seen] = {}
        self._told: dict[str, _Seen] = {}  # of error logs; they count where no access log was read
        self._errors: dict[tuple[str, str | None, str], _Seen] = {}
        self._times: dict[bytes, tuple[float, int]] = {}
        self._salt = secrets.token_bytes(16)
        self._addresses: set[bytes] = set()

    # --- access logs -----------------------------------------------------------------------------------------------

    def cell(self, key: Key) -> Cell:
        """The cell of requests of one kind; while too many differ, the rarest go together."""
        found = self.cells.get(key)
        if found is None:
            found = self.cells[key] = Cell()
        return found

    @property
    def is_full(self) -> bool:
        return len(self.cells) >= _MAX_CELLS

    def fold(self, keep: int = MAX_ROUTES) -> None:
        """Put all but the busiest routes together; nothing is lost."""
        ranked = sorted(self.cells.items(), key=lambda item: (item[0][1] == OTHERS, -item[1].count, item[0]))
        self.cells = dict(ranked[:keep])
        for (_, _, client, purpose), found in ranked[keep:]:
            self.cell(("", OTHERS, client, purpose)).merge(found)

    def time_of(self, took: bytes, unit_ms: float) -> tuple[float, int]:
        """Milliseconds and bucket of a response time as it is written; (-1, 0) if it is none."""
        if len(self._times) >= _MAX_TIMES:
            self._times.clear()
        try:
            ms = float(took[:20]) * unit_ms
            found = (ms, Histogram.bucket(ms)) if 0 <= ms < 1e12 else (-1.0, 0)
        except ValueError:
            found = (-1.0, 0)
        self._times[took] = found
        return found

    @property
    def times(self) -> dict[bytes, tuple[float, int]]:
        """What `time_of` found so far; for one unit only."""
        return self._times

    def addresses(self, found: set[bytes]) -> None:
        """Count clients by their addresses, the first of what stands before the time or the second behind a host."""
        for prefix in found:
            if len(self._addresses) > _MAX_ADDRESSES:
                return
            parts = prefix.split()
            if len(parts) >= 4 and parts[2] == b"-":
                parts = parts[1:]
            if parts:
                self._addresses.add(blake2b(parts[0], digest_size=8, key=self._salt).digest())

    def failure(self, status: bytes, target: Target, client: Client, hour: int, at: datetime) -> None:
        """Count a request answered with 4xx or 5xx by the kind of failure that is, if it is one."""
        kind = failure_kind(status, target.purpose, client)
        if kind is not None:
            evidence = f"{target.method} {target.route} dijawab {status.decode()}".strip()
            self._failures.setdefault(kind, _Seen()).add(hour, at, mask(evidence, 300))

    # --- error logs ------------------------------------------------------------------------------------------------

    def said(self, severity: str | None, said: Said, hour: int, at: datetime, *, is_file: bool) -> None:
        """Count an entry of an error log inside the day."""
        if said.failure is not None:
            where = self._told if said.told_by_status or is_file else self._failures
            where.setdefault(said.failure, _Seen()).add(hour, at, mask(said.sample, 300))
        if severity is None:
            return
        key = (severity, said.code, said.message)
        if key not in self._errors and len(self._errors) >= _MAX_KINDS:
            key = (severity, None, "(lainnya)")
        found = self._errors.setdefault(key, _Seen())
        found.add(hour, at, said.sample)
        if said.route:
            known = said.route in found.routes or len(found.routes) < 1_000
            found.routes[said.route if known else OTHERS] += 1

    # --- facts -----------------------------------------------------------------------------------------------------

    def traffic(self) -> tuple[RouteTraffic, ...]:
        """Routes, busiest first."""
        self.fold()
        return tuple(
            RouteTraffic(
                method, route, client, purpose, cell.count,
                {status.decode(): count for status, count in sorted(cell.statuses.items())},
                tuple(cell.per_hour), tuple(cell.failed_per_hour), cell.sent_bytes, cell.timed_count, cell.total_ms,
                cell.max_ms if cell.timed_count else None, Histogram(cell.buckets) if cell.timed_count else None,
            )
            for (method, route, client, purpose), cell in sorted(
                self.cells.items(), key=lambda item: (-item[1].count, item[0])
            )
        )  # fmt: skip

    def failure_counts(self) -> tuple[FailureCount, ...]:
        """Failures, most frequent first."""
        found = dict(self._failures)
        if not self.has_access:
            for kind, seen in self._told.items():
                mine = found.get(kind)
                if mine is None:
                    found[kind] = seen
                else:
                    merged = _Seen(sample=mine.sample or seen.sample)
                    merged.seen.merge(mine.seen)
                    merged.seen.merge(seen.seen)
                    found[kind] = merged
        counts = [
            FailureCount(
                kind, one.seen.count, one.seen.first_at, one.seen.last_at, tuple(one.seen.per_hour), one.sample
            )
            for kind, one in found.items()
        ]
        return tuple(sorted(counts, key=lambda failure: (-failure.count, failure.kind)))

    def error_counts(self) -> tuple[ErrorCount, ...]:
        """Messages of error logs, most frequent first."""
        counts = [
            ErrorCount(
                fingerprint(severity, code, message), severity, code, message, one.seen.count, one.seen.first_at,
                one.seen.last_at, tuple(one.seen.per_hour), by_route=dict(one.routes.most_common()),
                sample=one.sample,
            )
            for (severity, code, message), one in self._errors.items()
            if one.seen.first_at and one.seen.last_at
        ]  # fmt: skip
        return tuple(sorted(counts, key=lambda error: (-error.count, error.fingerprint)))

    def metrics(self) -> tuple[Metric, ...]:
        """Figures of the whole; those of requests and times are of people, without robots and probes."""
        if not self.has_access:
            return ()
        by_client = {client: [c for key, c in self.cells.items() if key[2] is client] for client in Client}
        users = by_client[Client.USER]
        whole = Cell()
        for cell in users:
            whole.merge(cell)
        values: dict[str, float] = {
            "request_count": whole.count,
            "request_4xx_count": _answered(whole, b"4"),
            "request_5xx_count": _answered(whole, b"5"),
            "sent_bytes": whole.sent_bytes,
            "bot_request_count": sum(cell.count for cell in by_client[Client.BOT]),
            "probe_request_count": sum(cell.count for cell in by_client[Client.PROBE]),
        }
        for purpose in (Purpose.UPLOAD, Purpose.DOWNLOAD):
            cells = [c for key, c in self.cells.items() if key[2] is Client.USER and key[3] is purpose]
            count = sum(cell.count for cell in cells)
            values[f"{purpose}_count"] = count
            if count:
                failed = sum(_answered(cell, b"4") + _answered(cell, b"5") for cell in cells)
                values[f"{purpose}_failed_pct"] = 100 * failed / count
        if len(self._addresses) <= _MAX_ADDRESSES:
            values["client_count"] = len(self._addresses)
        if whole.timed_count:
            values["request_mean_ms"] = whole.total_ms / whole.timed_count
            histogram = Histogram(whole.buckets)
            for name, share in (("p95", 0.95), ("p99", 0.99)):
                values[f"request_{name}_ms"] = min(histogram.percentile(share) or 0.0, whole.max_ms)
        return tuple(Metric(name, value) for name, value in sorted(values.items()))


def failure_kind(status: bytes, purpose: Purpose, client: Client) -> str | None:
    """The one kind of failure that an answer is. First the size, then what the request was for, then the status."""
    if status == b"413":
        return "upload_too_large"
    is_client, is_server = status[:1] == b"4", status[:1] == b"5"
    if purpose is Purpose.DOWNLOAD and (is_client or is_server):
        return None if status == b"404" and client is Client.BOT else "download_error"
    if purpose is Purpose.UPLOAD and is_client:
        return "upload_aborted" if status in (b"408", b"499") else "upload_rejected"
    if is_server:
        return {b"502": "bad_gateway", b"503": "service_unavailable", b"504": "gateway_timeout"}.get(
            status, "server_error"
        )
    return None


def _answered(cell: Cell, first: bytes) -> int:
    return sum(count for status, count in cell.statuses.items() if status[:1] == first)
