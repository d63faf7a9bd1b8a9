"""PRTG, by a stand-in, as it cannot be had for the tests."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spse_monev.connections import Connection
from spse_monev.facts import CheckState, CoverageState, Severity
from spse_monev.period import Day
from spse_monev.settings import PrtgSource
from spse_monev.sources.http import FetchError
from spse_monev.sources.monitoring import prtg
from tests.sources.web import Answering, serving

ZONE = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 24, 1, tzinfo=ZONE)
DAY = Day.before(NOW, ZONE)
KEY = Connection("prtg", "http", password="KUNCI-RAHASIA=")
UP, DOWN, WARNING, PAUSED, UNKNOWN, ACKNOWLEDGED = 607, 608, 609, 604, 601, 619


def at(hour: float, day: Day = DAY) -> datetime:
    return day.start + timedelta(hours=hour)


def ole(moment: datetime | None) -> float | str:
    if moment is None:
        return ""
    return (moment - datetime(1899, 12, 30, tzinfo=UTC)) / timedelta(days=1)


@dataclass
class PrtgStandIn:
    """Answers like PRTG's /api/table.json: PRTG Manual, 'HTTP API' and 'Multiple Object Property or Status'.

    Each column that was asked for comes with its `_raw`; times are for people in the account's zone, and raw in UTC, as
    days since 30 December 1899. The log has the newest rows first, and its filter is in the account's zone. Numbers of
    states are those of LogStatus.cs and Status.cs of lordmilko/PrtgAPI.
    """

    account_zone: ZoneInfo = ZONE
    sensors: list[dict[str, Any]] = field(default_factory=list)
    messages: list[tuple[datetime, int, int]] = field(default_factory=list)  # time, sensor, status
    users: dict[str, str] = field(default_factory=lambda: {"apitoken": KEY.password})
    asked: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    def add(
        self, number: int, device: str, sensor: str, kind: str = "ping", *, status: int = 3,
        checked_at: datetime | None = NOW, **more: Any,
    ) -> None:  # fmt: skip
        self.sensors.append(
            {
                "objid": number, "objid_raw": number, "device": device, "sensor": sensor, "type": kind.title(),
                "type_raw": kind, "status_raw": status, "lastcheck": "baru saja", "lastcheck_raw": ole(checked_at),
                "downtimesince_raw": "", "uptimesince_raw": "000000000003600", **more,
            }
        )  # fmt: skip

    def answer_to(self, url: str) -> tuple[int, dict[str, Any]]:
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        self.asked.append(query)
        if any(query.get(name) != secret for name, secret in self.users.items()):
            return 401, {"prtg-version": "24.4.102.1351", "error": "Unauthorized"}
        assert urlsplit(url).path == "/api/table.json"
        if query["content"] == "sensors":
            rows = self.sensors
        else:
            since = datetime.strptime(query["filter_dstart"], "%Y-%m-%d-%H-%M-%S").replace(tzinfo=self.account_zone)
            rows = [
                {
                    "objid": number, "datetime": f"{moment.astimezone(self.account_zone):%d/%m/%Y %H:%M:%S}",
                    "datetime_raw": ole(moment), "name": "Ping", "status": "?", "status_raw": status,
                }
                for moment, number, status in sorted(self.messages, reverse=True)
                if moment >= since
            ]  # fmt: skip
        start, count = int(query["start"]), int(query["count"])
        page = rows[start : start + count]
        return 200, {"prtg-version": "24.4.102.1351", "treesize": len(rows), query["content"]: page}


@pytest.fixture
def stand_in() -> Iterator[PrtgStandIn]:
    stand_in = PrtgStandIn()

    class Handler(Answering, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = stand_in.answer_to(self.path)
            self.answer(status, json.dumps(body).encode(), ("Content-Type", "application/json"))

    with serving(Handler) as port:
        stand_in.url = f"http://127.0.0.1:{port}"
        yield stand_in


def source(stand_in: PrtgStandIn, **more: Any) -> PrtgSource:
    return PrtgSource.model_validate(
        {"kind": "prtg", "label": "PRTG", "url": stand_in.url, "connection": "x", "timeout_seconds": 5, **more}
    )


def test_alive_and_fresh(stand_in: PrtgStandIn) -> None:
    stand_in.add(1, "SPSE", "Ping")
    stand_in.add(2, "SPSE", "HTTP", "http", status=5)
    stand_in.add(3, "Printer", "Ping", status=5)
    found = prtg.observe(source(stand_in, components=("SPSE",)), KEY, NOW, ZONE)
    assert (found.state, found.evidence) == (
        CheckState.OK,
        "PRTG 24.4.102.1351 menjawab; 2 sensor, 1 di antaranya mati (SPSE: HTTP), pemeriksaan terbaru pukul 01.00.00.",
    )


@pytest.mark.parametrize(
    ("checked_at", "components", "words"),
    [
        (NOW - timedelta(minutes=16), (), "terakhir 2026-11-24 00.44 diperiksa, lebih lama dari 15 menit"),
        (None, (), "tidak pernah diperiksa"),
        (NOW, ("Basis data",), "tidak ada sensor SPSE yang terlihat"),
    ],
)
def test_stale(stand_in: PrtgStandIn, checked_at: datetime | None, components: tuple[str, ...], words: str) -> None:
    stand_in.add(1, "SPSE", "Ping", checked_at=checked_at)
    found = prtg.observe(source(stand_in, components=components), KEY, NOW, ZONE)
    assert found.state is CheckState.STALE
    assert words in found.evidence


@pytest.mark.parametrize(
    ("connection", "expected"),
    [
        (KEY, {"apitoken": "KUNCI-RAHASIA="}),
        (Connection("x", "http", login="monev", password="S@ndi&1"), {"username": "monev", "password": "S@ndi&1"}),
        (
            Connection("x", "http", login="monev", extra={"passhash": 1234567}),
            {"username": "monev", "passhash": "1234567"},
        ),
    ],
)
def test_secrets_are_sent_and_never_shown(
    stand_in: PrtgStandIn, connection: Connection, expected: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    stand_in.add(1, "SPSE", "Ping")
    stand_in.users = expected
    secret = list(expected.values())[-1]
    for name in ("httpx", "httpcore", "spse_monev"):
        caplog.set_level(logging.DEBUG, name)
    assert secret not in prtg.observe(source(stand_in), connection, NOW, ZONE).evidence
    stand_in.users = {**expected, "apitoken": "lain"}
    with pytest.raises(FetchError, match=r"menolak akses \(HTTP 401\)") as caught:
        prtg.read_day(source(stand_in), connection, DAY, NOW)
    assert secret not in str(caught.value)
    assert secret not in caplog.text
    assert secret not in repr(caught.value.__cause__)


def test_a_quiet_day(stand_in: PrtgStandIn) -> None:
    stand_in.add(1, "SPSE", "Ping")
    stand_in.add(2, "SPSE", "Disk", "snmpdiskfree")
    reading = prtg.read_day(source(stand_in), KEY, DAY, NOW)
    assert (reading.coverage.state, reading.coverage.reasons) == (CoverageState.OK, ())
    [available] = reading.availability
    assert (available.component, available.up_seconds, available.unknown_seconds) == ("SPSE: Ping", 86400, 0)
    assert not reading.incidents


def test_outages_and_problems_of_the_day(stand_in: PrtgStandIn) -> None:
    stand_in.add(1, "SPSE", "Ping")
    stand_in.add(2, "SPSE", "Disk", "snmpdiskfree", status=4)
    stand_in.add(3, "SPSE", "HTTP", "http", status=13)
    stand_in.add(4, "Printer", "Ping")
    stand_in.messages = [
        (at(3), 1, DOWN), (at(3.2), 1, ACKNOWLEDGED), (at(3.5), 1, UP),
        (at(-2), 2, DOWN), (at(1), 2, WARNING),
        (at(-30), 3, UP), (at(23), 3, DOWN), (at(24.2), 3, ACKNOWLEDGED),
        (at(5), 4, DOWN), (at(6), 4, UP),
        (at(7), 1, 504), (at(8), 0, 706),  # edited; looked for updates
    ]  # fmt: skip
    reading = prtg.read_day(source(stand_in, components=("spse*",)), KEY, DAY, NOW)
    assert (reading.coverage.state, reading.coverage.reasons) == (CoverageState.OK, ())
    assert reading.coverage.entry_count == 5
    assert [(i.component, i.severity, i.is_outage, i.started_at, i.ended_at) for i in reading.incidents] == [
        ("SPSE: Disk", Severity.CRITICAL, False, at(-2), at(1)),
        ("SPSE: Disk", Severity.WARNING, False, at(1), None),
        ("SPSE: Ping", Severity.CRITICAL, True, at(3), at(3.5)),
        ("SPSE: HTTP", Severity.CRITICAL, True, at(23), None),
    ]
    assert len({i.incident_id for i in reading.incidents}) == 4
    assert {one.component: one.down_seconds for one in reading.availability} == {"SPSE: Ping": 1800, "SPSE: HTTP": 3600}
    assert all(one.unknown_seconds == 0 for one in reading.availability)
    assert [(one.kind, one.count) for one in reading.failures] == [("outage", 2), ("problem", 2)]
    assert prtg.read_day(source(stand_in, components=("spse*",)), KEY, DAY, NOW) == reading


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_the_zone_of_the_account_does_not_matter(stand_in: PrtgStandIn, zone: str) -> None:
    stand_in.account_zone = ZoneInfo(zone)
    stand_in.add(1, "SPSE", "Ping")
    stand_in.messages = [(at(0.1), 1, DOWN), (at(23.9), 1, UP)]
    [incident] = prtg.read_day(source(stand_in), KEY, DAY, NOW).incidents
    assert (incident.started_at, incident.ended_at) == (at(0.1), at(23.9))


def test_down_since_before_the_log(stand_in: PrtgStandIn) -> None:
    stand_in.add(1, "SPSE", "Ping", status=5, downtimesince_raw=f"{30 * 86400:015}")
    [incident] = prtg.read_day(source(stand_in), KEY, DAY, NOW).incidents
    assert (incident.started_at, incident.ended_at) == (NOW - timedelta(days=30), None)
    later = prtg.read_day(source(stand_in), KEY, DAY, NOW + timedelta(seconds=1)).incidents
    assert later[0].incident_id == incident.incident_id


def test_pauses_and_what_nobody_looked_at_are_unknown(stand_in: PrtgStandIn) -> None:
    stand_in.add(1, "SPSE", "Ping")
    stand_in.add(2, "SPSE", "HTTP", "http", checked_at=at(12))
    stand_in.add(3, "SPSE", "Port", "port", status=7)
    stand_in.messages = [(at(6), 1, PAUSED), (at(8), 1, UNKNOWN), (at(9), 1, UP), (at(-1), 1, DOWN), (at(-0.5), 1, UP)]
    reading = prtg.read_day(source(stand_in), KEY, DAY, NOW)
    assert {one.component: one.unknown_seconds / 3600 for one in reading.availability} == {
        "SPSE: Ping": 3, "SPSE: HTTP": 12, "SPSE: Port": 24,
    }  # fmt: skip
    assert reading.coverage.state is CoverageState.PARTIAL
    assert "SPSE: Ping, SPSE: HTTP, SPSE: Port" in reading.coverage.reasons[0]
    alone = prtg.read_day(source(stand_in, components=("*Port",)), KEY, DAY, NOW)
    assert (alone.coverage.state, alone.availability) == (CoverageState.MISSING, ())


def test_what_came_before_the_first_recovery_is_unknown(stand_in: PrtgStandIn) -> None:
    stand_in.add(1, "SPSE", "Ping")
    stand_in.messages = [(at(6), 1, UP)]
    [available] = prtg.read_day(source(stand_in), KEY, DAY, NOW).availability
    assert (available.unknown_seconds, available.down_seconds) == (6 * 3600, 0)


def test_a_log_that_contradicts_the_sensor(stand_in: PrtgStandIn) -> None:
    stand_in.add(1, "SPSE", "Ping", status=3)
    stand_in.messages = [(at(6), 1, DOWN)]
    reading = prtg.read_day(source(stand_in), KEY, DAY, NOW)
    assert not reading.incidents
    assert reading.availability[0].unknown_seconds == 18 * 3600
    assert reading.coverage.state is CoverageState.PARTIAL


def test_a_restart_of_prtg_is_told(stand_in: PrtgStandIn) -> None:
    stand_in.add(1, "SPSE", "Ping")
    stand_in.messages = [(at(4), 0, 1)]
    reading = prtg.read_day(source(stand_in), KEY, DAY, NOW)
    assert "dimulai ulang pukul 04.00" in reading.coverage.reasons[0]


def test_more_pages_than_one_and_a_log_that_is_cut(stand_in: PrtgStandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a cut log nothing is known before its oldest row."""
    monkeypatch.setattr(prtg, "_PAGE", 10)
    stand_in.add(1, "SPSE", "Ping")
    stand_in.add(2, "SPSE", "HTTP", "http")
    stand_in.messages = [entry for n in range(20) for entry in ((at(12 + n / 2), 1, DOWN), (at(12.25 + n / 2), 1, UP))]
    assert len(prtg.read_day(source(stand_in), KEY, DAY, NOW).incidents) == 20
    monkeypatch.setattr(prtg, "_MAX_ROWS", 20)
    reading = prtg.read_day(source(stand_in), KEY, DAY, NOW)
    assert len(reading.incidents) == 10
    assert "melebihi 20 baris" in reading.coverage.reasons[0]
    assert {one.component: one.unknown_seconds / 3600 for one in reading.availability} == {
        "SPSE: Ping": 17, "SPSE: HTTP": 17,
    }  # fmt: skip


@given(
    st.lists(st.tuples(st.integers(-200_000, 90_000), st.sampled_from(sorted({*prtg._BY_LOG.values()}))), max_size=30),
    st.sampled_from(sorted({*prtg._BY_LOG.values()})),
    st.none() | st.integers(-100_000, 90_000),
)
def test_any_log_adds_up(raw: list[tuple[int, str]], state: str, checked: int | None) -> None:
    start = DAY.start_utc
    changes = sorted((start + timedelta(seconds=seconds), to) for seconds, to in raw)
    checked_at = None if checked is None else start + timedelta(seconds=checked)
    sensor = prtg._Sensor("1", "SPSE: Ping", state, None, checked_at, is_reachability=True)
    history = prtg._history(sensor, prtg._Log(start - timedelta(days=7), {"1": changes}, ()))
    assert all(one.to == later.since for one, later in pairwise(history))
    found = prtg._availability(sensor, history, DAY, NOW)
    assert found.up_seconds + found.down_seconds + found.unknown_seconds == pytest.approx(86400)
    ids = [one.incident_id for one in prtg._incidents(sensor, history, DAY)]
    assert len(set(ids)) == len(ids)


@given(st.integers(946_684_800, 4_102_444_800))
def test_raw_times_come_back_to_the_second(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    assert prtg._moment(ole(moment)) == prtg._moment(str(ole(moment))) == moment
