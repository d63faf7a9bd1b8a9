"""Monitoring systems: are they alive and fresh, and what did they see on a day?

One module per system, each with the two functions of `System`. None guesses: what a system cannot tell is a reason
in the coverage, and a component that nobody watched is 'unknown', not 'up'.
"""

from __future__ import annotations

import time
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast
from zoneinfo import ZoneInfo

from spse_monev.connections import Connection, ConnectionMissingError
from spse_monev.facts import CheckState, SourceCheck
from spse_monev.sources.http import FetchError

if TYPE_CHECKING:
    from spse_monev.connections import Connections
    from spse_monev.facts import Reading
    from spse_monev.period import Day
    from spse_monev.settings import MonitoringSource

__all__ = ["Observation", "System", "check", "read_day"]


class Observation(NamedTuple):
    """What a look at a monitoring system shows."""

    state: CheckState  # stale: it answers, but its newest measurement is too old, or nothing of SPSE is watched
    evidence: str  # one sentence in Bahasa Indonesia, with the mend where it is not ok


class System(Protocol):
    """What each module of a monitoring system offers."""

    def observe(self, source: Any, connection: Connection | None, now: datetime, zone: ZoneInfo) -> Observation:
        """Is it alive, and are its measurements fresh? FetchError if it does not answer as it should."""

    def read_day(self, source: Any, connection: Connection | None, day: Day, now: datetime) -> Reading:
        """Incidents, availability and host metrics of a day; FetchError if it does not answer as it should."""


def check(name: str, source: MonitoringSource, connections: Connections, now: datetime, zone: ZoneInfo) -> SourceCheck:
    """SOP step 1 for a monitoring system."""
    begun = time.perf_counter()
    answered = True
    try:
        observation = _system(source).observe(source, _connection(source, connections), now, zone)
    except FetchError as error:
        answered = error.answered
        observation = Observation(CheckState.DOWN, f"{error}.")
    except ConnectionMissingError as error:
        answered = False
        observation = Observation(CheckState.DOWN, f"Sistem pemantauan tidak dapat ditanya: {error}.")
    latency_ms = (time.perf_counter() - begun) * 1000 if answered else None
    return SourceCheck(name, source.kind, observation.state, now, latency_ms, observation.evidence)


def read_day(source: MonitoringSource, connections: Connections, day: Day, now: datetime) -> Reading:
    """SOP steps 1a and 1b for a monitoring system; FetchError or ConnectionMissingError if it cannot be asked."""
    return _system(source).read_day(source, _connection(source, connections), day, now)


def _system(source: MonitoringSource) -> System:
    # By the kind's name, so that a new system is a class of settings and a module; loaded only where it is used.
    return cast(System, import_module(f"{__name__}.{source.kind}"))


def _connection(source: MonitoringSource, connections: Connections) -> Connection | None:
    return connections.get(source.connection) if source.connection else None
