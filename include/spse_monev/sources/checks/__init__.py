"""SOP step 1, 'is it alive?': a source is alive when it answers and has fresh data.

A dead source is an answer, not an exception. The evidence is in Bahasa Indonesia, holds no secret, and names the mend
where the state is not ok.
"""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast
from zoneinfo import ZoneInfo

from spse_monev.settings import MonitoringSource, Source

if TYPE_CHECKING:
    from spse_monev.connections import Connections
    from spse_monev.facts import SourceCheck

__all__ = ["run_check"]


class _Check(Protocol):
    """What each module here offers, named as the kind of source that it checks."""

    def check(self, name: str, source: Any, connections: Connections, now: datetime, zone: ZoneInfo) -> SourceCheck: ...


def run_check(name: str, source: Source, connections: Connections, now: datetime, zone: ZoneInfo) -> SourceCheck:
    """Check one source as its kind demands. `now` is aware; `zone` is the site's."""
    if isinstance(source, MonitoringSource):
        from spse_monev.sources import monitoring

        return monitoring.check(name, source, connections, now, zone)
    # Loaded one by one: each module brings a library that the others do without.
    module = cast(_Check, import_module(f"{__name__}.{source.kind}"))
    return module.check(name, source, connections, now, zone)
