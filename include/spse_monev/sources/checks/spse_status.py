"""Are SPSE's own statistics alive, and are they hidden from everybody else?"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from spse_monev.connections import ConnectionMissingError, Connections
from spse_monev.facts import CheckState, MonitorKind, SourceCheck
from spse_monev.settings import SpseStatusSource
from spse_monev.sources.http import FetchError, shown_url
from spse_monev.sources.spse_status import exposure_warning, take_snapshot


def check(name: str, source: SpseStatusSource, connections: Connections, now: datetime, zone: ZoneInfo) -> SourceCheck:
    """`down` without statistics, `stale` when they count nothing, or when they are open to everybody.

    A page that everybody can read is no sign of a dead source, but it must not look like one that is all right.
    """
    begun = time.perf_counter()
    latency_ms: float | None = None
    try:
        connection = connections.get(source.connection) if source.connection else None
        snapshot = take_snapshot(source, connection, now)
    except (ConnectionMissingError, FetchError) as error:
        if isinstance(error, FetchError) and error.answered:
            latency_ms = (time.perf_counter() - begun) * 1000
        state, evidence = CheckState.DOWN, f"Statistik SPSE tidak terbaca: {error}."
    else:
        latency_ms = (time.perf_counter() - begun) * 1000
        shown = shown_url(str(source.url))
        if snapshot.monitors:
            queries = sum(monitor.kind is MonitorKind.QUERY for monitor in snapshot.monitors)
            state = CheckState.OK
            evidence = (
                f"Statistik SPSE di {shown} terbaca: {len(snapshot.monitors)} hitungan, {queries} di antaranya query; "
                f"aplikasi menyala sejak {snapshot.started_at.astimezone(zone):%Y-%m-%d %H:%M %Z}, "
                f"{_lasting(now - snapshot.started_at)}."
            )
        else:
            state = CheckState.STALE
            evidence = (
                f"Statistik SPSE di {shown} menjawab, tetapi tidak menghitung apa pun; periksa apakah aplikasi itu "
                "dipakai dan apakah 'url' menunjuk ke SPSE yang benar."
            )
        evidence += "".join(f" Catatan: {note}." for note in snapshot.notes)
    warning, remark = _exposure(source)
    if warning and state is CheckState.OK:
        state = CheckState.STALE
    return SourceCheck(name, source.kind, state, now, latency_ms, " ".join(filter(None, (warning, evidence, remark))))


def _exposure(source: SpseStatusSource) -> tuple[str, str]:
    """A warning that comes first, and a remark that comes last; either may be ''."""
    if source.public_url is None:
        return "", "Saran: isi 'public_url' agar diperiksa apakah halaman status terbuka untuk umum."
    try:
        return exposure_warning(str(source.public_url), source.timeout_seconds) or "", ""
    except FetchError as error:
        return "", f"Apakah halaman status terbuka untuk umum tidak dapat diperiksa: {error}."


def _lasting(span: timedelta) -> str:
    hours = span / timedelta(hours=1)
    return f"{hours / 24:.0f} hari" if hours >= 48 else f"{hours:.0f} jam"
