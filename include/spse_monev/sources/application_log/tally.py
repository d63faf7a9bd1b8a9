"""Counting: what the reader found, added up in bounded memory and made into facts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from spse_monev.facts import ErrorCount, FailureCount, Metric
from spse_monev.sources.application_log.blocks import Block, BlockReader
from spse_monev.sources.application_log.failures import failure_kind
from spse_monev.sources.application_log.kinds import Kind, Texts, kind_of, request_of
from spse_monev.sources.logs.clock import Slot
from spse_monev.sources.logs.tally import LogTally, Occurrences, cut_text
from spse_monev.text import fingerprint, mask

OTHERS = "(lainnya)"
MAX_KINDS = 5_000
MAX_NAMES = 1_000  # routes and categories of one kind
ERROR_SEVERITIES = ("WARNING", "ERROR", "FATAL")

_CACHE_ENTRIES = 5_000
_MAX_CACHED_BYTES = 400  # of one message
_ZEROS = bytes(b"0"[0] if byte in b"0123456789" else byte for byte in range(256))
_DIGIT = re.compile(r"\d")
_QUERY = re.compile(r"(?<=\S)\?[^\s\"')\]]+")
_FILE_ROUTE = re.compile(r"(?i)(upload|unggah)|(download|unduh)")
_SAMPLE_BYTES = 4000
_MAX_SAID = 500
_MAX_PLACE = 500
_MAX_NAME = 250
_SAMPLE_CHARACTERS = 1500


@dataclass(slots=True)
class KindTally:
    """The occurrences of one kind of error."""

    seen: Occurrences = field(default_factory=Occurrences)
    routes: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    sample: bytes = b""  # the beginning of an entry as it is written; masked when it is handed out
    root: str = ""  # its root exception, which may stand behind that beginning

    def merge(self, other: KindTally) -> None:
        if _is_earlier(other.seen.first_at, other.sample, self.seen.first_at, self.sample):
            self.sample, self.root = other.sample, other.root
        self.seen.merge(other.seen)
        for mine, theirs in ((self.routes, other.routes), (self.categories, other.categories)):
            for name, count in theirs.items():
                _count_name(mine, name, count)


@dataclass(slots=True)
class FailureTally:
    """The occurrences of one kind of failure."""

    seen: Occurrences = field(default_factory=Occurrences)
    evidence: str = ""  # as it is written; masked when it is handed out


def _is_earlier(at: datetime | None, text: str | bytes, than: datetime | None, than_text: str | bytes) -> bool:
    """Whether `text` is to be the sample: the earliest, of equals the first in the alphabet, in whatever order read."""
    return at is not None and (than is None or (at, text) < (than, than_text))


def _count_name(names: Counter[str], name: str, count: int = 1) -> None:
    if name:
        names[name if name in names or len(names) < MAX_NAMES else OTHERS] += count


class Tally(LogTally):
    """All counts of an application's log. Entries outside the day only count in `dates`."""

    def __init__(self, blocks: BlockReader) -> None:
        super().__init__()
        self.severities: Counter[str] = Counter()
        self.kinds: dict[Kind, KindTally] = {}
        self.failures: dict[str, FailureTally] = {}
        self.start_count = 0
        self._blocks = blocks
        self._texts = Texts()
        self._known: dict[tuple[str, bytes], tuple[Block, Kind]] = {}
        self._failure_kinds: dict[tuple[object, ...], str | None] = {}

    def error(self, severity: str, category: str, body: bytes, slot: Slot, at: datetime) -> None:
        """Count an entry of ERROR_SEVERITIES inside the day."""
        block, kind = self._read(severity, body)
        found = self.kinds.get(kind)
        if found is None:
            if len(self.kinds) >= 2 * MAX_KINDS:
                self._fold()
            found = self.kinds[kind] = KindTally()
        if found.seen.first_at is None or at <= found.seen.first_at:
            sample = body[:_SAMPLE_BYTES]
            if _is_earlier(at, sample, found.seen.first_at, found.sample):
                found.sample, found.root = sample, _said_of_root(block)
        found.seen.add(1, slot.hour, at, at)
        if block.method:
            _count_name(found.routes, request_of(block.method, block.path))
        _count_name(found.categories, category)
        self._fail(severity, block, kind, slot, at)

    def _read(self, severity: str, body: bytes) -> tuple[Block, Kind]:
        """Texts that differ only in digits are taken apart once, where no digit is left in what comes of it."""
        if len(body) > _MAX_CACHED_BYTES or b"/" in body:
            block = self._blocks.read(body)
            return block, kind_of(block, severity, self._texts)
        key = (severity, body.translate(_ZEROS))
        known = self._known.get(key)
        if known is None:
            block = self._blocks.read(body)
            kind = kind_of(block, severity, self._texts)
            known = (block, kind)
            if not _DIGIT.search(f"{kind.code}{kind.title}{kind.message}{kind.place}"):
                if len(self._known) >= _CACHE_ENTRIES:
                    self._known.clear()
                self._known[key] = known
        return known

    def _fail(self, severity: str, block: Block, kind: Kind, slot: Slot, at: datetime) -> None:
        function = _FILE_ROUTE.search(block.path.partition("?")[0])
        key = (kind, function.lastindex if function else 0, *(problem.name for problem in block.chain))
        if key in self._failure_kinds:
            failed = self._failure_kinds[key]
        else:
            if len(self._failure_kinds) >= _CACHE_ENTRIES:
                self._failure_kinds.clear()
            failed = self._failure_kinds[key] = failure_kind(block, severity)
        if failed is None:
            return
        found = self.failures.setdefault(failed, FailureTally())
        if found.seen.first_at is None or at <= found.seen.first_at:
            evidence = _said_of_root(block) or block.title[:_MAX_SAID]
            if _is_earlier(at, evidence, found.seen.first_at, found.evidence):
                found.evidence = evidence
        found.seen.add(1, slot.hour, at, at)

    def _fold(self) -> None:
        ranked = sorted(self.kinds.items(), key=lambda item: -item[1].seen.count)
        self.kinds = dict(ranked[:MAX_KINDS])
        for kind, found in ranked[MAX_KINDS:]:
            self.kinds.setdefault(Kind(kind.severity, None, OTHERS, "", ""), KindTally()).merge(found)

    # --- facts -----------------------------------------------------------------------------------------------------

    def error_counts(self) -> tuple[ErrorCount, ...]:
        """Errors, most frequent first."""
        counts = [
            ErrorCount(
                fingerprint=fingerprint(kind.severity, kind.code, kind.title, kind.message, kind.place),
                severity=kind.severity,
                code=mask(kind.code, _MAX_NAME) if kind.code else None,
                message=kind.shown,
                count=found.seen.count,
                first_at=found.seen.first_at,
                last_at=found.seen.last_at,
                per_hour=tuple(found.seen.per_hour),
                by_application=_most_first(found.categories),
                by_route=_most_first(found.routes),
                place=mask(kind.place, _MAX_PLACE),
                sample=_sample(found, kind),
            )
            for kind, found in self.kinds.items()
            if found.seen.first_at and found.seen.last_at
        ]
        return tuple(sorted(counts, key=lambda error: (-error.count, error.fingerprint)))

    def failure_counts(self) -> tuple[FailureCount, ...]:
        """Failures, most frequent first."""
        counts = [
            FailureCount(
                kind, found.seen.count, found.seen.first_at, found.seen.last_at, tuple(found.seen.per_hour),
                mask(" ".join(_QUERY.sub("?***", found.evidence).split()), 300),
            )
            for kind, found in self.failures.items()
        ]  # fmt: skip
        return tuple(sorted(counts, key=lambda failure: (-failure.count, failure.kind)))

    def metrics(self) -> tuple[Metric, ...]:
        """Entries by severity, and how often the application was started."""
        values: dict[str, float] = {f"{name.lower()}_entry_count": n for name, n in self.severities.items()}
        if self.start_count:
            values["application_start_count"] = self.start_count
        return tuple(Metric(name, value) for name, value in sorted(values.items()))


def _most_first(names: Counter[str]) -> dict[str, int]:
    shown: Counter[str] = Counter()
    for name, count in names.items():
        shown[mask(name, _MAX_NAME)] += count
    return dict(sorted(shown.items(), key=lambda item: (-item[1], item[0])))


def _said_of_root(block: Block) -> str:
    if not block.chain:
        return ""
    root = block.chain[-1]
    return f"{root.name}: {root.message[:_MAX_SAID]}" if root.message else root.name


def _sample(found: KindTally, kind: Kind) -> str:
    """What an entry says, without the frames but the first of the application; masked."""
    lines = [
        line
        for line in cut_text(found.sample).split("\n")
        if line.strip() and not line.lstrip().startswith(("at ", "... "))
    ]
    if found.root and not any(kind.code and kind.code in line for line in lines):
        lines.append(f"Caused by: {found.root}")
    text = _QUERY.sub("?***", "\n".join(lines))[:_SAMPLE_CHARACTERS]
    return mask(text + (f"\n\tat {kind.place}" if kind.place else ""))
