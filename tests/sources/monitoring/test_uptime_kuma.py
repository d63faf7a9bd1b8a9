"""Uptime Kuma, by a stand-in, as it cannot be had for the tests."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spse_monev.connections import Connection
from spse_monev.facts import CheckState, CoverageState
from spse_monev.period import Day
from spse_monev.settings import UptimeKumaSource
from spse_monev.sources.availability import from_samples
from spse_monev.sources.http import FetchError
from spse_monev.sources.monitoring import uptime_kuma
from spse_monev.sources.monitoring.uptime_kuma import _Beat, _Monitor
from tests.sources.web import Answering, serving

ZONE = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 24, 1, tzinfo=ZONE)
DAY = Day.before(NOW, ZONE)
KEY = Connection("kuma", "http", password="uk1_rahasia")
APP, SITE = "Aplikasi SPSE", "Situs LPSE"


def beat(at: datetime, status: int = 1, ping: float | None = 120.0) -> dict[str, Any]:
    return {"status": status, "time": f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}.123", "msg": "", "ping": ping}


@dataclass
class UptimeKumaStandIn:
    """Answers like Uptime Kuma 2: server/prometheus.js, server/auth.js and server/routers/status-page-router.js.

    Heartbeats are Heartbeat.toPublicJSON of server/model/heartbeat.js; a page set to a number of days gives a 0 for a
    time without data, and ISO 8601 times.
    """

    monitors: dict[int, str] = field(default_factory=lambda: {1: APP, 2: SITE, 3: "Printer"})
    status: dict[int, int] = field(default_factory=lambda: {1: 1, 2: 0, 3: 1})
    beats: dict[int, list[Any]] = field(default_factory=dict)
    on_page: tuple[int, ...] = (1, 2, 3)
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def metrics(self) -> str:
        lines = ["# HELP monitor_status Monitor Status (1 = UP, 0= DOWN, 2= PENDING, 3= MAINTENANCE)"]
        lines += ["# TYPE monitor_status gauge"]
        for number, name in self.monitors.items():
            labels = (
                f'monitor_id="{number}",monitor_name="{name}",monitor_type="http",monitor_url="https://x/?a=\\"b\\""'
            )
            lines.append(f"monitor_status{{{labels}}} {self.status[number]}")
            lines.append(f"monitor_response_time{{{labels}}} 120")
            lines.append(f"monitor_cert_days_remaining{{{labels}}} {number * 30}")
            lines.append(f'monitor_response_time_seconds{{{labels},window="1d"}} Nan')
        return "\n".join([*lines, ""])

    def answer_to(self, path: str, authorization: str) -> tuple[int, str, str]:
        self.asked.append(path)
        if path == "/metrics":
            if authorization != "Basic " + b64encode(b":uk1_rahasia").decode():
                return 401, "", "text/html"
            return 200, self.metrics(), "text/plain; version=0.0.4; charset=utf-8"
        if path == "/api/status-page/spse":
            listed = [
                {"id": number, "name": name, "sendUrl": 0, "type": "http"}
                for number, name in self.monitors.items()
                if number in self.on_page
            ]
            page: dict[str, Any] = {
                "config": {"slug": "spse", "title": "SPSE"},
                "incident": None,
                "maintenanceList": [],
            }
            return 200, json.dumps({**page, "publicGroupList": [{"id": 1, "monitorList": listed}]}), "application/json"
        if path == "/api/status-page/heartbeat/spse":
            lists = {str(number): self.beats.get(number, [])[-100:] for number in self.on_page}
            return 200, json.dumps({"heartbeatList": lists, "uptimeList": {}}), "application/json"
        return 404, '{"ok": false, "msg": "Status Page Not Found"}', "application/json"


@pytest.fixture
def kuma() -> Iterator[UptimeKumaStandIn]:
    stand_in = UptimeKumaStandIn()

    class Handler(Answering, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body, kind = stand_in.answer_to(self.path, self.headers.get("Authorization", ""))
            self.answer(status, body.encode(), ("Content-Type", kind))

    with serving(Handler) as port:
        stand_in.url = f"http://127.0.0.1:{port}"
        yield stand_in


def source(kuma: UptimeKumaStandIn, **more: Any) -> UptimeKumaSource:
    return UptimeKumaSource.model_validate(
        {"kind": "uptime_kuma", "label": "Kuma", "url": kuma.url, "connection": "kuma", "timeout_seconds": 5, **more}
    )


def every(minutes: float, until: datetime, count: int, down: range = range(0)) -> list[dict[str, Any]]:
    """Heartbeats with the newest at `until`; `down` counts from the oldest."""
    first = until - timedelta(minutes=minutes * (count - 1))
    return [beat(first + timedelta(minutes=minutes * n), 0 if n in down else 1) for n in range(count)]


def test_alive_without_a_status_page(kuma: UptimeKumaStandIn) -> None:
    found = uptime_kuma.observe(source(kuma), KEY, NOW, ZONE)
    assert found.state is CheckState.OK
    assert found.evidence == f"Uptime Kuma menjawab; 3 monitor, 1 di antaranya mati ({SITE})."
    assert kuma.asked == ["/metrics"]


def test_alive_and_fresh(kuma: UptimeKumaStandIn) -> None:
    kuma.beats = {1: every(1, NOW, 10)}
    found = uptime_kuma.observe(source(kuma, status_page="spse", components=(APP,)), KEY, NOW, ZONE)
    assert (found.state, found.evidence) == (
        CheckState.OK, "Uptime Kuma menjawab; 1 monitor, detak terbaru pukul 01.00.00.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("minutes", "components", "words"),
    [
        (16, (), "detak terbaru dari 2026-11-24 00.44, lebih lama dari 15 menit"),
        (0, ("Basis data*",), "tidak memantau apa pun yang cocok"),
    ],
)
def test_stale(kuma: UptimeKumaStandIn, minutes: int, components: tuple[str, ...], words: str) -> None:
    kuma.beats = {1: every(1, NOW - timedelta(minutes=minutes), 5)}
    found = uptime_kuma.observe(source(kuma, status_page="spse", components=components), KEY, NOW, ZONE)
    assert found.state is CheckState.STALE
    assert words in found.evidence


def test_nothing_of_spse_on_the_page(kuma: UptimeKumaStandIn) -> None:
    found = uptime_kuma.observe(source(kuma, status_page="spse", components=(APP,)), KEY, NOW, ZONE)
    assert found.state is CheckState.STALE
    assert "tidak memuat detak" in found.evidence


def test_revoked_key(kuma: UptimeKumaStandIn) -> None:
    with pytest.raises(FetchError, match="menolak akses") as caught:
        uptime_kuma.observe(source(kuma), Connection("kuma", "http", password="uk1_dicabut"), NOW, ZONE)
    assert "dicabut" not in str(caught.value).replace("salah, dicabut atau", "")


def test_an_unknown_status_page(kuma: UptimeKumaStandIn) -> None:
    with pytest.raises(FetchError, match="HTTP 404"):
        uptime_kuma.read_day(source(kuma, status_page="lain"), KEY, DAY, NOW)


def test_a_whole_day_of_rare_heartbeats(kuma: UptimeKumaStandIn) -> None:
    """Every 20 minutes, 100 heartbeats are more than a day; the one outage has its true times."""
    kuma.beats = {1: every(20, NOW, 100, down=range(60, 63))}
    reading = uptime_kuma.read_day(source(kuma, status_page="spse", components=(APP,)), KEY, DAY, NOW)
    assert reading.coverage.state is CoverageState.OK, reading.coverage.reasons
    assert reading.coverage.entry_count == 72
    [incident] = reading.incidents
    began = NOW - timedelta(minutes=20 * 39)
    assert (incident.component, incident.is_outage) == (APP, True)
    assert abs(incident.started_at - began) < timedelta(seconds=1)
    assert incident.ended_at is not None
    assert incident.ended_at - incident.started_at == timedelta(hours=1)
    [available] = reading.availability
    assert (available.down_seconds, available.outage_count) == (3600, 1)
    assert available.up_seconds == 23 * 3600
    assert [(one.kind, one.count) for one in reading.failures] == [("outage", 1)]
    metrics = {one.name: one.value for one in reading.metrics}
    assert metrics["certificate_days"] == 30
    assert metrics["probe_latency_mean_ms"] == metrics["probe_latency_max_ms"] == 120
    again = uptime_kuma.read_day(source(kuma, status_page="spse", components=(APP,)), KEY, DAY, NOW)
    assert again == reading


def test_the_day_is_seen_in_part_only(kuma: UptimeKumaStandIn) -> None:
    """Of heartbeats each minute only the last 100 are kept: of the day no more than its last 40 minutes."""
    kuma.beats = {1: every(1, NOW, 500)}
    reading = uptime_kuma.read_day(source(kuma, status_page="spse", components=(APP,)), KEY, DAY, NOW)
    assert reading.coverage.state is CoverageState.PARTIAL
    assert "hanya memberi sekitar 100 detak terakhir" in reading.coverage.reasons[0]
    [available] = reading.availability
    assert available.up_seconds == pytest.approx(39 * 60, abs=61)
    assert available.up_seconds + available.unknown_seconds == 86400


def test_a_day_that_is_forgotten(kuma: UptimeKumaStandIn) -> None:
    kuma.beats = {1: every(1, NOW, 30)}
    reading = uptime_kuma.read_day(source(kuma, status_page="spse", components=(APP,)), KEY, DAY, NOW)
    assert reading.coverage.state is CoverageState.MISSING
    assert reading.coverage.reasons
    assert not reading.availability


def test_without_a_status_page_no_past_is_known(kuma: UptimeKumaStandIn) -> None:
    reading = uptime_kuma.read_day(source(kuma), KEY, DAY, NOW)
    assert reading.coverage.state is CoverageState.PARTIAL
    assert "isi 'status_page'" in reading.coverage.reasons[0]
    assert not reading.availability
    assert not reading.incidents
    assert [(one.name, one.subject, one.value) for one in reading.metrics] == [
        ("certificate_days", APP, 30), ("certificate_days", "Printer", 90), ("certificate_days", SITE, 60),
    ]  # fmt: skip
    older = uptime_kuma.read_day(source(kuma), KEY, DAY.shift(-3), NOW)
    assert (older.coverage.state, older.metrics) == (CoverageState.MISSING, ())


def test_a_page_of_days_instead_of_heartbeats(kuma: UptimeKumaStandIn) -> None:
    kuma.beats = {1: [0, {"status": 1, "time": "2026-11-23T05:00:00.000Z", "msg": "", "ping": None}]}
    reading = uptime_kuma.read_day(source(kuma, status_page="spse", components=(APP,)), KEY, DAY, NOW)
    assert reading.coverage.state is CoverageState.MISSING
    assert "ringkasan per hari" in reading.coverage.reasons[0]
    assert not reading.availability


def test_monitors_missing_on_the_page_and_names_used_twice(kuma: UptimeKumaStandIn) -> None:
    kuma.monitors = {1: APP, 2: APP, 3: "Printer"}
    kuma.on_page = (1, 2)
    kuma.beats = {1: every(20, NOW, 100), 2: every(20, NOW, 100)}
    reading = uptime_kuma.read_day(source(kuma, status_page="spse"), KEY, DAY, NOW)
    assert [one.component for one in reading.availability] == [f"{APP} (#1)", f"{APP} (#2)"]
    assert any("jadi riwayatnya tidak terbaca" in reason and "Printer" in reason for reason in reading.coverage.reasons)


def test_pending_counts_as_what_its_repetition_showed() -> None:
    start = datetime(2026, 11, 23, tzinfo=UTC)
    beats = tuple(
        _Beat(start + timedelta(minutes=n), status, None) for n, status in enumerate((1, 2, 1, 2, 2, 0, 3, 2))
    )
    samples = _Monitor("1", APP, beats, is_summed_up=False).samples
    assert [is_up for _, is_up in samples] == [True, True, True, False, False, False]


def test_maintenance_is_neither_up_nor_down(kuma: UptimeKumaStandIn) -> None:
    beats = every(20, NOW, 100)
    for one in beats[40:60]:
        one["status"] = 3
    kuma.beats = {1: beats}
    reading = uptime_kuma.read_day(source(kuma, status_page="spse", components=(APP,)), KEY, DAY, NOW)
    assert reading.coverage.state is CoverageState.PARTIAL
    assert any("pemeliharaan" in reason for reason in reading.coverage.reasons)
    [available] = reading.availability
    assert available.down_seconds == 0
    assert available.unknown_seconds > 5 * 3600


@given(
    st.lists(
        st.tuples(st.integers(0, 100_000), st.integers(0, 3), st.none() | st.floats(0, 1e5)), min_size=1, max_size=60
    )
)
def test_any_heartbeats_add_up(raw: list[tuple[int, int, float | None]]) -> None:
    beats = tuple(
        _Beat(DAY.start_utc + timedelta(seconds=at), status, ping)
        for at, status, ping in sorted(raw, key=lambda one: one[0])
    )
    monitor = _Monitor("1", APP, beats, is_summed_up=False)
    found = from_samples(APP, monitor.samples, DAY, NOW, monitor.max_gap)
    assert found.up_seconds + found.down_seconds + found.unknown_seconds == pytest.approx(86400)
    assert min(found.up_seconds, found.down_seconds, found.unknown_seconds) >= 0
    if not any(status == 0 for _, status, _ in raw):
        assert found.down_seconds == 0
    ids = [one.incident_id for one in uptime_kuma._outages(monitor, DAY)]
    assert len(set(ids)) == len(ids)
