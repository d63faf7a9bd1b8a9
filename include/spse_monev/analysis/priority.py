"""'Tabel Prioritas Penyelesaian Permasalahan SPSE': urgency and impact to priority, as a site has them."""

from __future__ import annotations

from spse_monev.findings import Impact, Priority, Urgency
from spse_monev.settings import Priorities


def priority_of(urgency: Urgency, impact: Impact, table: Priorities) -> Priority:
    """The priority of the office's matrix."""
    row = table.urgent if urgency is Urgency.URGENT else table.not_urgent
    return Priority(getattr(row, {Impact.SMALL: "small", Impact.MEDIUM: "medium", Impact.LARGE: "large"}[impact]))
