"""Is SPSE's database server alive: does it answer, and do its statistics count?"""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from spse_monev.connections import ConnectionMissingError, Connections
from spse_monev.facts import CheckState, SourceCheck
from spse_monev.settings import PostgresSource
from spse_monev.sources.checks.session import explain, place, rows, session

FIRST_VERSION_WITH_QUERY_ID = 140000


def check(name: str, source: PostgresSource, connections: Connections, now: datetime, zone: ZoneInfo) -> SourceCheck:
    """`down` without an answer, `stale` when it answers but pg_stat_statements or the statistics are not at work."""
    del zone  # a server's statistics carry no calendar day
    begun = time.perf_counter()
    try:
        with session(source.connection, connections) as connection:
            (found,) = rows(connection, "postgres.sql")
    except (ConnectionMissingError, psycopg.Error) as error:
        where = place(source.connection, connections)
        reason = explain(error, source.connection, connections)
        return SourceCheck(name, source.kind, CheckState.DOWN, now, None, f"Server {where} tidak menjawab: {reason}.")
    latency_ms = (time.perf_counter() - begun) * 1000

    server = f"PostgreSQL {found.version} di {place(source.connection, connections)}"
    if found.is_standby:
        server += " (standby: hanya menghitung kueri yang dijalankan di sini)"
    faults = _faults(found)
    if faults:
        evidence = f"{server} menjawab, tetapi {'; '.join(faults)}."
        return SourceCheck(name, source.kind, CheckState.STALE, now, latency_ms, evidence)
    evidence = (
        f"{server} menjawab; pg_stat_statements {found.extension_version} aktif (track {found.statements_track})."
    )
    if found.track_io_timing == "off":
        evidence += " Saran: nyalakan track_io_timing agar waktu baca dan tulis ikut terukur."
    return SourceCheck(name, source.kind, CheckState.OK, now, latency_ms, evidence)


def _faults(found: Any) -> list[str]:
    """What keeps the statistics from being whole, each with its mend."""
    faults: list[str] = []
    if found.statements_track is None:
        # The setting exists exactly when the library is loaded.
        faults.append(
            "pustaka pg_stat_statements belum dimuat; tambahkan ke shared_preload_libraries lalu mulai ulang PostgreSQL"
        )
    elif found.statements_track == "none":
        faults.append("pg_stat_statements.track = none sehingga kueri tidak dihitung; ubah menjadi top")
    if found.extension_version is None:
        faults.append(
            f"ekstensi belum ada di basis data {found.database!r}; jalankan di sana sebagai superuser: "
            "CREATE EXTENSION pg_stat_statements"
        )
    if found.version_number >= FIRST_VERSION_WITH_QUERY_ID and found.compute_query_id == "off":
        faults.append("compute_query_id = off sehingga kueri tidak dihitung; ubah menjadi auto")
    if found.track_counts != "on":
        faults.append("track_counts mati sehingga statistik tabel tidak dihitung; nyalakan")
    if found.track_activities != "on":
        faults.append("track_activities mati sehingga kegiatan sesi tidak terlihat; nyalakan")
    if not found.sees_all_statistics:
        faults.append(
            f"peran {found.role!r} tidak melihat kueri pengguna lain; jalankan sebagai superuser: "
            f'GRANT pg_monitor TO "{found.role}"'
        )
    return faults
