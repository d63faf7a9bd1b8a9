"""Counting: what the readers of the three formats found, added up in bounded memory and made into a `Reading`.

A query is counted under its normalised text and PostgreSQL's query_id; at the end all texts of one id are one query,
then all ids of one text. A call is a simple statement or an `execute` of the extended protocol. The time of `parse`,
`bind` and later fetches from an open portal is no further call; it goes into metrics of its own (`parse_total_ms`
...), so that a query's mean and percentiles are those of its execution, as in pg_stat_statements.

The fingerprint of an error is made of severity and normalised message, without the SQLSTATE: only so do csvlog,
jsonlog and stderr (which mostly lacks it) agree about what is the same problem.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from spse_monev.facts import ErrorCount, FailureCount, Histogram, Metric, QueryTiming
from spse_monev.sources.logs.clock import Slot
from spse_monev.sources.logs.tally import MAX_TEXT_BYTES, LogTally, Occurrences, cut_text
from spse_monev.sources.postgres_events import Event, recognise
from spse_monev.sources.postgres_log.words import ERROR_SEVERITIES, POSITION
from spse_monev.text import fingerprint, mask, normalise_message, normalise_query

OTHERS = "(lainnya)"
MAX_QUERIES = 20_000  # distinct normalised queries kept; the lightest beyond are folded into OTHERS
MAX_ERRORS = 5_000
MAX_NAMES = 1_000  # users, databases, applications of one error
_CACHE_BYTES = 32 << 20

_ZEROS = bytes(b"0"[0] if chr(byte).isdigit() and byte < 128 else byte for byte in range(256))
_RUN = re.compile(rb"0{2,}")
_DIGIT = re.compile(r"\d")
_UNKNOWN = ("", "[unknown]")


class QueryTexts:
    """Normalised queries by raw text: texts that differ only in their numbers are normalised once.

    That is only sound where no digit is left in the result: then every run of digits stood in a literal.
    """

    def __init__(self) -> None:
        self._known: dict[bytes, str] = {}
        self._bytes = 0

    def normal(self, text: bytes) -> str:
        """The normalised form of a statement."""
        text = text[:MAX_TEXT_BYTES]
        zeros = text.translate(_ZEROS)
        known = self._known
        found = known.get(zeros) or known.get(text)
        if found is not None:
            return found
        runs = _RUN.sub(b"0", zeros)
        found = known.get(runs)
        if found is None:
            found = normalise_query(text.decode(errors="replace")) or "(kosong)"
        if _DIGIT.search(found):
            self._keep(text, found)
        else:
            self._keep(zeros, found)
            self._keep(runs, found)
        return found

    def _keep(self, key: bytes, value: str) -> None:
        self._bytes += len(key) + 200
        if self._bytes > _CACHE_BYTES:
            self._known.clear()
            self._bytes = len(key)
        self._known[key] = value


@dataclass(slots=True)
class Timing:
    """Durations of one query."""

    calls: int = 0
    total_ms: float = 0.0
    max_ms: float = 0.0
    buckets: dict[int, int] = field(default_factory=dict)

    def add(self, calls: int, total_ms: float, max_ms: float, bucket: int) -> None:
        self.calls += calls
        self.total_ms += total_ms
        self.max_ms = max(self.max_ms, max_ms)
        self.buckets[bucket] = self.buckets.get(bucket, 0) + calls

    def merge(self, other: Timing) -> None:
        self.calls += other.calls
        self.total_ms += other.total_ms
        self.max_ms = max(self.max_ms, other.max_ms)
        for bucket, count in other.buckets.items():
            self.buckets[bucket] = self.buckets.get(bucket, 0) + count


@dataclass(slots=True)
class ErrorTally:
    """One kind of error."""

    seen: Occurrences = field(default_factory=Occurrences)
    codes: Counter[str] = field(default_factory=Counter)
    users: Counter[str] = field(default_factory=Counter)
    databases: Counter[str] = field(default_factory=Counter)
    applications: Counter[str] = field(default_factory=Counter)
    sample: str = ""
    detail: str = ""
    statement: str = ""

    def merge(self, other: ErrorTally) -> None:
        if _is_earlier(other.seen.first_at, other.sample, self.seen.first_at, self.sample):
            self.sample, self.detail, self.statement = other.sample, other.detail, other.statement
        self.seen.merge(other.seen)
        self.codes.update(other.codes)
        for mine, theirs in (
            (self.users, other.users), (self.databases, other.databases), (self.applications, other.applications),
        ):  # fmt: skip
            for name, count in theirs.items():
                _count_name(mine, name, count)


@dataclass(slots=True)
class EventTally:
    """One kind of log event."""

    seen: Occurrences = field(default_factory=Occurrences)
    is_failure: bool = False
    evidence: str = ""

    def merge(self, other: EventTally) -> None:
        if _is_earlier(other.seen.first_at, other.evidence, self.seen.first_at, self.evidence):
            self.evidence = other.evidence
        self.seen.merge(other.seen)


def _is_earlier(at: datetime | None, text: str, than: datetime | None, than_text: str) -> bool:
    """Whether `text` is to be the sample: the earliest, of equals the first in the alphabet, in whatever order read."""
    return at is not None and (than is None or (at, text) < (than, than_text))


def _count_name(names: Counter[str], name: str, count: int) -> None:
    if name not in _UNKNOWN:
        names[name if name in names or len(names) < MAX_NAMES else OTHERS] += count


class Tally(LogTally):
    """All counts of a log, or of a slice of it. Entries outside the day only count in `dates`."""

    def __init__(self) -> None:
        super().__init__()
        self.severities: Counter[str] = Counter()
        self.queries: dict[tuple[int, str, str], Timing] = {}  # query_id, normalised text, database
        self.errors: dict[tuple[str, str], ErrorTally] = {}  # severity, normalised message
        self.events: dict[str, EventTally] = {}
        self.totals: defaultdict[str, float] = defaultdict(float)
        self.peaks: dict[str, float] = {}
        self._texts = QueryTexts()
        self._kinds: dict[tuple[str, str, bytes], Event] = {}
        self._messages: dict[tuple[str, bytes], str] = {}
        # log_duration writes a bare duration after a statement that was logged before, perhaps in an earlier slice.
        self._pending: dict[bytes, bytes] = {}
        self._has_statements = self._has_bare = False

    def sibling(self) -> Tally:
        """An empty tally that shares what this one has learnt about texts."""
        other = Tally()
        other._texts, other._kinds, other._messages = self._texts, self._kinds, self._messages
        return other

    @property
    def has_pending(self) -> bool:
        """Whether a statement was logged whose duration may follow."""
        return bool(self._pending)

    @property
    def is_paired(self) -> bool:
        """Whether durations were taken for statements logged before, so that the order of slices matters."""
        return self._has_statements and self._has_bare

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_texts": QueryTexts(), "_kinds": {}, "_messages": {}}

    # --- what readers call -----------------------------------------------------------------------------------------

    def entries(self, slot: Slot, severity: str, count: int, first: datetime, last: datetime) -> bool:
        """Count entries of one slot; whether they are inside the day."""
        if slot.inside:
            self.severities[severity] += count
        return self.seen_in(slot, count, first, last)

    def timing(self, query_id: int, text: bytes, database: str, duration_ms: float) -> None:
        """One call."""
        self.timings(query_id, text, database, 1, duration_ms, duration_ms, Histogram.bucket(duration_ms))

    def timings(
        self, query_id: int, text: bytes, database: str, calls: int, total_ms: float, max_ms: float, bucket: int
    ) -> None:
        """Calls of one query and one histogram bucket. An empty text with an id: the log did not tell the text."""
        normal = self.normal_query(text) if text else ""
        self._timing(query_id, normal, database).add(calls, total_ms, max_ms, bucket)

    def durations(self, query_id: int, normal: str, database: str, durations: list[bytes]) -> None:
        """Calls of one normalised query, each with its duration in ms as it is written."""
        found = self._timing(query_id, normal, database)
        for written, calls in Counter(durations).items():
            duration = float(written)
            found.add(calls, calls * duration, duration, Histogram.bucket(duration))

    def _timing(self, query_id: int, normal: str, database: str) -> Timing:
        key = (query_id, normal, database)
        found = self.queries.get(key)
        if found is None:
            if len(self.queries) >= 2 * MAX_QUERIES:
                self._fold_queries()
            found = self.queries[key] = Timing()
        return found

    def normal_query(self, text: bytes) -> str:
        """The normalised form of a statement."""
        return self._texts.normal(text)

    def other_timing(self, action: str, count: int, total_ms: float) -> None:
        """Durations that are no call: parse, bind, fetch, plan, unattributed."""
        self.totals[f"{action}_count"] += count
        self.totals[f"{action}_total_ms"] += total_ms

    def statement(self, session: bytes, text: bytes) -> None:
        """A statement was logged before its execution (log_statement)."""
        self._has_statements = True
        self._pending[session] = text[:MAX_TEXT_BYTES]
        if len(self._pending) > MAX_QUERIES:
            del self._pending[next(iter(self._pending))]

    def bare_duration(self, session: bytes, query_id: int, database: str, duration_ms: float) -> None:
        """A duration without text: that of the statement logged before, if there is one."""
        self._has_bare = True
        text = self._pending.pop(session, None)
        if text is not None or query_id:
            self.timing(query_id, text or b"", database, duration_ms)
        else:
            self.other_timing("unattributed_duration", 1, duration_ms)

    def message(
        self, severity: str, code: str, message: bytes, slot: Slot, first: datetime, last: datetime, *, count: int = 1,
        user: str = "", database: str = "", application: str = "", detail: bytes = b"", statement: bytes = b"",
    ) -> ErrorTally | None:  # fmt: skip
        """Count a message that is no duration. Returns the error's tally if this is its sample, to be completed."""
        self._event(severity, code, message, slot, first, last, count)
        if severity not in ERROR_SEVERITIES:
            return None
        normal = self._normal_message(severity, message)
        found = self.errors.get((severity, normal))
        if found is None:
            if len(self.errors) >= 2 * MAX_ERRORS:
                self._fold_errors()
            found = self.errors[severity, normal] = ErrorTally()
        is_sample = False
        if found.seen.first_at is None or first <= found.seen.first_at:
            sample = _bare_text(message)
            is_sample = _is_earlier(first, sample, found.seen.first_at, found.sample)
            if is_sample:
                found.sample, found.detail, found.statement = sample, cut_text(detail), cut_text(statement)
        found.seen.add(count, slot.hour, first, last)
        if code and code != "00000":
            found.codes[code] += count
        _count_name(found.users, user, count)
        _count_name(found.databases, database, count)
        _count_name(found.applications, application, count)
        return found if is_sample else None

    # --- adding up -------------------------------------------------------------------------------------------------

    def merge(self, other: Tally) -> None:
        """Take in the counts of the next slice or file."""
        self.merge_seen(other)
        self.severities.update(other.severities)
        for key, timing in other.queries.items():
            self.queries.setdefault(key, Timing()).merge(timing)
        if len(self.queries) >= 2 * MAX_QUERIES:
            self._fold_queries()
        for error_key, error in other.errors.items():
            self.errors.setdefault(error_key, ErrorTally()).merge(error)
        if len(self.errors) >= 2 * MAX_ERRORS:
            self._fold_errors()
        for kind, event in other.events.items():
            self.events.setdefault(kind, EventTally(is_failure=event.is_failure)).merge(event)
        for name, value in other.totals.items():
            self.totals[name] += value
        for name, value in other.peaks.items():
            self.peaks[name] = max(value, self.peaks.get(name, value))

    def _fold_queries(self) -> None:
        ranked = sorted(self.queries.items(), key=lambda item: -item[1].total_ms)
        self.queries = dict(ranked[:MAX_QUERIES])
        for (_, _, database), timing in ranked[MAX_QUERIES:]:
            self.queries.setdefault((0, OTHERS, database), Timing()).merge(timing)

    def _fold_errors(self) -> None:
        ranked = sorted(self.errors.items(), key=lambda item: -item[1].seen.count)
        self.errors = dict(ranked[:MAX_ERRORS])
        for (severity, _), error in ranked[MAX_ERRORS:]:
            self.errors.setdefault((severity, OTHERS), ErrorTally()).merge(error)

    def _normal_message(self, severity: str, message: bytes) -> str:
        key = (severity, message[:MAX_TEXT_BYTES])
        found = self._messages.get(key)
        if found is None:
            if len(self._messages) > 10_000 or len(message) > 10_000:
                self._messages.clear()
            found = normalise_message(_bare_text(message))
            self._messages[key] = found
        return found

    def _event(
        self, severity: str, code: str, message: bytes, slot: Slot, first: datetime, last: datetime, count: int
    ) -> None:
        if severity not in ERROR_SEVERITIES and severity != "LOG":
            return
        key = (severity, code, message[:1000].translate(_ZEROS))
        event = self._kinds.get(key)
        if event is None:
            event = recognise(severity, code or None, _bare_text(message))
            if not event.totals and not event.peaks:
                if len(self._kinds) > 10_000:
                    self._kinds.clear()
                self._kinds[key] = event
        if event.kind == "other" and severity != "LOG":
            return  # it is counted among the errors
        found = self.events.get(event.kind)
        if found is None:
            found = self.events[event.kind] = EventTally(is_failure=event.is_failure)
        if found.seen.first_at is None or first <= found.seen.first_at:
            evidence = mask(_bare_text(message), 300)
            if _is_earlier(first, evidence, found.seen.first_at, found.evidence):
                found.evidence = evidence
        found.seen.add(count, slot.hour, first, last)
        for name, amount in event.totals.items():
            self.totals[name] += amount * count
        for name, value in event.peaks.items():
            self.peaks[name] = max(value, self.peaks.get(name, value))

    # --- facts -----------------------------------------------------------------------------------------------------

    def error_counts(self) -> tuple[ErrorCount, ...]:
        """Errors, most frequent first."""
        counts = [
            ErrorCount(
                fingerprint=fingerprint(severity, message),
                severity=severity,
                code=min(error.codes, key=lambda code: (-error.codes[code], code)) if error.codes else None,
                message=message,
                count=error.seen.count,
                first_at=error.seen.first_at,
                last_at=error.seen.last_at,
                per_hour=tuple(error.seen.per_hour),
                by_user=_most_first(error.users),
                by_database=_most_first(error.databases),
                by_application=_most_first(error.applications),
                sample=mask(error.sample + (f"\nDETAIL: {error.detail}" if error.detail else "")),
                sample_statement=mask(error.statement) if error.statement else None,
            )
            for (severity, message), error in self.errors.items()
            if error.seen.first_at and error.seen.last_at
        ]
        return tuple(sorted(counts, key=lambda error: (-error.count, error.fingerprint)))

    def query_timings(self) -> tuple[QueryTiming, ...]:
        """Queries, most called first."""
        texts = _texts_by_id(self.queries)
        timings: dict[str, Timing] = {}
        ids: defaultdict[str, set[int]] = defaultdict(set)
        databases: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for (query_id, text, database), timing in self.queries.items():
            name = texts.get(query_id, text) if text != OTHERS else text
            timings.setdefault(name, Timing()).merge(timing)
            if query_id:
                ids[name].add(query_id)
            if database not in _UNKNOWN:
                databases[name][database] += timing.calls
        queries = [
            QueryTiming(
                fingerprint=fingerprint(name),
                query=name,
                query_ids=tuple(sorted(ids[name])),
                calls=timing.calls,
                # PostgreSQL logs microseconds; without what floating point adds, sums in any order are the same.
                total_ms=round(timing.total_ms, 3),
                max_ms=timing.max_ms,
                histogram=Histogram(timing.buckets),
                by_database=_most_first(databases[name]),
            )
            for name, timing in timings.items()
        ]
        return tuple(sorted(queries, key=lambda query: (-query.calls, query.fingerprint)))

    def failure_counts(self) -> tuple[FailureCount, ...]:
        """Failures, most frequent first."""
        counts = [
            FailureCount(
                kind,
                event.seen.count,
                event.seen.first_at,
                event.seen.last_at,
                tuple(event.seen.per_hour),
                event.evidence,
            )
            for kind, event in self.events.items()
            if event.is_failure
        ]
        return tuple(sorted(counts, key=lambda failure: (-failure.count, failure.kind)))

    def metrics(self) -> tuple[Metric, ...]:
        """All other figures, by name."""
        values: dict[str, float] = {f"{name.lower()}_entry_count": n for name, n in self.severities.items()}
        values.update(self.totals)
        values.update(self.peaks)
        for kind, event in self.events.items():
            if kind == "other":
                values["other_event_count"] = event.seen.count
            elif not event.is_failure:
                values[f"{kind}_count"] = event.seen.count
            if kind in ("connection_received", "connection_authorized"):
                values[f"{kind}_peak_per_hour_count"] = max(event.seen.per_hour)
        return tuple(Metric(name, round(value, 3)) for name, value in sorted(values.items()))


def _texts_by_id(queries: Mapping[tuple[int, str, str], Timing]) -> dict[int, str]:
    """One text for each query_id: the most called, of equals the first in the alphabet."""
    calls: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for (query_id, text, _), timing in queries.items():
        if query_id:
            calls[query_id][text] += timing.calls
    texts = {}
    for query_id, counts in calls.items():
        told = sorted((-count, text) for text, count in counts.items() if text and text != OTHERS)
        texts[query_id] = told[0][1] if told else f"(teks query tidak tercatat; query_id {query_id})"
    return texts


def _most_first(names: Counter[str]) -> dict[str, int]:
    return dict(sorted(names.items(), key=lambda item: (-item[1], item[0])))


def _bare_text(message: bytes) -> str:
    """The message without the place in the statement that stderr writes behind it."""
    return POSITION.sub("", cut_text(message))


def moment(slot: Slot, seconds: bytes | str) -> datetime:
    """The instant `seconds` (``:15.123``, or empty) after the start of a minute's slot."""
    return slot.start + timedelta(seconds=float(seconds[1:])) if seconds else slot.start
