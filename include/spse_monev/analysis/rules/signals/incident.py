"""Problems that a monitoring system saw, by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spse_monev.analysis.rules.model import IncidentSignal
from spse_monev.analysis.rules.signals.availability import WATCHING
from spse_monev.analysis.rules.signals.outcome import Outcome, met, nothing, reach
from spse_monev.findings import Evidence
from spse_monev.observations import Observations

# A probe knows whether its targets answer, and nothing of what else may be wrong.
_SYSTEMS = tuple(kind for kind in WATCHING if kind != "probe")


def judge(signal: IncidentSignal, seen: Observations) -> Iterator[Outcome]:
    """All problems with such a name together."""
    reached = reach(seen, _SYSTEMS, seen.days)
    incidents = [
        incident
        for incident in seen.incidents
        if incident.day in reached.days
        and incident.severity in signal.severities
        and re.search(signal.name, incident.name)
    ]
    if len({incident.day for incident in incidents}) < signal.days:
        yield nothing(reached)
        return
    yield met(
        "",
        [
            Evidence(f"{incident.component}: {incident.name}", incident.source, incident.day, incident.started_at)
            for incident in incidents
        ],
        reached,
        figures={"count": len(incidents), "component": incidents[0].component},
        moments=tuple(incident.started_at for incident in incidents),
    )
