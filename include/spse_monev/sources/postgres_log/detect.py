"""Which form a log file has: csvlog, jsonlog, or stderr with which log_line_prefix."""

from __future__ import annotations

from dataclasses import dataclass

from spse_monev.sources.postgres_log import csvlog, jsonlog
from spse_monev.sources.postgres_log.prefix import PrefixError, compile_prefix, find_prefix
from spse_monev.text import mask

FORMATS = ("auto", "csvlog", "jsonlog", "stderr")


class LogFormatError(ValueError):
    """A file is no log of PostgreSQL, or not of the form it was said to have; the message is fit to be shown."""


@dataclass(frozen=True, slots=True)
class LogForm:
    """The form of a file."""

    format: str  # csvlog, jsonlog, stderr
    columns: int = 0  # of csvlog
    prefix: str = ""  # of stderr


def detect(name: str, head: bytes, format: str = "auto", prefix: str | None = None) -> LogForm:  # noqa: A002  # the option's name
    """The form of the file `name` by its first bytes (HEAD_BYTES are enough); LogFormatError if none fits."""
    if format not in FORMATS:
        raise LogFormatError(f"bentuk log {format!r} tidak dikenal; harus salah satu dari {', '.join(FORMATS)}")
    if prefix is not None:
        try:
            compile_prefix(prefix)
        except PrefixError as error:
            raise LogFormatError(str(error)) from error
    if format in ("auto", "jsonlog") and (b"\n" + jsonlog.START in head or head.startswith(jsonlog.START)):
        return LogForm("jsonlog")
    if format in ("auto", "csvlog") and (columns := csvlog.count_columns(head)):
        return LogForm("csvlog", columns=columns)
    if format in ("auto", "stderr"):
        found = prefix or find_prefix(head.splitlines()[:5000])
        if found is not None:
            return LogForm("stderr", prefix=found)
    seen = mask(next((line for line in head.splitlines() if line.strip()), b"")[:160].decode(errors="replace"))
    wanted = "log PostgreSQL" if format == "auto" else f"log PostgreSQL berbentuk {format}"
    raise LogFormatError(
        f"{name}: bukan {wanted} yang dikenali; baris pertamanya: {seen!r}. "
        "Bila ini log stderr, sebutkan log_line_prefix server itu (SHOW log_line_prefix), misalnya --prefix '%m [%p] '"
    )
