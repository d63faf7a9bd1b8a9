"""The plain log (log_destination = stderr): lines with log_line_prefix, continued by lines that begin with a tab.

What is no entry is counted as unparsed: lines between entries, and what stands before an entry in the same line (a
server that died in the middle of a line, or NULs left by a crash of the machine).
"""

from __future__ import annotations

import gc
import re
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import NamedTuple

from spse_monev.sources.logs.clock import Clock, Slot
from spse_monev.sources.logs.tally import cut_text
from spse_monev.sources.postgres_log.prefix import split_prefix
from spse_monev.sources.postgres_log.tally import ErrorTally, Tally, moment
from spse_monev.sources.postgres_log.words import (
    ACTION,
    ACTIONS,
    DURATION,
    ERROR_SEVERITIES,
    MARKS,
    MILLISECONDS,
    NAMES,
    PART_NAMES,
)

_BODY = (
    rb":  (?:" + DURATION + rb" (?P<ms>" + MILLISECONDS + rb") ms"
    rb"(?:(?:  |, )(?P<action>" + ACTION + rb")(?: [^\n]{0,500}?)? ?:(?: |(?=\n|\Z))|(?=\n|\Z)))?"
    rb"(?P<body>[^\n]*+(?:\n\t[^\n]*+)*)"
)  # fmt: skip
_NAME = re.compile(rb"\(\?P<\w+>")
# Of one prefix: durations as written, by action and text.
_Durations = defaultdict[bytes, defaultdict[bytes, list[bytes]]]
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


class StderrReader:
    """Reads slices of one file with one prefix.

    A log has few different prefixes apart from their times; so a line is only cut at its time and its severity, and
    each prefix is taken apart once.
    """

    def __init__(self, prefix: str, clock: Clock) -> None:
        self.prefix = prefix
        self.parser = f"stderr, prefix {prefix!r}"
        self.clock = clock
        before, stamp, after = split_prefix(prefix)
        self._start = re.compile(before + stamp + after + rb"(?P<mark>" + MARKS + rb") ?:  ")
        self._heads: dict[bytes, _Head] = {}
        before, after = _NAME.sub(b"(?:", before), _NAME.sub(b"(?:", after)
        entry = b"(?P<before>" + before + b")" + stamp + b"(?P<tail>" + after + rb"(?:" + MARKS + rb") ?)" + _BODY
        self._entry = re.compile(b"^(?:" + entry + rb"|(?P<stray>[^\n]+(?:\n\t[^\n]*+)*))", re.MULTILINE)
        self._inside = re.compile(entry)

    def begins(self, data: bytes, position: int) -> bool:
        """Whether an entry with a severity of its own begins here."""
        match = self._start.match(data, position)
        return match is not None and NAMES[match["mark"]] not in PART_NAMES

    def read(self, data: bytes, tally: Tally, file: str, first_line: FirstLine) -> None:
        """Count one slice."""
        # The garbage collector would look through the growing lists again and again; nothing here is cyclic.
        was_enabled = gc.isenabled()
        gc.disable()
        try:
            self._read(data, tally, file, first_line)
        finally:
            if was_enabled:
                gc.enable()

    def _read(self, data: bytes, tally: Tally, file: str, first_line: FirstLine) -> None:
        if b"\r\n" in data:
            data = data.replace(b"\r\n", b"\n")
        if len(self._heads) > _MAX_HEADS:
            self._heads.clear()
        heads = self._heads
        slot: Slot | None = None
        inside = False
        open_samples: dict[bytes, ErrorTally] = {}
        strays: list[bytes] = []
        # Nearly all entries of a busy log are durations: those are gathered by prefix, action and text, and counted
        # at the end.
        gathered: dict[bytes, _Durations] = {}
        last_minute = last_zone = b"-"
        first = last = b""
        count = 0
        for before, minute, rest, zone, tail, ms, action, body, stray in self._entry.findall(data):
            key = before + b"\n" + tail if before else tail
            if action and minute == last_minute and zone == last_zone and (durations := gathered.get(key)) is not None:
                if rest > last:
                    last = rest
                elif rest < first:
                    first = rest
                count += 1
                if open_samples:
                    open_samples.pop(heads[key].session, None)
                if inside:
                    durations[action][body].append(ms)
                continue
            if stray:
                strays.append(stray)
                continue
            head = heads.get(key)
            if head is None:
                head = heads[key] = self._read_head(before, minute + rest + (b" " if zone else b"") + zone, tail)
            if head.mark == "LOG" and key not in gathered:
                gathered[key] = defaultdict(partial(defaultdict, list))
            if head.mark in PART_NAMES:
                sample = open_samples.get(head.session)
                if sample is not None:
                    _complete(sample, head.mark, ms, body)
                continue
            if minute != last_minute or zone != last_zone or slot is None:
                if count and slot is not None:
                    tally.entries(slot, "LOG", count, moment(slot, first), moment(slot, last))
                count = 0
                slot = self.clock.slot(minute.decode(), zone.decode())
                last_minute, last_zone = (minute, zone) if slot is not None else (b"-", b"-")
                inside = slot is not None and slot.inside
                first = last = rest
                # The parts of an entry carry its own time.
                open_samples.clear()
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
        if strays:
            self._read_strays(strays, data, tally, file, first_line)

    def _read_head(self, before: bytes, stamp: bytes, tail: bytes) -> _Head:
        """What a prefix tells; it is one, for the same pattern has found it."""
        match = self._start.fullmatch(before + stamp + tail + b":  ")
        assert match is not None  # noqa: S101  # see above
        told = {name: (value or b"").strip() for name, value in match.groupdict().items()}
        text = {name: value.decode(errors="replace") for name, value in told.items()}
        return _Head(
            NAMES[match["mark"]], told.get("pid") or told.get("session", b""), text.get("user", ""),
            text.get("database", ""), text.get("application", ""), text.get("code", ""),
            int(text.get("query_id") or 0), told.get("command", b""),
        )  # fmt: skip

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
            self._read(stray[match.start() :], tally, file, line or start)


def _log(head: _Head, ms: bytes, action: bytes, body: bytes, slot: Slot, at: datetime, tally: Tally) -> None:
    """A LOG entry: a duration, a statement before its execution, or an event."""
    if ms:
        kind = ACTIONS[action] if action else ""
        count_duration(tally, kind, float(ms), body, head.session, head.query_id, head.database, head.command)
        return
    if match := _LOGGED.match(body):
        tally.statement(head.session, body[match.end() :])
    tally.message("LOG", head.code, body, slot, at, at)


def _count_gathered(gathered: dict[bytes, _Durations], heads: dict[bytes, _Head], tally: Tally) -> None:
    """Count what was gathered by prefix, action and text."""
    calls: defaultdict[tuple[int, str, str], list[bytes]] = defaultdict(list)
    for key, actions in gathered.items():
        head = heads[key]
        for word, texts in actions.items():
            action = ACTIONS[word]
            if action in ("statement", "execute"):
                for text, durations in texts.items():
                    normal = tally.normal_query(text.replace(b"\n\t", b"\n") or b"(kosong)")
                    calls[head.query_id, normal, head.database] += durations
                continue
            for durations in texts.values():
                if action == "fastpath":
                    calls[0, tally.normal_query(FASTPATH), head.database] += durations
                else:
                    tally.other_timing(action, len(durations), sum(map(float, durations)))
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
