"""Which conversion pattern a log file was written with."""

from __future__ import annotations

from functools import cache

from spse_monev.sources.application_log.pattern import Layout, PatternError
from spse_monev.text import mask

FORMATS = ("auto", "play", "log4j")
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
def _candidates(log_format: str) -> tuple[Layout, ...]:
    patterns = _PLAY if log_format == "play" else (*_PLAY, *_JUL, *_generic())
    return tuple(layout(pattern) for pattern in patterns)


def _generic() -> list[str]:
    return [shape.format(stamp) for stamp in _STAMPS for shape in _SHAPES]


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
    candidates = (layout(pattern),) if pattern is not None else _candidates(format)
    text = b"\n" + head.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    for size in (_FEW_BYTES, len(text)):
        best, found = None, 0
        for candidate in candidates:
            count = sum(1 for _ in candidate.split.finditer(text[:size]))
            if count > found:
                best, found = candidate, count
        if best is not None:
            return best
    seen = mask(next((line for line in head.splitlines() if line.strip()), b"")[:160].decode(errors="replace"))
    wanted = f"dengan pattern {pattern!r}" if pattern is not None else "yang dikenali"
    raise LogFormatError(
        f"{name}: bukan log aplikasi {wanted}; baris pertamanya: {seen!r}. Sebutkan pattern dari konfigurasi log4j "
        "atau logback aplikasi itu, misalnya '%d{ISO8601} %-5p [%t] %c - %m%n'"
    )
