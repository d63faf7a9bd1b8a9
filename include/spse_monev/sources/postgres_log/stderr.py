"""The plain log (log_destination = stderr): lines with log_line_prefix, continued by lines that begin with a tab.

What is no entry is counted as unparsed: lines between entries, and what stands before an entry in the same line (a
server that died in the middle of a line, or NULs left by a crash of the machine).
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from spse_monev.sources.postgres_log.prefix import split_prefix
from spse_monev.sources.postgres_log.tally import ErrorTally, Tally, cut_text, moment
from spse_monev.sources.postgres_log.words import ACTION, ACTIONS, DURATION, ERROR_SEVERITIES, MARKS, NAMES, PART_NAMES
from spse_monev.sources.postgres_log.zones import Clock, Slot

_BODY = (
    rb":  (?:" + DURATION + rb" (?P<ms>\d+(?:\.\d+)?) ms"
    rb"(?:(?:  |, )(?P<action>" + ACTION + rb")(?: [^\n]{0,500}?)? ?:(?: |(?=\n|\Z))|(?=\n|\Z)))?"
    rb"(?P<body>[^\n]*+(?:\n\t[^\n]*+)*+)"
)  # fmt: skip
# Up to the first ':  ', which ends the severity unless a name holds it.
_TAIL = rb"[^:\n]*+(?::(?!  )[^:\n]*+)*+"
_NAME = re.compile(rb"\(\?P<\w+>")
_CALLS = frozenset(word for word, action in ACTIONS.items() if action in ("statement", "execute"))
_VERBOSE_CODE = re.compile(rb"([0-9A-Z]{5}): ")
_LOGGED = re.compile(rb"(?:" + ACTION + rb")(?: [^\n]{0,500}?)? ?: ?")
_MAX_SEARCHED = 1 << 20
_MAX_HEADS = 50_000

FASTPATH = b"fastpath function call"


# The number of a slice's first line, or how to find it out.
FirstLine = int | Callable[[], int]


class _Head(NamedTuple):
    """What the prefix of a line tells apart from the time, and its severity or part."""

    mark: str
    session: bytes
    user: str
    database: str
    application: str
    code: str
    query_id: int
    command: bytes


_Key = tuple[bytes, bytes]  # what stands before the time, and what stands between it and the colon


class StderrReader:
    """Reads slices of one file with one prefix.

    A log has few different prefixes apart from their times. So lines are taken apart by a simple pattern that only
    looks for the time and the colon, and each prefix is read once, by the exact pattern. If one does not fit that
    (a name may hold a colon with two spaces), all lines of the slice are taken apart by the exact pattern.
    """

    def __init__(self, prefix: str, clock: Clock) -> None:
        self.prefix = prefix
        self.parser = f"stderr, prefix {prefix!r}"
        self.clock = clock
        before, stamp, after = split_prefix(prefix)
        self._start = re.compile(b"(?P<before>" + before + b")" + stamp + after + rb"(?P<mark>" + MARKS + rb") ?:  ")
        self._heads: dict[_Key, _Head | None] = {}
        exact = (_NAME.sub(b"(?:", before), _NAME.sub(b"(?:", after) + rb"(?:" + MARKS + rb") ?")
        simple = (rb"[^\n]*?" if before else b"", _TAIL)
        self._exact, self._simple = (
            re.compile(
                rb"^(?:(?P<before>" + first + b")" + stamp + b"(?P<tail>" + last + b")" + _BODY
                + rb"|(?P<stray>[^\n]+(?:\n\t[^\n]*+)*+))",
                re.MULTILINE,
            )
            for first, last in (exact, simple)
        )  # fmt: skip
        self._inside = re.compile(exact[0] + stamp + exact[1] + _BODY)

    def begins(self, data: bytes, position: int) -> bool:
        """Whether an entry with a severity of its own begins here."""
        match = self._start.match(data, position)
        return match is not None and NAMES[match["mark"]] not in PART_NAMES

    def read(self, data: bytes, tally: Tally, file: str, first_line: FirstLine) -> None:
        """Count one slice."""
        if b"\r\n" in data:
            data = data.replace(b"\r\n", b"\n")
        rows, heads = self._take_apart(data)
        slot: Slot | None = None
        open_samples: dict[bytes, ErrorTally] = {}
        strays: list[bytes] = []
        # Nearly all entries of a busy log are durations of calls: those are gathered by text, and counted at the end.
        gathered: dict[_Key, dict[bytes, list[bytes]]] = {key: {} for key, head in heads.items() if head.mark == "LOG"}
        others: dict[bytes, list[bytes]] = {}
        last_minute = last_zone = b"-"
        first = last = b""
        count = 0
        for before, minute, rest, zone, tail, ms, action, body, stray in rows:
            if (
                action
                and minute == last_minute
                and zone == last_zone
                and slot is not None
                and (texts := gathered.get((before, tail))) is not None
            ):
                if not count:
                    first = last = rest
                elif rest > last:
                    last = rest
                elif rest < first:
                    first = rest
                count += 1
                if open_samples:
                    open_samples.pop(heads[before, tail].session, None)
                if not slot.inside:
                    continue
                if action not in _CALLS:
                    others.setdefault(action, []).append(ms)
                    continue
                try:
                    texts[body].append(ms)
                except KeyError:
                    texts[body] = [ms]
                continue
            if stray:
                strays.append(stray)
                continue
            head = heads[before, tail]
            if head.mark in PART_NAMES:
                sample = open_samples.get(head.session)
                if sample is not None:
                    _complete(sample, head.mark, ms, body)
                continue
            if minute != last_minute or zone != last_zone:
                if count and slot is not None:
                    tally.entries(slot, "LOG", count, moment(slot, first), moment(slot, last))
                count = 0
                slot = self.clock.slot(minute.decode(), zone.decode())
                last_minute, last_zone = minute, zone
            if slot is None:
                strays.append(minute + rest + body)
                continue
            at = moment(slot, rest)
            open_samples.pop(head.session, None)
            if not tally.entries(slot, head.mark, 1, at, at):
                continue
            body = body.replace(b"\n\t", b"\n")
            if head.mark == "LOG":
                _log(head, ms, action, body, slot, at, tally)
            elif head.mark in ERROR_SEVERITIES:
                if ms:
                    body = b"duration: " + ms + b" ms" + body
                code = head.code
                if match := _VERBOSE_CODE.match(body):
                    code, body = match[1].decode(), body[match.end() :]
                sample = tally.message(
                    head.mark, code, body, slot, at, at,
                    user=head.user, database=head.database, application=head.application,
                )  # fmt: skip
                if sample is not None:
                    open_samples[head.session] = sample
        if count and slot is not None:
            tally.entries(slot, "LOG", count, moment(slot, first), moment(slot, last))
        _count_gathered(gathered, heads, tally)
        for word, durations in others.items():
            kind = ACTIONS[word]
            if kind == "fastpath":
                tally.durations(0, tally.normal_query(FASTPATH), "", durations)
            else:
                tally.other_timing(kind, len(durations), sum(map(float, durations)))
        if strays:
            self._read_strays(strays, data, tally, file, first_line)

    def _take_apart(self, data: bytes) -> tuple[list[tuple[bytes, ...]], dict[_Key, _Head]]:
        """All lines that are entries, parts of one or strays, and what their prefixes tell."""
        if len(self._heads) > _MAX_HEADS:
            self._heads.clear()
        for pattern in (self._simple, self._exact):
            rows = _all(pattern, data)
            heads: dict[_Key, _Head] = {}
            for (before, tail), (_, minute, rest, zone, *_) in {(row[0], row[4]): row for row in rows}.items():
                if not tail:
                    continue  # strays
                head = self._read_head(before, minute + rest + (b" " if zone else b"") + zone, tail)
                if head is None:
                    break
                heads[before, tail] = head
            else:
                break
        return rows, heads

    def _read_head(self, before: bytes, stamp: bytes, tail: bytes) -> _Head | None:
        """What a prefix tells, None if it is not of the form it should have."""
        try:
            return self._heads[before, tail]
        except KeyError:
            match = self._start.fullmatch(before + stamp + tail + b":  ")
            head = None
            if match is not None and match["before"] == before:
                told = {name: (value or b"").strip() for name, value in match.groupdict().items()}
                text = {name: value.decode(errors="replace") for name, value in told.items()}
                head = _Head(
                    NAMES[match["mark"]], told.get("pid") or told.get("session", b""), text.get("user", ""),
                    text.get("database", ""), text.get("application", ""), text.get("code", ""),
                    int(text.get("query_id") or 0), told.get("command", b""),
                )  # fmt: skip
            self._heads[before, tail] = head
            return head

    def _read_strays(self, strays: list[bytes], data: bytes, tally: Tally, file: str, first_line: FirstLine) -> None:
        position = 0
        start = first_line() if callable(first_line) else first_line
        for stray in strays:
            found = data.find(stray, position)
            position = found + len(stray) if found >= 0 else position
            line = start + data.count(b"\n", 0, found) if found >= 0 and len(tally.unparsed_places) < 5 else None
            match = self._inside.search(stray) if len(stray) <= _MAX_SEARCHED else None
            if match is None or match.start() == 0:
                tally.unparsed(file, line, stray, 1 + stray.count(b"\n"))
                continue
            tally.unparsed(file, line, stray[: match.start()], 1 + stray.count(b"\n", 0, match.start()))
            self.read(stray[match.start() :], tally, file, line or start)


def _all(pattern: re.Pattern[bytes], data: bytes) -> list[tuple[bytes, ...]]:
    """All matches. The garbage collector would look through the growing list again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return pattern.findall(data)
    finally:
        if was_enabled:
            gc.enable()


def _log(head: _Head, ms: bytes, action: bytes, body: bytes, slot: Slot, at: datetime, tally: Tally) -> None:
    """A LOG entry: a duration, a statement before its execution, or an event."""
    if ms:
        kind = ACTIONS[action] if action else ""
        count_duration(tally, kind, float(ms), body, head.session, head.query_id, head.database, head.command)
        return
    if match := _LOGGED.match(body):
        tally.statement(head.session, body[match.end() :])
    tally.message("LOG", head.code, body, slot, at, at)


def _count_gathered(
    gathered: dict[_Key, dict[bytes, list[bytes]]], heads: dict[_Key, _Head], tally: Tally
) -> None:  # fmt: skip
    """Count calls that were gathered by prefix and text."""
    calls: dict[tuple[int, str, str], list[bytes]] = {}
    for key, texts in gathered.items():
        head = heads[key]
        for text, durations in texts.items():
            normal = tally.normal_query(text.replace(b"\n\t", b"\n") or b"(kosong)")
            calls.setdefault((head.query_id, normal, head.database), []).extend(durations)
    for (query_id, normal, database), durations in calls.items():
        tally.durations(query_id, normal, database, durations)


def count_duration(
    tally: Tally, action: str, duration_ms: float, text: bytes, session: bytes, query_id: int, database: str,
    command: bytes,
) -> None:  # fmt: skip
    """Count a duration by what it was measured of."""
    if action == "fastpath":
        tally.timing(0, FASTPATH, database, duration_ms)
    elif action in ("statement", "execute"):
        tally.timing(query_id, text or b"(kosong)", database, duration_ms)
    elif action in ("parse", "bind", "fetch", "plan"):
        tally.other_timing(action, 1, duration_ms)
    elif command in (b"PARSE", b"BIND"):
        tally.other_timing(command.decode().lower(), 1, duration_ms)
    else:
        tally.bare_duration(session, query_id, database, duration_ms)


def _complete(sample: ErrorTally, part: str, ms: bytes, body: bytes) -> None:
    text = cut_text((b"duration: " + ms + b" ms" if ms else b"") + body.replace(b"\n\t", b"\n"))
    if part == "DETAIL" and not sample.detail:
        sample.detail = text
    elif part == "STATEMENT" and not sample.statement:
        sample.statement = text
