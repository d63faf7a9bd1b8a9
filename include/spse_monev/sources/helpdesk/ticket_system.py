"""One month of a ticket system as an `Import`."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from spse_monev.complaints import Import
from spse_monev.connections import Connection
from spse_monev.facts import CoverageState
from spse_monev.period import Month
from spse_monev.settings import HelpdeskSource
from spse_monev.sources.helpdesk.protect import Protector
from spse_monev.text import fingerprint


def read_system(
    name: str,
    source: HelpdeskSource,
    connection: Connection,
    zone: ZoneInfo,
    month: Month,
    protector: Protector,
    now: datetime,
) -> Import:
    """Ask a ticket system for a month's tickets; the errors of `systems.read_tickets` where nothing can be had."""
    from spse_monev.sources.helpdesk import systems

    found = systems.read_tickets(source, connection, zone, month.start, month.end, now)
    reasons = list(found.reasons)
    if found.rejections:
        reasons.append(f"{len(found.rejections)} tiket tidak dapat dipakai; lihat daftar baris yang ditolak")
    return Import(
        # One answer a month: a later one takes its place.
        import_id=fingerprint(source.kind, name, str(month)),
        name=source.label,
        state=CoverageState.PARTIAL if reasons else CoverageState.OK,
        reasons=tuple(reasons),
        as_of=now,
        row_count=len(found.tickets) + len(found.rejections),
        since=month.start,
        until=month.end,
        complaints=tuple(protector.protect(name, found.tickets)),
        rejections=found.rejections,
    )
