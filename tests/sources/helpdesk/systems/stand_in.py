"""What the stand-ins of ticket systems share: a real HTTP server that answers JSON, and faults on demand.

Zammad, GLPI and FreeScout cannot be had for the tests (no package of Debian or of PyPI holds them), so their answers
are shaped after the vendors' documentation; each stand-in says after which.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

from spse_monev.sources.http import FetchError
from tests.sources.web import Answering, serving

ZONE = ZoneInfo("Asia/Jakarta")
SINCE, UNTIL = datetime(2026, 10, 1, tzinfo=ZONE), datetime(2026, 11, 1, tzinfo=ZONE)
NOW = datetime(2026, 11, 24, 9, tzinfo=ZONE)
SECRET = "rahasia-8c1f"
PERSON = "Pengguna Sintetis"


def at(text: str) -> datetime:
    """A time in WIB."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@dataclass(frozen=True)
class Asked:
    """A request as the stand-in got it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]  # names in small letters
    content: Any


@dataclass(frozen=True)
class Fault:
    """An answer in the place of the right one."""

    status: int
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass
class StandIn:
    """The answers that all have in common: `fault` is asked first, then the vendor's own `answer`."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    fault: Callable[[Asked], Fault | None] = lambda _: None
    clock: str = ""  # the server's, as its header Date tells it; '' for the right time

    def answer(self, asked: Asked) -> tuple[int, Any]:
        raise NotImplementedError

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]


@contextmanager
def running(stand_in: StandIn) -> Iterator[None]:
    """Serve it; its `url` is set."""

    class Handler(Answering, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            asked = Asked(
                self.command, parts.path, dict(parse_qsl(parts.query)),
                {name.lower(): value for name, value in self.headers.items()},
                json.loads(self.rfile.read(length)) if length else None,
            )  # fmt: skip
            stand_in.asked.append(asked)
            if (fault := stand_in.fault(asked)) is not None:
                self.answer(fault.status, fault.body.encode(), *fault.headers)
                return
            status, body = stand_in.answer(asked)
            self.answer(status, json.dumps(body).encode(), ("Content-Type", "application/json"))

        def date_time_string(self, timestamp: float | None = None) -> str:
            return stand_in.clock or super().date_time_string(timestamp)

        def do_POST(self) -> None:
            self.do_GET()

    with serving(Handler) as port:
        stand_in.url = f"http://127.0.0.1:{port}"
        yield


def says_nothing_secret(error: FetchError | str) -> bool:
    """Whether a message holds neither the token nor a person's name."""
    return SECRET not in str(error) and PERSON not in str(error) and "sintetis@contoh.id" not in str(error)
