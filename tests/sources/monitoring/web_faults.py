"""Stand-ins for a monitoring system that is out of order: a page instead of data, no answer, an answer in drops."""

from __future__ import annotations

import time
from http.server import BaseHTTPRequestHandler

from tests.sources.web import Answering


class Page(Answering, BaseHTTPRequestHandler):
    """A proxy or a portal that answers every request with its own page."""

    def do_GET(self) -> None:
        self.answer(
            200, b"<!DOCTYPE html><html><head><title>Masuk</title></head></html>", ("Content-Type", "text/html")
        )

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()


class Silent(Answering, BaseHTTPRequestHandler):
    """Takes the request and does not answer."""

    def do_GET(self) -> None:
        time.sleep(3)

    def do_POST(self) -> None:
        self.do_GET()


class Dripping(Answering, BaseHTTPRequestHandler):
    """Answers a byte at a time, each in time, but never all."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        for _ in range(30):
            time.sleep(0.1)
            self.wfile.write(b" ")

    def do_POST(self) -> None:
        self.do_GET()
