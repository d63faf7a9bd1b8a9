"""Is a web address alive: does it answer in time, with the status and the text that are expected?"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from spse_monev.connections import Connections
from spse_monev.facts import SourceCheck
from spse_monev.settings import HttpSource
from spse_monev.sources.pages import look_at


def check(name: str, source: HttpSource, connections: Connections, now: datetime, zone: ZoneInfo) -> SourceCheck:
    """`down` without an answer or with another status than expected, `stale` when the expected text is missing."""
    del connections, zone  # a plain address needs neither
    look = look_at(
        str(source.url),
        expect_status=source.expect_status,
        expect_text=source.expect_text,
        timeout_seconds=source.timeout_seconds,
    )
    latency_ms = None if look.seconds is None else look.seconds * 1000
    return SourceCheck(name, source.kind, look.state, now, latency_ms, look.evidence)
