"""What httpx would log: the whole address of a request, with whatever secret its query holds."""

from __future__ import annotations

import logging
from http.server import BaseHTTPRequestHandler

import pytest

from spse_monev.sources.http import WebClient
from tests.sources.web import Answering, serving


class Empty(Answering, BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.answer(200, b"{}", ("Content-Type", "application/json"))


def test_no_address_with_its_query_is_logged(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    # As an operator would who looks for an error: everything, from everybody.
    for name in ("httpx", "httpcore"):
        caplog.set_level(logging.DEBUG, name)
    with serving(Empty) as port, WebClient(f"http://127.0.0.1:{port}", timeout_seconds=5) as client:
        assert client.get_json("/api/status.json", {"apitoken": "rahasia-sekali"}) == {}
    assert caplog.records, "httpcore's own records are kept"
    assert "rahasia-sekali" not in caplog.text
