"""What all steps share: the site's warehouse, and how completeness is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from spse_monev.connections import Connections
from spse_monev.settings import Site
from spse_monev.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class PeriodState:
    """How complete a day or a month is: what is missing of the required sources, and what is not whole otherwise."""

    missing: tuple[str, ...]  # sentences in Bahasa Indonesia, one a required source
    partial: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every source was read whole."""
        return not self.missing and not self.partial


@contextmanager
def open_warehouse(site: Site, connections: Connections) -> Iterator[Warehouse]:
    """The warehouse, through a session that is closed after the block."""
    with connections.postgres(site.warehouse) as connection:
        yield Warehouse(connection)


def first_line(error: Exception) -> str:
    """The first line of what an error says, or its kind."""
    text = str(error).strip()
    return text.splitlines()[0] if text else type(error).__name__
