"""The plain log (log_destination = stderr): lines with log_line_prefix, continued by lines that begin with a tab.

What is no entry is counted as unparsed: lines between entries, and what stands before an entry in the same line (a
server that died in the middle of a line, or NULs left by a crash of the machine).
"""

from __future__ import annotations

import gc
import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from spse_monev.facts import Histogram
from spse_monev.sources.postgres_log.prefix import compile_prefix
from spse_monev.sources.postgres_log.tally import ErrorTally, Tally, cut_text, moment
from spse_monev.sources.postgres_log.words import ACTION, ACTIONS, DURATION, ERROR_SEVERITIES, MARK, NAMES, PART_NAMES
from spse_monev.sources.postgres_log.zones import Clock, Slot

_FIELDS = ("minute", "rest", "zone", "epoch", "pid", "session", "user", "database", "application", "code", "query_id",
           "command")  # fmt: skip
_BODY = (
    rb"(?:" + DURATION + rb" (?P<ms>\d+(?:\.\d+)?) ms"
    rb"(?:(?:  |, )(?P<action>" + ACTION + rb")(?: [^\n]{0,500}?)? ?:(?: |(?=\n|\Z))|(?=\n|\Z)))?"
    rb"(?P<body>[^\n]*+(?:\n\t[^\n]*+)*+)"
)  # fmt: skip
_CALLS = frozenset(word for word, action in ACTIONS.items() if action in ("statement", "execute"))
_VERBOSE_CODE = re.compile(rb"([0-9A-Z]{5}): ")
_LOGGED = re.compile(rb"(?:" + ACTION + rb")(?: [^\n]{0,500}?)? ?: ?")
_MAX_SEARCHED = 1 << 20


# The number of a slice's first line, or how to find it out.
FirstLine = int | Callable[[], int]


class StderrReader:
    """Reads slices of one file with one prefix."""

    def __init__(self, prefix: str, clock: Clock) -> None:
        self.prefix = prefix
        self.parser = f"stderr, prefix {prefix!r}"
        self._clock = clock
        pattern = compile_prefix(prefix)
        known = re.compile(pattern).groupindex
        entry = pattern + MARK.replace(b"(", b"(?P<mark>", 1) + _BODY
        self._entry = re.compile(rb"^(?:" + entry + rb"|(?P<stray>[^\n]+(?:\n\t[^\n]*+)*+))(?P<absent>)", re.MULTILINE)
        self._start = re.compile(pattern + MARK)
        self._inside = re.compile(entry)
        # Groups that the prefix lacks are the last, always empty one.
        names = self._entry.groupindex
        absent = names["absent"] - 1
        self._positions = [names[name] - 1 if name in known else absent for name in _FIELDS]
        self._marked = [names[name] - 1 for name in ("mark", "ms", "action", "body", "stray")]

    def begins(self, data: bytes, position: int) -> bool:
        """Whether an entry with a severity of its own begins here."""
        match = self._start.match(data, position)
        return match is not None and NAMES[match[match.re.groups]] not in PART_NAMES

    def read(self, data: bytes, tally: Tally, file: str, first_line: FirstLine) -> None:
        """Count one slice."""
        if b"\r\n" in data:
            data = data.replace(b"\r\n", b"\n")
        minute_, rest_, zone_, epoch_, pid_, session_, user_, database_, application_, code_, id_, _ = self._positions
        mark_, ms_, action_, body_, stray_ = self._marked
        clock = self._clock
        open_samples: dict[bytes, ErrorTally] = {}
        last_minute = last_zone = b"-"
        slot: Slot | None = None
        strays: list[bytes] = []
        # Nearly all entries of a busy log are durations of calls: those are gathered by text, and counted at the end.
        gathered: dict[tuple[bytes, bytes, bytes], list[bytes]] = {}
        others: dict[bytes, list[bytes]] = {}
        first = last = b""
        count = 0
        for row in _all(self._entry, data):
            if (
                row[action_]
                and row[minute_] == last_minute
                and row[mark_] == b"LOG"
                and row[zone_] == last_zone
                and slot is not None
            ):
                rest = row[rest_]
                if not count:
                    first = last = rest
                elif rest > last:
                    last = rest
                elif rest < first:
                    first = rest
                count += 1
                if open_samples:
                    open_samples.pop(row[pid_] or row[session_], None)
                if not slot.inside:
                    continue
                if row[action_] not in _CALLS:
                    others.setdefault(row[action_], []).append(row[ms_])
                else:
                    key = (row[body_], row[id_], row[database_])
                    try:
                        gathered[key].append(row[ms_])
                    except KeyError:
                        gathered[key] = [row[ms_]]
                continue
            if row[stray_]:
                strays.append(row[stray_])
                continue
            severity = NAMES[row[mark_]]
            session = row[pid_] or row[session_]
            if severity in PART_NAMES:
                sample = open_samples.get(session)
                if sample is not None:
                    _complete(sample, severity, row[ms_], row[body_])
                continue
            if row[epoch_]:
                minute, rest, zone = row[epoch_], b"", b""
            else:
                minute, rest, zone = row[minute_], row[rest_], row[zone_]
            if minute != last_minute or zone != last_zone:
                if count and slot is not None:
                    tally.entries(slot, "LOG", count, moment(slot, first), moment(slot, last))
                count = 0
                slot = clock.slot(minute.decode(), zone.decode())
                last_minute, last_zone = minute, zone
            if slot is None:
                strays.append(minute + rest + row[body_])
                continue
            at = moment(slot, rest)
            open_samples.pop(session, None)
            if not tally.entries(slot, severity, 1, at, at):
                continue
            if severity == "LOG":
                self._log(row, session, slot, at, tally)
            elif severity in ERROR_SEVERITIES:
                body = row[body_]
                if row[ms_]:
                    body = b"duration: " + row[ms_] + b" ms" + body
                code = row[code_]
                if match := _VERBOSE_CODE.match(body):
                    code, body = match[1], body[match.end() :]
                sample = tally.message(
                    severity, code.decode(), body.replace(b"\n\t", b"\n"), slot, at, at,
                    user=row[user_].decode(errors="replace").strip(),
                    database=row[database_].decode(errors="replace").strip(),
                    application=row[application_].decode(errors="replace").strip(),
                )  # fmt: skip
                if sample is not None:
                    open_samples[session] = sample
        if count and slot is not None:
            tally.entries(slot, "LOG", count, moment(slot, first), moment(slot, last))
        for (text, query_id, database), durations in gathered.items():
            _count_durations(tally, text, query_id, database, durations)
        for word, durations in others.items():
            action = ACTIONS[word]
            if action == "fastpath":
                _count_durations(tally, b"fastpath function call", b"", b"", durations)
            else:
                tally.other_timing(action, len(durations), sum(map(float, durations)))
        if strays:
            self._read_strays(strays, data, tally, file, first_line)

    def _log(self, row: tuple[bytes, ...], session: bytes, slot: Slot, at: datetime, tally: Tally) -> None:
        """A LOG entry: a duration, a statement before its execution, or an event."""
        _, _, _, _, _, _, _, database_, _, code_, id_, command_ = self._positions
        _, ms_, action_, body_, _ = self._marked
        body = row[body_]
        if row[ms_]:
            duration = float(row[ms_])
            database = row[database_].decode(errors="replace").strip()
            query_id = int(row[id_] or 0)
            action = ACTIONS[row[action_]] if row[action_] else ""
            count_duration(
                tally,
                action,
                duration,
                body.replace(b"\n\t", b"\n"),
                session,
                query_id,
                database,
                row[command_].strip(),
            )
            return
        if match := _LOGGED.match(body):
            tally.statement(session, body[match.end() :].replace(b"\n\t", b"\n"))
        tally.message("LOG", row[code_].decode(), body.replace(b"\n\t", b"\n"), slot, at, at)

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


def _count_durations(tally: Tally, text: bytes, query_id: bytes, database: bytes, durations: list[bytes]) -> None:
    """Count calls of one text."""
    name = database.decode(errors="replace").strip()
    text = text.replace(b"\n\t", b"\n") or b"(kosong)"
    buckets: dict[int, list[float]] = {}
    for written, calls in Counter(durations).items():
        duration = float(written)
        found = buckets.setdefault(Histogram.bucket(duration), [0, 0.0, 0.0])
        found[0] += calls
        found[1] += calls * duration
        found[2] = max(found[2], duration)
    for bucket, (calls_, total, longest) in buckets.items():
        tally.timings(int(query_id or 0), text, name, int(calls_), total, longest, bucket)


def count_duration(
    tally: Tally, action: str, duration_ms: float, text: bytes, session: bytes, query_id: int, database: str,
    command: bytes,
) -> None:  # fmt: skip
    """Count a duration by what it was measured of."""
    if action in ("statement", "execute", "fastpath"):
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
