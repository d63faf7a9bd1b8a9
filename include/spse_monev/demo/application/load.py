"""One day of ordinary use and of faults at the synthetic SPSE, sent over HTTP in the order of the story's time.

What is counted is what the client saw: the key claims nothing that the application did not answer.
"""

from __future__ import annotations

import http.client
import json
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from spse_monev.demo.application.faults import FAULTS
from spse_monev.demo.application.pages import FRONT, PAGES, SLOW_ACTION, SLOW_FACTOR, Page
from spse_monev.demo.application.service import CONTROL_PATH, HEADER
from spse_monev.demo.faults import FaultMissingError
from spse_monev.demo.story import HOURLY_WEIGHTS, DayPlan
from spse_monev.period import Day

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
BOT_SHARE = 0.05
# What browsers ask for and nobody has made.
_ABSENT = Page("GET", "/eproc4/favicon.ico", "", status=404, median_ms=2, weight=2)
_TIMEOUT_SECONDS = 30
_RUNNING_BEFORE = timedelta(days=3)
_READY_SECONDS = 30


@dataclass(slots=True)
class Seen:
    """What the clients of one day saw."""

    # (user or bot, method, route with '?' for ids, HTTP status): how often
    requests: Counter[tuple[str, str, str, int]] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    unreachable: int = 0  # requests while the application was down
    actions: Counter[str] = field(default_factory=Counter)  # runs of actions since the application started
    probes: int = 0


class Client:
    """The load's connection to the application; closed by the end of a `with`."""

    def __init__(self, port: int, key: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_SECONDS)
        self._key = key

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def order(self, what: str, at: datetime | None = None) -> None:
        """Tell the application what happens in the story; see `service`."""
        said = {"do": what, **({"at": at.isoformat()} if at is not None else {})}
        status = self._send("POST", CONTROL_PATH, json.dumps(said), {})
        if status != 200:
            raise FaultMissingError(f"aplikasi sintetis menolak perintah {what!r} (HTTP {status})")

    def request(
        self, method: str, path: str, at: datetime, *, ms: float, fault: str = "", client: str = "192.0.2.1",
        agent: str = BROWSER,
    ) -> int:  # fmt: skip
        """One request of the story; returns the HTTP status."""
        said = {"at": at.isoformat(), "client": client, "ms": round(ms, 3), "fault": fault}
        headers = {"User-Agent": agent, HEADER: json.dumps(said)}
        return self._send(method, path, "sintetis=1" if method == "POST" else None, headers)

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> int:
        self._connection.request(method, path, body, {**headers, "Authorization": self._key})
        response = self._connection.getresponse()
        response.read()
        return response.status


def begin_story(client: Client, first: Day) -> None:
    """Wait for the application, and let it be one that has been running for some days when `first` begins."""
    deadline = time.monotonic() + _READY_SECONDS
    while True:
        try:
            client.order("nyala", first.start - _RUNNING_BEFORE)
            break
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
    client.order("tutup", (first.start_utc - timedelta(milliseconds=1)).astimezone(first.zone))


def make_day(client: Client, plan: DayPlan, probe_minutes: int, probe: Callable[[datetime], None]) -> Seen:
    """Send the day's requests and close its log files.

    `probe` is called every `probe_minutes` of the story, to ask for the front page once.
    """
    chance = random.Random(f"{plan.seed} aplikasi")
    day = plan.day
    seen = Seen()

    def use(at: datetime) -> None:
        page = chance.choices((*PAGES, _ABSENT), [one.weight for one in (*PAGES, _ABSENT)])[0]
        ms = page.median_ms * chance.lognormvariate(0, 0.5)
        if plan.is_slow and page.action == SLOW_ACTION:
            ms *= SLOW_FACTOR
        is_bot = page.method == "GET" and chance.random() < BOT_SHARE
        address = f"198.51.100.{chance.randrange(1, 120)}"
        status = client.request(
            page.method, _path(page.path, chance), at, ms=ms, client=address, agent=BOT if is_bot else BROWSER
        )
        if _is_in(at, plan):
            _expect("503 selama aplikasi mati", status, 503)
            seen.unreachable += 1
        else:
            _expect(page.path, status, page.status)
            if page.action:
                seen.actions[page.action] += 1
        seen.requests["bot" if is_bot else "user", page.method, _route(page.path), status] += 1

    def fail(at: datetime, name: str) -> None:
        fault = FAULTS[name]
        status = client.request(
            fault.method, _path(fault.path, chance), at, ms=fault.ms, fault=name, client=f"203.0.113.{len(name)}"
        )
        _expect(name, status, fault.status)
        seen.faults[name] += 1
        seen.requests["user", fault.method, _route(fault.path), status] += 1
        for page in PAGES:
            if (page.method, page.path) == (fault.method, fault.path) and (fault.error or fault.status == 200):
                seen.actions[page.action] += 1

    def look(at: datetime) -> None:
        client.order("maju", at)
        probe(at)
        seen.probes += 1
        if not _is_in(at, plan):
            seen.actions[FRONT.action] += 1

    def end(at: datetime) -> None:
        client.order("mati", at)

    def begin(at: datetime) -> None:
        client.order("nyala", at)
        seen.actions.clear()

    steps: list[tuple[datetime, Callable[[datetime], None]]] = [
        *((at, use) for at in _moments(chance, plan.requests, day)),
        *((at, lambda at, name=name: fail(at, name)) for at, name in _faults(chance, plan)),
        *((at, lambda at: client.order("tugas", at)) for at in _every(day, 60)),
        *((at, look) for at in _every(day, probe_minutes)),
    ]  # fmt: skip
    if plan.outage is not None:
        steps += [(plan.outage[0], end), (plan.outage[1], begin)]
    for at, step in sorted(steps, key=lambda one: one[0]):
        step(at.astimezone(day.zone))
    client.order("tutup", (day.end_utc - timedelta(milliseconds=1)).astimezone(day.zone))
    return seen


def _moments(chance: random.Random, count: int, day: Day) -> list[datetime]:
    """Moments of the day, spread as `story.HOURLY_WEIGHTS` spreads its work."""
    hours = chance.choices(range(24), HOURLY_WEIGHTS, k=count)
    length = day.end_utc - day.start_utc
    return [day.start_utc + (hour + chance.random()) / 24 * length for hour in hours]


def _faults(chance: random.Random, plan: DayPlan) -> list[tuple[datetime, str]]:
    """When each fault of the plan occurs: never while the application is down."""
    found: list[tuple[datetime, str]] = []
    for name in sorted(plan.application_faults.elements()):
        at = _moments(chance, 1, plan.day)[0]
        while _is_in(at, plan):
            at = _moments(chance, 1, plan.day)[0]
        found.append((at, name))
    return found


def _every(day: Day, minutes: int) -> list[datetime]:
    length = day.end_utc - day.start_utc
    return [
        day.start_utc + timedelta(minutes=minutes) * number for number in range(length // timedelta(minutes=minutes))
    ]


def _is_in(at: datetime, plan: DayPlan) -> bool:
    return plan.outage is not None and plan.outage[0] <= at < plan.outage[1]


def _path(path: str, chance: random.Random) -> str:
    return path.format(id=chance.randrange(10_000_000, 99_999_999), hash=f"{chance.getrandbits(160):040x}")


def _route(path: str) -> str:
    return path.format(id="?", hash="?")


def _expect(what: str, status: int, expected: int) -> None:
    if status != expected:
        raise FaultMissingError(f"aplikasi sintetis menjawab HTTP {status}, bukan {expected}: {what}")
