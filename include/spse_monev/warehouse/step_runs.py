"""How long the steps took, attempt by attempt, as the processes that made the attempts told it."""

from __future__ import annotations

from datetime import datetime, timedelta

from spse_monev.deviations import Step
from spse_monev.period import Day, Month
from spse_monev.steps import GRACE, Attempt, AttemptState
from spse_monev.text import storable
from spse_monev.warehouse.session import Row, Session


class StepRuns(Session):
    """The attempts, through the warehouse's session. An attempt that told no end is never given one."""

    def begin(self, site: str, attempt: Attempt) -> None:
        """Enter that an attempt runs; earlier ones of its task that told no end are lost."""
        binds = _binds(site, attempt)
        with self._connection.transaction():
            self._execute("step_run/update_replaced", **binds)
            self._execute("step_run/insert_start", **binds)

    def end(self, site: str, attempt: Attempt) -> None:
        """Enter how an attempt ended; the first end that is told counts."""
        binds = _binds(site, attempt)
        with self._connection.transaction():
            self._execute("step_run/update_replaced", **binds)
            self._execute("step_run/upsert_end", **binds)

    def lose_overdue(self, site: str, now: datetime) -> int:
        """Call those lost that told no end though their time is up, and count them."""
        return self._execute("step_run/update_overdue", site=site, before=now - GRACE)

    def since(self, site: str, first: Day | Month, until: Day | Month | None = None) -> list[Attempt]:
        """All attempts of the periods from `first` on, of the same length, to before `until`."""
        rows = self._select(
            "step_run/select_span",
            site=site,
            period=first.grain,
            since=first.start.date(),
            until=until and until.start.date(),
        )
        return [_attempt(row, first) for row in rows]


def _attempt(row: Row, like: Day | Month) -> Attempt:
    start, limit_seconds = row.pop("period_start"), row.pop("limit_seconds")
    period = Day(start, like.zone) if isinstance(like, Day) else Month(start, like.zone)
    limit = None if limit_seconds is None else timedelta(seconds=limit_seconds)
    told = {"step": Step(row["step"]), "state": AttemptState(row["state"]), "period": period, "limit": limit}
    return Attempt(**row | told)


def _binds(site: str, attempt: Attempt) -> Row:
    return {
        "site": site,
        "dag_id": storable(attempt.dag_id),
        "run_id": storable(attempt.run_id),
        "task_id": storable(attempt.task_id),
        "map_index": attempt.map_index,
        "try_number": attempt.try_number,
        "clear_number": attempt.clear_number,
        "step": str(attempt.step),
        "period": attempt.period.grain,
        "period_start": attempt.period.start.date(),
        "state": str(attempt.state),
        "started_at": attempt.started_at,
        "ended_at": attempt.ended_at,
        "ends_by": attempt.ends_by,
        "limit_seconds": None if attempt.limit is None else attempt.limit.total_seconds(),
        "error": storable(attempt.error),
    }
