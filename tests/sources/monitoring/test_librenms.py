"""LibreNMS, by a stand-in, as it cannot be had for the tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spse_monev.connections import Connection
from spse_monev.facts import CheckState, CoverageState, Severity
from spse_monev.period import Day
from spse_monev.settings import LibreNmsSource
from spse_monev.sources.availability import from_outages
from spse_monev.sources.http import FetchError
from spse_monev.sources.monitoring import librenms
from tests.sources.web import Answering, serving

ZONE = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 24, 1, tzinfo=ZONE)
DAY = Day.before(NOW, ZONE)
TOKEN = Connection("librenms", "http", password="e4ef9234abab59a9")


def at(hour: float, day: Day = DAY) -> datetime:
    return day.start + timedelta(hours=hour)


@dataclass
class LibreNmsStandIn:
    """Answers like LibreNMS's API v0: doc/API/{System,Devices,Alerts,Logs}.md, includes/html/api_functions.inc.php.

    Times of polls and of the alert log are in the server's own zone, and name none; outages are Unix times. Only
    devices that are neither disabled nor ignored are listed with type=active. Numbers may be texts.
    """

    zone: ZoneInfo = ZONE
    devices: list[dict[str, Any]] = field(default_factory=list)
    outages: dict[str, list[tuple[datetime, datetime | None]]] = field(default_factory=dict)
    log: list[tuple[datetime, int, int, int]] = field(default_factory=list)  # time, device, rule, state
    alerts: list[tuple[datetime, int, int, int]] = field(default_factory=list)
    refused: tuple[str, ...] = ()  # paths that end with an error
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def local(self, moment: datetime | None) -> str | None:
        return None if moment is None else f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M:%S}"

    def add(
        self, number: int, hostname: str, *, status: int = 1, polled_at: datetime | None = NOW, **more: Any
    ) -> None:
        self.devices.append(
            {
                "device_id": number, "hostname": hostname, "sysName": f"sys-{hostname}", "display": None,
                "status": status, "disabled": 0, "ignore": 0, "inserted": "2020-01-01 00:00:00",
                "last_polled": self.local(polled_at), **more,
            }
        )  # fmt: skip

    def answer_to(self, url: str, token: str) -> tuple[int, dict[str, Any]]:
        parts = urlsplit(url)
        path = parts.path.removeprefix("/api/v0/")
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.asked.append(path)
        if token != TOKEN.password:
            return 401, {"message": "Unauthenticated."}
        if path in self.refused:
            return 403, {"status": "error", "message": "Insufficient permissions to access this device"}
        if path == "system":
            return 200, {"status": "ok", "system": [{"local_ver": "24.11.0", "db_schema": 300}], "count": 1}
        if path == "devices":
            assert query == {"type": "active"}
            return 200, {"status": "ok", "devices": self.devices, "count": len(self.devices)}
        if path.endswith("/outages"):
            rows: list[dict[str, Any]] = [
                {"going_down": int(down.timestamp()), "up_again": None if up is None else int(up.timestamp())}
                for down, up in self.outages.get(path.split("/")[1], [])
            ]
            return 200, {"status": "ok", "outages": rows}
        if path == "rules":
            rules = [
                {"id": 1, "severity": "critical", "name": "Device down",
                 "builder": '{"rules":[{"id":"macros.device_down"}]}'},
                {"id": "2", "severity": "warning", "name": "Disk over 90%", "rule": "%storage.storage_perc > 90"},
                {"id": 3, "severity": "ok", "name": "Rebooted", "rule": "%devices.uptime < 300"},
            ]  # fmt: skip
            return 200, {"status": "ok", "rules": rules, "count": 3}
        if path == "logs/alertlog":
            rows = [
                {"hostname": "h", "id": n, "device_id": device, "rule_id": rule, "state": str(state), "details": [],
                 "time_logged": self.local(moment)}
                for n, (moment, device, rule, state) in enumerate(sorted(self.log))
            ]  # fmt: skip
            rows = [row for row in rows if query["from"] <= str(row["time_logged"]) <= query["to"]]
            start, limit = int(query["start"]), int(query["limit"])
            return 200, {"status": "ok", "logs": rows[start : start + limit], "total": len(rows)}
        if path == "alerts":
            rows = [
                {"id": n, "device_id": device, "rule_id": rule, "state": state, "timestamp": self.local(moment)}
                for n, (moment, device, rule, state) in enumerate(self.alerts)
                if state == int(query["state"])
            ]
            return 200, {"status": "ok", "alerts": rows, "count": len(rows)}
        return 404, {"status": "error", "message": "This API route doesn't exist."}


@pytest.fixture
def nms() -> Iterator[LibreNmsStandIn]:
    stand_in = LibreNmsStandIn()

    class Handler(Answering, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = stand_in.answer_to(self.path, self.headers.get("X-Auth-Token", ""))
            self.answer(status, json.dumps(body).encode(), ("Content-Type", "application/json"))

    with serving(Handler) as port:
        stand_in.url = f"http://127.0.0.1:{port}"
        yield stand_in


def source(nms: LibreNmsStandIn, **more: Any) -> LibreNmsSource:
    return LibreNmsSource.model_validate(
        {"kind": "librenms", "label": "LibreNMS", "url": nms.url, "connection": "x", "timeout_seconds": 5, **more}
    )


def test_alive_and_fresh_though_one_is_down(nms: LibreNmsStandIn) -> None:
    nms.add(1, "spse-app")
    nms.add(2, "spse-db", status=0, polled_at=NOW - timedelta(hours=3))
    nms.add(3, "printer", status=0)
    found = librenms.observe(source(nms, components=("spse-*",)), TOKEN, NOW, ZONE)
    assert (found.state, found.evidence) == (
        CheckState.OK,
        "LibreNMS 24.11.0 menjawab; 2 perangkat, 1 di antaranya mati (spse-db), pemeriksaan terbaru pukul 01.00.00.",
    )


@pytest.mark.parametrize(
    ("polled_at", "components", "words"),
    [
        (NOW - timedelta(minutes=16), (), "terakhir 2026-11-24 00.44 diperiksa, lebih lama dari 15 menit"),
        (None, (), "tidak pernah diperiksa"),
        (NOW, ("db*",), "tidak ada perangkat SPSE yang terlihat"),
    ],
)
def test_stale(nms: LibreNmsStandIn, polled_at: datetime | None, components: tuple[str, ...], words: str) -> None:
    nms.add(1, "spse-app", polled_at=polled_at)
    found = librenms.observe(source(nms, components=components), TOKEN, NOW, ZONE)
    assert found.state is CheckState.STALE
    assert words in found.evidence


def test_a_server_in_another_zone(nms: LibreNmsStandIn) -> None:
    nms.zone = ZoneInfo("UTC")
    nms.add(1, "spse-app")
    wrong = librenms.observe(source(nms), TOKEN, NOW, ZONE)
    assert wrong.state is CheckState.STALE
    assert "'zone'" in wrong.evidence
    assert librenms.observe(source(nms, zone="UTC"), TOKEN, NOW, ZONE).state is CheckState.OK
    nms.log = [(at(10), 1, 2, 1), (at(11), 1, 2, 0)]
    [incident] = librenms.read_day(source(nms, zone="UTC"), TOKEN, DAY, NOW).incidents
    assert (incident.started_at, incident.ended_at) == (at(10), at(11))


@pytest.mark.parametrize("password", ["dicabut-123", ""])
def test_revoked_token(nms: LibreNmsStandIn, password: str) -> None:
    for read in (
        lambda: librenms.observe(source(nms), Connection("x", "http", password=password), NOW, ZONE),
        lambda: librenms.read_day(source(nms), Connection("x", "http", password=password), DAY, NOW),
    ):
        with pytest.raises(FetchError, match=r"menolak akses \(HTTP 401\)") as caught:
            read()
        assert "dicabut-123" not in str(caught.value)


def test_a_token_that_can_be_none(nms: LibreNmsStandIn) -> None:
    with pytest.raises(FetchError, match="salin ulang tokennya"):
        librenms.observe(source(nms), Connection("x", "http", password="tokén\n"), NOW, ZONE)


def test_a_quiet_day(nms: LibreNmsStandIn) -> None:
    nms.add(1, "spse-app")
    reading = librenms.read_day(source(nms), TOKEN, DAY, NOW)
    assert (reading.coverage.state, reading.coverage.reasons) == (CoverageState.OK, ())
    assert reading.coverage.parser.startswith("API LibreNMS 24.11.0")
    [available] = reading.availability
    assert (available.up_seconds, available.unknown_seconds) == (86400, 0)
    assert not reading.incidents and not reading.failures  # noqa: PT018


def test_outages_and_alerts_of_the_day(nms: LibreNmsStandIn) -> None:
    """The rule that a device is down says what its outage says; what happened on other days is left out."""
    nms.add(1, "spse-app")
    nms.add(2, "spse-db", status=0, polled_at=at(20))
    nms.add(3, "printer")
    nms.outages = {
        "1": [(at(3), at(3.5)), (at(-30), at(-29))],
        "2": [(at(20), None)],
        "3": [(at(1), at(2))],
    }
    nms.log = [
        (at(3.1), 1, 1, 1), (at(3.6), 1, 1, 0),  # says what the outage says
        (at(-2), 1, 2, 1), (at(1), 1, 2, 3), (at(2), 1, 2, 0),  # since yesterday, and got worse
        (at(5), 1, 3, 1), (at(5.1), 1, 3, 0),
        (at(8), 3, 2, 1),  # a printer
        (at(-40), 1, 3, 1), (at(-39), 1, 3, 0),  # the day before
        (at(24.5), 1, 3, 1),  # the day after
    ]  # fmt: skip
    reading = librenms.read_day(source(nms, components=("spse-*",)), TOKEN, DAY, NOW)
    assert reading.coverage.state is CoverageState.OK, reading.coverage.reasons
    assert [(i.component, i.name, i.severity, i.is_outage, i.started_at, i.ended_at) for i in reading.incidents] == [
        ("spse-app", "Disk over 90%", Severity.WARNING, False, at(-2), at(2)),
        ("spse-app", "tidak menjawab menurut LibreNMS", Severity.CRITICAL, True, at(3), at(3.5)),
        ("spse-app", "Rebooted", Severity.INFO, False, at(5), at(5.1)),
        ("spse-db", "tidak menjawab menurut LibreNMS", Severity.CRITICAL, True, at(20), None),
    ]
    assert len({i.incident_id for i in reading.incidents}) == 4
    by_name = {one.component: one for one in reading.availability}
    assert by_name["spse-app"].down_seconds == 1800
    assert (by_name["spse-db"].up_seconds, by_name["spse-db"].down_seconds) == (20 * 3600, 4 * 3600)
    assert [(one.kind, one.count) for one in reading.failures] == [("outage", 2), ("problem", 2)]
    assert librenms.read_day(source(nms, components=("spse-*",)), TOKEN, DAY, NOW) == reading


def test_an_alert_that_is_on_since_long(nms: LibreNmsStandIn) -> None:
    nms.add(1, "spse-app")
    nms.alerts = [(at(-24 * 40), 1, 2, 2), (at(-24 * 40), 9, 2, 1)]
    [incident] = librenms.read_day(source(nms), TOKEN, DAY, NOW).incidents
    assert (incident.name, incident.started_at, incident.ended_at) == ("Disk over 90%", at(-24 * 40), None)


def test_a_down_alert_without_an_outage_is_an_outage(nms: LibreNmsStandIn) -> None:
    nms.add(1, "spse-app")
    nms.log = [(at(3), 1, 1, 1), (at(4), 1, 1, 0)]
    [incident] = librenms.read_day(source(nms), TOKEN, DAY, NOW).incidents
    assert incident.is_outage


def test_more_pages_than_one(nms: LibreNmsStandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(librenms, "_PAGE", 10)
    nms.add(1, "spse-app")
    nms.log = [entry for n in range(30) for entry in ((at(n / 2), 1, 2, 1), (at(n / 2 + 0.25), 1, 2, 0))]
    assert len(librenms.read_day(source(nms), TOKEN, DAY, NOW).incidents) == 30
    monkeypatch.setattr(librenms, "_MAX_LOGGED", 20)
    reading = librenms.read_day(source(nms), TOKEN, DAY, NOW)
    assert reading.coverage.state is CoverageState.PARTIAL
    assert "melebihi 20 baris" in reading.coverage.reasons[0]


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        ("devices/1/outages", "riwayat mati tidak terbaca untuk spse-app"),
        ("logs/alertlog", "riwayat peringatan tidak terbaca"),
        ("rules", "riwayat peringatan tidak terbaca"),
        ("alerts", "riwayat peringatan tidak terbaca"),
    ],
)
def test_a_part_that_may_not_be_read(nms: LibreNmsStandIn, refused: str, words: str) -> None:
    nms.add(1, "spse-app")
    nms.add(2, "spse-db")
    nms.refused = (refused,)
    reading = librenms.read_day(source(nms), TOKEN, DAY, NOW)
    assert reading.coverage.state is CoverageState.PARTIAL
    assert words in reading.coverage.reasons[0]


def test_no_outages_at_all_can_be_read(nms: LibreNmsStandIn) -> None:
    nms.add(1, "spse-app")
    nms.refused = ("devices/1/outages",)
    assert librenms.read_day(source(nms), TOKEN, DAY, NOW).coverage.state is CoverageState.MISSING


def test_nobody_looked(nms: LibreNmsStandIn) -> None:
    nms.add(1, "spse-app", polled_at=at(-1))
    nms.add(2, "spse-db", polled_at=at(12))
    reading = librenms.read_day(source(nms), TOKEN, DAY, NOW)
    assert reading.coverage.state is CoverageState.PARTIAL
    assert "tidak diperiksa LibreNMS pada hari itu: spse-app" in reading.coverage.reasons
    assert "hanya diperiksa LibreNMS pada sebagian hari itu: spse-db" in reading.coverage.reasons
    alone = librenms.read_day(source(nms, components=("spse-app",)), TOKEN, DAY, NOW)
    assert alone.coverage.state is CoverageState.MISSING
    assert not alone.availability


def test_names_without_addresses(nms: LibreNmsStandIn) -> None:
    nms.add(1, "10.1.2.3")
    nms.add(2, "spse", display="{{ $hostname }}")
    nms.add(3, "10.1.2.4", display="SPSE", sysName=None)
    nms.add(4, "spse")
    nms.add(5, "10.1.2.5", sysName=None)
    reading = librenms.read_day(source(nms), TOKEN, DAY, NOW)
    assert [one.component for one in reading.availability] == [
        "sys-10.1.2.3".replace("10.1.2.3", "x.x.x.x"), "spse", "SPSE", "spse (#4)", "perangkat 5",
    ]  # fmt: skip


@given(
    st.lists(st.tuples(st.integers(-200_000, 200_000), st.none() | st.integers(0, 100_000)), max_size=20),
    st.none() | st.integers(-100_000, 90_000),
)
def test_any_outages_add_up(raw: list[tuple[int, int | None]], polled: int | None) -> None:
    start = DAY.start_utc
    outages = [
        (start + timedelta(seconds=since), None if lasted is None else start + timedelta(seconds=since + lasted))
        for since, lasted in raw
    ]
    polled_at = None if polled is None else start + timedelta(seconds=polled)
    device = librenms._Device("1", "spse-app", is_up=True, added_at=None, polled_at=polled_at)
    found = from_outages(
        "spse-app", librenms._ended(outages, NOW), librenms._watched(device, DAY), DAY, NOW.astimezone(UTC)
    )
    assert found.up_seconds + found.down_seconds + found.unknown_seconds == pytest.approx(86400)
    assert min(found.up_seconds, found.down_seconds, found.unknown_seconds) >= 0
