"""`spse doctor` on a site's helpdesk: salt, inbox and ticket systems."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from spse_monev.cli.finding import Finding
from spse_monev.connections import ConnectionMissingError, EnvironmentConnections
from spse_monev.facts import CheckState
from spse_monev.settings import Helpdesk, HelpdeskSource, Site, SpreadsheetSource

# Long enough to have a ticket now and then, short enough not to burden the helpdesk.
LOOK_BACK = timedelta(hours=24)


def helpdesk_findings(site: Site, helpdesk: Helpdesk) -> Iterator[Finding]:
    """Look at the salt and try every source of complaints; nothing is stored and nothing of a complaint is shown."""
    yield _salt(site, helpdesk)
    for name, source in helpdesk.sources.items():
        what = f"{source.label} ({name})"
        try:
            yield _inbox(what, source) if isinstance(source, SpreadsheetSource) else _system(what, source, site)
        except Exception as error:
            # Whatever one source does, the others are looked at too.
            yield Finding(what, CheckState.DOWN, str(error).strip())


def _salt(site: Site, helpdesk: Helpdesk) -> Finding:
    from spse_monev.sources.helpdesk.protect import Protector

    what = f"Garam penyamaran ({helpdesk.salt})"
    try:
        Protector(EnvironmentConnections().get(helpdesk.salt).password, site.key)
    except (ConnectionMissingError, ValueError) as error:
        return Finding(what, CheckState.DOWN, str(error))
    return Finding(what, CheckState.OK, "terisi; simpan cadangannya, karena tidak boleh berubah")


def _inbox(what: str, source: SpreadsheetSource) -> Finding:
    from spse_monev.sources.helpdesk.inbox import find_inbox

    connection = EnvironmentConnections().get(source.connection) if source.connection else None
    found = find_inbox(source, connection)
    if found.problems:
        state = CheckState.STALE if found.files else CheckState.DOWN
        return Finding(what, state, "; ".join(found.problems))
    return Finding(what, CheckState.OK, f"{len(found.files)} berkas di kotak masuk")


def _system(what: str, source: HelpdeskSource, site: Site) -> Finding:
    from spse_monev.sources.helpdesk import systems

    assert not isinstance(source, SpreadsheetSource)  # noqa: S101  # `helpdesk_findings` told them apart
    now = datetime.now(UTC)
    connection = EnvironmentConnections().get(source.connection)
    found = systems.read_tickets(source, connection, site.zone, now - LOOK_BACK, now, now)
    if found.reasons:
        return Finding(what, CheckState.STALE, "; ".join(found.reasons))
    return Finding(what, CheckState.OK, f"terhubung; {len(found.tickets)} tiket dalam 24 jam terakhir")
