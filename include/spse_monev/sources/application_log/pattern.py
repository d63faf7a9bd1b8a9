"""A log4j or logback conversion pattern as a regular expression for the beginning of an entry.

>>> layout = Layout("%d{ABSOLUTE} %-5p ~ %m%n")
>>> layout.start.match(b"10:15:00,123 INFO  ~ siap")["level"]
b'INFO'

The message must be the last word of the pattern, for it may have any number of lines: an entry ends where the next
one begins. Every word before it is matched without going back, so that no line makes it slow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from spse_monev.period import find_zone
from spse_monev.sources.application_log.stamp import Stamp

LEVELS = {
    b"TRACE": "TRACE", b"ALL": "TRACE", b"FINEST": "TRACE", b"FINER": "TRACE", b"DEBUG": "DEBUG", b"FINE": "DEBUG",
    b"INFO": "INFO", b"CONFIG": "INFO", b"NOTICE": "INFO", b"WARN": "WARNING", b"WARNING": "WARNING",
    b"ERROR": "ERROR", b"SEVERE": "ERROR", b"FATAL": "FATAL", b"OFF": "FATAL",
}  # fmt: skip
# An office's locale changes the words of java.util.logging.
LEVELS |= {b"INFORMASI": "INFO", b"PERINGATAN": "WARNING", b"PARAH": "ERROR"}
# The frequent ones first; of two that begin alike the longer first.
_FREQUENT = (b"INFO", b"DEBUG", b"ERROR", b"WARN")
LEVEL = b"|".join([name + rb"(?![A-Z])" for name in _FREQUENT] + sorted(LEVELS.keys() - set(_FREQUENT), reverse=True))

MAX_PATTERN = 1000
_MAX_FIELD = 200  # characters of a thread, a category, ...
_MAX_LAZY = 60

_WORDS = {
    name: kind
    for kind, names in {
        "time": "d date",
        "level": "p level le priority",
        "category": "c logger lo",
        "message": "m msg message",
        "newline": "n",
        "end": "ex exception throwable xEx xThrowable xException rEx rThrowable rException nopex nopexception wEx",
        "word": "C class F file L line M method r relative pid processId sn sequenceNumber tid threadId u uuid marker",
        "text": "t tn thread threadName l location caller x NDC X mdc MDC property K map N nano T",
    }.items()
    for name in names.split()
}
_GROUPS = "highlight style clr black red green yellow blue magenta cyan white gray bold bold[A-Z]\\w+ faint replace"
_ITEM = re.compile(
    rf"%%|\\(.)|%(?P<width>-?\d*)(?P<cut>\.-?\d+)?(?:(?P<group>(?:{'|'.join(_GROUPS.split())})?)\("
    rf"|(?P<word>{'|'.join(sorted(_WORDS, key=lambda word: (-len(word), word)))}))"
)
_OPTION = re.compile(r"\{([^{}]*)\}")


class PatternError(ValueError):
    """A conversion pattern that cannot be read; the message is fit to be shown."""


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: str  # one of the kinds of _WORDS, or 'literal'
    text: str = ""  # the literal, or the option
    option: str = ""  # a second option
    pad_before: bool = False
    pad_after: bool = False


class Layout:
    """A compiled conversion pattern."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        if len(pattern) > MAX_PATTERN:
            raise PatternError(f"pattern log lebih panjang dari {MAX_PATTERN} huruf")
        pieces = list(_pieces(pattern))
        kinds = [piece.kind for piece in pieces]
        for kind, word in (("message", "%m"), ("level", "%p")):
            if kind not in kinds:
                raise PatternError(f"pattern log {pattern!r} tidak memuat {word}")
        message = kinds.index("message")
        if kinds.index("level") > message or any(kind in ("time", "level") for kind in kinds[message + 1 :]):
            raise PatternError(f"pattern log {pattern!r}: waktu dan tingkat harus mendahului pesan (%m)")
        if any(kind not in ("newline", "end", "literal") for kind in kinds[message + 1 :]) or any(
            piece.kind == "literal" and piece.text.strip() for piece in pieces[message + 1 :]
        ):
            raise PatternError(f"pattern log {pattern!r}: pesan (%m) harus menjadi bagian terakhir")
        time = next((piece for piece in pieces if piece.kind == "time"), None)
        try:
            self.stamp = Stamp(time.text) if time is not None else None
            self.zone = find_zone(time.option) if time is not None and time.option else None
        except ValueError as error:
            raise PatternError(f"pattern log {pattern!r}: {error}") from error
        if self.stamp is None and not pieces[0].kind == "level":
            raise PatternError(f"pattern log {pattern!r} tanpa waktu (%d) harus diawali tingkat (%p)")
        self._head = _regex(pieces[:message], self.stamp)

    @cached_property
    def start(self) -> re.Pattern[bytes]:
        """Matches the beginning of an entry up to its message."""
        return re.compile(self._head)

    @cached_property
    def split(self) -> re.Pattern[bytes]:
        """Cuts a text that begins with a newline into what is before the first entry, and five parts of each: minute,
        rest of the time, level, category, and (between the matches) the message.
        """
        return re.compile(b"\n" + re.sub(rb"\?P<\w+>", b"", self._head))


def _pieces(pattern: str) -> Iterator[_Piece]:
    position = 0
    literal = ""
    depth = 0
    while position < len(pattern):
        match = _ITEM.match(pattern, position)
        if match is None:
            letter = pattern[position]
            if letter == "%":
                raise PatternError(
                    f"pattern log {pattern!r}: kata sesudah % pada huruf ke-{position + 1} tidak dikenal"
                )
            position += 1
            if letter == ")" and depth:
                depth -= 1
                while option := _OPTION.match(pattern, position):
                    position = option.end()
            else:
                literal += letter
            continue
        position = match.end()
        if match[0] == "%%":
            literal += "%"
        elif match[1]:
            literal += {"n": "\n", "t": "\t", "r": ""}.get(match[1], match[1])
        elif match["group"] is not None:
            depth += 1
        else:
            if literal:
                yield _Piece("literal", literal)
                literal = ""
            options = []
            while option := _OPTION.match(pattern, position):
                options.append(option[1])
                position = option.end()
            kind = _WORDS[match["word"]]
            width = match["width"]
            text, zone = (options + [""] * 2)[:2] if kind == "time" else ("", "")
            pad_before = bool(width) and not width.startswith("-")
            yield _Piece(kind, text, zone, pad_before, pad_after=width.startswith("-"))
    if literal:
        yield _Piece("literal", literal)


def _regex(pieces: list[_Piece], stamp: Stamp | None) -> bytes:
    """The head's expression, with the groups minute, rest, level and category where the pattern has them."""
    parts: list[bytes] = []
    order: list[str] = []
    for index, piece in enumerate(pieces):
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        after = _text_of(following)
        if piece.pad_before:
            parts.append(b" *")
        if piece.kind == "literal":
            text = piece.text
            if index and pieces[index - 1].pad_after and text.startswith(" "):
                parts.append(b" +")
                text = text.lstrip(" ")
            # A line without a message may have lost its last blank.
            blanks = len(text) - len(text.rstrip(" ")) if following is None else 0
            parts.append(re.escape(text[: len(text) - blanks].encode()) + b" ?" * blanks)
        elif piece.kind == "newline":
            parts.append(b"\n")
        elif piece.kind == "time" and stamp is not None and "time" not in order:
            order.append("time")
            parts.append(b"(?P<minute>%b)(?P<rest>%b)" % (stamp.minute, stamp.rest))
        elif piece.kind == "level" and "level" not in order:
            order.append("level")
            parts.append(b"(?P<level>" + LEVEL + b")")
        elif piece.kind == "category" and "category" not in order:
            order.append("category")
            parts.append(b"(?P<category>" + _field(piece, after) + b")")
        elif piece.kind != "end":
            parts.append(_field(piece, after))
        if piece.pad_after and not (following is not None and following.text.startswith(" ")):
            parts.append(b" *")
    return b"".join(parts)


def _text_of(piece: _Piece | None) -> str:
    """The character that ends a field, '' if none can be told."""
    if piece is None:
        return ""
    if piece.kind == "newline":
        return "\n"
    return piece.text[:1] if piece.kind == "literal" else ""


def _field(piece: _Piece, after: str) -> bytes:
    """A field up to the character that follows it."""
    is_word = piece.kind in ("word", "category")
    if after == " " and not is_word:
        return rb"[^\n]{0,%d}?" % _MAX_LAZY  # threads may have blanks in their names
    excluded = {"\n", after} if after else {"\n", " "}
    if is_word:
        excluded |= {" ", "\t"}
    inner = b"".join(re.escape(letter).encode() for letter in sorted(excluded))
    return rb"[^%b]{0,%d}+" % (inner, _MAX_FIELD)
