"""Grafana's alerting, against a stand-in shaped after the documentation of its HTTP API.

Grafana has no Debian package. Health, annotations and the Alertmanager API are documented; the rules answer in the
form of Prometheus's own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spse_monev.connections import Connection
from spse_monev.facts import CheckState, CoverageState, Reading, Severity, SourceCheck
from spse_monev.period import Day
from spse_monev.settings import GrafanaSource
from spse_monev.sources import monitoring
from spse_monev.sources.http import FetchError
from spse_monev.sources.monitoring.grafana import _change, _labels_of
from tests.sources.web import Answering, serving

WIB = ZoneInfo("Asia/Jakarta")
DAY = Day.parse("2026-11-10", WIB)
NOW = DAY.end + timedelta(hours=3)
TOKEN = "glsa_benar"


class GrafanaStandIn(Answering):
    """Grafana 11 with one service account, whose token may read rules, alerts and annotations."""

    database = "ok"
    rules: ClassVar[Any] = []
    alerts: ClassVar[Any] = []
    annotations: ClassVar[Any] = []
    forbidden = ""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/api/health":
            status = 200 if self.database == "ok" else 503
            return self.send(status, {"commit": "abc", "database": self.database, "version": "11.3.0"})
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            return self.send(401, {"message": "Invalid API key"})
        if path == self.forbidden:
            return self.send(403, {"message": "You'll need additional permissions to perform this action."})
        if path == "/api/prometheus/grafana/api/v1/rules":
            return self.send(200, {"status": "success", "data": {"groups": [{"name": "g", "rules": self.rules}]}})
        if path == "/api/alertmanager/grafana/api/v2/alerts":
            return self.send(200, self.alerts)
        if path == "/api/annotations":
            return self.send(200, self.found(parse_qs(urlsplit(self.path).query)))
        return self.send(404, {"message": "Not found"})

    def found(self, query: dict[str, list[str]]) -> Any:
        assert query["type"] == ["alert"]
        since, until, limit = (int(query[name][0]) for name in ("from", "to", "limit"))
        newest_first = sorted(self.annotations, key=lambda one: -one["time"])
        return [one for one in newest_first if since <= one["time"] <= until][:limit]

    def send(self, status: int, content: Any) -> None:
        self.answer(status, json.dumps(content).encode(), ("Content-Type", "application/json; charset=UTF-8"))


@pytest.fixture
def stand_in() -> Iterator[type[GrafanaStandIn]]:
    class One(GrafanaStandIn):
        rules: ClassVar[Any] = [rule("CPU tinggi"), rule("Halaman mati")]

    with serving(One) as port:
        One.port = port  # type: ignore[attr-defined]
        yield One


class Tokens:
    def get(self, conn_id: str) -> Connection:
        return Connection(conn_id, "https", password=TOKEN if conn_id == "grafana" else "glsa_dicabut")

    def postgres(self, conn_id: str) -> Any:
        raise NotImplementedError


def source(stand_in: type[GrafanaStandIn], **settings: Any) -> GrafanaSource:
    given = {"connection": "grafana", **settings}
    url = f"http://127.0.0.1:{stand_in.port}"  # type: ignore[attr-defined]
    return GrafanaSource(kind="grafana", label="Grafana", url=url, **given)


def check(stand_in: type[GrafanaStandIn], **settings: Any) -> SourceCheck:
    return monitoring.check("grafana", source(stand_in, **settings), Tokens(), NOW, WIB)


def read(stand_in: type[GrafanaStandIn], day: Day = DAY, now: datetime = NOW, **settings: Any) -> Reading:
    return monitoring.read_day(source(stand_in, **settings), Tokens(), day, now)


def rule(name: str, age: timedelta = timedelta(seconds=30), health: str = "ok", **more: Any) -> dict[str, Any]:
    return {
        "state": "inactive",
        "name": name,
        "query": "...",
        "labels": {"severity": "critical"},
        "health": health,
        "type": "alerting",
        "lastEvaluation": (NOW - age).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.123456789Z"),
        "evaluationTime": 0.003,
        **more,
    }


def at(clock: str, day: int = 10) -> datetime:
    hour, minute = clock.split(".")
    return datetime(2026, 11, day, tzinfo=WIB) + timedelta(hours=int(hour), minutes=int(minute))


def change(moment: datetime, before: str, state: str, name: str = "CPU tinggi", instance: str = "db") -> dict[str, Any]:
    milliseconds = round(moment.timestamp() * 1000)
    labels = f"alertname={name}, grafana_folder=SPSE, instance={instance}"
    return {
        "id": milliseconds,
        "alertId": len(name),
        "alertName": name,
        "newState": state,
        "prevState": before,
        "time": milliseconds,
        "timeEnd": milliseconds,
        "text": f"{name} {{{labels}}} - B={moment.minute / 7:f}, C=1.000000",
        "tags": [],
        "data": {"values": {"B": 1}},
    }


def active(name: str, since: datetime, instance: str = "db") -> dict[str, Any]:
    return {
        "annotations": {},
        "endsAt": (NOW + timedelta(minutes=4)).isoformat(),
        "fingerprint": "f00dcafe",
        "labels": {"alertname": name, "instance": instance, "severity": "critical"},
        "startsAt": since.isoformat(),
        "status": {"inhibitedBy": [], "silencedBy": [], "state": "active"},
        "updatedAt": NOW.isoformat(),
    }


# --- Is it alive? ---------------------------------------------------------------------------------------------------


def test_alive(stand_in: type[GrafanaStandIn]) -> None:
    found = check(stand_in)
    assert (found.state, found.evidence) == (
        CheckState.OK,
        "Grafana menjawab; 2 aturan peringatan, dinilai terakhir pukul 02.59.30.",
    )


@pytest.mark.parametrize(
    ("rules", "state", "words"),
    [
        ([rule("a", health="error"), rule("b")], CheckState.OK, "1 di antaranya gagal dinilai: a"),
        ([rule("a", health="error")], CheckState.STALE, "semua aturan peringatannya gagal dinilai (a)"),
        ([rule("a", timedelta(minutes=16))], CheckState.STALE, "terakhir 2026-11-11 02.44 dinilai (batas 15 menit)"),
        ([rule("a", lastEvaluation="0001-01-01T00:00:00Z")], CheckState.STALE, "belum pernah dinilai"),
        ([], CheckState.STALE, "tidak ada aturan peringatan Grafana yang boleh dibaca"),
        ([rule("a", type="recording"), rule("b", isPaused=True)], CheckState.STALE, "tidak ada aturan peringatan"),
        ([rule("a", lastEvaluation="kemarin")], CheckState.DOWN, "daftar aturannya tidak terbaca"),
        ("x", CheckState.DOWN, "daftar aturannya tidak terbaca"),
        (None, CheckState.DOWN, "daftar aturannya tidak terbaca"),
    ],
)
def test_rules(stand_in: type[GrafanaStandIn], rules: Any, state: CheckState, words: str) -> None:
    stand_in.rules = rules
    found = check(stand_in)
    assert found.state is state, found.evidence
    assert words in found.evidence


def test_database_of_grafana_is_down(stand_in: type[GrafanaStandIn]) -> None:
    stand_in.database = "failing"
    found = check(stand_in)
    assert found.state is CheckState.DOWN
    assert "/api/health menjawab HTTP 503" in found.evidence


@pytest.mark.parametrize(
    ("forbidden", "settings"),
    [
        ("", {"connection": "dicabut"}),
        ("", {"connection": None}),
        ("/api/prometheus/grafana/api/v1/rules", {}),
        ("/api/alertmanager/grafana/api/v2/alerts", {}),
    ],
)
def test_access_is_needed_though_health_asks_for_none(
    stand_in: type[GrafanaStandIn], forbidden: str, settings: dict[str, Any]
) -> None:
    stand_in.forbidden = forbidden
    found = check(stand_in, **settings)
    assert found.state is CheckState.DOWN
    assert "menolak akses (HTTP 40" in found.evidence
    assert "glsa_" not in found.evidence
    with pytest.raises(FetchError, match="menolak akses"):
        read(stand_in, **settings)


# --- A day ----------------------------------------------------------------------------------------------------------


def test_a_quiet_day_is_no_missing_day(stand_in: type[GrafanaStandIn]) -> None:
    found = read(stand_in)
    assert found.coverage.state is CoverageState.OK
    assert found == Reading(found.coverage)
    assert found.coverage.parser == "anotasi peringatan Grafana (tanpa ketersediaan)"


def test_alerts_of_a_day(stand_in: type[GrafanaStandIn]) -> None:
    stand_in.annotations = [
        change(at("08.59"), "Normal", "Pending"),
        change(at("09.00"), "Pending", "Alerting"),
        change(at("09.10"), "Alerting", "Recovering"),
        change(at("09.30"), "Recovering", "Normal"),
        change(at("09.05"), "Normal", "Alerting", instance="web"),
        change(at("10.05"), "Alerting", "Normal (MissingSeries)", instance="web"),
        change(at("23.00", 9), "Normal", "Alerting", "Halaman mati"),
        change(at("01.00"), "Alerting", "Alerting (NoData)", "Halaman mati"),
        change(at("01.10"), "Alerting (NoData)", "Normal", "Halaman mati"),
        change(at("23.50"), "ok", "alerting", "Lama"),
        change(at("00.20", 11), "alerting", "ok", "Lama"),
        change(at("12.00", 8), "Normal", "Alerting", "Dua hari lalu"),
        change(at("13.00", 8), "Alerting", "Normal", "Dua hari lalu"),
    ]
    found = read(stand_in)
    assert [(one.name, one.component, one.started_at, one.ended_at) for one in found.incidents] == [
        ("Halaman mati", "db", at("23.00", 9), at("01.10")),
        ("CPU tinggi", "db", at("09.00"), at("09.30")),
        ("CPU tinggi", "web", at("09.05"), at("10.05")),
        ("Lama", "db", at("23.50"), at("00.20", 11)),
    ]
    assert {one.severity for one in found.incidents[:3]} == {Severity.CRITICAL}  # of the rule
    assert found.incidents[3].severity is Severity.WARNING  # not told
    assert not any(one.is_outage for one in found.incidents)
    assert [(one.kind, one.count) for one in found.failures] == [("problem", 4)]
    assert found.availability == ()
    assert found.coverage.state is CoverageState.OK
    assert found.coverage.entry_count == 9
    next_day = read(stand_in, DAY.shift(1), NOW + timedelta(days=1))
    assert [one.incident_id for one in next_day.incidents] == [found.incidents[3].incident_id]


def test_alerts_that_still_fire(stand_in: type[GrafanaStandIn]) -> None:
    stand_in.annotations = [change(at("20.00"), "Pending", "Alerting")]
    stand_in.alerts = [
        active("CPU tinggi", at("20.00")),
        active("Sudah lama", datetime(2026, 9, 1, tzinfo=UTC)),
        active("Sesudah hari itu", at("01.00", 11)),
        active("DatasourceError", at("20.00")),
    ]
    found = read(stand_in)
    assert [(one.name, one.started_at, one.ended_at) for one in found.incidents] == [
        ("Sudah lama", datetime(2026, 9, 1, tzinfo=UTC), None),
        ("CPU tinggi", at("20.00"), None),
    ]
    assert found.coverage.state is CoverageState.OK


def test_an_alert_whose_end_nobody_wrote_down(stand_in: type[GrafanaStandIn]) -> None:
    stand_in.annotations = [change(at("20.00"), "Pending", "Alerting", "Terhapus")]
    found = read(stand_in)
    assert [(one.started_at, one.ended_at) for one in found.incidents] == [(at("20.00"), at("20.00"))]
    assert found.coverage.state is CoverageState.PARTIAL
    assert found.coverage.reasons == ("akhir peringatan tidak tercatat, padahal kini tidak aktif lagi: Terhapus (db)",)


def test_history_that_is_kept_elsewhere(stand_in: type[GrafanaStandIn]) -> None:
    stand_in.alerts = [active("CPU tinggi", at("20.00"))]
    found = read(stand_in)
    assert len(found.incidents) == 1
    assert found.coverage.state is CoverageState.PARTIAL
    assert "tidak ada di anotasi" in found.coverage.reasons[0]


def test_rules_that_could_not_be_evaluated(stand_in: type[GrafanaStandIn]) -> None:
    stand_in.annotations = [
        change(at("10.00"), "Normal", "NoData"),
        change(at("12.00"), "NoData", "Normal"),
        change(at("10.00"), "Normal", "Error", "Halaman mati"),
        change(at("10.30"), "Error", "Normal", "Halaman mati"),
    ]
    found = read(stand_in)
    assert found.incidents == ()
    assert found.coverage.reasons == (
        "aturan tidak dapat dinilai (NoData atau Error) lebih dari 5% hari itu: CPU tinggi (db)",
    )


def test_missing_days(stand_in: type[GrafanaStandIn]) -> None:
    assert read(stand_in, now=DAY.start).coverage.state is CoverageState.MISSING
    stand_in.rules = []
    assert read(stand_in).coverage.state is CoverageState.MISSING


def test_only_the_components_of_the_settings(stand_in: type[GrafanaStandIn]) -> None:
    stand_in.annotations = [
        change(at("09.00"), "Normal", "Alerting", instance=instance) for instance in ("db", "web", "lain")
    ]
    stand_in.alerts = [active("CPU tinggi", at("09.00"), instance) for instance in ("db", "web", "lain")]
    found = read(stand_in, components=("db", "w*"))
    assert sorted(one.component for one in found.incidents) == ["db", "web"]
    assert found.coverage.entry_count == 2


@pytest.mark.parametrize("name", ["alerts", "annotations"])
@pytest.mark.parametrize(
    "content", [None, 3, ["x"], [{"newState": "Alerting"}], [{"newState": "Alerting", "time": "x"}]]
)
def test_answers_of_another_form(stand_in: type[GrafanaStandIn], name: str, content: Any) -> None:
    setattr(stand_in, name, content)
    stand_in.found = lambda self, _: self.annotations  # type: ignore[method-assign]
    with pytest.raises(FetchError, match="tidak menjawab seperti Grafana"):
        read(stand_in)


def test_personal_data_are_masked(stand_in: type[GrafanaStandIn]) -> None:
    stand_in.annotations = [change(at("09.00"), "Normal", "Alerting", "Surat ke budi@contoh.go.id")]
    found = read(stand_in)
    assert "budi@" not in repr(found)


@given(st.text(), st.text())
def test_any_text_of_an_annotation_is_read(text: str, name: str) -> None:
    found = _change({"text": text, "alertName": name, "newState": "Alerting", "time": 0})
    assert found.component == found.labels.get("instance", found.component)


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), st.text("abc:/=. ", max_size=8)))
def test_labels_come_back(labels: dict[str, str]) -> None:
    assert _labels_of(", ".join(f"{name}={value}" for name, value in labels.items())) == labels
