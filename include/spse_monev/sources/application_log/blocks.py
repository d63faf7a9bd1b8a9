"""One entry of an application log taken apart: what was asked, what was said, and the chain of exceptions.

Play 1 writes an unhandled exception as one entry of many lines (framework/src/play/Logger.java, niceThrowable):

    231126 10:15:00 ERROR ~

    @6f02fa9dd
    Internal Server Error (500) for request GET /lelang/123

    Execution exception (In /app/controllers/LelangCtr.java around line 42)
    NullPointerException occured : null

    play.exceptions.JavaExecutionException: null
            at ...
    Caused by: java.lang.NullPointerException
            at controllers.LelangCtr.view(LelangCtr.java:42)
            ... 7 more

Any other exception is what `Throwable.printStackTrace` makes of it, below the message: frames, `... n more` for those
shared with the exception above, `Suppressed:` indented, `Caused by:` at the margin.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

MAX_BLOCK_BYTES = 1 << 17
_TAIL_BYTES = 1 << 15
_MAX_MESSAGE = 4000
_MAX_CHAIN = 30  # exceptions of one entry: of more the outermost and the innermost

_PLAY_ID = re.compile(r"\s{0,20}@[0-9a-z]{1,20}\n")
_REQUEST = re.compile(
    r"Internal Server Error \(500\) for request (?P<method>[A-Z]{3,10}) (?P<path>\S{1,4000})|"
    r"\b(?P<other>GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS) (?P<other_path>/\S{0,4000})"
)
_LOCATION = re.compile(r" \(In (?P<file>[^()\n]{1,500}) around line (?P<line>\d{1,9})\)")
_CLASS = r"(?:[A-Za-z_$][\w$]{0,80}\.){1,20}[A-Z][\w$]{0,120}"
_NAME = re.compile(r"[A-Za-z_$][\w$.]{0,300}")  # of an exception, which may be in no package
_HEADER = re.compile(rf"^(?P<name>{_CLASS})(?:: ?(?P<message>.*)|[ \t]*)$", re.MULTILINE)
# An exception that was only written into the message, by its toString().
_INLINE = re.compile(
    r"(?<![\w.$])(?P<name>(?:[a-z_$][\w$]{0,80}\.){1,20}[A-Z][\w$]{0,120}(?:Exception|Error|Throwable))\b"
    r"(?:: ?(?P<message>.*))?"
)
# These begin with the newline before them: a literal is looked for at full speed.
_FIRST_FRAME = re.compile(r"\n[ \t]+(?:at \S|\.\.\. \d)")
_SECTION = re.compile(
    r"\n(?:(?P<caused>Caused by: )|(?P<wrapped>Wrapped by: )"
    r"|(?P<suppressed>[ \t]+(?:Suppressed|Caused by|Wrapped by): ))"
)
_ELIDED = re.compile(r"\n[ \t]+\.\.\. (?P<count>\d{1,6}) (?:more|common frames omitted)")
_CIRCULAR = re.compile(r"\[?CIRCULAR REFERENCE")
_FRAME = re.compile(
    r"at (?:[^\s()/]{0,100}/){0,3}(?P<name>[\w.$<>-]{1,500}+)\((?P<file>[^():\n]{0,200})(?::(?P<line>\d{1,9}))?\)"
)
_TEMPLATE_FRAME = re.compile(r"at (?P<file>(?:\{[^}\s]{1,100}\})?/?app/views/\S{1,300}?)\.\(line:(?P<line>\d{1,9})\)")
_GENERATED = re.compile(r"\$\$[\w$]+|\$\d+(?=\$|\Z)|\$[Ll]ambda\w*")
_LAMBDA = re.compile(r"lambda\$(\w+?)\$\d+")


class Problem(NamedTuple):
    """One exception of a chain."""

    name: str  # full class name
    message: str  # as written, several lines joined


@dataclass(frozen=True, slots=True)
class Block:
    """What an entry says."""

    title: str  # of Play's report, or the message itself, without request, place and trace
    method: str  # of the request that failed; '' if none is named
    path: str
    chain: tuple[Problem, ...]  # outermost first, root last; without suppressed ones
    place: str  # first application frame, or where Play saw it; '' if not known


class _Section(NamedTuple):
    name: str
    message: str
    trace: str


class BlockReader:
    """Takes entries apart for an application whose classes are in `packages`."""

    def __init__(self, packages: Sequence[str]) -> None:
        names = "|".join(re.escape(package.rstrip(".")) for package in packages) or r"(?!)"
        own = rf"(?:[^\s()/]{{0,100}}/){{0,3}}(?:{names})\.|\S{{0,100}}/?app/views/"
        self._own = re.compile(rf"\n[ \t]+at (?:{own})")

    def read(self, body: bytes) -> Block:
        """Any bytes; only the first and last part of an overlong entry are looked at."""
        text = _text(body)
        said, sections = _sections(text)
        method = path = ""
        if request := _REQUEST.search(said):
            method, path = request["method"] or request["other"], request["path"] or request["other_path"]
        location = _LOCATION.search(said)
        title = _title(said)
        chain = tuple(Problem(section.name, section.message) for section in sections)
        if not chain and (inline := _INLINE.search(title)):
            chain = (Problem(inline["name"], (inline["message"] or "").strip()),)
            title = title[: inline.start()].rstrip(" :-(") or title[: inline.end("name")]
            if title == inline["name"]:
                title = ""
        elif chain and title and title == f"{chain[0].name}: {chain[0].message}":
            title = ""
        place = self._place(sections)
        if not place and location:
            place = f"{location['file'].strip()}:{location['line']}"
        return Block(title, method, path, chain, place)

    def _place(self, sections: list[_Section]) -> str:
        """The first application frame of the root exception; frames it shares with the one above count as its own."""
        for index in range(len(sections) - 1, -1, -1):
            if found := self._own_frame(sections[index].trace) or self._shared_frame(sections, index):
                return found
        return ""

    def _shared_frame(self, sections: list[_Section], index: int) -> str:
        """The first application frame among those that the trace of an exception leaves out."""
        shared = _elided(sections[index].trace)
        while shared and index:
            index -= 1
            trace = sections[index].trace
            beyond = _elided(trace)
            if shared > beyond:
                frames = [line for line in trace.split("\n") if line.lstrip().startswith("at ")]
                if found := self._own_frame("\n" + "\n".join(frames[beyond - shared :])):
                    return found
            shared = min(shared, beyond)
        return ""

    def _own_frame(self, trace: str) -> str:
        for match in self._own.finditer(trace):
            start = trace.index("at ", match.start())
            if template := _TEMPLATE_FRAME.match(trace, start):
                return f"{template['file']}:{template['line']}"
            if frame := _FRAME.match(trace, start):
                name, _, method = frame["name"].rpartition(".")
                name, method = _GENERATED.sub("", name), _LAMBDA.sub(r"\1", method)
                where = frame["file"] + (f":{frame['line']}" if frame["line"] else "")
                return f"{name}.{method} ({where})"
        return ""


def _text(body: bytes) -> str:
    if len(body) > MAX_BLOCK_BYTES:
        body = body[: MAX_BLOCK_BYTES - _TAIL_BYTES] + b"\n" + body[-_TAIL_BYTES:]
    return body.decode(errors="replace").replace("\0", "")


def _sections(text: str) -> tuple[str, list[_Section]]:
    """What stands before the first exception, and the exceptions of the main chain, outermost first."""
    frame = _FIRST_FRAME.search(text)
    parts = list(_SECTION.finditer(text))
    until = min([len(text), *(found.start() for found in (frame, *parts[:1]) if found)])
    header = _header(text, until, has_trace=until < len(text))
    if header is None:
        return text[:until], []
    said = text[: header.start()]
    starts: list[tuple[int, int, str]] = [(header.start(), header.start(), "first")]
    starts += [(found.start(), found.end(), str(found.lastgroup)) for found in parts]
    ends = [start for start, _, _ in starts[1:]] + [len(text)]
    sections = []
    is_wrapped = False
    for (_, begin, kind), end in zip(starts, ends, strict=True):
        if kind == "suppressed" or _CIRCULAR.match(text, begin):
            continue
        is_wrapped = is_wrapped or kind == "wrapped"
        found = _FIRST_FRAME.search(text, begin, end)
        stop = found.start() if found else end
        name, _, message = text[begin : min(stop, begin + _MAX_MESSAGE)].partition(":")
        if "\n" in name:
            # A class without a message; what follows on the next line is none of it, but for the text of a trace.
            name, _, message = text[begin : min(stop, begin + _MAX_MESSAGE)].partition("\n")
        if _NAME.fullmatch(name := name.strip()):
            sections.append(_Section(name, message.strip(), text[stop:end]))
    if is_wrapped:
        sections.reverse()
    if len(sections) > _MAX_CHAIN:
        sections = [*sections[:1], *sections[1 - _MAX_CHAIN :]]
    return said, sections


def _header(text: str, until: int, *, has_trace: bool) -> re.Match[str] | None:
    """The line that names the outermost exception: the first one below the message, or the message itself."""
    first_line = text.find("\n", 0, until) + 1
    below = _HEADER.search(text, first_line, until) if first_line else None
    if below is not None and (has_trace or below["name"].endswith(("Exception", "Error", "Throwable"))):
        return below
    itself = _HEADER.match(text, 0, until)
    if itself is not None and (has_trace or itself["name"].endswith(("Exception", "Error", "Throwable"))):
        return itself
    return None


def _title(said: str) -> str:
    """What is said of the error apart from the request; Play's own title only where nothing else is said."""
    mark = _PLAY_ID.match(said)
    if mark is None:
        lines = [line.strip() for line in _LOCATION.sub("", said[:_MAX_MESSAGE]).split("\n") if line.strip()]
        return _without_request(" ".join(lines[:2] if lines and lines[0].endswith(":") else lines[:1]))
    message, _, report = said[mark.end() : mark.end() + _MAX_MESSAGE].strip("\n").partition("\n\n")
    title = _LOCATION.sub("", report.partition("\n")[0]).strip()
    return _without_request(" ".join(message.split())) or title


def _without_request(message: str) -> str:
    return _REQUEST.sub(lambda found: f"{found['other']} ?" if found["other"] else "", message).strip()


def _elided(trace: str) -> int:
    found = _ELIDED.search(trace) if "... " in trace else None
    return int(found["count"]) if found else 0
