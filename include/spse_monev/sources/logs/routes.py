"""From the path of a request to its route: the same in the log of the web server and in that of the application."""

from __future__ import annotations

import re

MAX_PATH = 1000  # characters of a path that are looked at

# Runs in Python and in DuckDB's RE2 alike: no look-around, no possessive quantifiers.
COARSE = r"[0-9a-fA-F]{8}[0-9a-fA-F-]{8,}|[0-9]{3,}"
COARSE_AS = "000"

STATIC = re.compile(r"(?i)\.(js|css|png|jpe?g|gif|svg|ico|woff2?|ttf|eot|otf|map|webp)\Z")
_COARSE = re.compile(COARSE)
_DOCUMENT = re.compile(r"(?i)\.(pdf|docx?|xlsx?|pptx?|zip|rar|7z|rhs|p7m|csv|txt|apk|jar|gz|tar)\Z")
_VALUE = re.compile(
    r"[0-9][0-9._:-]*"  # numbers, dates, versions of a record
    r"|(?=[0-9a-fA-F-]*[0-9])[0-9a-fA-F-]{8,}"  # hexadecimal
    r"|(?=[^/]*[0-9])[^/]{16,}"  # tokens
    r"|[^/]{41,}"
    r"|[^/]+@[^/]*|[^/]*[%=+,\\$\x00-\x20\x7f-\U0010ffff][^/]*"  # what people typed, or a scanner
)
_LONG_NUMBER = re.compile(r"[0-9]{3,}")
_MAX_SEGMENTS = 8


def coarse(path: str) -> str:
    """The path with long numbers and hexadecimal values alike, so that few distinct paths are left."""
    return _COARSE.sub(COARSE_AS, path)


def route_of(path: str) -> str:
    """The path (without query) with ids, dates, tokens and names of documents as '?'; static files by their ending."""
    if not path.startswith("/"):
        return "*" if path == "*" else "?" if path else ""
    if static := STATIC.search(path):
        return f"*.{static[1].lower()}"
    segments = coarse(path[:MAX_PATH]).split("/")
    shown = [_segment(segment) for segment in segments[: _MAX_SEGMENTS + 1]]
    if len(segments) > _MAX_SEGMENTS + 1:
        shown.append("…")
    return "/".join(shown)


def _segment(segment: str) -> str:
    if document := _DOCUMENT.search(segment):
        return f"?{document[0].lower()}"
    return "?" if _VALUE.fullmatch(segment) else _LONG_NUMBER.sub("?", segment)
