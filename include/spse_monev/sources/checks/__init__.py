"""SOP step 1, 'is it alive?': a source is alive when it answers and has fresh data.

A dead source is an answer, not an exception. The evidence is in Bahasa Indonesia, holds no secret, and names the mend
where the state is not ok.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, assert_never
from zoneinfo import ZoneInfo

from spse_monev.settings import (
    ApplicationLogSource,
    HttpSource,
    MonitoringSource,
    PostgresLogSource,
    PostgresSource,
    ProbeSource,
    Source,
    SpseStatusSource,
    WebLogSource,
)

if TYPE_CHECKING:
    from spse_monev.connections import Connections
    from spse_monev.facts import SourceCheck

__all__ = ["run_check"]


def run_check(name: str, source: Source, connections: Connections, now: datetime, zone: ZoneInfo) -> SourceCheck:
    """Check one source as its kind demands. `now` is aware; `zone` is the site's."""
    # Each module brings a library that the others do without.
    from spse_monev.sources import monitoring
    from spse_monev.sources.checks import application_log, http, postgres, postgres_log, probe, spse_status, web_log

    match source:
        case PostgresSource():
            return postgres.check(name, source, connections, now, zone)
        case PostgresLogSource():
            return postgres_log.check(name, source, connections, now, zone)
        case ApplicationLogSource():
            return application_log.check(name, source, connections, now, zone)
        case WebLogSource():
            return web_log.check(name, source, connections, now, zone)
        case SpseStatusSource():
            return spse_status.check(name, source, connections, now, zone)
        case HttpSource():
            return http.check(name, source, connections, now, zone)
        case ProbeSource():
            return probe.check(name, source, connections, now, zone)
        case MonitoringSource():
            return monitoring.check(name, source, connections, now, zone)
        case _:
            assert_never(source)
