"""How long the steps of the SOP took: what Airflow's processes tell of each attempt, and what the office asks of it."""

from __future__ import annotations

from datetime import datetime

from spse_monev.connections import Connections
from spse_monev.period import Day, Month
from spse_monev.pipeline.session import open_warehouse
from spse_monev.settings import Site
from spse_monev.steps import Attempt, StepTime, step_times


def begin_attempt(site: Site, attempt: Attempt, connections: Connections) -> None:
    """Record that an attempt of a step's task begins."""
    with open_warehouse(site, connections) as warehouse:
        warehouse.step_runs.begin(site.key, attempt)


def end_attempt(site: Site, attempt: Attempt, connections: Connections) -> None:
    """Record how it ended, also where its begin could not be recorded."""
    with open_warehouse(site, connections) as warehouse:
        warehouse.step_runs.end(site.key, attempt)


def find_step_times(site: Site, period: Day | Month, connections: Connections, now: datetime) -> list[StepTime]:
    """How long each step took in each pass of the period's runs; for a month, of its own steps and its days'."""
    with open_warehouse(site, connections) as warehouse:
        attempts = warehouse.step_runs.since(site.key, period, period.shift(1))
        if isinstance(period, Month):
            attempts += warehouse.step_runs.since(site.key, period.days[0], period.shift(1).days[0])
    return step_times(each.seen_at(now) for each in attempts)
