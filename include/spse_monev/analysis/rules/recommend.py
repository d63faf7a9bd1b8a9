"""Concrete figures for a change: from what to what, out of the server's own settings and the period's figures.

Each function gets the observations and the figures of the judgement, and gives further figures as they are written in a
configuration, or says what it lacks. They are steps, not ends: each is small enough to be undone and watched, since no
source tells the memory of a host. Rules of thumb are PostgreSQL's manual's (19.4 Resource Consumption) and pgtune's.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from spse_monev.analysis.rules.values import latest_settings, setting_value
from spse_monev.observations import Observations

Figures = Mapping[str, float | str]

MIB = 1024**2
# What superusers, backups and monitoring need besides the application's pools.
SPARE_CONNECTIONS = 10
# Each sort of each session may take work_mem, so one step does not go beyond this.
MAX_WORK_MEM = 64 * MIB
MIN_SCALE_FACTOR = 0.01
DEAD_PCT = 20.0
DEAD_ROWS = 10_000
MAX_NAMED = 10


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Further figures for the texts of a change, and what was lacking to work them out."""

    figures: dict[str, float | str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


def in_setting(size: float) -> str:
    """A size as PostgreSQL's configuration has it, in the largest unit that keeps it whole.

    >>> in_setting(128 * 1024**2), in_setting(3 * 1024**3)
    ('128MB', '3GB')
    """
    for unit, bytes_ in (("GB", 1024**3), ("MB", MIB)):
        if size >= bytes_ and size % bytes_ == 0:
            return f"{size / bytes_:.0f}{unit}"
    return f"{size / 1024:.0f}kB"


def raise_heap(seen: Observations, _: Figures) -> Recommendation:
    """A quarter more for Java's heap, in steps of 256 MiB."""
    now = _newest(seen, "heap_max_bytes")
    if now is None:
        return _lacking("batas memori aplikasi (-Xmx) tidak diketahui; statistik SPSE (@status.json) tidak terbaca")
    step = 256 * MIB
    wanted = math.ceil(now * 1.25 / step) * step
    return Recommendation({"heap_from": f"{now / MIB:.0f}m", "heap_to": f"{wanted / MIB:.0f}m"})


def raise_max_connections(seen: Observations, _: Figures) -> Recommendation:
    """A quarter more sessions, at least 20."""
    now = setting_value("max_connections", seen)
    if now is None:
        return _lacking("max_connections tidak diketahui; statistik basis data tidak terbaca")
    wanted = math.ceil((now + max(20.0, now / 4)) / 10) * 10
    memory = _newest(seen, "host_memory_p95_pct")
    figures: dict[str, float | str] = {
        "max_connections_from": now,
        "max_connections_to": float(wanted),
        "memory_used": "tidak diukur" if memory is None else f"{memory:.0f}% (persentil 95)",
    }
    return Recommendation(figures)


def raise_pool(seen: Observations, _: Figures) -> Recommendation:
    """What the server's limit leaves for all pools together."""
    limit = setting_value("max_connections", seen) or _newest(seen, "max_connections_count")
    if limit is None:
        return _lacking("max_connections tidak diketahui; statistik basis data tidak terbaca")
    reserved = setting_value("superuser_reserved_connections", seen) or 3.0  # PostgreSQL's default
    return Recommendation({"max_connections": limit, "pool_to": limit - reserved - SPARE_CONNECTIONS})


def raise_shared_buffers(seen: Observations, _: Figures) -> Recommendation:
    """Twice the buffers, and three times that as what the planner may count on, as pgtune has their proportion."""
    now = setting_value("shared_buffers", seen)
    planner = setting_value("effective_cache_size", seen)
    if now is None or planner is None:
        return _lacking("shared_buffers atau effective_cache_size tidak diketahui; statistik basis data tidak terbaca")
    return Recommendation(
        {
            "shared_buffers_from": in_setting(now),
            "shared_buffers_to": in_setting(now * 2),
            "effective_cache_size_from": in_setting(planner),
            "effective_cache_size_to": in_setting(max(planner, now * 6)),
        }
    )


def raise_work_mem(seen: Observations, _: Figures) -> Recommendation:
    """Twice as much, or as much as the largest temporary file needs, up to a limit."""
    now = setting_value("work_mem", seen)
    if now is None:
        return _lacking("work_mem tidak diketahui; statistik basis data tidak terbaca")
    days = set(seen.days)
    largest = max((m.value for m in seen.metrics if m.day in days and m.name == "temp_file_max_bytes"), default=None)
    wanted = now * 2
    while largest is not None and wanted < largest and wanted < MAX_WORK_MEM:
        wanted *= 2
    shown = "tidak tercatat (log_temp_files tidak aktif)" if largest is None else f"{largest / MIB:,.0f} MB"
    figures: dict[str, float | str] = {
        "work_mem_from": in_setting(now),
        "work_mem_to": in_setting(max(now * 2, min(wanted, MAX_WORK_MEM))),
        "temp_file_max": shown.replace(",", "."),
    }
    return Recommendation(figures)


def raise_max_wal_size(seen: Observations, _: Figures) -> Recommendation:
    """Twice as much room between checkpoints."""
    now = setting_value("max_wal_size", seen)
    if now is None:
        return _lacking("max_wal_size tidak diketahui; statistik basis data tidak terbaca")
    return Recommendation({"max_wal_size_from": in_setting(now), "max_wal_size_to": in_setting(now * 2)})


def autovacuum_for_table(seen: Observations, _: Figures) -> Recommendation:
    """The tables full of dead rows, and a quarter of the share at which autovacuum comes to them."""
    last = seen.days[-1]
    shares = {m.subject: m.value for m in seen.metrics if m.day == last and m.name == "table_dead_row_pct"}
    rows = {m.subject: m.value for m in seen.metrics if m.day == last and m.name == "table_dead_row_count"}
    tables = sorted(
        (name for name, share in shares.items() if share > DEAD_PCT and rows.get(name, 0) >= DEAD_ROWS),
        key=lambda name: -rows[name],
    )
    more = f" dan {len(tables) - MAX_NAMED} tabel lain" if len(tables) > MAX_NAMED else ""
    found: dict[str, float | str] = {}
    if tables:
        found["tables"] = ", ".join(tables[:MAX_NAMED]) + more
    setting = latest_settings(seen).get("autovacuum_vacuum_scale_factor")
    if setting is None:
        return Recommendation(found, ("autovacuum_vacuum_scale_factor tidak diketahui",))
    now = float(setting.value)
    # As a configuration has it: with a point, whatever the language.
    found["scale_factor_from"] = f"{now:g}"
    found["scale_factor_to"] = f"{max(MIN_SCALE_FACTOR, round(now / 4, 3)):g}"
    return Recommendation(found)


RECOMMENDATIONS: Mapping[str, Callable[[Observations, Figures], Recommendation]] = MappingProxyType(
    {
        "raise_heap": raise_heap,
        "raise_max_connections": raise_max_connections,
        "raise_pool": raise_pool,
        "raise_shared_buffers": raise_shared_buffers,
        "raise_work_mem": raise_work_mem,
        "raise_max_wal_size": raise_max_wal_size,
        "autovacuum_for_table": autovacuum_for_table,
    }
)


def _newest(seen: Observations, name: str) -> float | None:
    """The largest value of a figure on the newest day that has it."""
    found = [(metric.day, metric.value) for metric in seen.metrics if metric.name == name]
    return max(found)[1] if found else None


def _lacking(what: str) -> Recommendation:
    return Recommendation(missing=(what,))
