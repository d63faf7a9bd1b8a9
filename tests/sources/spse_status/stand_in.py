"""A stand-in for the status pages of Play 1: LKPP's fork (a key, below http.path) and old stock Play (loopback, root).

Shaped after PlayStatusPlugin of LKPP's fork and CorePlugin of Play 1.2: what they answer, to whom, and with which
status. The real thing needs SPSE itself.
"""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar

from tests.sources.web import Answering

KEY = "kunci-status-rahasia"
SECRET = "sandi-basis-data-rahasia"

MONITORS: list[dict[str, Any]] = [
    {"name": "SELECT * FROM paket WHERE pkt_id = 17, ms.", "hits": 10.0, "avg": 12.5, "min": 2.0, "max": 40.0},
    {"name": "SELECT * FROM paket WHERE pkt_id = 18, ms.", "hits": 30.0, "avg": 7.5, "min": 1.0, "max": 60.0},
    {"name": "lelang.LelangCtr.index(), ms.", "hits": 100.0, "avg": 55.125, "min": 3.0, "max": 900.0},
    {"name": "/app/views/lelang/LelangCtr/index.html, ms.", "hits": 98.0, "avg": 20.0, "min": 1.0, "max": 300.0},
    {"name": "jobs.KirimEmail.doJob(), ms.", "hits": 5.0, "avg": 1000.0, "min": 900.0, "max": 1200.0},
    {"name": "Waiting for execution, ms.", "hits": 103.0, "avg": 0.5, "min": 0.0, "max": 9.0},
    {"name": "com.jamonapi.Exceptions, Exception", "hits": 4.0, "avg": 1.0, "min": 1.0, "max": 1.0},
]


def status(monitors: list[dict[str, Any]] | None = None, uptime_ms: float = 86_400_000) -> dict[str, Any]:
    """The JSON of the page."""
    return {
        "play.plugins.PlayStatusPlugin": {
            "java": {"version": "11.0.22"},
            "memory": {"max": 4_000, "free": 500, "total": 2_000},
            "application": {"uptime": uptime_ms, "path": "/home/appserv/spse"},
            "monitors": MONITORS if monitors is None else monitors,
        },
        "play.db.DBPlugin": {"error": f"jdbc:postgresql://spse:{SECRET}@db"},
        "play.jobs.JobsPlugin": {"poolSize": 10},
    }


class LkppFork(Answering, BaseHTTPRequestHandler):
    """Play of LKPP with http.path = /eproc4: both pages want the key."""

    asked: ClassVar[list[str]] = []  # all paths, in order

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path == "/eproc4":
            return self.answer(200, b"<html><title>SPSE</title></html>", ("Content-Type", "text/html"))
        if self.path not in ("/eproc4/@status", "/eproc4/@status.json"):
            return self.answer(404, b"<html><title>Not found</title></html>", ("Content-Type", "text/html"))
        if self.headers["Authorization"] != KEY:
            return self.answer(401, b'{"error": "Not authorized"}', ("Content-Type", "application/json"))
        return self.statistics()

    def page(self) -> dict[str, Any]:
        return status()

    def statistics(self) -> None:
        if self.path.endswith(".json"):
            self.answer(200, json.dumps(self.page()).encode(), ("Content-Type", "application/json"))
        else:
            self.answer(200, f"Configuration:\ndb.pass={SECRET}\n".encode() * 10_000, ("Content-Type", "text/plain"))


class OldPlay(LkppFork):
    """Play 1.2 behind a proxy on its own machine: everybody comes from loopback, and http.path is ignored here."""

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path in ("/@status", "/@status.json"):
            self.statistics()
        else:
            self.answer(404, b"Not found", ("Content-Type", "text/plain"))
