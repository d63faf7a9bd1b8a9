"""Is the server log alive: are there files, and is their newest entry recent?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import psycopg

from spse_monev.connections import ConnectionMissingError, Connections
from spse_monev.facts import SourceCheck
from spse_monev.settings import PostgresLogSource
from spse_monev.sources.checks.log_age import check_log
from spse_monev.sources.checks.session import explain, rows, session
from spse_monev.sources.files import LogFile

# Severities from the most to the least talkative, as log_min_messages and log_min_error_statement order them.
_QUIETER_THAN_WARNING = ("error", "log", "fatal", "panic")
_QUIETER_THAN_ERROR = ("log", "fatal", "panic")


def check(name: str, source: PostgresLogSource, connections: Connections, now: datetime, zone: ZoneInfo) -> SourceCheck:
    """`down` without a readable file, `stale` when the newest entry is older than `max_age_minutes` allows.

    Where the server can be asked, its settings are looked at too: what they keep out of the log is a remark, since
    the log itself is alive.
    """
    from spse_monev.sources.postgres_log import LogFormatError, newest_entry_at

    def newest(files: Sequence[LogFile]) -> datetime | None:
        return newest_entry_at(files, zone, format=source.format, prefix=source.prefix, log_zone=source.zone)

    return check_log(
        name,
        source,
        connections,
        now,
        zone,
        newest_entry_at=newest,
        format_errors=(LogFormatError,),
        unknown_advice="periksa apakah log kosong, dan apakah 'format' dan 'prefix' sesuai dengan log_destination dan "
        "log_line_prefix",
        stale_advice="periksa apakah logging_collector berjalan, disk tidak penuh dan pola berkas memuat berkas "
        "terbaru",
        zone_advice="periksa jam server dan 'zone' sumber ini (log_timezone)",
        remarks=_remarks(source, connections),
    )


def _remarks(source: PostgresLogSource, connections: Connections) -> list[str]:
    conn_id = source.database_connection or (source.connection if source.through_database else None)
    if conn_id is None:
        return []
    try:
        with session(conn_id, connections) as connection:
            settings = {row.name: row.value for row in rows(connection, "log_settings.sql")}
    except (ConnectionMissingError, psycopg.Error) as error:
        return [f"Pengaturan log tidak dapat diperiksa: {explain(error, conn_id, connections)}."]
    advice = list(_advice(settings))
    return [f"Saran pengaturan server: {'; '.join(advice)}."] if advice else []


def _advice(settings: Mapping[str, str]) -> Iterator[str]:
    """What the server's settings keep out of the log, each with its mend."""
    destinations = {part.strip() for part in settings["log_destination"].split(",")}
    if settings["logging_collector"] == "off":
        yield "logging_collector = off, nyalakan lalu mulai ulang agar log ditulis dan dirotasi oleh PostgreSQL sendiri"
    if not destinations & {"csvlog", "jsonlog"}:
        if "stderr" in destinations:
            prefix = settings["log_line_prefix"]
            # %n is the same moment as seconds since 1970; %t has no milliseconds.
            missing = [
                escape
                for escape, same in (("%m", ("%m", "%n")), ("%e", ("%e",)), ("%Q", ("%Q",)))
                if not any(form in prefix for form in same)
            ]
            wanted = f" (log_line_prefix kini tidak memuat {', '.join(missing)})" if missing else ""
            yield f"log_destination = csvlog atau jsonlog agar kode kesalahan dan id kueri lengkap{wanted}"
        else:
            yield f"log_destination = {settings['log_destination']}, tambahkan csvlog atau jsonlog"
    if settings["log_min_messages"] in _QUIETER_THAN_WARNING:
        yield f"log_min_messages = {settings['log_min_messages']} menyembunyikan peringatan, ubah menjadi warning"
    if settings["log_min_error_statement"] in _QUIETER_THAN_ERROR:
        yield (
            f"log_min_error_statement = {settings['log_min_error_statement']} menyembunyikan kueri yang gagal, "
            "ubah menjadi error"
        )
    timed = (
        settings["log_min_duration_statement"],
        settings.get("log_min_duration_sample", "-1"),
        settings.get("auto_explain.log_min_duration", "-1"),
    )
    if settings["log_duration"] == "off" and all(value == "-1" for value in timed):
        yield "log_min_duration_statement = -1 sehingga lama kueri tidak tercatat, isi misalnya 200ms"
