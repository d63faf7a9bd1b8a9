"""Nagios Core, against the real daemon and CGIs of Debian.

What happened yesterday is written into its log before it starts, in the daemon's own words; what happens today comes
as results of passive checks.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from spse_monev.connections import EnvironmentConnections
from spse_monev.facts import CheckState, CoverageState, Reading, Severity, SourceCheck
from spse_monev.period import Day
from spse_monev.settings import NagiosSource
from spse_monev.sources import monitoring
from spse_monev.sources.http import FetchError
from spse_monev.sources.monitoring.nagios import alerts, states
from tests.sources.monitoring.real_nagios import (
    PASSWORD,
    STRANGER,
    USER,
    RealNagios,
    missing_part,
    real_nagios,
)

ZONE = ZoneInfo("Asia/Jakarta")
HTTP, DISK = ("aplikasi", "HTTP SPSE"), ("aplikasi", "Disk /")


@dataclass
class Lpse:
    """The Nagios of an office, and the day that its log tells of."""

    nagios: RealNagios
    day: Day


def _at(day: Day, clock: str, days: int = 0) -> int:
    hours, minutes = map(int, clock.split("."))
    return int((day.start + timedelta(days=days, hours=hours, minutes=minutes)).timestamp())


def _log(day: Day) -> list[tuple[float, str]]:
    return [
        (_at(day, "0.00", -1), "CURRENT HOST STATE: aplikasi;UP;HARD;1;PING OK"),
        (_at(day, "0.00", -1), "CURRENT HOST STATE: basisdata;UP;HARD;1;PING OK"),
        (_at(day, "0.00", -1), "CURRENT HOST STATE: printer;UP;HARD;1;PING OK"),
        (_at(day, "0.00", -1), "CURRENT SERVICE STATE: aplikasi;HTTP SPSE;OK;HARD;1;HTTP OK"),
        (_at(day, "0.00", -1), "CURRENT SERVICE STATE: aplikasi;Disk /;OK;HARD;1;DISK OK"),
        (_at(day, "23.40", -1), "HOST ALERT: basisdata;DOWN;HARD;10;PING CRITICAL - Packet loss = 100%"),
        (_at(day, "0.00"), "LOG ROTATION: DAILY"),
        (_at(day, "0.00"), "LOG VERSION: 2.0"),
        (_at(day, "0.00"), "CURRENT HOST STATE: aplikasi;UP;HARD;1;PING OK"),
        (_at(day, "0.00"), "CURRENT HOST STATE: basisdata;DOWN;HARD;10;PING CRITICAL - Packet loss = 100%"),
        (_at(day, "0.00"), "CURRENT HOST STATE: printer;UP;HARD;1;PING OK"),
        (_at(day, "0.00"), "CURRENT SERVICE STATE: aplikasi;HTTP SPSE;OK;HARD;1;HTTP OK"),
        (_at(day, "0.00"), "CURRENT SERVICE STATE: aplikasi;Disk /;OK;HARD;1;DISK OK"),
        (_at(day, "0.10"), "HOST DOWNTIME ALERT: basisdata;STARTED; Host has entered a period of downtime"),
        (
            _at(day, "0.20"),
            "HOST DOWNTIME ALERT: basisdata;STOPPED; Host has exited from a period of downtime",
        ),
        (_at(day, "13.00"), "HOST ALERT: basisdata;UNREACHABLE;HARD;10;PING CRITICAL"),
        (_at(day, "13.15"), "HOST ALERT: basisdata;UP;HARD;1;PING OK"),
        (_at(day, "0.30"), "HOST ALERT: basisdata;UP;HARD;1;PING OK"),
        (_at(day, "2.00"), "Caught SIGTERM, shutting down..."),
        (_at(day, "2.00"), "Successfully shutdown... (PID=77)"),
        (_at(day, "3.00"), "Nagios 4.4.6 starting... (PID=78)"),
        (_at(day, "9.00"), "HOST ALERT: aplikasi;DOWN;SOFT;1;PING CRITICAL"),
        (_at(day, "9.01"), "HOST ALERT: aplikasi;UP;SOFT;2;PING OK"),
        (_at(day, "10.00"), "SERVICE ALERT: aplikasi;HTTP SPSE;CRITICAL;SOFT;1;timeout"),
        (_at(day, "10.05"), 'SERVICE ALERT: aplikasi;HTTP SPSE;CRITICAL;HARD;3;timeout "x" \x01\t dari 10.1.2.3'),
        (_at(day, "10.25"), "SERVICE ALERT: aplikasi;HTTP SPSE;WARNING;HARD;3;lambat"),
        (_at(day, "10.35"), "SERVICE ALERT: aplikasi;HTTP SPSE;OK;HARD;3;HTTP OK"),
        (_at(day, "12.00"), "SERVICE ALERT: aplikasi;Disk /;CRITICAL;HARD;3;DISK CRITICAL - free space: / 1%"),
        (_at(day, "23.50"), "HOST ALERT: aplikasi;DOWN;HARD;10;PING CRITICAL"),
        (_at(day, "0.10", 1), "HOST ALERT: aplikasi;UP;HARD;1;PING OK"),
        (_at(day, "0.20", 1), "SERVICE ALERT: aplikasi;Disk /;OK;HARD;3;DISK OK"),
        (_at(day, "11.00"), "HOST ALERT: printer;DOWN;HARD;10;habis kertas"),
        (_at(day, "11.10"), "HOST ALERT: printer;UP;HARD;1;PING OK"),
    ]


@pytest.fixture(scope="module")
def lpse() -> Iterator[Lpse]:
    if missing := missing_part():
        pytest.skip(f"Debian's Nagios is not installed, or cannot be started: {missing}")
    # Its log goes on until 0.20 of the next day.
    day = Day.before(datetime.now(UTC) - timedelta(hours=1), ZONE)
    with real_nagios(
        ZONE, ["aplikasi", "basisdata", "printer"],
        {HTTP: "check_http!-p 80", DISK: "check_disk"}, _log(day),
    ) as nagios:  # fmt: skip
        for host in ("aplikasi", "basisdata", "printer"):
            nagios.command(f"PROCESS_HOST_CHECK_RESULT;{host};0;PING OK|rta=0.1ms")
        nagios.command("PROCESS_SERVICE_CHECK_RESULT;aplikasi;HTTP SPSE;0;HTTP OK")
        nagios.command("PROCESS_SERVICE_CHECK_RESULT;aplikasi;Disk /;0;DISK OK")
        status = nagios.folder / "status.dat"
        nagios.wait_for(lambda: status.read_text().count("has_been_checked=1") == 5)
        yield Lpse(nagios, day)


@pytest.fixture
def known(lpse: Lpse, monkeypatch: pytest.MonkeyPatch) -> Lpse:
    """The office's Nagios, with a connection that holds user and password."""
    _connect(monkeypatch, USER, PASSWORD)
    return lpse


def _connect(monkeypatch: pytest.MonkeyPatch, login: str, password: str) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_NAGIOS", json.dumps({"conn_type": "http", "login": login, "password": password}))


def _source(url: str, **settings: Any) -> NagiosSource:
    settings = {"connection": "nagios", "components": ("aplikasi", "basisdata")} | settings
    return NagiosSource(kind="nagios", label="Nagios", url=url, **settings)


def _check(url: str, now: datetime | None = None, **settings: Any) -> SourceCheck:
    return monitoring.check(
        "monitoring", _source(url, **settings), EnvironmentConnections(), now or datetime.now(UTC), ZONE
    )


def _read(lpse: Lpse, day: Day | None = None, **settings: Any) -> Reading:
    source = _source(lpse.nagios.url, **settings)
    return monitoring.read_day(source, EnvironmentConnections(), day or lpse.day, datetime.now(UTC))


# --- A day ---------------------------------------------------------------------------------------------------------


def test_incidents_are_hard_states_with_their_true_times(known: Lpse) -> None:
    found = _read(known)
    told = {
        (one.component, one.name, one.severity, one.is_outage, int(one.started_at.timestamp()),
         one.ended_at and int(one.ended_at.timestamp()))
        for one in found.incidents
    }  # fmt: skip
    day = known.day
    assert told == {
        ("basisdata", "DOWN: PING CRITICAL - Packet loss = 100%", Severity.CRITICAL, True,
         _at(day, "23.40", -1), _at(day, "0.30")),
        ("aplikasi/HTTP SPSE", 'CRITICAL: timeout "x" dari x.x.x.x', Severity.CRITICAL, True,
         _at(day, "10.05"), _at(day, "10.25")),
        ("aplikasi/HTTP SPSE", "WARNING: lambat", Severity.WARNING, False, _at(day, "10.25"), _at(day, "10.35")),
        ("aplikasi/Disk /", "CRITICAL: DISK CRITICAL - free space: / 1%", Severity.CRITICAL, False,
         _at(day, "12.00"), _at(day, "0.20", 1)),
        ("basisdata", "UNREACHABLE: PING CRITICAL", Severity.WARNING, False, _at(day, "13.00"), _at(day, "13.15")),
        ("aplikasi", "DOWN: PING CRITICAL", Severity.CRITICAL, True, _at(day, "23.50"), _at(day, "0.10", 1)),
    }  # fmt: skip
    assert {(one.kind, one.count) for one in found.failures} == {("outage", 3), ("problem", 3)}
    assert found.incidents == _read(known).incidents


def test_availability_with_the_hour_in_which_nagios_did_not_run_as_unknown(known: Lpse) -> None:
    found = {
        one.component: (
            one.down_seconds,
            one.unknown_seconds,
            one.outage_count,
            one.longest_outage_seconds,
        )
        for one in _read(known).availability
    }
    assert found == {
        "aplikasi": (600, 3600, 1, 600),
        "basisdata": (1800, 3600 + 900, 1, 1800),  # for a quarter of an hour it could not be reached
        "aplikasi/HTTP SPSE": (1200, 3600, 1, 1200),
    }
    for one in _read(known).availability:
        assert one.up_seconds + one.down_seconds + one.unknown_seconds == 86400


def test_coverage_tells_when_nagios_did_not_run(known: Lpse) -> None:
    coverage = _read(known).coverage
    assert coverage.state is CoverageState.PARTIAL
    assert coverage.reasons == ("Nagios tidak berjalan selama 60 menit",)
    assert coverage.entry_count == 8
    assert coverage.per_hour[10] == 3
    assert coverage.first_at == known.day.start + timedelta(minutes=30)
    assert coverage.parser.startswith("Nagios 4.")


def test_one_service_of_a_host_may_be_named(known: Lpse) -> None:
    found = _read(known, components=("*/HTTP*", "tidak-ada"))
    assert {one.component for one in found.availability} == {"aplikasi/HTTP SPSE"}
    assert "tidak ada host atau layanan yang cocok dengan 'tidak-ada' di 'components'" in found.coverage.reasons


def test_a_day_before_all_logs_is_not_read_rather_than_fine(known: Lpse) -> None:
    found = _read(known, known.day.shift(-40))
    assert found.coverage.state is CoverageState.MISSING
    assert found.coverage.reasons == ("log Nagios tidak memuat keadaan aplikasi, aplikasi/HTTP SPSE, basisdata",)
    assert found.incidents == ()
    assert {one.up_seconds for one in found.availability} == {0}


def test_a_problem_of_today_is_open_and_then_over(known: Lpse) -> None:
    today = Day(datetime.now(ZONE).date(), ZONE)
    log = known.nagios.folder / "nagios.log"
    known.nagios.command("PROCESS_HOST_CHECK_RESULT;printer;1;Tinta habis")
    known.nagios.wait_for(lambda: "printer;DOWN;HARD" in log.read_text().rpartition("printer;UP")[2])
    time.sleep(1.1)
    found = _read(known, today, components=("printer",))
    [incident] = found.incidents
    assert (incident.name, incident.ended_at) == ("DOWN: Tinta habis", None)
    [available] = found.availability
    assert available.outage_count == 1
    assert available.down_seconds > 0
    known.nagios.command("PROCESS_HOST_CHECK_RESULT;printer;0;PING OK")
    known.nagios.wait_for(lambda: log.read_text().rstrip().endswith("printer;UP;HARD;1;PING OK"))
    [incident] = _read(known, today, components=("printer",)).incidents
    assert incident.ended_at is not None
    assert incident.ended_at > incident.started_at


def test_what_nagios_checks_no_more_is_unknown_from_then_on(known: Lpse) -> None:
    today = Day(datetime.now(ZONE).date(), ZONE)
    time.sleep(1.1)
    found = _read(known, today, components=("basisdata",), max_age_minutes=0.001)
    assert "tidak diperiksa lagi oleh Nagios: basisdata" in found.coverage.reasons
    [available] = found.availability
    assert available.unknown_seconds > 0
    assert available.down_seconds == 0


def test_too_many_alerts_are_cut_and_told(known: Lpse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerts, "_MAX_ALERTS", 14)
    found = _read(known)
    assert "lebih dari 14 peringatan dalam log Nagios; awal masalah sebelum hari itu tidak dibaca" in (
        found.coverage.reasons
    )
    assert "aplikasi" in {one.component for one in found.incidents}
    monkeypatch.setattr(alerts, "_MAX_ALERTS", 3)
    assert "lebih dari 3 peringatan sejak awal hari itu; yang terbaru tidak dibaca" in _read(known).coverage.reasons


def _component(**now: Any) -> states.States:
    values = {"is_fine": True, "is_hard": True, "state": 2, "checked_at": None, "changed_at": None, "output": ""} | now
    return states.States({"x": states.Component("x", "x", None, asks_whether_up=True, **values)}, ())


DAY = Day.parse("2026-11-11", ZONE)


def _alert(clock: str, word: str, days: int = 0) -> alerts.Alert:
    return alerts.Alert(datetime.fromtimestamp(_at(DAY, clock, days), UTC), "x", word, "")


def test_a_problem_whose_beginning_is_not_in_the_log_is_told() -> None:
    [found], doubts = alerts.incidents_of([_alert("6.00", "UP")], _component(), DAY)
    assert (found.started_at, found.ended_at) == (DAY.start - alerts.LOOK_BACK, _alert("6.00", "UP").at)
    assert (found.name, found.is_outage) == ("UNKNOWN", False)
    assert doubts == ["awal 1 masalah lebih dari 14 hari sebelumnya, sehingga tidak diketahui"]
    assert alerts.incidents_of([_alert("6.00", "UP", -1)], _component(), DAY) == ([], [])


def test_a_problem_older_than_the_log_is_known_by_its_present_state() -> None:
    began = DAY.start - timedelta(days=90)
    down = _component(is_fine=False, state=4, changed_at=began, output="mati")
    [found], doubts = alerts.incidents_of([], down, DAY)
    assert (found.name, found.is_outage, found.started_at, found.ended_at) == ("DOWN: mati", True, began, None)
    assert doubts == []


def test_a_recovery_that_is_not_in_the_log_is_told() -> None:
    over = _alert("7.00", "UP").at
    [found], doubts = alerts.incidents_of([_alert("6.00", "DOWN")], _component(changed_at=over), DAY)
    assert found.ended_at == over
    assert doubts == ["waktu pulih 1 masalah tidak tercatat di log Nagios"]


def test_states_repeated_after_a_restart_are_one_incident() -> None:
    told = [_alert("6.00", "DOWN"), _alert("6.30", "DOWN"), _alert("7.00", "UP"), _alert("7.10", "UP")]
    [found], doubts = alerts.incidents_of(told, _component(), DAY)
    assert (found.started_at, found.ended_at) == (told[0].at, told[2].at)
    assert doubts == []


# --- Is it alive? --------------------------------------------------------------------------------------------------


def test_fresh(known: Lpse) -> None:
    found = _check(known.nagios.url)
    assert found.state is CheckState.OK, found.evidence
    assert found.evidence.endswith(" menjawab; pemeriksaan terakhir 0 menit lalu, 2 host, 2 layanan.")


def test_checks_that_stopped_are_stale(known: Lpse) -> None:
    found = _check(known.nagios.url, datetime.now(UTC) + timedelta(hours=1))
    assert found.state is CheckState.STALE
    assert "periksa layanan nagios di servernya" in found.evidence


def test_a_user_without_rights_sees_nothing(known: Lpse, monkeypatch: pytest.MonkeyPatch) -> None:
    _connect(monkeypatch, STRANGER, PASSWORD)
    found = _check(known.nagios.url)
    assert found.state is CheckState.STALE
    assert "beri pengguna itu hak 'authorized_for_all_hosts'" in found.evidence
    assert _read(known).coverage.state is CoverageState.MISSING


def test_wrong_password(known: Lpse, monkeypatch: pytest.MonkeyPatch) -> None:
    _connect(monkeypatch, USER, "geheim-salah")
    found = _check(known.nagios.url)
    assert found.state is CheckState.DOWN
    assert "menolak akses (HTTP 401)" in found.evidence
    assert "geheim-salah" not in found.evidence


def test_a_daemon_that_is_stopped(known: Lpse) -> None:
    known.nagios.stop()
    try:
        found = _check(known.nagios.url)
        with pytest.raises(FetchError, match="daemon Nagios tidak berjalan"):
            _read(known)
    finally:
        known.nagios.start()
    assert found.state is CheckState.DOWN
    assert found.evidence.endswith("menjawab kosong; daemon Nagios tidak berjalan: jalankan layanan nagios.")


@pytest.mark.parametrize(
    ("command", "asks"),
    [
        ("check_http!-H spse.go.id", True),
        ("check-host-alive", True),
        ("check_https_spse", True),
        ("check_pgsql", True),
        ("check_disk!20%", False),
        ("check_nrpe!check_load", False),
        ("check_procs", False),
        ("", False),
    ],
)
def test_commands_that_ask_whether_something_answers(command: str, asks: bool) -> None:
    assert states.asks_whether_up(command) is asks
