"""log_line_prefix as a pattern, and finding out which prefix a log was written with.

>>> re.match(compile_prefix("%m [%p] %q%u@%d "), b"2026-11-23 10:15:00.123 WIB [42] spse@lpse ").group("user")
b'spse'

The groups are named after what they hold: minute (the time cut to the minute; of %n all of it), rest (of the time),
zone, pid, session, user, database, application, code, query_id, command. Other escapes are matched and left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from spse_monev.sources.postgres_log.words import MARK

# What people have set, most telling first; tried before a prefix is inferred.
COMMON = (
    "%m [%p] %q%u@%d ",
    "%m [%p] ",
    "%t [%p] ",
    "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ",
    "%t [%p]: user=%u,db=%d,app=%a,client=%h ",
    "%m [%p]: user=%u,db=%d,app=%a,client=%h ",
    "%m [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ",
    "%t [%p]: [%l-1] user=%u,db=%d ",
    "%m [%p] %q%u@%d %a ",
    "%m [%p] %q[user=%u,db=%d,app=%a] ",
    "%m [%p]: [%l] [%x] user=%u,db=%d,app=%a,client=%h ",
    "%t:%r:%u@%d:[%p]:",
    "%t-%c-",
    "%m|%u|%d|%c|",
    "%t %h %u %d [%p] ",
    "< %m >",
    "<%m>",
    "%m ",
    "%t ",
    # Whatever stands around the time; the last resort.
    "%i%m%i[%p]%i",
    "%i%t%i[%p]%i",
    "%i%m%i",
    "%i%t%i",
    "%i%n%i",
)

_ZONE = rb"(?:[A-Za-z]+|<?[+-]\d\d(?::?\d\d)*>?)"
# Sets of characters run faster than digit after digit; what is no time after all is found out by the clock.
_STAMP = rb"(?P<minute>[0-9-]{10} [0-9:]{5})(?P<rest>:[0-9.]{%d}) (?P<zone>" + _ZONE + rb")"
_TEXT = rb"[^\n]{0,200}?"  # names have at most 63 bytes; the bound keeps a line of garbage cheap
_HOST = rb"[^\s()]{0,100}?"
_ESCAPES: dict[str, bytes] = {
    "a": rb"(?P<application>" + _TEXT + rb")",
    "u": rb"(?P<user>" + _TEXT + rb")",
    "d": rb"(?P<database>" + _TEXT + rb")",
    "r": rb"(?:[^\s()]{0,100}(?:\(\d*\))?)",
    "h": _HOST,
    "L": _HOST,
    "b": _TEXT,
    "p": rb"(?P<pid>\d+)",
    "P": rb"\d*",
    "t": _STAMP % 2,
    "m": _STAMP % 6,
    "n": rb"(?P<minute>\d{9,11}\.\d{3})(?P<rest>)(?P<zone>)",
    "i": rb"(?P<command>" + _TEXT + rb")",
    "e": rb"(?P<code>[0-9A-Z]{5})",
    "c": rb"(?P<session>[0-9a-f]+\.[0-9a-f]+)",
    "l": rb"\d+",
    "s": rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d " + _ZONE,
    "v": rb"(?:-?\d+/\d+)?",
    "x": rb"\d+",
    "Q": rb"(?P<query_id>-?\d{1,19})",
    "%": rb"%",
}
_TOKEN = re.compile(r"%(-?\d+)?([audrhLbpPtmniqeclsvxQ%])|(%)|([^%]+)")
# Only of sessions: other processes leave them empty, padded or not.
_SESSION_ONLY = frozenset("audrhLPivQ")


class PrefixError(ValueError):
    """A log_line_prefix that cannot tell when something happened, or is not one."""


class PrefixParts(NamedTuple):
    """A log_line_prefix as patterns: the time, and what stands before and after it."""

    before: bytes
    stamp: bytes
    after: bytes


def compile_prefix(prefix: str) -> bytes:
    """The pattern of a log_line_prefix, to stand before the severity; PrefixError if it holds no time."""
    return b"".join(split_prefix(prefix))


def split_prefix(prefix: str) -> PrefixParts:
    """The patterns of a log_line_prefix; PrefixError if it holds no time."""
    before = stamp = b""
    parts: list[bytes] = []
    seen: set[bytes] = set()
    optional = False
    for match in _TOKEN.finditer(prefix):
        padding, escape, _lone, literal = match.groups()
        if literal is not None:
            parts.append(re.escape(literal.encode()))
        elif escape is None:
            raise PrefixError(
                f"log_line_prefix {prefix!r}: '%' tanpa huruf yang dikenal; tulis '%%' untuk tanda persen"
            )
        elif escape == "q":
            # Lines of other processes end here; without a time they could not be used anyway.
            if stamp and not optional:
                parts.append(b"(?:")
                optional = True
        elif escape in "mtn" and not stamp:
            before, stamp, parts = b"".join(parts), _once(_ESCAPES[escape], seen, padding), []
        else:
            parts.append(_once(_ESCAPES[escape], seen, padding))
    if not stamp:
        raise PrefixError(f"log_line_prefix {prefix!r} tidak memuat waktu; perlu %m, %t atau %n")
    return PrefixParts(_hasten(before), stamp, _hasten(b"".join(parts)) + (b")?" if optional else b""))


def _hasten(pattern: bytes) -> bytes:
    """Let a name that ends at a literal first be tried as all up to that character, and only then bit by bit."""
    for text in (_TEXT, _HOST):
        characters, bounds = text.removesuffix(b"?").split(b"]")
        pattern = re.sub(
            re.escape(text) + rb"(\)?)(\\?[ ,;:@/|\]>)-])",
            lambda match: (
                b"(?:" + characters + match[2] + b"]" + bounds + b"+|" + text + b")" + match[1] + match[2]  # noqa: B023
            ),
            pattern,
        )
    return pattern


def _once(pattern: bytes, seen: set[bytes], padding: str | None) -> bytes:
    """`pattern`, with its groups unnamed where an earlier escape has them, and room for padding."""
    for name in re.findall(rb"\?P<(\w+)>", pattern):
        if name in seen:
            pattern = pattern.replace(b"?P<" + name + b">", b"?:")
        seen.add(name)
    return b" *" + pattern + b" *" if padding else pattern


class _Line(NamedTuple):
    """What stands before the severity, and whose session it is where the message says so."""

    head: bytes
    names: tuple[bytes, ...] = ()  # user, database; the application is set later


def find_prefix(lines: Iterable[bytes]) -> str | None:
    """The log_line_prefix that explains most of these lines, or None if none explains them.

    Only lines with a severity count. A prefix that tells more (users, databases) is preferred to one that explains
    as many lines and tells less. 'connection authorized' names the user and the database of its own line: there a
    prefix must tell the same.
    """
    # A head occurs thousands of times with other digits only; a few of each shape are enough.
    found = _sample([_line(match) for line in lines if (match := _HEAD.match(line))])
    if not found:
        return None
    candidates = dict.fromkeys((*COMMON, *_infer(found)))
    best, best_score = None, (0.0, 0, 0)
    for prefix in candidates:
        try:
            pattern = re.compile(compile_prefix(prefix))
        except PrefixError:
            continue
        told: set[str] = set()
        right = 0
        for head, names in found:
            match = pattern.fullmatch(head)
            if match is None:
                continue
            groups = {name: value.strip() for name, value in match.groupdict().items() if value}
            told |= groups.keys()
            # A prefix that lumps two names together explains as much, but its names look odd.
            odd = sum(_ODD.search(groups.get(name, b"")) is not None for name in _NAMES)
            odd += any(groups.get(name, said) != said for name, said in zip(_NAMES, names, strict=False))
            right += 1 - odd
        score = (round(right / len(found), 2), len(told - {"command"}), -len(prefix))
        if score > best_score:
            best, best_score = prefix, score
    return best if best_score[0] >= 0.5 else None


_HEAD = re.compile(rb"([^\n]*?(?:\d\d:\d\d:\d\d|\d{9,11}\.\d{3})[^\n]*?)" + MARK)
_AUTHORIZED = re.compile(rb"connection authorized: user=(\S+) database=(\S+)")
_MOST_HEADS = 400
_MOST_NAMED = 8
_NAMES = ("user", "database")
_ODD = re.compile(rb"[^\w.$@+\[\]\x80-\xff-]")


def _line(match: re.Match[bytes]) -> _Line:
    said = _AUTHORIZED.match(match.string, match.end())
    return _Line(match[1], said.groups() if said else ())


def _sample(found: list[_Line]) -> list[_Line]:
    if len(found) <= _MOST_HEADS:
        return found
    step = len(found) / _MOST_HEADS
    named = [line for line in found if line.names][:_MOST_NAMED]
    return [*named, *(found[int(index * step)] for index in range(_MOST_HEADS))]


# What a stretch of a prefix is, told by its own look or by the word before it. The first that matches wins.
_LOOKS: tuple[tuple[str, bytes], ...] = (
    ("%m", rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} " + _ZONE),
    ("%t", rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d " + _ZONE),
    ("%n", rb"\d{9,11}\.\d{3}"),
    ("%u", rb"(?i:(?<=user=)|(?<=usr=)|(?<=user:)|(?<=user: ))[^\s,;|\]\)]*"),
    ("%d", rb"(?i:(?<=db=)|(?<=database=)|(?<=dbname=)|(?<=db:)|(?<=db: ))[^\s,;|\]\)@]*"),
    ("%a", rb"(?i:(?<=app=)|(?<=application=)|(?<=appname=)|(?<=app:)|(?<=app: ))[^,;|\]\)]*?(?=[,;|\]\)]| \w+=| ?\Z)"),
    ("%r", rb"(?i:(?<=client=)|(?<=host=)|(?<=remote=)|(?<=from=))[^\s,;|\]\)(]*\(\d+\)"),
    ("%h", rb"(?i:(?<=client=)|(?<=host=)|(?<=remote=)|(?<=from=)|(?<=ip=))[^\s,;|\]\)]*"),
    ("%e", rb"(?i:(?<=code=)|(?<=state=)|(?<=sqlstate=)|(?<=error=))[0-9A-Z]{5}"),
    ("%Q", rb"(?i:(?<=query_id=)|(?<=queryid=)|(?<=qid=))-?\d+"),
    ("%i", rb"(?i:(?<=cmd=)|(?<=tag=)|(?<=command=))[A-Za-z ]*?(?=[,;|\]\)]| \w+=| ?\Z)"),
    ("%x", rb"(?i:(?<=xid=)|(?<=tx=)|(?<=trx=)|(?<=xact=))\d+"),
    ("%c", rb"\b[0-9a-f]{8}\.[0-9a-f]+\b"),
    ("%u@%d", rb"[\w.\-\[\]]+@[\w.\-\[\]]+?(?=[\s:,;|\]\)]|\Z)"),
    ("%r", rb"(?:\d+\.\d+\.\d+\.\d+|[0-9a-f:]{2,}|\[local\])\(\d+\)"),
    ("%h", rb"\b\d+\.\d+\.\d+\.\d+\b|\[local\]"),
    ("%a", rb"(?<=/)\[unknown\]"),
    ("%Q", rb"(?<![\w.])-?\d{16,20}(?!\w)"),
    ("%v", rb"\b\d+/\d+\b"),
    # A pid may have five digits too; that most entries have no error tells the SQLSTATE.
    ("%e", rb"\b(?:00000|[0-9]{2}[A-Z][0-9A-Z]{2}|[0-9]{2}[0-9][0-9A-Z]?[A-Z][0-9A-Z]?|P0[0-9A-Z]{3}|XX[0-9A-Z]{3})\b"),
    ("%p", rb"(?<=pid=)\d+|(?<=\[)\d+(?=\])|\b\d+\b"),
    ("%l", rb"\d+"),
)
_TIMES = 3  # of the looks, those that are times
_ONCE_ONLY = {"%m", "%t", "%n", "%p", "%e", "%u", "%d", "%a"}
# A database often has the name of its user.
_SECOND = {"%p": "%l", "%t": "%s", "%e": "%l", "%m": "%s", "%u": "%d"}


def _infer(found: list[_Line]) -> list[str]:
    """Prefixes read off the heads themselves: the commonest shapes, the longer with the shorter as what %q leaves."""
    named = [line for line in found if line.names][:_MOST_NAMED]
    looks = _look()
    shapes = Counter(_shape(line.head, *looks) for line in found)
    common = [shape for shape, _ in shapes.most_common(6)]
    told = [_shape(line.head, *_look(line.names)) for line in named]
    # The query_id is 0 in most lines, and looks like any other number there.
    told = list(dict.fromkeys((*told, *("%Q".join(shape.rsplit("%l", 1)) for shape in told if "%Q" not in shape))))
    joined = [
        f"{short}%q{long[len(short) :]}"
        for long in (*told, *common)
        for short in common
        if short != long and long.startswith(short)
    ]
    return [*told, *joined, *common]


def _look(names: tuple[bytes, ...] = ()) -> tuple[re.Pattern[bytes], tuple[str, ...]]:
    """The looks as one pattern, and the escape that each of its groups stands for; `names` are known beforehand."""
    known = [
        (escape, rb"(?<![\w.-])" + re.escape(name) + rb"(?![\w.-])")
        for escape, name in zip(("%u", "%d"), names, strict=False)
    ]
    looks = (*_LOOKS[:_TIMES], *known, *_LOOKS[_TIMES:])
    return re.compile(b"|".join(b"(" + look + b")" for _, look in looks)), tuple(escape for escape, _ in looks)


def _shape(head: bytes, look: re.Pattern[bytes], escapes: tuple[str, ...]) -> str:
    """One head with everything that varies as an escape."""
    parts: list[str] = []
    used: set[str] = set()
    position = 0
    for match in look.finditer(head):
        if match.lastindex is None:
            continue
        escape = escapes[match.lastindex - 1]
        if escape in used and escape in _ONCE_ONLY:
            escape = _SECOND.get(escape, "%i")
        used.add(escape)
        parts += [_literal(head[position : match.start()]), escape]
        position = match.end()
    parts.append(_literal(head[position:]))
    return "".join(parts)


def _literal(text: bytes) -> str:
    return text.decode(errors="replace").replace("%", "%%")
