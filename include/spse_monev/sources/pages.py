"""One look at a web page: does it answer in time, with the status and the text that are expected?"""

from __future__ import annotations

import ssl
from datetime import datetime
from typing import NamedTuple

from spse_monev.facts import CheckState
from spse_monev.sources.http import FetchError, WebClient, is_certificate_error


class Look(NamedTuple):
    """What was seen."""

    state: CheckState  # stale: the expected status without the expected text
    evidence: str  # one sentence in Bahasa Indonesia
    seconds: float | None  # None without an answer
    certificate_ends_at: datetime | None = None
    certificate_refused: bool = False


def look_at(
    url: str,
    *,
    expect_status: int,
    expect_text: str | None,
    timeout_seconds: float,
    context: ssl.SSLContext | None = None,
) -> Look:
    """`down` without an answer or with another status than expected, `stale` when the expected text is missing."""
    with WebClient(url, timeout_seconds=timeout_seconds, context=context) as client:
        try:
            page = client.get(until_status=expect_status)
        except FetchError as error:
            return Look(CheckState.DOWN, f"{error}.", None, certificate_refused=is_certificate_error(error))
    if page.status != expect_status:
        state = CheckState.DOWN
        evidence = (
            f"{page.shown} menjawab HTTP {page.status}, yang diharapkan {expect_status}{page.title}; "
            "periksa layanan itu dan lognya."
        )
    elif expect_text is not None and expect_text not in page.text:
        state = CheckState.STALE
        evidence = (
            f"{page.shown} menjawab HTTP {page.status} tanpa teks {expect_text!r} yang diharapkan{page.title}; "
            "periksa apakah layanan itu sehat, atau perbaiki 'expect_text'."
        )
    else:
        state = CheckState.OK
        evidence = f"{page.shown} menjawab HTTP {page.status}."
    return Look(state, evidence, page.seconds, page.certificate_ends_at)
