"""Times of requests in JSON: the unit is known, or there is no time."""

from __future__ import annotations

import json

import pytest

from spse_monev.sources.web_log.json_lines import parse


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        ({"request_time": "0.123"}, 123),
        ({"request_time": 1.5}, 1500),
        ({"request_time": 84211}, None),  # seconds or microseconds?
        ({"request_time_us": 84211}, 84.211),
        ({"duration_ms": "17"}, 17),
        ({}, None),
    ],
)
def test_time(duration: dict[str, object], expected: float | None) -> None:
    line = {"time_iso8601": "2026-11-23T08:00:01+07:00", "request": "GET /eproc4/lelang HTTP/1.1", "status": 200}
    request = parse(json.dumps({**line, **duration}))
    assert request is not None
    assert (request.path, request.time_ms) == (
        "/eproc4/lelang",
        expected if expected is None else pytest.approx(expected),
    )
