"""Of which day or month a run of Airflow is: one rule for DAGs, pages and listeners.

What was asked for when the run was triggered; else the last that had ended by the end of the run's data interval, or by
when the run was due where it has none. So it is the same for scheduled, manual, backfilled and cleared runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from spse_monev.period import Day, Month
from spse_monev.settings import Site


def day_of(site: Site, params: Mapping[str, Any], data_interval_end: datetime | None, run_after: datetime) -> Day:
    """The day of a run of the daily DAG, from its params (or conf); ValueError if it asks for no day."""
    chosen = params.get("day")
    if chosen:
        return Day.parse(str(chosen), site.zone)
    return Day.before(data_interval_end or run_after, site.zone)


def month_of(site: Site, params: Mapping[str, Any], data_interval_end: datetime | None, run_after: datetime) -> Month:
    """The month of a run of the monthly DAG, from its params (or conf); ValueError if it asks for no month."""
    chosen = params.get("month")
    if chosen:
        return Month.parse(str(chosen), site.zone)
    return Month.before(data_interval_end or run_after, site.zone)
