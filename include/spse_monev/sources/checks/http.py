"""Is a web address alive: does it answer in time, with the status and the text that are expected?"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from spse_monev.connections import Connections
from spse_monev.facts import CheckState, SourceCheck
from spse_monev.settings import HttpSource
from spse_monev.sources.http import FetchError, WebClient


def check(name: str, source: HttpSource, connections: Connections, now: datetime, zone: ZoneInfo) -> SourceCheck:
    """`down` without an answer or with another status than expected, `stale` when the expected text is missing."""
    del connections, zone  # a plain address needs neither

    def answer(state: CheckState, evidence: str, seconds: float | None) -> SourceCheck:
        latency_ms = None if seconds is None else seconds * 1000
        return SourceCheck(name, source.kind, state, now, latency_ms, evidence)

    with WebClient(str(source.url), timeout_seconds=source.timeout_seconds) as client:
        try:
            page = client.get(until_status=source.expect_status)
        except FetchError as error:
            return answer(CheckState.DOWN, f"{error}.", None)
    if page.status != source.expect_status:
        return answer(
            CheckState.DOWN,
            f"{page.shown} menjawab HTTP {page.status}, yang diharapkan {source.expect_status}{page.title}; "
            "periksa layanan itu dan lognya.",
            page.seconds,
        )
    if source.expect_text is not None and source.expect_text not in page.text:
        return answer(
            CheckState.STALE,
            f"{page.shown} menjawab HTTP {page.status} tanpa teks {source.expect_text!r} yang diharapkan"
            f"{page.title}; periksa apakah layanan itu sehat, atau perbaiki 'expect_text'.",
            page.seconds,
        )
    return answer(CheckState.OK, f"{page.shown} menjawab HTTP {page.status}.", page.seconds)
