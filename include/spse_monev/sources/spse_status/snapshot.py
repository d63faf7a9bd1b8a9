"""One look at SPSE's status page, in Play 1's form and that of LKPP's fork of it.

    {"play.plugins.PlayStatusPlugin": {
        "java": {"version": "11.0.22"},
        "memory": {"max": 4294967296, "free": 1073741824, "total": 2147483648},      bytes
        "application": {"uptime": 86400000, "path": "/home/appserv/spse"},           milliseconds, -1: not started
        "monitors": [{"name": "lelang.LelangCtr.index(), ms.", "hits": 3, "avg": 12.5, "min": 2, "max": 30}, ...]},
     "<another plugin>": {...}, "<a plugin that failed>": {"error": "..."}}

Monitors are JAMon's: the name of a monitor of times ends in ', ms.'. Monitors of other units, which are no times, are
left out. Names are what the application gave them: SQL text, 'controller.action()', the path of a template,
'jobs.Name.doJob()'.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from spse_monev.connections import Connection
from spse_monev.facts import Metric, MonitorKind, StatusMonitor, StatusSnapshot
from spse_monev.settings import SpseStatusSource
from spse_monev.sources.http import FetchError, WebClient, shown_url
from spse_monev.text import mask, normalise_message, normalise_query

JSON_PATH = "/@status.json"
MAX_NAME = 300  # of actions and templates; queries have their own limit

_TIME_UNIT = ", ms."
# As LKPP's fork tells queries and pages apart, and a little more generously.
_QUERY = re.compile(r"[\s(]*(?:select|insert|update|delete|with|merge|call|values|truncate)\b\s*\S", re.IGNORECASE)
_TEMPLATE = re.compile(r"\S+\.(?:html?|jte|txt|xml|json|js|css|tag|csv)", re.IGNORECASE)
_ACTION = re.compile(r"[\w$]+(?:\.[\w$]+)*\(\)")
_JOB = ".doJob()"
# What neither a terminal nor PostgreSQL can take, and JSON can carry.
_UNSAFE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# 31 years of milliseconds; JAMon's own 'never' values are far larger still.
_MAX_MS = 1e12


def take_snapshot(source: SpseStatusSource, connection: Connection | None, now: datetime) -> StatusSnapshot:
    """The statistics as they are; FetchError with the mend if they cannot be had.

    `connection` holds application.statusKey as its password; without one the page is asked as anybody would.
    """
    with WebClient(
        str(source.url), timeout_seconds=source.timeout_seconds, headers=_authorization(connection)
    ) as client:
        try:
            found = client.get_json(JSON_PATH)
        except FetchError as error:
            shown = shown_url(str(source.url).rstrip("/") + JSON_PATH)
            advice = _advice(error.status, connection)
            if advice is None:
                raise
            raise FetchError(f"{shown} {advice}", answered=True, status=error.status) from error
    try:
        return parse(found, now)
    except ValueError as error:
        raise FetchError(f"{shown_url(str(source.url))} {error}", answered=True, status=200) from error


def parse(found: Any, now: datetime) -> StatusSnapshot:
    """The snapshot in the JSON of a status page; ValueError (a clause in Bahasa Indonesia) if it is none."""
    parts = _parts(found)
    notes: list[str] = []
    monitors: tuple[StatusMonitor, ...] = ()
    if isinstance(parts.get("monitors"), list):
        monitors, unreadable = _monitors(parts["monitors"])
        if unreadable:
            notes.append(f"{unreadable} hitungan pada statistik SPSE tidak terbaca dan tidak ikut dihitung")
    else:
        notes.append("statistik SPSE tidak memuat daftar hitungan ('monitors')")
    gauges = _memory(parts.get("memory"))
    if not gauges:
        notes.append("pemakaian memori tidak terbaca dari statistik SPSE")
    uptime = _uptime_seconds(parts.get("application"))
    java = parts.get("java")
    version = java.get("version") if isinstance(java, Mapping) else None
    return StatusSnapshot(
        taken_at=now,
        started_at=now - timedelta(seconds=uptime),
        monitors=monitors,
        gauges=(*gauges, Metric("uptime_seconds", uptime)),
        java_version=_UNSAFE.sub("", version)[:40] if isinstance(version, str) else "",
        notes=tuple(notes),
    )


def _authorization(connection: Connection | None) -> dict[str, str]:
    if connection is None:
        return {}
    key = connection.password.strip()
    # What cannot be a header would be quoted in the library's error.
    if not key or not key.isascii() or not key.isprintable():
        raise FetchError(
            f"koneksi {connection.conn_id!r} tidak berisi kunci yang dapat dipakai; isi kata sandinya dengan nilai "
            "application.statusKey, tanpa huruf di luar ASCII"
        )
    return {"Authorization": key}


def _advice(status: int | None, connection: Connection | None) -> str | None:
    """What an HTTP status of this page means, which is more than it would elsewhere."""
    if status == 404:
        return (
            "menjawab HTTP 404: halaman status dimatikan atau bukan di alamat itu; isi 'url' dengan http.path aplikasi "
            "(fork LKPP, misalnya http://127.0.0.1:9000/eproc4) atau tanpa http.path (Play asli)"
        )
    if status in (401, 403):
        mend = (
            f"perbaiki kata sandi koneksi {connection.conn_id!r} dengan nilai application.statusKey di application.conf"
            if connection is not None
            else "isi 'connection' dengan koneksi yang kata sandinya adalah application.statusKey di application.conf, "
            "atau (Play lama) tanyakan dari mesin aplikasi itu sendiri lewat 127.0.0.1"
        )
        return f"menolak akses (HTTP {status}); {mend}"
    if status == 503:
        return "menjawab HTTP 503: aplikasi belum selesai menyala; tunggu sebentar, lalu periksa log aplikasi"
    return None


def _parts(found: Any) -> dict[str, Any]:
    """The documented members, whichever plugin gives them. What other plugins tell, or fail to tell, is not read."""
    parts: dict[str, Any] = {}
    has_failed = False
    if isinstance(found, Mapping):
        for plugin in found.values():
            if not isinstance(plugin, Mapping):
                continue
            has_failed = has_failed or set(plugin) == {"error"}
            for name in ("java", "memory", "application", "monitors"):
                if name in plugin:
                    parts.setdefault(name, plugin[name])
    if "monitors" not in parts and "memory" not in parts:
        if has_failed:
            raise ValueError("menjawab, tetapi plugin statistiknya sendiri gagal; periksa log aplikasi")
        raise ValueError("menjawab JSON yang bukan statistik SPSE; periksa 'url'")
    return parts


def _uptime_seconds(application: Any) -> float:
    uptime = _number(application.get("uptime")) if isinstance(application, Mapping) else None
    if uptime is None or uptime > _MAX_MS:
        raise ValueError("tidak menyebut lama aplikasi menyala (application.uptime), sehingga tidak dapat dibandingkan")
    if uptime < 0:
        raise ValueError("menyebut aplikasi belum selesai menyala; tunggu sebentar, lalu periksa log aplikasi")
    return uptime / 1000


def _memory(memory: Any) -> tuple[Metric, ...]:
    if not isinstance(memory, Mapping):
        return ()
    most, free, total = (_number(memory.get(name)) for name in ("max", "free", "total"))
    if most is None or free is None or total is None or not 0 <= free <= total or most <= 0:
        return ()
    used = total - free
    return (
        Metric("heap_max_bytes", most),
        Metric("heap_used_bytes", used),
        Metric("heap_used_pct", 100 * used / most),
    )


def _monitors(entries: list[Any]) -> tuple[tuple[StatusMonitor, ...], int]:
    """One monitor per kind and normalised name, most time first, and how many entries could not be read."""
    merged: dict[tuple[MonitorKind, str], StatusMonitor] = {}
    unreadable = 0
    for entry in entries:
        try:
            for monitor in _monitor(entry):
                key = monitor.kind, monitor.name
                merged[key] = _both(merged[key], monitor) if key in merged else monitor
        except ValueError:
            unreadable += 1
    ordered = sorted(merged.values(), key=lambda monitor: (-monitor.total_ms, monitor.kind, monitor.name))
    return tuple(ordered), unreadable


def _monitor(entry: Any) -> Iterator[StatusMonitor]:
    """The monitor of an entry; none if it counts no time or nothing yet; ValueError if it cannot be read."""
    label = entry.get("name") if isinstance(entry, Mapping) else None
    if not isinstance(label, str) or not label.strip():
        raise ValueError("no name")
    hits, mean, least, most = (_number(entry.get(name)) for name in ("hits", "avg", "min", "max"))
    if hits is None or not 0 <= hits <= _MAX_MS:
        raise ValueError("no count")
    kind, name = _kind_and_name(label)
    if kind is MonitorKind.OTHER and not label.endswith(_TIME_UNIT):
        return  # counts something else than milliseconds
    if round(hits) == 0:
        return
    if mean is None or least is None or most is None or not 0 <= mean <= _MAX_MS or not 0 <= least <= most <= _MAX_MS:
        raise ValueError("no times")
    yield StatusMonitor(kind, name, round(hits), mean * round(hits), least, most)


def _kind_and_name(label: str) -> tuple[MonitorKind, str]:
    name = _UNSAFE.sub(" ", label.removesuffix(_TIME_UNIT)).strip()
    if _QUERY.match(name):
        return MonitorKind.QUERY, normalise_query(name)
    if len(name) <= MAX_NAME and _TEMPLATE.fullmatch(name):
        return MonitorKind.TEMPLATE, _one_line(name, MAX_NAME)
    if len(name) <= MAX_NAME and _ACTION.fullmatch(name) and not name.endswith(_JOB):
        return MonitorKind.ACTION, name
    return MonitorKind.OTHER, normalise_message(_one_line(name, MAX_NAME))


def _both(one: StatusMonitor, other: StatusMonitor) -> StatusMonitor:
    return replace(
        one,
        hits=one.hits + other.hits,
        total_ms=one.total_ms + other.total_ms,
        min_ms=min(one.min_ms, other.min_ms),
        max_ms=max(one.max_ms, other.max_ms),
    )


def _one_line(text: str, limit: int) -> str:
    return " ".join(mask(text, limit).split())


def _number(value: Any) -> float | None:
    # JSON's integers may be longer than a float can hold.
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
