"""Which form the lines of a web log have."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from spse_monev.sources.web_log.pattern import (
    MICROSECONDS,
    SECONDS,
    STANDARD,
    LineForm,
    PatternError,
    compile_pattern,
)  # fmt: skip
from spse_monev.text import mask

FORMATS = ("auto", "access", "web-error")
_APACHE_LEVELS = rb"emerg|alert|crit|error|warn|notice|info|debug|trace[1-8]"
APACHE_ERROR = re.compile(
    rb"^\[(?P<stamp>[A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d(?:\.\d{1,9})? \d{4})\]"
    rb"(?: \[(?:(?P<module>[\w-]*):)?(?P<level>"
    + _APACHE_LEVELS
    + rb")\])?(?: \[pid [^\]\n]{1,60}\])? (?P<text>[^\n]*)",
    re.MULTILINE,
)
NGINX_ERROR = re.compile(
    rb"^(?P<stamp>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) \[(?P<level>emerg|alert|crit|error|warn|notice|info|debug)\] "
    rb"(?P<module>\d+#\d+): (?:\*\d+ )?(?P<text>[^\n]*)",
    re.MULTILINE,
)
JSON_LINE = re.compile(rb"^\s*\{[^\n]*\"[^\n]*\}\s*$", re.MULTILINE)
_ACCESS = LineForm(STANDARD, "akses")
JSON = LineForm(JSON_LINE, "akses JSON")
APACHE = LineForm(APACHE_ERROR, "galat Apache")
NGINX = LineForm(NGINX_ERROR, "galat nginx")
ERRORS = (APACHE, NGINX)
_LOOKED_AT_BYTES = 1 << 18
_FEW_TIMES = 5
_LEAST_MICROSECONDS = 100


class LogFormatError(ValueError):
    """A file is no web log, or not of the form it was said to have; the message is fit to be shown."""


@cache
def _form(pattern: str) -> LineForm:
    try:
        return compile_pattern(pattern)
    except PatternError as error:
        raise LogFormatError(str(error)) from error


def check_options(format: str, pattern: str | None) -> None:  # noqa: A002  # the option's name
    """LogFormatError if the options contradict each other or the pattern is not valid."""
    if format not in FORMATS:
        raise LogFormatError(f"bentuk log {format!r} tidak dikenal; harus salah satu dari {', '.join(FORMATS)}")
    if pattern is not None:
        _form(pattern)
        if format == "web-error":
            raise LogFormatError("'pattern' hanya untuk log akses")


def detect(name: str, head: bytes, format: str = "auto", pattern: str | None = None) -> LineForm:  # noqa: A002
    """The form of the file `name` by its first bytes: that which most lines have. LogFormatError if none."""
    check_options(format, pattern)
    part = head[:_LOOKED_AT_BYTES]
    candidates: list[LineForm] = []
    if format != "web-error":
        candidates += [_form(pattern)] if pattern is not None else [_ACCESS, JSON]
    if format != "access":
        candidates += ERRORS
    counts = [sum(1 for _ in candidate.line.finditer(part)) for candidate in candidates]
    if not any(counts):
        seen = mask(next((line for line in head.splitlines() if line.strip()), b"")[:160].decode(errors="replace"))
        raise LogFormatError(
            f"{name}: bukan log server web yang dikenali; baris pertamanya: {seen!r}. Untuk log akses dengan bentuk "
            "lain, sebutkan LogFormat Apache atau log_format nginx sebagai pattern"
        )
    form = candidates[counts.index(max(counts))]
    return _with_unit(form, part) if form is _ACCESS else form


def _with_unit(form: LineForm, part: bytes) -> LineForm:
    """The unit of a bare number behind the line, only where the numbers themselves prove it.

    Numbers with decimals are seconds. Whole numbers are microseconds if there are at least five and none is below
    100, for whole seconds or milliseconds as long as that are not seen on every request; otherwise they are not
    used.
    """
    times = [row[6] for row in form.rows(part) if row[6]]
    if not times:
        return form
    if sum(b"." in took for took in times) * 2 > len(times):
        return replace(form, unit_ms=SECONDS, label="akses, waktu respons dalam detik")
    if len(times) >= _FEW_TIMES and min(map(int, (took for took in times if b"." not in took))) >= _LEAST_MICROSECONDS:
        return replace(form, unit_ms=MICROSECONDS, label="akses, waktu respons dalam mikrodetik")
    return replace(form, label="akses, satuan waktu respons tidak dapat dipastikan tanpa pattern")
