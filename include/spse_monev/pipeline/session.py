"""What all steps share: the site's warehouse, and how completeness is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from spse_monev.completeness import DayState, month_days
from spse_monev.connections import Connections
from spse_monev.period import Day, Month
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


def stored_days(site: Site, month: Month, warehouse: Warehouse) -> Mapping[str, tuple[DayState, ...]]:
    """How each source stands on each day of a month, by its key."""
    rows = {name: warehouse.report_rows(name, site.key, month) for name in ("month_coverage", "month_checks")}
    return month_days(site, month, rows["month_coverage"], rows["month_checks"])


def details_deleted(period: Day | Month) -> ValueError:
    """Why no report is written of a period whose details retention has deleted: a poorer one would replace it."""
    return ValueError(f"rincian {period} telah dihapus sesuai masa simpan; laporan yang tersimpan tidak diganti")


def first_line(error: Exception) -> str:
    """The first line of what an error says, or its kind."""
    text = str(error).strip()
    return text.splitlines()[0] if text else type(error).__name__
