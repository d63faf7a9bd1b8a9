"""Gathering what a period's judgement finds, with who has to account for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from spse_monev.deviations import Deviation, DeviationKind, Judgement, Known, Step, deviation_id
from spse_monev.period import Day, Month
from spse_monev.settings import Official, Site


class Findings:
    """The findings of one period of a site."""

    def __init__(self, site: Site, period: Day | Month) -> None:
        self.site = site
        self.period = period
        self._deviations: list[Deviation] = []
        self._in_order: set[str] = set()

    def tell(
        self, step: Step, kind: DeviationKind, subject: str, standard: str, faults: Iterable[str],
        evidence: Iterable[str] = (), official: Official | None = None,
    ) -> None:  # fmt: skip
        """Say of a subject what is wrong with it; without faults it is in order.

        `official` has to account for it, else who accounts for the step.
        """
        actual = "; ".join(faults)
        if not actual:
            self._in_order.add(deviation_id(self.period, step, kind, subject))
            return
        official = official or accountable(self.site, step)
        clauses = dict.fromkeys(each.strip().rstrip(".") for each in evidence)  # a check and a reading may say the same
        said = "; ".join(clause for clause in clauses if clause)
        self._deviations.append(
            Deviation(self.period, step, kind, subject, standard, actual, said, official.title, official.name)
        )

    def judgement(self) -> Judgement:
        """All of it, in the order in which it was told."""
        return Judgement(tuple(self._deviations), frozenset(self._in_order))


def accountable(site: Site, step: Step) -> Official:
    """Who has to account for a step of the SOP; of what waits for an answer (5 and 6) it is whoever has to give it."""
    roles = site.accountable
    role = {
        Step.CHECK: roles.check,
        Step.COLLECT: roles.collect,
        Step.REPORT: roles.report,
        Step.ANALYSE: roles.analysis,
        Step.COMPLAINTS: roles.complaints,
        Step.EVALUATE: roles.evaluation,
        Step.CHANGE: roles.requests,
    }[step]
    official: Official = getattr(site.officials, role)
    return official


def why_unjudged(period: Day | Month, known: Known, now: datetime) -> str:
    """Why a period cannot be judged as a whole; '' if it can be."""
    what = "hari" if isinstance(period, Day) else "bulan"
    if now < period.end:
        return f"{what} belum berakhir"
    set_up_at = (known.set_up_at or now).astimezone(period.zone)
    # At the moment of the set-up, the run of the last period is what an office makes first.
    if period.start < period.before(set_up_at, period.zone).start:
        return f"{what} itu mendahului pemasangan sistem pada {set_up_at:%d-%m-%Y}"
    return ""
