"""From an Apache LogFormat or an nginx log_format to a regular expression over one line of the access log.

The expression is kept in two forms: Python's, with possessive quantifiers, and RE2's for DuckDB, without. The groups
that are counted are `addr`, `stamp`, `zone`, `method`, `path`, `status`, `bytes`, `agent` and `time`; all may be
missing but the stamp and the status.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class LogFormatError(ValueError):
    """The form of a log is not known, or a pattern is not valid; Bahasa Indonesia."""


class Unit(StrEnum):
    """What a response time counts."""

    SECONDS = "s"
    MILLISECONDS = "ms"
    MICROSECONDS = "us"

    @property
    def in_ms(self) -> float:
        """Milliseconds of one."""
        return {"s": 1000.0, "ms": 1.0, "us": 0.001}[self.value]


CLF_TIME = r"(?P<stamp>\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d)(?: ?(?P<zone>[+-]\d\d:?\d\d))?"
ISO_TIME = r"(?P<stamp>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:[.,]\d{1,9})?(?: ?(?P<zone>Z|[+-]\d\d:?\d\d))?"
_QUOTED = r'(?:[^"\\]|\\.)*'
# A request line of another shape (TLS on a plain port, '-', nothing) has neither method nor path.
REQUEST = (
    r"(?:(?P<method>[A-Z][A-Z_-]{1,19}) (?:https?://[^/ ?\"\\]*+)?(?P<path>[^?;# \"\\]*+)"
    + _QUOTED
    + "|"
    + _QUOTED
    + ")"
)
_BYTES = r"(?P<bytes>\d{1,18}|-)"
_STATUS = r"(?P<status>\d{3}|-)"
_SECONDS = r"(?P<time>\d{1,9}(?:\.\d{1,9})?|-)"
_INTEGER = r"(?P<time>\d{1,15}|-)"
_WORD = r"\S*+"

_APACHE = {
    "h": r"(?P<addr>\S++)", "a": r"(?P<addr>\S++)", "t": rf"\[{CLF_TIME}\]", "r": REQUEST, "s": _STATUS, "b": _BYTES,
    "B": _BYTES, "D": _INTEGER, "T": _SECONDS, "m": r"(?P<method>[A-Z][A-Z_-]{0,19}|-)",
    "U": r"(?P<path>[^?;# \"\\]*+)" + r'(?:[^ "\\]|\\.)*', "q": r'(?:[^ "\\]|\\.)*', "u": r'(?:[^\["\\]|\\.)*?',
}  # fmt: skip
_NGINX = {
    "remote_addr": _APACHE["h"], "time_local": CLF_TIME, "time_iso8601": ISO_TIME, "request": REQUEST,
    "status": _STATUS, "body_bytes_sent": _BYTES, "bytes_sent": _BYTES, "request_time": _SECONDS,
    "http_user_agent": rf"(?P<agent>{_QUOTED})", "request_method": _APACHE["m"], "uri": _APACHE["U"],
    "request_uri": _APACHE["U"], "remote_user": _APACHE["u"],
    # Of several servers that were asked it names all: '0.001, 0.200 : 0.100'
    "upstream_response_time": r"[0-9.,: -]*?", "upstream_connect_time": r"[0-9.,: -]*?",
    "upstream_header_time": r"[0-9.,: -]*?", "upstream_addr": r"[^\"\n]*?", "upstream_status": r"[0-9,: -]*?",
    "http_x_forwarded_for": r'[^"\n]*?',
}  # fmt: skip
_NAMED = {
    "combined": '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"',
    "common": '%h %l %u %t "%r" %>s %b',
    "vhost_combined": '%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i"',
}
_DIRECTIVE = re.compile(
    r"%(?:[!,\d]*)(?:[<>])?(?:\{(?P<argument>[^}]*)\})?(?P<letter>\^?[A-Za-z]{1,3}|%)|\$\{?(?P<variable>\w+)\}?"
)


@dataclass(frozen=True)
class Access:
    """How one line of an access log is read."""

    expression: str
    unit: Unit | None  # of `time`; None: no times, or their unit is not known
    name: str  # for people: which form it is
    tail_time: str | None = None  # where the time is looked for in the group `tail`

    def __post_init__(self) -> None:
        object.__setattr__(self, "regex", re.compile(self.expression, re.ASCII))
        object.__setattr__(self, "tail_regex", re.compile(self.tail_time, re.ASCII) if self.tail_time else None)

    regex: re.Pattern[str] = None  # type: ignore[assignment]  # made of `expression`
    tail_regex: re.Pattern[str] | None = None

    @property
    def re2(self) -> str:
        """The same expression for RE2, which knows no possessive quantifiers and does not need them."""
        return self.expression.replace("*+", "*").replace("++", "+").replace(r"\Z", r"\z")

    @property
    def groups(self) -> list[str]:
        """The names of the groups in order."""
        return sorted(self.regex.groupindex, key=self.regex.groupindex.__getitem__)


def compile_pattern(text: str) -> Access:
    """A LogFormat ('%h %l %u %t ...', or its nickname) or log_format ('$remote_addr ...'), or LogFormatError."""
    pattern = _NAMED.get(text.strip(), text).replace('\\"', '"').strip()
    if pattern.startswith("'") or pattern.count("'") >= 2:  # nginx's configuration joins quoted pieces
        pattern = "".join(re.findall(r"'([^']*)'", pattern)) or pattern
    parts: list[str] = []
    used: set[str] = set()
    unit: Unit | None = None
    end = 0
    for match in _DIRECTIVE.finditer(pattern):
        parts.append(re.escape(pattern[end : match.start()]))
        before = pattern[match.start() - 1 : match.start()]
        end = match.end()
        piece, own_unit = _piece(match, quoted=before == '"')
        names = set(re.findall(r"\?P<(\w+)>", piece))
        if names & used:
            piece = re.sub(r"\(\?P<\w+>", "(?:", piece)
        elif own_unit is not None:
            unit = own_unit
        used |= names
        parts.append(piece)
    parts.append(re.escape(pattern[end:]))
    missing = [
        word
        for name, word in (("stamp", "waktu (%t atau $time_local)"), ("status", "status (%>s atau $status)"))
        if name not in used
    ]
    if missing:
        raise LogFormatError(f"pola {text!r} tidak memuat {' dan '.join(missing)}")
    try:
        return Access("^" + "".join(parts) + r"\s*\Z", unit, f"pola {pattern!r}")
    except re.error as error:
        raise LogFormatError(f"pola {text!r} tidak dapat dipakai: {error}") from error


def _piece(match: re.Match[str], *, quoted: bool) -> tuple[str, Unit | None]:
    anything = _QUOTED if quoted else _WORD
    if variable := match["variable"]:
        return _NGINX.get(variable, anything), Unit.SECONDS if variable == "request_time" else None
    letter, argument = match["letter"], match["argument"]
    if letter == "%":
        return "%", None
    if letter == "i" and argument and argument.lower() == "user-agent":
        return f"(?P<agent>{_QUOTED})", None
    if letter == "T":
        units = {"ms": Unit.MILLISECONDS, "us": Unit.MICROSECONDS}
        return _SECONDS, units.get(argument or "s", Unit.SECONDS)
    if letter == "D":
        return _INTEGER, Unit.MICROSECONDS
    if letter == "t" and argument:
        if argument.startswith(("begin:", "end:")):
            argument = argument.partition(":")[2]
        iso = argument.startswith(("%Y-%m-%d", "%F"))
        return (ISO_TIME if iso else CLF_TIME if argument.startswith("%d/%b/%Y") else anything), None
    if argument is None or letter in ("a", "r", "s"):
        if letter == "O":  # with the headers; what mod_logio calls sent
            return _BYTES, None
        return _APACHE.get(letter, anything), None
    return anything, None
