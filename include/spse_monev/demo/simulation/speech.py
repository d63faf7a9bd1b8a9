"""What this project's own readers make of one entry of a log, so that simulated months speak as real sources do.

>>> said_by_postgres("ERROR", "40P01", "deadlock detected").failure
'deadlock'
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple

from spse_monev.demo.application.faults import JavaError
from spse_monev.demo.application.logs import entry
from spse_monev.facts import ErrorCount, FailureCount, Metric
from spse_monev.sources.application_log import tally as application
from spse_monev.sources.application_log.blocks import BlockReader
from spse_monev.sources.logs.clock import Slot
from spse_monev.sources.postgres_log import tally as postgres
from spse_monev.sources.web_log import tally as web
from spse_monev.sources.web_log.error_lines import parse
from spse_monev.sources.web_log.routes import Routes

# Counts are not taken from here, so that any moment will do.
_AT = datetime(2026, 1, 1, 3, tzinfo=UTC)
_SLOT = Slot(_AT, inside=True, hour=10, date="2026-01-01", aligned=True)
_OWN = ("controllers", "models", "jobs", "utils", "services", "ext", "lkpp")  # as sources of this kind have it
ROUTES = Routes(["(?i)upload|unggah|penawaran/.*kirim"], ["(?i)download|unduh|/dl/"], [])


class Said(NamedTuple):
    """One entry as facts; what it does not tell is None or empty."""

    error: ErrorCount | None
    failure: str | None
    evidence: str
    totals: tuple[Metric, ...] = ()  # figures that add up over entries
    is_told: bool = False  # the status in an access log tells the failure too


@cache
def said_by_application(error: JavaError, request: str) -> Said:
    """An exception, as SPSE logs it."""
    return _of_application("ERROR", entry(error, request))


@cache
def line_of_application(severity: str, text: str) -> Said:
    """A plain line of SPSE's log."""
    return _of_application(severity, text)


def _of_application(severity: str, text: str) -> Said:
    tally = application.Tally(BlockReader(_OWN))
    tally.error(severity, "", text.encode(), _SLOT, _AT)
    return _said(tally.error_counts(), tally.failure_counts())


@cache
def said_by_postgres(severity: str, code: str, message: str, detail: str = "") -> Said:
    """A message of the database server."""
    tally = postgres.Tally()
    tally.message(severity, code, message.encode(), _SLOT, _AT, _AT, detail=detail.encode())
    totals = tuple(metric for metric in tally.metrics() if metric.name.endswith(("_count", "_bytes")))
    return _said(tally.error_counts(), tally.failure_counts(), totals)


@cache
def said_by_web(message: str) -> Said:
    """A line of Apache's error log, written 'module:level text'."""
    module, _, text = message.partition(" ")
    line = parse(f"[Thu Jan 01 10:00:00.000000 2026] [{module}] [pid 4182:tid 140221] {text}", ROUTES)
    if line is None:
        raise ValueError(f"bukan baris log galat Apache: {message!r}")
    tally = web.Tally()
    tally.error(line, _SLOT, _AT)
    said = _said(tally.error_counts(), tally.failure_counts())
    return said._replace(is_told=line.is_told)


def _said(errors: tuple[ErrorCount, ...], failures: tuple[FailureCount, ...], totals: tuple[Metric, ...] = ()) -> Said:
    failure = failures[0] if failures else None
    return Said(
        errors[0] if errors else None,
        failure.kind if failure else None,
        failure.evidence if failure else "",
        totals,
    )
