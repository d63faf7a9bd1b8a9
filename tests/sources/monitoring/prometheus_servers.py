"""Real Prometheus, Alertmanager and node_exporter of Debian 12, and a whole past day for them to tell of."""

from __future__ import annotations

import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from spse_monev.demo.postgres import free_port
from spse_monev.period import Day

PACKAGES = ("prometheus", "promtool", "prometheus-alertmanager", "prometheus-node-exporter", "amtool")
WIB = ZoneInfo("Asia/Jakarta")
DAY = Day.parse("2026-11-10", WIB)

RULES = {
    "groups": [
        {
            "name": "uji",
            "interval": "1s",
            "rules": [
                {
                    "alert": "InstanceDown",
                    "expr": 'up{job!="tidak-ada"} == 0',
                    "labels": {"severity": "critical"},
                    "annotations": {"summary": "{{ $labels.instance }} tidak menjawab"},
                },
                {
                    "alert": "DiskPenuh",
                    "expr": "node_filesystem_avail_bytes < -1",
                    "labels": {"severity": "warning"},
                    "annotations": {"summary": "sisa {{ $value }} byte di {{ $labels.instance }}"},
                },
                {
                    "alert": "CpuTinggi",
                    "expr": "node_load1 < -1",
                    "labels": {"severity": "warning"},
                    "annotations": {"summary": "CPU {{ $labels.instance }} tinggi"},
                },
            ],
        }
    ]
}


def skip_unless_installed() -> None:
    missing = [name for name in PACKAGES if shutil.which(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)} (Debian: prometheus, prometheus-alertmanager, ...)")


@contextmanager
def running(arguments: Sequence[str], folder: Path, ready_url: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program until the end of the block, from when its address answers."""
    with (folder / f"{Path(arguments[0]).name}.log").open("wb") as log:
        process = subprocess.Popen(arguments, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_until(lambda: answers(ready_url), f"{arguments[0]} is not ready; see {log.name}")
            yield process
        finally:
            process.terminate()
            process.wait(20)


def wait_until(is_true: Callable[[], bool], what: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.05)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - an http address of the test's own
            return answer.status == 200
    except urllib.error.HTTPError as error:
        return error.code == 401
    except OSError:
        return False


@dataclass(frozen=True)
class Prometheus:
    """A running server."""

    port: int
    alertmanager_port: int
    node_port: int
    dead_port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def alertmanager_url(self) -> str:
        return f"http://127.0.0.1:{self.alertmanager_port}"


@contextmanager
def prometheus(folder: Path, targets: Sequence[int] | None = None) -> Iterator[Prometheus]:
    """Prometheus that scrapes and evaluates each second, with its Alertmanager, a node_exporter and a dead target."""
    found = Prometheus(free_port(), free_port(), free_port(), free_port())
    alertmanager = {"route": {"receiver": "kosong"}, "receivers": [{"name": "kosong"}]}
    (folder / "alertmanager.yml").write_text(yaml.safe_dump(alertmanager))
    (folder / "rules.yml").write_text(yaml.safe_dump(RULES))
    scraped = [found.port, found.node_port, found.dead_port] if targets is None else targets
    config = {
        "global": {
            "scrape_interval": "1s",
            "scrape_timeout": "1s",
            "evaluation_interval": "1s",
            "external_labels": {"kantor": "uji"},
        },
        "rule_files": ["rules.yml"],
        "scrape_configs": [
            {"job_name": "uji", "static_configs": [{"targets": [f"127.0.0.1:{port}" for port in scraped]}]}
        ],
        "alerting": {"alertmanagers": [{"static_configs": [{"targets": [f"127.0.0.1:{found.alertmanager_port}"]}]}]},
    }
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    with (
        running(
            ("prometheus-node-exporter", f"--web.listen-address=127.0.0.1:{found.node_port}"),
            folder,
            f"http://127.0.0.1:{found.node_port}/",
        ),
        running(
            (
                "prometheus-alertmanager",
                f"--config.file={folder}/alertmanager.yml",
                f"--storage.path={folder}/alertmanager",
                f"--web.listen-address=127.0.0.1:{found.alertmanager_port}",
                "--cluster.listen-address=",
            ),
            folder,
            f"{found.alertmanager_url}/-/ready",
        ),
        running(prometheus_arguments(folder, found.port), folder, f"{found.url}/-/ready"),
    ):
        yield found


def prometheus_arguments(folder: Path, port: int) -> tuple[str, ...]:
    return (
        "prometheus",
        f"--config.file={folder}/prometheus.yml",
        f"--storage.tsdb.path={folder}/data",
        "--storage.tsdb.retention.time=50y",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=warn",
    )


def backfill(folder: Path, text: str) -> None:
    """Put samples in OpenMetrics' text form into the data folder of a server that does not run yet."""
    path = folder / "past.txt"
    path.write_text(text)
    subprocess.run(
        ("promtool", "tsdb", "create-blocks-from", "openmetrics", "--quiet", str(path), str(folder / "data")),
        check=True,
        stdout=subprocess.DEVNULL,
    )


# --- A past day -----------------------------------------------------------------------------------------------------


def at(clock: str, day: int = 10) -> datetime:
    """A time of DAY's month, on the clock of the site."""
    hour, minute = clock.split(".")
    return datetime(2026, 11, day, tzinfo=WIB) + timedelta(hours=int(hour), minutes=int(minute))


Spans = Sequence[tuple[datetime, datetime]]
START, END = at("18.00", 9), at("03.00", 11)  # what Prometheus remembers
# An earlier time with an outage of days.
LONG_START = datetime(2026, 10, 1, tzinfo=WIB)
LONG_DOWN = (LONG_START + timedelta(hours=10), LONG_START + timedelta(days=4, hours=9))
SILENT: Spans = [(at("13.00"), at("13.30"))]  # when Prometheus itself did not run
DOWN: dict[str, Spans] = {
    "spse:9000": [(at("23.50", 9), at("00.20")), (at("10.00"), at("10.12")), (at("23.55"), at("00.30", 11))],
}


def within(moment: datetime, spans: Spans) -> bool:
    return any(since <= moment < until for since, until in spans)


def times(since: datetime, until: datetime, seconds: int) -> Iterator[datetime]:
    moment = since
    while moment < until:
        if not within(moment, SILENT):
            yield moment
        moment += timedelta(seconds=seconds)


def past_day() -> str:
    """The samples of DAY and of some hours around it."""
    lines = ["# TYPE up gauge"]

    def add(name: str, labels: str, samples: Iterator[tuple[datetime, float]]) -> None:
        lines.extend(f"{name}{{{labels}}} {value:g} {moment.timestamp():.0f}" for moment, value in samples)

    def states(name: str, labels: str, down: Spans, until: datetime = END, left_out: Spans = ()) -> None:
        looks = (moment for moment in times(START, until, 15) if not within(moment, left_out))
        add(name, labels, ((moment, float(not within(moment, down))) for moment in looks))

    exporter_down: Spans = [(at("15.00"), at("15.30"))]
    states("up", 'job="node",instance="db:9100"', ())
    states("up", 'job="spse",instance="spse:9000"', DOWN["spse:9000"])
    states("up", 'job="blackbox",instance="https://spse.example/"', exporter_down)
    states("up", 'job="postgres",instance="pg:9187"', ())
    states("up", 'job="node",instance="lama:9100"', (), until=at("18.00"))
    lines.append("# TYPE probe_success gauge")
    states(
        "probe_success", 'job="blackbox",instance="https://spse.example/"', [(at("08.00"), at("08.05"))],
        left_out=exporter_down,
    )  # fmt: skip
    lines.append("# TYPE pg_up gauge")
    states("pg_up", 'job="postgres",instance="pg:9187"', [(at("11.00"), at("11.10"))])

    fired: list[tuple[str, str, datetime, datetime, datetime]] = [
        ("InstanceDown", 'instance="spse:9000",job="spse",severity="critical"',
         at("10.00"), at("10.01"), at("10.12")),
        ("DiskPenuh", 'instance="db:9100",severity="warning"', at("20.00", 9), at("20.00", 9), at("06.00")),
        ("CpuTinggi", 'instance="db:9100",severity="warning"', at("12.50"), at("12.50"), at("13.40")),
        ("Lambat", 'instance="db:9100",severity="info"', at("23.40"), at("23.40"), at("02.15", 11)),
        ("Macet", 'instance="db:9100",severity="page"', at("22.00"), at("22.00"), END),
        ("Kemarin", 'instance="db:9100",severity="page"', at("20.00", 9), at("20.00", 9), at("21.00", 9)),
        ("Watchdog", 'severity="none"', START, START, END),
    ]  # fmt: skip
    lines.append("# TYPE ALERTS gauge")
    for name, labels, _, since, until in fired:
        add("ALERTS", f'alertname="{name}",alertstate="firing",{labels}', ((t, 1.0) for t in times(since, until, 60)))
    lines.append("# TYPE ALERTS_FOR_STATE gauge")
    for name, labels, active, _, until in fired:
        since_when = active.timestamp()
        lines.extend(
            f'ALERTS_FOR_STATE{{alertname="{name}",{labels}}} {since_when:.0f} {moment.timestamp():.0f}'
            for moment in times(active, until, 60)
        )

    host = 'job="node",instance="db:9100"'

    def busy(moment: datetime) -> float:
        """Share of a core in use: a quarter, and nine tenths from 9 to 11."""
        return 0.9 if at("09.00") <= moment < at("11.00") else 0.25

    lines.append("# TYPE node_cpu_seconds counter")
    for core in (0, 1):
        idle = 0.0
        for moment in times(START, END, 60):
            lines.append(
                f'node_cpu_seconds_total{{{host},cpu="{core}",mode="idle"}} {idle:.1f} {moment.timestamp():.0f}'
            )
            idle += 60 * (1 - busy(moment))
    figures: list[tuple[str, str, Callable[[datetime], float]]] = [
        ("node_memory_MemTotal_bytes", "", lambda _: 8e9),
        ("node_memory_MemAvailable_bytes", "", lambda moment: 4e9 if moment.hour < 12 else 2e9),
        ("node_load1", "", lambda moment: moment.hour / 10 + moment.minute / 1000),
    ]
    for mount, kind, free in (("/", "ext4", 40e9), ("/run", "tmpfs", 1e6), ("/data", "xfs", 10e9)):
        labels = f',mountpoint="{mount}",fstype="{kind}",device="{mount}"'
        figures += [
            ("node_filesystem_size_bytes", labels, lambda _: 100e9),
            ("node_filesystem_free_bytes", labels, lambda _, free=free: free + 5e9),
            ("node_filesystem_avail_bytes", labels, lambda _, free=free: free),
        ]
    for name, labels, value in sorted(figures, key=lambda figure: figure[0]):
        if not any(line.startswith(f"# TYPE {name} ") for line in lines):
            lines.append(f"# TYPE {name} gauge")
        lines.extend(f"{name}{{{host}{labels}}} {value(t):g} {t.timestamp():.0f}" for t in times(START, END, 60))
    for name, rate in (("receive", 1000), ("transmit", 500)):
        lines.append(f"# TYPE node_network_{name}_bytes counter")
        for device, factor in (("eth0", 1), ("lo", 50), ("br0", 1), ("eth1", 2)):
            lines.extend(
                f'node_network_{name}_bytes_total{{{host},device="{device}"}} '
                f"{(t - START).total_seconds() * rate * factor:.0f} {t.timestamp():.0f}"
                for t in times(START, END, 60)
            )
    lines.append("# TYPE up gauge")
    for instance, recovers in (("lama:80", True), ("hilang:80", False)):
        for minute in range(5 * 24 * 60):
            moment = LONG_START + timedelta(minutes=minute)
            is_up = moment < LONG_DOWN[0] or (recovers and moment >= LONG_DOWN[1])
            lines.append(f'up{{job="spse",instance="{instance}"}} {is_up:d} {moment.timestamp():.0f}')
    lines.append("# TYPE ALERTS gauge")
    for minute in range(4 * 24 * 60):
        moment = LONG_DOWN[0] + timedelta(minutes=minute)
        if moment < LONG_DOWN[1]:
            alert = 'alertname="Penuh",alertstate="firing",instance="lama:80"'
            lines.append(f"ALERTS{{{alert}}} 1 {moment.timestamp():.0f}")

    windows = 'job="windows",instance="win:9182"'
    rates = {  # of counters, per second
        'windows_cpu_time_total{%s,core="0,0",mode="idle"}': 0.6,
        'windows_net_bytes_received_total{%s,nic="Intel"}': 100,
        'windows_net_bytes_received_total{%s,nic="isatap_1"}': 9000,
        'windows_net_bytes_sent_total{%s,nic="Intel"}': 50,
    }
    levels = {
        "windows_os_physical_memory_free_bytes{%s}": 1e9,
        "windows_cs_physical_memory_bytes{%s}": 4e9,
        'windows_logical_disk_free_bytes{%s,volume="C:"}': 30e9,
        'windows_logical_disk_free_bytes{%s,volume="HarddiskVolume1"}': 1,
        'windows_logical_disk_size_bytes{%s,volume="C:"}': 100e9,
        'windows_logical_disk_size_bytes{%s,volume="HarddiskVolume1"}': 100,
    }
    for form, kind, grows in ((rates, "counter", True), (levels, "gauge", False)):
        for series, value in form.items():
            typed = f"# TYPE {series.partition('{')[0].removesuffix('_total')} {kind}"
            if typed not in lines:
                lines.append(typed)
            lines.extend(
                f"{series % windows} {value * ((t - START).total_seconds() if grows else 1):.1f} {t.timestamp():.0f}"
                for t in times(START, END, 60)
            )
    return "\n".join((*lines, "# EOF", ""))
