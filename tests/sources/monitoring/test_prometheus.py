"""Prometheus and Alertmanager, asked as a site's source, against Debian's own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import bcrypt
import httpx
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spse_monev.connections import Connection, ConnectionMissingError
from spse_monev.demo.postgres import free_port
from spse_monev.facts import CheckState, CoverageState, Incident, Reading, Severity, SourceCheck
from spse_monev.period import Day
from spse_monev.settings import PrometheusSource
from spse_monev.sources import monitoring
from spse_monev.sources.http import FetchError
from spse_monev.sources.monitoring.access import open_client
from spse_monev.sources.monitoring.prometheus.api import PrometheusApi, one_of
from tests.sources.monitoring.prometheus_servers import (
    DAY,
    END,
    LONG_DOWN,
    LONG_START,
    WIB,
    Prometheus,
    at,
    prometheus,
    prometheus_arguments,
    skip_unless_installed,
    wait_until,
)
from tests.sources.web import LOOPBACK, Answering, make_certificate, serving


class Known:
    """Connections by id."""

    def __init__(self, **connections: Connection) -> None:
        self._connections = connections

    def get(self, conn_id: str) -> Connection:
        if conn_id not in self._connections:
            raise ConnectionMissingError(f"koneksi {conn_id!r} tidak ada")
        return self._connections[conn_id]

    def postgres(self, conn_id: str) -> Any:
        raise NotImplementedError


def source(url: str, **settings: Any) -> PrometheusSource:
    return PrometheusSource(kind="prometheus", label="Prometheus", url=url, **settings)


def read(url: str, day: Day = DAY, now: datetime = END, connections: Known | None = None, **settings: Any) -> Reading:
    return monitoring.read_day(source(url, **settings), connections or Known(), day, now)


def check(url: str, connections: Known | None = None, now: datetime | None = None, **settings: Any) -> SourceCheck:
    return monitoring.check(
        "prometheus", source(url, **settings), connections or Known(), now or datetime.now(UTC), WIB
    )


@pytest.fixture(scope="module")
def past(prometheus_server: Prometheus) -> Reading:
    return read(prometheus_server.url)


def incident(reading: Reading, name: str, component: str = "") -> Incident:
    found = [one for one in reading.incidents if name in one.name and component in one.component]
    assert len(found) == 1, found
    return found[0]


def test_availability_of_a_past_day(past: Reading) -> None:
    found = {one.component: one for one in past.availability}
    assert sorted(found) == ["db:9100", "https://spse.example/", "lama:9100", "pg:9187", "spse:9000"]
    day, silence = 24 * 3600, 30 * 60
    # A sample tells the state for a minute, so a gap begins a minute later less one interval.
    unknown = silence + 15 - 60

    assert found["db:9100"].down_seconds == 0
    assert found["db:9100"].unknown_seconds == unknown
    assert found["db:9100"].up_seconds == day - unknown

    assert found["spse:9000"].down_seconds == (20 + 12 + 5) * 60
    assert (found["spse:9000"].outage_count, found["spse:9000"].longest_outage_seconds) == (3, 20 * 60)

    # While the exporter did not answer, nobody looked at the page: that is not an outage.
    assert found["https://spse.example/"].down_seconds == 5 * 60
    assert found["https://spse.example/"].unknown_seconds == unknown + 30 * 60 + 15 - 60

    assert found["pg:9187"].down_seconds == 10 * 60
    # Gone from the configuration at 18: unknown from then on, not down.
    assert found["lama:9100"].down_seconds == 0
    assert found["lama:9100"].unknown_seconds == unknown + 6 * 3600 + 15 - 60
    for one in past.availability:
        assert one.up_seconds + one.down_seconds + one.unknown_seconds == day


def test_outages_have_their_true_times(past: Reading) -> None:
    outages = [one for one in past.incidents if one.is_outage]
    assert [(one.component, one.started_at, one.ended_at) for one in outages] == [
        ("spse:9000", at("23.50", 9), at("00.20")),
        ("https://spse.example/", at("08.00"), at("08.05")),
        ("spse:9000", at("10.00"), at("10.12")),
        ("pg:9187", at("11.00"), at("11.10")),
        ("spse:9000", at("23.55"), at("00.30", 11)),
    ]
    assert {one.severity for one in outages} == {Severity.CRITICAL}


def test_an_alert_that_repeats_an_outage_names_it_and_is_not_counted_twice(past: Reading) -> None:
    found = incident(past, "InstanceDown")
    assert found.name == "InstanceDown: spse:9000 tidak menjawab"
    assert (found.is_outage, found.started_at) == (True, at("10.00"))


def test_alerts_have_their_true_times(past: Reading) -> None:
    def times(name: str) -> tuple[datetime, datetime | None, Severity, bool]:
        found = incident(past, name)
        return found.started_at, found.ended_at, found.severity, found.is_outage

    assert times("DiskPenuh") == (at("20.00", 9), at("06.00"), Severity.WARNING, False)
    # One problem, though Prometheus itself was away in the middle of it.
    assert times("CpuTinggi") == (at("12.50"), at("13.40"), Severity.WARNING, False)
    assert times("Lambat") == (at("23.40"), at("02.15", 11), Severity.INFO, False)
    assert times("Macet") == (at("22.00"), None, Severity.CRITICAL, False)
    assert not [one for one in past.incidents if "Watchdog" in one.name or "Kemarin" in one.name]
    assert incident(past, "CpuTinggi").name == "CpuTinggi: CPU db:9100 tinggi"
    # Its text needs a value that history does not keep.
    assert incident(past, "DiskPenuh").name == "DiskPenuh"


def test_incidents_are_the_same_on_every_reading(prometheus_server: Prometheus, past: Reading) -> None:
    next_day = read(prometheus_server.url, DAY.shift(1))
    over_midnight = [one for one in past.incidents if one.ended_at is None or one.ended_at > DAY.end]
    assert [one.component for one in over_midnight] == ["db:9100", "db:9100", "spse:9000"]
    assert {one.incident_id for one in over_midnight} == {one.incident_id for one in past.incidents} & {
        one.incident_id for one in next_day.incidents
    }
    for one in next_day.incidents:
        same = [other for other in past.incidents if other.incident_id == one.incident_id]
        assert not same or same == [one]


def test_what_lasts_for_days_has_its_true_times(prometheus_server: Prometheus) -> None:
    found = read(prometheus_server.url, Day.parse("2026-10-03", WIB))
    ended = LONG_START + timedelta(days=5)
    assert [(one.component, one.started_at, one.ended_at) for one in found.incidents if one.is_outage] == [
        # Nobody looked at it any more: its last look counts for two and a half intervals.
        ("hilang:80", LONG_DOWN[0], ended + timedelta(minutes=1.5)),
        ("lama:80", *LONG_DOWN),
    ]
    # Without ALERTS_FOR_STATE, as other programs write it, the alert begins with the day.
    assert (incident(found, "Penuh").started_at, incident(found, "Penuh").ended_at) == (
        Day.parse("2026-10-03", WIB).start,
        LONG_DOWN[1],
    )
    assert found.coverage.state is CoverageState.OK
    assert {one.down_seconds for one in found.availability} == {24 * 3600}


def test_failures_count_outages_and_problems(past: Reading) -> None:
    found = {one.kind: one for one in past.failures}
    assert (found["outage"].count, found["problem"].count) == (5, 4)
    assert found["outage"].per_hour[0] == 1  # began the evening before
    assert (found["outage"].per_hour[8], found["outage"].per_hour[10], found["outage"].per_hour[23]) == (1, 1, 1)
    assert found["outage"].first_at == DAY.start


def test_coverage_tells_the_gap(past: Reading) -> None:
    # 30 minutes of 24 hours are within the tolerated 5 %.
    assert past.coverage.state is CoverageState.OK
    assert past.coverage.reasons == ()
    assert past.coverage.parser == "Prometheus 2.42.0+ds"
    assert past.coverage.first_at == DAY.start
    assert past.coverage.per_hour[12] == 5 * 240
    assert past.coverage.per_hour[13] == 5 * 120


def test_coverage_of_days_that_are_only_partly_or_not_remembered(prometheus_server: Prometheus) -> None:
    partly = read(prometheus_server.url, DAY.shift(-1))
    assert partly.coverage.state is CoverageState.PARTIAL
    assert partly.coverage.reasons[0].startswith(
        "Prometheus hanya punya pengukuran untuk 25.0% hari itu; kosong pukul 00.00–18.00"
    )
    assert {one.unknown_seconds for one in partly.availability} == {18 * 3600}

    not_at_all = read(prometheus_server.url, DAY.shift(-30))
    assert not_at_all.coverage.state is CoverageState.MISSING
    assert "tidak punya pengukuran 'up' tanggal 2026-10-11" in not_at_all.coverage.reasons[0]
    assert "menyimpan data 50y" in not_at_all.coverage.reasons[0]
    assert not_at_all == Reading(not_at_all.coverage)

    future = read(prometheus_server.url, DAY, DAY.start)
    assert future.coverage.state is CoverageState.MISSING


def test_a_day_that_is_not_over(prometheus_server: Prometheus) -> None:
    found = read(prometheus_server.url, DAY, at("10.05"))
    spse = next(one for one in found.availability if one.component == "spse:9000")
    assert spse.up_seconds + spse.down_seconds + spse.unknown_seconds == (10 * 60 + 5) * 60
    assert incident(found, "InstanceDown").ended_at is None
    assert incident(found, "DiskPenuh").ended_at == at("06.00")


def test_only_the_components_of_the_settings(prometheus_server: Prometheus) -> None:
    found = read(prometheus_server.url, components=("spse*", "PG:9187"))
    assert [one.component for one in found.availability] == ["pg:9187", "spse:9000"]
    assert {one.component for one in found.incidents} == {"pg:9187", "spse:9000"}
    assert found.metrics == ()
    absent = read(prometheus_server.url, components=("spse*", "web:80"))
    assert absent.coverage.state is CoverageState.PARTIAL
    assert absent.coverage.reasons == ("tidak dipantau Prometheus: web:80",)
    none = read(prometheus_server.url, components=("web:80",))
    assert none.coverage.state is CoverageState.MISSING
    assert "tidak ada sasaran Prometheus yang cocok" in none.coverage.reasons[0]


def test_host_metrics_of_a_past_day(past: Reading, prometheus_server: Prometheus) -> None:
    found = {(one.name, one.subject): one.value for one in past.metrics}
    host = "db:9100"
    assert found["host_cpu_max_pct", host] == pytest.approx(90)
    assert found["host_cpu_p95_pct", host] == pytest.approx(90)
    assert found["host_cpu_mean_pct", host] == pytest.approx((22 * 25 + 2 * 90) / 24, abs=0.5)
    assert found["host_memory_max_pct", host] == pytest.approx(75)
    assert found["host_memory_mean_pct", host] == pytest.approx(62.5, abs=0.5)
    assert found["host_load_max_count", host] == pytest.approx(2.359)
    # Used of what is used or available: (100 - 45) / (100 - 45 + 40); no tmpfs.
    assert found["host_disk_max_pct", f"{host}:/"] == pytest.approx(100 * 55 / 95)
    assert found["host_disk_mean_pct", f"{host}:/data"] == pytest.approx(100 * 85 / 95)
    assert ("host_disk_max_pct", f"{host}:/run") not in found
    # eth0 and eth1, neither loopback nor the bridge over them.
    assert found["host_network_in_mean_bytes_per_second", host] == pytest.approx(3000, rel=0.01)
    assert found["host_network_out_max_bytes_per_second", host] == pytest.approx(1500)
    windows = "win:9182"
    assert found["host_cpu_mean_pct", windows] == pytest.approx(40, rel=0.01)
    assert found["host_memory_p95_pct", windows] == pytest.approx(75)
    assert found["host_disk_max_pct", f"{windows}:C:"] == pytest.approx(70)
    assert found["host_network_in_max_bytes_per_second", windows] == pytest.approx(100, rel=0.01)
    assert found["host_network_out_mean_bytes_per_second", windows] == pytest.approx(50, rel=0.01)
    assert {one.subject for one in past.metrics} == {host, f"{host}:/", f"{host}:/data", windows, f"{windows}:C:"}


def test_percentiles_agree_with_prometheus_own(past: Reading, prometheus_server: Prometheus) -> None:
    answer = httpx.get(
        f"{prometheus_server.url}/api/v1/query",
        params={"query": "quantile_over_time(0.95, node_load1[1d:1m])", "time": DAY.end.timestamp() - 0.001},
    ).json()
    own = float(answer["data"]["result"][0]["value"][1])
    found = next(one.value for one in past.metrics if one.name == "host_load_p95_count")
    # Its steps lie elsewhere, so that one more of them may still see the last sample before the gap.
    assert found == pytest.approx(own, abs=1e-4)


# --- Live -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def live(prometheus_server: Prometheus) -> Prometheus:
    """The server, once it knows all its targets and the alert of the dead one has reached Alertmanager."""
    query = ["amtool", f"--alertmanager.url={prometheus_server.alertmanager_url}", "alert", "query", "-o", "json"]

    def has_arrived() -> bool:
        return bool(json.loads(subprocess.run(query, capture_output=True, check=True).stdout))

    def all_scraped() -> bool:
        asked = {"query": 'count(up{job="uji"})'}
        found = httpx.get(f"{prometheus_server.url}/api/v1/query", params=asked).json()["data"]["result"]
        return bool(found) and found[0]["value"][1] == "3"

    wait_until(all_scraped, "not all targets were scraped")
    wait_until(has_arrived, "the alert did not reach Alertmanager")
    return prometheus_server


def test_a_healthy_server(live: Prometheus) -> None:
    found = check(live.url, alertmanager_url=live.alertmanager_url)
    assert found.state is CheckState.OK, found.evidence
    assert found.evidence.startswith("Prometheus dan Alertmanager menjawab; 3 sasaran terpantau, pengukuran terbaru")
    assert f"1 di antaranya tidak menjawab: 127.0.0.1:{live.dead_port}" in found.evidence
    assert found.latency_ms is not None


def test_today_with_alertmanager(live: Prometheus) -> None:
    # In a zone where it is about noon, so that the server has not run since midnight at whatever time this is tested.
    now = datetime.now(UTC)
    zone = ZoneInfo(f"Etc/GMT{now.hour - 12:+d}")  # POSIX signs: Etc/GMT-7 is seven hours ahead of UTC
    today = Day(now.astimezone(zone).date(), zone)
    posted = [
        "amtool", f"--alertmanager.url={live.alertmanager_url}", "alert", "add", "CadanganGagal", "host=cadangan",
        "severity=critical", "--annotation=summary=cadangan malam gagal dikirim ke admin@contoh.go.id",
    ]  # fmt: skip
    subprocess.run(posted, check=True)
    found = read(live.url, today, now, alertmanager_url=live.alertmanager_url)
    dead = incident(found, "InstanceDown")
    assert (dead.component, dead.is_outage, dead.ended_at) == (f"127.0.0.1:{live.dead_port}", True, None)
    other = incident(found, "CadanganGagal")
    assert (other.component, other.severity, other.ended_at) == ("cadangan", Severity.CRITICAL, None)
    assert "admin@" not in other.name
    assert len(found.incidents) == 2
    assert ("host_load_mean_count", f"127.0.0.1:{live.node_port}") in {(one.name, one.subject) for one in found.metrics}
    assert found.coverage.state is CoverageState.PARTIAL
    without = read(live.url, today, now)
    assert [one.incident_id for one in without.incidents] == [dead.incident_id]


def test_stale_samples_and_nothing_watched(live: Prometheus) -> None:
    later = check(live.url, now=datetime.now(UTC) + timedelta(hours=1))
    assert later.state is CheckState.STALE
    assert "lebih tua dari 15 menit" in later.evidence
    other = check(live.url, components=("web:80",))
    assert other.state is CheckState.STALE
    assert "tidak ada sasaran yang cocok dengan 'components' (web:80); yang ada: 127.0.0.1:" in other.evidence


def test_a_server_without_targets(tmp_path: Path) -> None:
    skip_unless_installed()
    with prometheus(tmp_path, targets=()) as found:
        seen = check(found.url)
        assert seen.state is CheckState.STALE
        assert "tidak mengukur satu sasaran pun" in seen.evidence
        reading = read(found.url, Day(datetime.now(WIB).date(), WIB), datetime.now(UTC))
        assert reading.coverage.state is CoverageState.MISSING


def test_without_alertmanager(live: Prometheus) -> None:
    dead = f"http://127.0.0.1:{free_port()}"
    seen = check(live.url, alertmanager_url=dead)
    assert seen.state is CheckState.DOWN
    assert seen.evidence.startswith(f"{dead}/-/healthy tidak menjawab: koneksi ditolak")
    found = read(live.url, alertmanager_url=dead)
    assert found.coverage.state is CoverageState.PARTIAL
    assert f"peringatan di Alertmanager tidak terbaca: {dead}/api/v2/alerts tidak menjawab" in found.coverage.reasons[0]
    assert len(found.availability) == 5


def test_prometheus_is_no_alertmanager(live: Prometheus) -> None:
    assert check(live.url, alertmanager_url=live.url).state is CheckState.DOWN


# --- Access ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """A real Prometheus behind TLS and Basic authentication; its port and certificate."""
    skip_unless_installed()
    folder = tmp_path_factory.mktemp("guarded")
    port = free_port()
    certificate = make_certificate(folder / "server.pem", LOOPBACK, datetime.now(UTC) + timedelta(days=10))
    web = {
        "tls_server_config": {"cert_file": str(certificate), "key_file": str(certificate.with_suffix(".key"))},
        "basic_auth_users": {"monev": bcrypt.hashpw(b"sandi-benar", bcrypt.gensalt(4)).decode()},
    }
    (folder / "web.yml").write_text(yaml.safe_dump(web))
    scrape = {
        "job_name": "diri",
        "scheme": "https",
        "basic_auth": {"username": "monev", "password": "sandi-benar"},
        "tls_config": {"ca_file": str(certificate)},
        "static_configs": [{"targets": [f"127.0.0.1:{port}"]}],
    }
    config = {"global": {"scrape_interval": "1s", "scrape_timeout": "1s"}, "scrape_configs": [scrape]}
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    log = folder / "prometheus.log"
    arguments = (*prometheus_arguments(folder, port), f"--web.config.file={folder}/web.yml")
    with log.open("wb") as stream:
        process = subprocess.Popen(arguments, stdout=stream, stderr=subprocess.STDOUT)
        try:
            yield port, certificate
        finally:
            process.terminate()
            process.wait(20)


def monev(password: str, login: str = "monev") -> Known:
    return Known(prometheus=Connection("prometheus", "https", login=login, password=password))


def test_tls_and_passwords_of_a_real_server(guarded: tuple[int, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    port, certificate = guarded
    url = f"https://127.0.0.1:{port}"
    wait_until(lambda: "ditandatangani sendiri" in check(url).evidence, "the certificate was not refused")
    assert check(url).state is CheckState.DOWN
    with pytest.raises(FetchError, match="ditandatangani sendiri"):
        read(url)

    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    good = monev("sandi-benar")
    wait_until(lambda: check(url, good, connection="prometheus").state is CheckState.OK, check(url, good).evidence)
    for bad in (monev("sandi-salah"), monev("sandi-benar", login="")):
        seen = check(url, bad, connection="prometheus")
        assert seen.state is CheckState.DOWN
        assert "menolak akses (HTTP 401)" in seen.evidence
        assert "sandi-" not in seen.evidence
        with pytest.raises(FetchError, match="menolak akses"):
            read(url, connections=bad, connection="prometheus")
    assert check(url, Known(), connection="prometheus").state is CheckState.DOWN


def test_bearer_tokens(live: Prometheus) -> None:
    """A stand-in for the proxies that ask for a token in front of Prometheus, which itself knows none."""

    class StandIn(Answering):
        def do_GET(self) -> None:
            if self.headers["Authorization"] != "Bearer token-benar":
                return self.answer(403, b"Forbidden")
            behind = httpx.get(live.url + self.path)
            return self.answer(behind.status_code, behind.content, ("Content-Type", behind.headers["content-type"]))

    with serving(StandIn) as port:
        url = f"http://127.0.0.1:{port}"
        good = Known(token=Connection("token", "http", password="token-benar\n"))
        assert check(url, good, connection="token").state is CheckState.OK
        assert len(read(url, connections=good, connection="token").availability) == 5
        for wrong in ("token-dicabut", "tokén"):
            seen = check(url, Known(token=Connection("token", "http", password=wrong)), connection="token")
            assert seen.state is CheckState.DOWN
            assert wrong not in seen.evidence


# --- Answers that cannot be used ------------------------------------------------------------------------------------


def test_a_refused_query_is_explained(live: Prometheus) -> None:
    """A stand-in for a limit on the server, which answers as Prometheus does."""

    class StandIn(Answering):
        def do_GET(self) -> None:
            if self.path.startswith("/-/"):
                return self.answer(200, b"Prometheus is Ready.\n")
            error = {
                "status": "error",
                "errorType": "execution",
                "error": "query processing would load too many samples",
            }
            return self.answer(422, json.dumps(error).encode(), ("Content-Type", "application/json"))

    with serving(StandIn) as port:
        with pytest.raises(FetchError, match=r"\(HTTP 422\): query processing would load too many samples"):
            read(f"http://127.0.0.1:{port}")
        assert "too many samples" in check(f"http://127.0.0.1:{port}").evidence


@pytest.mark.parametrize("path", ["/-/healthy", "/-/ready"])
def test_a_server_that_is_not_ready(live: Prometheus, path: str) -> None:
    """A stand-in in front of the real server, which says at its start that it is not ready."""

    class StandIn(Answering):
        def do_GET(self) -> None:
            behind = httpx.get(live.url + self.path)
            self.answer(503 if self.path == path else behind.status_code, behind.content)

    with serving(StandIn) as port:
        seen = check(f"http://127.0.0.1:{port}")
    assert seen.state is CheckState.DOWN
    assert f"{path} menjawab HTTP 503" in seen.evidence


def test_an_error_that_comes_as_a_success_is_told() -> None:
    class StandIn(Answering):
        def do_GET(self) -> None:
            said = "query timed out, password=rahasia123"
            self.answer(200, json.dumps({"status": "error", "errorType": "timeout", "error": said}).encode())

    with serving(StandIn) as port, pytest.raises(FetchError) as caught:
        read(f"http://127.0.0.1:{port}")
    assert "Prometheus menjawab galat timeout: query timed out" in str(caught.value)
    assert "rahasia123" not in str(caught.value)


@pytest.mark.parametrize(
    "answer",
    [
        {"status": "success"},
        {"status": "success", "data": {"result": {}}},
        {"status": "success", "data": {"result": [{"metric": {}, "values": [[1]]}]}},
        {"status": "success", "data": {"result": [{"metric": {}, "values": [["x", "y"]]}]}},
        {"status": "success", "data": {"result": [{"values": 3}]}},
        [],
        None,
    ],
)
def test_json_that_is_not_prometheus_own(answer: object) -> None:
    class StandIn(Answering):
        def do_GET(self) -> None:
            self.answer(200, json.dumps(answer).encode(), ("Content-Type", "application/json"))

    with serving(StandIn) as port:
        with pytest.raises(FetchError, match="tidak menjawab seperti Prometheus"):
            read(f"http://127.0.0.1:{port}")
        assert check(f"http://127.0.0.1:{port}").state is CheckState.DOWN


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=5))
def test_any_value_can_be_asked_for(prometheus_server: Prometheus, values: list[str]) -> None:
    with open_client(source(prometheus_server.url).url, None, 5) as client:
        api = PrometheusApi(client)
        assert api.latest(f"absent(tidak_ada{{x=~{one_of(values)}}})", at("12.00"))


def test_a_pattern_fits_nothing_else(prometheus_server: Prometheus) -> None:
    with open_client(source(prometheus_server.url).url, None, 5) as client:
        api = PrometheusApi(client)
        found = api.latest(f"up{{instance=~{one_of(['https://spse.example/', 'db.9100'])}}}", at("12.00"))
    assert [one.labels["instance"] for one in found] == ["https://spse.example/"]
