"""Is the web server's log alive: are there files, and is their newest entry recent?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from spse_monev.connections import Connections
from spse_monev.facts import SourceCheck
from spse_monev.settings import WebLogSource
from spse_monev.sources.checks.log_age import check_log
from spse_monev.sources.files import LogFile


def check(name: str, source: WebLogSource, connections: Connections, now: datetime, zone: ZoneInfo) -> SourceCheck:
    """`down` without a readable file, `stale` when the newest entry is older than `max_age_minutes` allows."""
    from spse_monev.sources.web_log import LogFormatError, newest_entry_at

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
        unknown_advice="periksa apakah log kosong, dan apakah 'format' dan 'pattern' sesuai dengan LogFormat (Apache) "
        "atau log_format (nginx)",
        stale_advice="periksa apakah server web berjalan, disk tidak penuh dan pola berkas memuat berkas terbaru",
    )
