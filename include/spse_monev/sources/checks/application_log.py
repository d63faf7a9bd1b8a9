"""Is the application's log alive: are there files, and is their newest entry recent?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from spse_monev.connections import Connections
from spse_monev.facts import SourceCheck
from spse_monev.settings import ApplicationLogSource
from spse_monev.sources.checks.log_age import check_log
from spse_monev.sources.files import LogFile


def check(
    name: str, source: ApplicationLogSource, connections: Connections, now: datetime, zone: ZoneInfo
) -> SourceCheck:
    """`down` without a readable file, `stale` when the newest entry is older than `max_age_minutes` allows.

    A log without times is as old as the last change of its file.
    """
    from spse_monev.sources.application_log import LogFormatError, newest_entry_at

    def newest(files: Sequence[LogFile]) -> datetime | None:
        return newest_entry_at(files, zone, format=source.format, pattern=source.pattern, log_zone=source.zone)

    return check_log(
        name,
        source,
        connections,
        now,
        zone,
        newest_entry_at=newest,
        format_errors=(LogFormatError,),
        unknown_advice="periksa apakah log kosong, dan apakah 'format' dan 'pattern' sesuai dengan "
        "conf/log4j.properties",
        stale_advice="periksa apakah aplikasi berjalan, disk tidak penuh dan pola berkas memuat berkas terbaru",
    )
