"""Ticket systems of helpdesks: the tickets that were made in a span, each as it stands now.

One module per system, each with the function of `System`. None guesses and none writes: what a system cannot tell is
a reason of the reading. Left out everywhere are spam, drafts and what was deleted; of merged tickets each complaint
counts once (each module says how). Internal notes are never taken for answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast
from zoneinfo import ZoneInfo

from spse_monev.connections import Connection
from spse_monev.sources.helpdesk.ticket import Ticket, TicketReading

if TYPE_CHECKING:
    from spse_monev.settings import HelpdeskSource

__all__ = ["System", "read_tickets"]

_SKEW = timedelta(minutes=5)


class System(Protocol):
    """What each module of a ticket system offers."""

    def read(
        self, source: Any, connection: Connection, zone: ZoneInfo, since: datetime, until: datetime
    ) -> TicketReading:
        """Tickets made in [since, until); FetchError if nothing can be read. `zone` is that of times without one."""


def read_tickets(
    source: HelpdeskSource, connection: Connection, zone: ZoneInfo, since: datetime, until: datetime, now: datetime
) -> TicketReading:
    """The tickets made in [since, until); `zone` is the site's, for a source that has none of its own.

    FetchError (also for a database) if nothing can be read: a clause in Bahasa Indonesia without secrets and without
    anything of a ticket.
    """
    # By the kind's name, so that a new system is a class of settings and a module; loaded only where it is used.
    system = cast(System, import_module(f"{__name__}.{source.kind}"))
    found = system.read(source, connection, ZoneInfo(source.zone) if source.zone else zone, since, until)
    reasons = list(dict.fromkeys(found.reasons))
    if ahead := sum(ticket.received_at > now + _SKEW for ticket in found.tickets):
        reasons.append(f"{ahead} tiket bertanggal di masa depan; periksa jam kedua mesin dan 'zone' sumber ini")
    return TicketReading(tuple(_in_order(found.tickets)), found.rejections, tuple(reasons))


def _in_order(tickets: Iterable[Ticket]) -> Iterable[Ticket]:
    """By time; an answer or a solution before the ticket itself is a clock that was wrong, so it is no time to use."""
    for ticket in sorted(tickets, key=lambda one: (one.received_at, len(one.origin_id), one.origin_id)):
        if ticket.answered_at is not None and ticket.answered_at < ticket.received_at:
            ticket = replace(ticket, answered_at=None, answer_has_time=False)
        if ticket.solved_at is not None and ticket.solved_at < ticket.received_at:
            ticket = replace(ticket, solved_at=None, solution_has_time=False)
        yield ticket
