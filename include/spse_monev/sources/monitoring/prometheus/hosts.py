"""Figures of hosts over a day, from node_exporter or windows_exporter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from math import floor
from typing import NamedTuple

from spse_monev.facts import Metric
from spse_monev.period import Day
from spse_monev.sources.monitoring.incidents import is_watched
from spse_monev.sources.monitoring.prometheus.api import PrometheusApi

# Counters are looked at over five minutes, so that intervals of up to two minutes still give a rate.
_RATE = "5m"
# File systems that live in memory, are layers of others, or are always full by nature.
_NO_DISK = (
    "tmpfs|devtmpfs|ramfs|overlay|aufs|squashfs|iso9660|udf|autofs|rootfs|nsfs|proc|sysfs|cgroup2?|tracefs|debugfs"
    "|mqueue|hugetlbfs|pstore|efivarfs|bpf|configfs|securityfs|binfmt_misc|rpc_pipefs|fusectl|fuse[.].*"
)
# Loopback, and devices whose traffic is counted again at a real one: bridges, bonds, VLANs, containers, tunnels.
_NO_CARD = (
    "lo|veth.*|docker.*|br.*|virbr.*|vmbr.*|bond.*|team.*|cni.*|cali.*|flannel.*|tun.*|tap.*|wg.*|dummy.*|.*[.].*"
)
_NO_WINDOWS_CARD = "(?i)(isatap|teredo|loopback).*"


class _Figure(NamedTuple):
    name: str  # of the metric, with its statistic left open
    unit: str
    query: str
    part: str = ""  # label that tells the parts of a host apart


def _both(linux: str, windows: str) -> str:
    return f"({linux}) or ({windows})"


_FIGURES = (
    _Figure(
        "host_cpu", "pct",
        _both(
            f'100 * (1 - avg by (job, instance) (rate(node_cpu_seconds_total{{mode="idle"}}[{_RATE}])))',
            f'100 * (1 - avg by (job, instance) (rate(windows_cpu_time_total{{mode="idle"}}[{_RATE}])))',
        ),
    ),
    _Figure(
        "host_memory", "pct",
        _both(
            "100 * (1 - max by (job, instance) (node_memory_MemAvailable_bytes)"
            " / max by (job, instance) (node_memory_MemTotal_bytes))",
            "100 * (1 - max by (job, instance)"
            " (windows_os_physical_memory_free_bytes or windows_memory_available_bytes)"
            " / max by (job, instance) (windows_cs_physical_memory_bytes or windows_memory_physical_total_bytes))",
        ),
    ),
    _Figure(
        # As df counts it: of what is not reserved for root.
        "host_disk", "pct",
        "max by (job, instance, mountpoint) (100 * "
        f'(node_filesystem_size_bytes{{fstype!~"{_NO_DISK}"}} - node_filesystem_free_bytes{{fstype!~"{_NO_DISK}"}})'
        f' / (node_filesystem_size_bytes{{fstype!~"{_NO_DISK}"}} - node_filesystem_free_bytes{{fstype!~"{_NO_DISK}"}}'
        f' + node_filesystem_avail_bytes{{fstype!~"{_NO_DISK}"}}))',
        "mountpoint",
    ),
    _Figure(
        "host_disk", "pct",
        'max by (job, instance, volume) (100 * (1 - windows_logical_disk_free_bytes{volume!~"HarddiskVolume.*"}'
        ' / windows_logical_disk_size_bytes{volume!~"HarddiskVolume.*"}))',
        "volume",
    ),
    _Figure("host_load", "count", "max by (job, instance) (node_load1)"),
    *(
        _Figure(
            f"host_network_{direction}", "bytes_per_second",
            _both(
                f"sum by (job, instance) (rate(node_network_{linux}_bytes_total"
                f'{{device!~"{_NO_CARD}"}}[{_RATE}]))',
                f"sum by (job, instance) (rate(windows_net_bytes_{windows}_total"
                f'{{nic!~"{_NO_WINDOWS_CARD}"}}[{_RATE}]))',
            ),
        )
        for direction, linux, windows in (("in", "receive", "received"), ("out", "transmit", "sent"))
    ),
)  # fmt: skip


def host_metrics(api: PrometheusApi, wanted: Sequence[str], day: Day, now: datetime) -> tuple[Metric, ...]:
    """Mean, 95th percentile and maximum of a day, from one value a minute; none where no exporter tells it."""
    end = min(day.end_utc, now)
    found: dict[tuple[str, str], Metric] = {}
    for figure in _FIGURES:
        for series in api.over(figure.query, day.start_utc, end):
            instance = series.labels.get("instance", "")
            values = sorted(value for _, value in series.samples)
            if not values or not is_watched(instance, wanted):
                continue
            subject = f"{instance}:{series.labels.get(figure.part, '')}" if figure.part else instance
            for metric in _statistics(figure, subject, values):
                # Two jobs that look at the same host say the same; the first is enough.
                found.setdefault((metric.name, metric.subject), metric)
    return tuple(found.values())


def _statistics(figure: _Figure, subject: str, values: Sequence[float]) -> Iterator[Metric]:
    yield Metric(f"{figure.name}_mean_{figure.unit}", sum(values) / len(values), subject)
    yield Metric(f"{figure.name}_p95_{figure.unit}", _percentile(values, 0.95), subject)
    yield Metric(f"{figure.name}_max_{figure.unit}", values[-1], subject)


def _percentile(values: Sequence[float], share: float) -> float:
    """As Prometheus's quantile_over_time has it: linear between the two neighbours."""
    rank = share * (len(values) - 1)
    lower = floor(rank)
    upper = min(lower + 1, len(values) - 1)
    return values[lower] + (values[upper] - values[lower]) * (rank - lower)
