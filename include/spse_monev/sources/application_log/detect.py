"""Which conversion pattern a log file was written with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from spse_monev.sources.application_log.pattern import LEVEL, Layout, PatternError
from spse_monev.text import mask

FORMATS = ("auto", "play", "log4j")
_LEVELLED = re.compile(rb"\n[^\n]{0,120}?\b(?:" + LEVEL + rb")\b")
_FEW_BYTES = 1 << 17  # looked at first, for nearly all logs show their pattern there

# LKPP's fork of Play 1, stock Play 1, applications that give Play's pattern a date, and Play's console without time.
_PLAY = (
    "%d{ddMMyy HH:mm:ss} %-5p ~ %m%n",
    "%d{ABSOLUTE} %-5p ~ %m%n",
    "%d{HH:mm:ss} %-5p ~ %m%n",
    "%d{ISO8601} %-5p ~ %m%n",
    "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5p ~ %m%n",
    "%d{yyyy-MM-dd HH:mm:ss} %-5p ~ %m%n",
    "%-5p ~ %m%n",
)
_STAMPS = (
    "%d{ISO8601}",
    "%d{yyyy-MM-dd HH:mm:ss.SSS}",
    "%d{yyyy-MM-dd HH:mm:ss}",
    "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX}",
    "%d{dd MMM yyyy HH:mm:ss,SSS}",
    "%d{dd/MM/yyyy HH:mm:ss}",
    "%d{HH:mm:ss.SSS}",
    "%d{ABSOLUTE}",
)
# Richer ones first: of those that fit equally often the first is taken.
_SHAPES = (
    "{} %5p %pid --- [%15.15t] %-40.40logger{{39}} : %m%n",  # Spring Boot
    "{} %-5p [%t] %c - %m%n",
    "{} %-5p [%t] %c: %m%n",
    "{} [%t] %-5p %c - %m%n",  # logback's own
    "{} [%t] %-5p %c: %m%n",
    "{} [%t] %-5p %c{{1}}:%L - %m%n",
    "{} %-5p %c{{1}}:%L - %m%n",
    "{} %-5p %c - %m%n",
    "{} %-5p %c: %m%n",
    "{} [%-5p] [%t] %c - %m%n",
    "{} [%-5p] %c - %m%n",
    "{} [%t] %-5p - %m%n",
    "{} %-5p - %m%n",
    "{} [%-5p] %m%n",
    "[{}] [%-5p] %m%n",
    "{} %-5p: %m%n",
    "{} %-5p %m%n",
)
# java.util.logging: SimpleFormatter over two lines, Tomcat's OneLineFormatter.
_JUL = (
    "%d{MMM d, yyyy h:mm:ss a} %l%n%p: %m%n",
    "%d{dd-MMM-yyyy HH:mm:ss.SSS} %p [%t] %C %m%n",
)


class LogFormatError(ValueError):
    """A file is no log of an application, or not of the pattern it was said to have; the message is fit to be shown."""


@cache
def layout(pattern: str) -> Layout:
    """The layout of a pattern; LogFormatError if that is not valid."""
    try:
        return Layout(pattern)
    except PatternError as error:
        raise LogFormatError(str(error)) from error


@cache
def _generic() -> tuple[str, ...]:
    return tuple(shape.format(stamp) for stamp in _STAMPS for shape in _SHAPES)


def _levelled(text: bytes) -> int:
    """How many lines name a level."""
    return sum(1 for _ in _LEVELLED.finditer(text))


def _best(text: bytes, patterns: Iterable[str], at_least: float = 1) -> Layout | None:
    """The layout with which most entries begin, the first of equals."""
    best, most = None, 0
    for pattern in patterns:
        candidate = layout(pattern)
        count = sum(1 for _ in candidate.split.finditer(text))
        if count > most and count >= at_least:
            best, most = candidate, count
    return best


def check_options(format: str, pattern: str | None) -> None:  # noqa: A002  # the option's name
    """LogFormatError if the options contradict each other or the pattern is not valid."""
    if format not in FORMATS:
        raise LogFormatError(f"bentuk log {format!r} tidak dikenal; harus salah satu dari {', '.join(FORMATS)}")
    if pattern is not None:
        layout(pattern)
    elif format == "log4j":
        raise LogFormatError("bentuk 'log4j' memerlukan 'pattern', misalnya '%d{ISO8601} %-5p [%t] %c - %m%n'")


def detect(name: str, head: bytes, format: str = "auto", pattern: str | None = None) -> Layout:  # noqa: A002  # as above
    """The layout of the file `name` by its first bytes: that which most lines begin with. LogFormatError if none."""
    check_options(format, pattern)
    text = b"\n" + head.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    for part in (text[:_FEW_BYTES], text):
        found = layout(pattern) if pattern is not None else None
        if found is None and _levelled(part):
            found = _best(part, _PLAY, at_least=_levelled(part) / 2)
            if found is None:
                found = _best(part, _PLAY if format == "play" else (*_PLAY, *_JUL, *_generic()))
        if found is not None and found.split.search(part):
            return found
    seen = mask(next((line for line in head.splitlines() if line.strip()), b"")[:160].decode(errors="replace"))
    wanted = f"dengan pattern {pattern!r}" if pattern is not None else "yang dikenali"
    raise LogFormatError(
        f"{name}: bukan log aplikasi {wanted}; baris pertamanya: {seen!r}. Sebutkan pattern dari konfigurasi log4j "
        "atau logback aplikasi itu, misalnya '%d{ISO8601} %-5p [%t] %c - %m%n'"
    )
