"""Zabbix, against the real server and front end of Debian.

The day that is read was yesterday; its values come through the trapper with their own times, so the server's own
triggers make the events.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spse_monev.connections import EnvironmentConnections
from spse_monev.demo.postgres import free_port
from spse_monev.facts import CheckState, CoverageState, Reading, Severity, SourceCheck
from spse_monev.period import Day
from spse_monev.settings import ZabbixSource
from spse_monev.sources import monitoring
from spse_monev.sources.http import FetchError
from spse_monev.sources.monitoring.zabbix import api, items, problems, samples
from tests.sources.monitoring.real_zabbix import RealZabbix, missing_part, real_zabbix
from tests.sources.web import Answering, serving

ZONE = ZoneInfo("Asia/Jakarta")
STEP = 300  # seconds between values
APP, DATABASE = "Aplikasi SPSE", "Basis data SPSE"
IDLE, LOAD, MEMORY, DISK = (
    "system.cpu.util[,idle]", "system.cpu.load[all,avg1]", "vm.memory.size[pavailable]", "vfs.fs.size[/,pused]",
)  # fmt: skip
NETWORK = 'net.if.in["eth0"]'
PING, PORT = "icmpping", "net.tcp.service[tcp,,5432]"


@dataclass
class Lpse:
    """The Zabbix of an office, and the day that its values tell of."""

    zabbix: RealZabbix
    day: Day
    token: str
    token_id: str


@pytest.fixture(scope="module")
def lpse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lpse]:
    if missing := missing_part():
        pytest.skip(f"Debian's Zabbix is not installed: {missing}")
    with real_zabbix(tmp_path_factory.mktemp("zabbix")) as zabbix:
        # Its values go on until 0.20 of the next day.
        day = Day.before(datetime.now(UTC) - timedelta(hours=1), ZONE)
        _set_up(zabbix)
        zabbix.wait_until_taken("segar", "siap")
        values = _values(day)
        zabbix.send(values)
        token_id = zabbix.call("token.create", {"name": "spse-monev"})["tokenids"][0]
        token = zabbix.call("token.generate", [token_id])[0]["token"]
        # The ping had three outages, each with two triggers; the printer one; all are over, the full disk is not.
        zabbix.wait_for("SELECT count(*) = 2 * (3 * 2 + 1) + 1 FROM events WHERE source = 0 AND object = 0")
        sent = f"clock <= {max(at for _, _, at, _ in values)}"
        zabbix.wait_for(
            f"SELECT (SELECT count(*) FROM history_uint WHERE {sent}) + (SELECT count(*) FROM history WHERE {sent})"
            f" = {len(values)}"
        )
        zabbix.wait_for(
            "SELECT count(*) > 0 FROM history_uint h JOIN items i USING (itemid) WHERE i.key_ LIKE 'web.test.fail%'"
        )
        yield Lpse(zabbix, day, token, token_id)


def _set_up(zabbix: RealZabbix) -> None:
    group = zabbix.call("hostgroup.create", {"name": "SPSE"})["groupids"][0]
    hosts = {
        host: zabbix.call("host.create", {"host": host, "name": name, "groups": [{"groupid": group}]})["hostids"][0]
        for host, name in (("spse-app", APP), ("spse-db", DATABASE), ("segar", "Segar"), ("printer", "Printer"))
    }
    for host, key, units in (
        ("spse-app", PING, ""), ("spse-app", IDLE, "%"), ("spse-app", LOAD, ""), ("spse-app", MEMORY, "%"),
        ("spse-app", DISK, "%"), ("spse-app", NETWORK, "bps"), ("spse-db", PORT, ""), ("spse-db", LOAD, ""),
        ("printer", PING, ""),
    ):  # fmt: skip
        zabbix.call(
            "item.create",
            {"name": key, "key_": key, "hostid": hosts[host], "type": 2, "units": units,
             "value_type": 3 if key in (PING, PORT) else 0},
        )  # fmt: skip
    for name, host, key, condition, priority, scope in (
        ("Unavailable by ICMP ping", "spse-app", PING, "=0", 4, "availability"),
        ("Ping dicatat saja", "spse-app", PING, "=0", 1, "notice"),
        ("Disk penuh di /", "spse-app", DISK, ">90", 3, "availability"),
        ("Printer mati", "printer", PING, "=0", 5, "availability"),
    ):
        zabbix.call(
            "trigger.create",
            {"description": name, "expression": f"last(/{host}/{key}){condition}", "priority": priority,
             "tags": [{"tag": "scope", "value": scope}]},
        )  # fmt: skip
    zabbix.call(
        "httptest.create",
        {"name": "Beranda", "hostid": hosts["segar"], "delay": "1s",
         "steps": [{"name": "Beranda", "url": f"{zabbix.url}/api_jsonrpc.php", "no": 1}]},
    )  # fmt: skip
    # Read by the server after all the others, so that once it is known they are.
    zabbix.call("item.create", {"name": "siap", "key_": "siap", "hostid": hosts["segar"], "type": 2, "value_type": 3})


def _at(day: Day, clock: str, days: int = 0) -> int:
    hours, minutes = map(int, clock.split("."))
    return int((day.start + timedelta(days=days, hours=hours, minutes=minutes)).timestamp())


def _values(day: Day) -> list[tuple[str, str, int, float]]:
    """Ping: down from 23.30 of the day before to 00.30, 10.00 to 10.20, and from 23.45 to 00.15 of the next day."""
    down = ((_at(day, "23.30", -1), _at(day, "0.30")), (_at(day, "10.00"), _at(day, "10.20")),
            (_at(day, "23.45"), _at(day, "0.15", 1)))  # fmt: skip
    values: list[tuple[str, str, int, float]] = []
    for number, at in enumerate(range(_at(day, "23.25", -1), _at(day, "0.20", 1) + 1, STEP)):
        values.append(("spse-app", PING, at, not any(since <= at < to for since, to in down)))
        if not _at(day, "0.00") <= at < _at(day, "24.00"):
            continue
        values += [
            ("spse-app", IDLE, at, 10 if number % 10 == 0 else 80),
            ("spse-app", LOAD, at, 4 if number % 100 == 0 else 1),
            ("spse-app", MEMORY, at, 25),
            ("spse-app", DISK, at, 95 if at >= _at(day, "12.00") else 50),
            ("spse-app", NETWORK, at, 8000),
            ("printer", PING, at, at != _at(day, "9.00")),
        ]
        if not _at(day, "14.00") <= at < _at(day, "16.00"):
            values.append(("spse-db", PORT, at, not _at(day, "8.00") <= at < _at(day, "8.10")))
    return values


def _source(url: str, **settings: Any) -> ZabbixSource:
    settings = {"connection": "zabbix", "components": ("spse-*",)} | settings
    return ZabbixSource(kind="zabbix", label="Zabbix", url=url, **settings)


@pytest.fixture
def known(lpse: Lpse, monkeypatch: pytest.MonkeyPatch) -> Lpse:
    """The office's Zabbix, with a connection that holds its token."""
    _connect(monkeypatch, password=lpse.token)
    return lpse


def _connect(monkeypatch: pytest.MonkeyPatch, login: str = "", password: str = "") -> None:
    monkeypatch.setenv("AIRFLOW_CONN_ZABBIX", json.dumps({"conn_type": "http", "login": login, "password": password}))


def _read(lpse: Lpse, **settings: Any) -> Reading:
    source = _source(lpse.zabbix.url, **settings)
    return monitoring.read_day(source, EnvironmentConnections(), lpse.day, datetime.now(UTC))


def _check(url: str, now: datetime | None = None, **settings: Any) -> SourceCheck:
    return monitoring.check(
        "monitoring", _source(url, **settings), EnvironmentConnections(), now or datetime.now(UTC), ZONE
    )


# --- A day ---------------------------------------------------------------------------------------------------------


def test_incidents_of_a_day_have_their_true_times_also_beyond_it(known: Lpse) -> None:
    found = _read(known)
    told = [
        (one.name, one.component, one.severity, one.is_outage, int(one.started_at.timestamp()),
         one.ended_at and int(one.ended_at.timestamp()))
        for one in found.incidents
    ]  # fmt: skip
    ping = "Unavailable by ICMP ping", APP, Severity.CRITICAL, True
    noted = "Ping dicatat saja", APP, Severity.INFO, False
    spans = (
        (_at(known.day, "23.30", -1), _at(known.day, "0.30")),
        (_at(known.day, "10.00"), _at(known.day, "10.20")),
        (_at(known.day, "23.45"), _at(known.day, "0.15", 1)),
    )
    expected = [(*one, *span) for span in spans for one in (ping, noted)]
    expected.append(("Disk penuh di /", APP, Severity.WARNING, False, _at(known.day, "12.00"), None))
    assert sorted(told, key=str) == sorted(expected, key=str)
    assert len({one.incident_id for one in found.incidents}) == 7
    assert {(one.kind, one.count) for one in found.failures} == {("outage", 3), ("problem", 4)}


def test_ids_of_incidents_stay_the_same(known: Lpse) -> None:
    assert _read(known).incidents == _read(known).incidents


def test_availability_tells_unknown_from_down(known: Lpse) -> None:
    found = {one.component: one for one in _read(known).availability}
    assert set(found) == {APP, DATABASE}
    app, database = found[APP], found[DATABASE]
    assert app.down_seconds == (30 + 20 + 15) * 60
    assert (app.outage_count, app.longest_outage_seconds) == (3, 30 * 60)
    assert app.unknown_seconds == 0
    assert app.up_seconds == 86400 - app.down_seconds
    # Nobody judges the port by a trigger, so its values do; after the last one it is not known for how long it was up.
    assert database.down_seconds == 10 * 60
    assert database.outage_count == 1
    assert database.unknown_seconds == (16 - 14) * 3600 - (15 - 5) * 60
    assert app.down_seconds / (app.up_seconds + app.down_seconds) == pytest.approx(65 / 1440)


def test_a_host_that_nobody_asks_is_unknown(known: Lpse) -> None:
    found = _read(known, components=("segar",))
    assert [(one.component, one.unknown_seconds) for one in found.availability] == [("Segar", 86400)]
    assert found.coverage.state is CoverageState.PARTIAL
    assert found.coverage.reasons == (f"tidak ada pengukuran tanggal {known.day} di riwayat Zabbix",)
    assert found.incidents == ()


def test_host_figures_of_a_day(known: Lpse) -> None:
    found = {(one.name, one.subject): one.value for one in _read(known).metrics}
    assert found.pop(("host_cpu_mean_pct", APP)) == pytest.approx(27, abs=0.2)
    assert found.pop(("host_load_mean_count", APP)) == pytest.approx(1.03, abs=0.01)
    assert found == {
        ("host_cpu_p95_pct", APP): 90,
        ("host_cpu_max_pct", APP): 90,
        ("host_load_p95_count", APP): 1,
        ("host_load_max_count", APP): 4,
        **{(f"host_memory_{kind}_pct", APP): 75 for kind in ("mean", "p95", "max")},
        ("host_disk_mean_pct", f"{APP}:/"): 72.5,
        ("host_disk_p95_pct", f"{APP}:/"): 95,
        ("host_disk_max_pct", f"{APP}:/"): 95,
        **{(f"host_network_in_{kind}_bytes_per_second", APP): 1000 for kind in ("mean", "p95", "max")},
    }


def test_coverage_of_a_whole_day(known: Lpse) -> None:
    coverage = _read(known).coverage
    assert (coverage.state, coverage.reasons) == (CoverageState.OK, ())
    assert coverage.parser.startswith("Zabbix 6.0.")
    assert coverage.parser.endswith("; 2 host, 8 item")
    assert coverage.entry_count == 288 * 6 + 288 - 24
    assert sum(coverage.per_hour) == coverage.entry_count
    assert coverage.first_at == known.day.start
    assert coverage.last_at == known.day.end - timedelta(minutes=5)


def test_hours_without_any_measurement_are_a_reason(known: Lpse) -> None:
    coverage = _read(known, components=("spse-db",)).coverage
    assert coverage.state is CoverageState.PARTIAL
    assert coverage.reasons == ("tidak ada pengukuran pukul 13.55 sampai 16.00",)


def test_without_history_the_hourly_trends_are_read_and_no_percentile_is_made_up(known: Lpse) -> None:
    found = known.zabbix.query(
        f"SELECT itemid FROM items JOIN hosts USING (hostid) WHERE host = 'spse-db' AND key_ = '{LOAD}'"
    )
    hours = [(found[0][0], _at(known.day, f"{hour}.00"), 60, hour, hour + 1, hour + 2) for hour in range(24)]
    rows = ", ".join(map(str, hours))
    known.zabbix.query(
        f"INSERT INTO trends (itemid, clock, num, value_min, value_avg, value_max) VALUES {rows} RETURNING 1"
    )
    try:
        reading = _read(known, components=("spse-db",))
    finally:
        known.zabbix.query(f"DELETE FROM trends WHERE itemid = {found[0][0]} RETURNING 1")
    assert {one.name: one.value for one in reading.metrics} == {"host_load_mean_count": 12.5, "host_load_max_count": 25}
    assert "riwayat 1 item sudah dihapus; dari ringkasan per jam tidak ada persentil ke-95" in reading.coverage.reasons


def test_problems_in_maintenance_are_marked(known: Lpse) -> None:
    [[event, trigger]] = known.zabbix.query("SELECT eventid, objectid FROM events WHERE name = 'Disk penuh di /'")
    maintenance = known.zabbix.call(
        "maintenance.create",
        {"name": "Ganti disk", "active_since": int(time.time()), "active_till": int(time.time()) + 3600,
         "hostids": [known.zabbix.query("SELECT hostid FROM hosts WHERE host = 'spse-app'")[0][0]],
         "timeperiods": [{"timeperiod_type": 0, "period": 3600}]},
    )["maintenanceids"][0]  # fmt: skip
    assert trigger
    known.zabbix.query(f"INSERT INTO event_suppress VALUES (1, {event}, {maintenance}, 0) RETURNING 1")
    try:
        names = [one.name for one in _read(known).incidents]
    finally:
        known.zabbix.call("maintenance.delete", [maintenance])
    assert "Disk penuh di / (dalam pemeliharaan)" in names


def test_a_day_that_is_not_over_counts_only_what_has_passed(known: Lpse) -> None:
    now = datetime.now(UTC)
    today = Day(now.astimezone(ZONE).date(), ZONE)
    source = _source(known.zabbix.url, components=("segar",))
    found = monitoring.read_day(source, EnvironmentConnections(), today, now)
    [available] = found.availability
    passed = (now - today.start).total_seconds()
    total = available.up_seconds + available.down_seconds + available.unknown_seconds
    assert total == pytest.approx(passed)
    # The web scenario was polled by the server itself.
    assert available.up_seconds > 0


def test_patterns_that_fit_no_host_are_a_reason(known: Lpse) -> None:
    found = _read(known, components=("spse-app", "spse-web"))
    assert found.coverage.state is CoverageState.PARTIAL
    assert found.coverage.reasons == ("tidak ada host yang cocok dengan 'spse-web' di 'components'",)
    nothing = _read(known, components=("spse-web",))
    assert nothing.coverage.state is CoverageState.MISSING
    assert nothing.availability == ()


@pytest.mark.parametrize(
    ("module", "limit", "value", "words"),
    [
        (problems, "_MAX_EVENTS", 2, "lebih dari 2 masalah; hanya yang terbaru dibaca"),
        (samples, "_MAX_SAMPLES", 10, "item mempunyai lebih dari 10 nilai; sisanya tidak dibaca"),
        (items, "_MAX_ITEMS", 3, "lebih dari 3 item pengukuran"),
        (api, "_PATIENCE", 0, "Zabbix terlalu lambat; 8 item tidak dibaca"),
    ],
)
def test_what_is_too_much_is_cut_and_told(
    known: Lpse, monkeypatch: pytest.MonkeyPatch, module: Any, limit: str, value: int, words: str
) -> None:
    monkeypatch.setattr(module, limit, value)
    coverage = _read(known).coverage
    assert coverage.state is CoverageState.PARTIAL
    assert any(words in reason for reason in coverage.reasons), coverage.reasons


# --- Is it alive? --------------------------------------------------------------------------------------------------


def test_fresh_data(known: Lpse) -> None:
    found = _check(known.zabbix.url, components=("segar",))
    assert found.state is CheckState.OK, found.evidence
    assert found.evidence.endswith(" menjawab; data terbaru 0 menit lalu, 1 host.")
    assert found.latency_ms is not None


def test_hosts_without_fresh_data_are_named(known: Lpse) -> None:
    found = _check(known.zabbix.url, components=("segar", "spse-db"))
    assert found.state is CheckState.OK
    assert found.evidence.endswith(f"2 host; tanpa data baru: {DATABASE}.")


def test_a_server_that_measures_nothing_any_more_is_stale(known: Lpse) -> None:
    found = _check(known.zabbix.url, datetime.now(UTC) + timedelta(hours=1), components=("segar",))
    assert found.state is CheckState.STALE
    assert "lebih lama dari 15 menit; periksa layanan zabbix-server" in found.evidence


def test_no_host_of_spse_is_stale(known: Lpse) -> None:
    found = _check(known.zabbix.url, components=("tidak-ada",))
    assert found.state is CheckState.STALE
    assert "tidak ada host SPSE yang terlihat" in found.evidence


def test_user_and_password_log_in_and_out(known: Lpse, monkeypatch: pytest.MonkeyPatch) -> None:
    _connect(monkeypatch, "Admin", "zabbix")
    before = known.zabbix.query("SELECT count(*) FROM sessions WHERE status = 0")
    assert _check(known.zabbix.url, components=("segar",)).state is CheckState.OK
    assert known.zabbix.query("SELECT count(*) FROM sessions WHERE status = 0") == before


@pytest.mark.parametrize(("login", "password"), [("", "f" * 64), ("Admin", "geheim-salah"), ("", "x\ny"), ("", "")])
def test_refused(known: Lpse, monkeypatch: pytest.MonkeyPatch, login: str, password: str) -> None:
    _connect(monkeypatch, login, password)
    found = _check(known.zabbix.url)
    assert found.state is CheckState.DOWN
    assert any(words in found.evidence for words in ("perbaiki koneksinya", "salin ulang tokennya", "isi 'connection'"))
    assert not password or password not in found.evidence


def test_revoked_token(known: Lpse, monkeypatch: pytest.MonkeyPatch) -> None:
    token_id = known.zabbix.call("token.create", {"name": "dicabut"})["tokenids"][0]
    _connect(monkeypatch, password=known.zabbix.call("token.generate", [token_id])[0]["token"])
    assert _check(known.zabbix.url, components=("segar",)).state is CheckState.OK
    known.zabbix.call("token.delete", [token_id])
    found = _check(known.zabbix.url, components=("segar",))
    assert found.state is CheckState.DOWN
    assert "menolak akses" in found.evidence
    assert "dicabut atau kedaluwarsa: perbaiki koneksinya" in found.evidence
    with pytest.raises(FetchError, match="menolak akses"):
        _read(known)


def test_a_database_that_is_down(known: Lpse) -> None:
    # Only the front end is cut off: the server would take its time to come back.
    configuration = known.zabbix.folder / "zabbix.conf.php"
    text = configuration.read_text()
    configuration.write_text(text.replace(f"'{known.zabbix.database.port}'", f"'{free_port()}'"))
    try:
        found = _check(known.zabbix.url)
    finally:
        configuration.write_text(text)
    assert found.state is CheckState.DOWN
    assert found.latency_ms is not None
    assert "(Error connecting to database.); periksa Zabbix dan basis datanya." in found.evidence


# --- Newer versions --------------------------------------------------------------------------------------------------


class StandIn74(Answering, BaseHTTPRequestHandler):
    """Zabbix 7.4 as documented: the token in the header, and 'auth' in the body an error."""

    seen: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        bearer = self.headers.get("Authorization", "")
        self.seen.append(content["method"])
        result: dict[str, Any]
        if content["method"] == "apiinfo.version" and not bearer:
            result = {"result": "7.4.2"}
        elif "auth" in content or bearer != "Bearer kunci":
            result = {"error": {"code": -32602, "message": "Invalid params.", "data": "Not authorized."}}
        else:
            result = {"result": []}
        body = json.dumps({"jsonrpc": "2.0", "id": 1, **result}).encode()
        self.answer(200, body, ("Content-Type", "application/json"))


def test_newer_zabbix_gets_the_token_in_the_header(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(StandIn74) as port:
        _connect(monkeypatch, password="kunci")
        found = _check(f"http://127.0.0.1:{port}")
        assert found.state is CheckState.STALE
        assert found.evidence.startswith("Zabbix 7.4.2 menjawab, tetapi tidak ada host SPSE")
        _connect(monkeypatch, password="lain")
        assert "menolak akses" in _check(f"http://127.0.0.1:{port}").evidence
    assert "user.logout" not in StandIn74.seen


# --- Keys of items -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "item_type", "units", "name", "part", "value"),
    [
        ("system.cpu.util[,idle]", "0", "%", "host_cpu_{}_pct", "", 70),
        ("system.cpu.util[all,idle,avg1]", "7", "%", "host_cpu_{}_pct", "", 70),
        ("system.cpu.util", "18", "%", "host_cpu_{}_pct", "", 30),
        ("system.cpu.util", "0", "%", None, "", 0),  # an agent's default is the share of users only
        ("system.cpu.util[,iowait]", "0", "%", None, "", 0),
        ("system.cpu.util[0,idle]", "0", "%", None, "", 0),
        ("system.cpu.load", "0", "", "host_load_{}_count", "", 30),
        ("system.cpu.load[percpu,avg1]", "0", "", None, "", 0),
        ("system.cpu.load[all,avg15]", "0", "", None, "", 0),
        ("vm.memory.utilization", "18", "%", "host_memory_{}_pct", "", 30),
        ("vm.memory.util[memoryUsedPercentage.Memory]", "15", "%", "host_memory_{}_pct", "", 30),
        ("vm.memory.size[pavailable]", "0", "%", "host_memory_{}_pct", "", 70),
        ("vm.memory.size[available]", "0", "B", None, "", 0),
        ("vfs.fs.size[/data,pused]", "0", "%", "host_disk_{}_pct", "/data", 30),
        ("vfs.fs.dependent.size[/,pused]", "18", "%", "host_disk_{}_pct", "/", 30),
        ('vfs.fs.size["/a,b",pfree]', "0", "%", "host_disk_{}_pct", "/a,b", 70),
        ("vfs.fs.size[/,free]", "0", "B", None, "", 0),
        ('net.if.in["eth0"]', "0", "bps", "host_network_in_{}_bytes_per_second", "eth0", 3.75),
        ("net.if.out[eth0,bytes]", "0", "Bps", "host_network_out_{}_bytes_per_second", "eth0", 30),
        ("net.if.in[eth0]", "0", "B", None, "", 0),  # the counter itself
        ("net.if.in[eth0,errors]", "0", "bps", None, "", 0),
        ("net.if.in[lo]", "0", "bps", None, "", 0),
    ],
)
def test_measures(key: str, item_type: str, units: str, name: str | None, part: str, value: float) -> None:
    found = items.measure_of(key, item_type, units)
    if name is None:
        assert found is None
    else:
        assert found is not None
        assert (found.name, found.part, found.value(30)) == (name, part, value)


@pytest.mark.parametrize(
    ("key", "value", "up"),
    [
        ("icmpping", 1, True),
        ("icmpping[10.0.0.1,3]", 0, False),
        ("agent.ping", 1, True),
        ('pgsql.ping["{$PG.URI}"]', 0, False),
        ("net.tcp.service[https,,443]", 1, True),
        ("zabbix[host,agent,available]", 2, False),
        ("zabbix[host,agent,available]", 0, None),
        ("web.test.fail[Beranda]", 0, True),
        ("web.test.fail[Beranda]", 2, False),
    ],
)
def test_keys_that_tell_whether_something_answers(key: str, value: float, up: bool | None) -> None:
    assert items.tells_whether_up(key)
    assert items.is_up(key, value) is up


@pytest.mark.parametrize(
    "key",
    ["icmppingloss", "icmppingsec", "net.tcp.service.perf[http]", "zabbix[queue]", "zabbix[host,,items]", "proc.num[]",
     "web.test.time[Beranda,,resp]", "system.uptime", ""],
)  # fmt: skip
def test_keys_that_do_not(key: str) -> None:
    assert not items.asks_whether_up(key)


def test_a_trigger_that_also_looks_at_something_else_is_no_outage() -> None:
    def incidents_of(**trigger: Any) -> frozenset[str]:
        return problems._hosts_asked(trigger)

    ping, cpu = {"key_": PING, "hostid": "1"}, {"key_": IDLE, "hostid": "1"}
    assert incidents_of(items=[ping]) == {"1"}
    assert incidents_of(items=[ping, {"key_": PORT, "hostid": "2"}]) == {"1", "2"}
    assert not incidents_of(items=[ping, cpu])
    assert not incidents_of(items=[ping], tags=[{"tag": "scope", "value": "performance"}])
    assert incidents_of(items=[ping], tags=[{"tag": "lain", "value": "performance"}]) == {"1"}


@given(st.text(max_size=300), st.text(max_size=5), st.text(max_size=5))
def test_any_key_is_read(key: str, item_type: str, units: str) -> None:
    for text in (key, f"system.cpu.util[{key}]", f"net.if.in[{key}]"):
        items.measure_of(text, item_type, units)
        items.asks_whether_up(text)
