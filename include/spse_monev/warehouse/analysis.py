"""What analysis reads of the stored days, and what it finds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from psycopg.types.json import Jsonb

from spse_monev.complaints import Channel, ComplaintClass, UserType
from spse_monev.facts import CoverageState
from spse_monev.findings import (
    Actor,
    ChangeClass,
    ChangeRequest,
    Evidence,
    Finding,
    Impact,
    Judgement,
    JudgementState,
    Priority,
    RequestDraft,
    Urgency,
)
from spse_monev.observations import (
    AvailabilitySeen,
    ComplaintSeen,
    ErrorSeen,
    FailureSeen,
    IncidentSeen,
    MetricSeen,
    Observations,
    QuerySeen,
    RouteSeen,
    SettingSeen,
    SourceSeen,
)
from spse_monev.period import Day, Month
from spse_monev.text import storable
from spse_monev.warehouse.session import Row, Session

# What a period is compared with.
HISTORY_DAYS = 60
_STRENGTH = (JudgementState.FIRED, JudgementState.UNDECIDED, JudgementState.CANNOT_JUDGE, JudgementState.NOT_FIRED)
# What only a person who proposes a change says of it.
_BY_NOBODY: Row = {"purpose": "", "proof": "", "wanted_on": None, "requested_by": ""}
_T = TypeVar("_T")


class AnalysisStore(Session):
    """Observations in, findings out, through the warehouse's session."""

    def observations(
        self,
        site: str,
        period: Day | Month,
        sources: Sequence[SourceSeen],
        complaint_coverage: CoverageState | None,
    ) -> Observations:
        """What the configured sources told of a period and of the days before it."""
        first = period.start.date() - timedelta(days=HISTORY_DAYS)
        binds = {"site": site, "first": first, "last": period.end.date() - timedelta(days=1)}
        kinds = {source.name: source.kind for source in sources}

        def read(query: str, make: Callable[..., _T]) -> tuple[_T, ...]:
            # A source that is no longer configured has no kind by which a rule could know it.
            rows = self._select(f"observation/{query}", **binds)
            return tuple(make(**row, kind=kinds[row["source"]]) for row in rows if row["source"] in kinds)

        with self._connection.transaction():
            coverage = self._select("observation/select_coverage", **binds)
            # A month is told by its complaints; the complaints of one day are few and come late.
            since = Day(first, period.zone).start
            complaints = (
                self._select("observation/select_complaints", site=site, since=since, until=period.end)
                if complaint_coverage is not None
                else []
            )
            return Observations(
                site=site,
                period=period,
                since=first,
                zone=period.zone,
                sources=tuple(sources),
                coverage={(row["day"], row["source"]): CoverageState(row["state"]) for row in coverage},
                errors=read("select_errors", _error),
                queries=read("select_queries", QuerySeen),
                failures=read("select_failures", _failure),
                metrics=read("select_metrics", MetricSeen),
                routes=read("select_routes", _route),
                incidents=read("select_incidents", IncidentSeen),
                availability=read("select_availability", AvailabilitySeen),
                settings=read("select_settings", SettingSeen),
                complaints=tuple(_complaint(row) for row in complaints),
                complaint_coverage=complaint_coverage,
            )

    def store(
        self, site: str, period: Day | Month, findings: Iterable[Finding], judgements: Iterable[Judgement]
    ) -> None:
        """Replace what was found in a period, in one transaction."""
        key = {"site": site, "period": period.grain, "period_start": period.start.date()}
        with self._connection.transaction():
            self._execute("finding/delete_period", **key)
            self._execute("rule_judgement/delete_period", **key)
            for number, finding in enumerate(findings, 1):
                self._execute("finding/insert_one", **key, number=number, **_finding_binds(finding))
            for rule_id, judged in _by_rule(judgements).items():
                self._execute("rule_judgement/insert_one", **key, rule_id=rule_id, **_judgement_binds(judged))

    def is_expired(self, site: str, period: Day | Month) -> bool:
        """Whether details of any day of a period were deleted by retention."""
        [row] = self._select("coverage/exists_expired", site=site, first=period.start.date(), until=period.end.date())
        return bool(row["has_expired"])

    def forget(self, site: str, period: Day | Month) -> None:
        """Delete what was found in a period, and what each rule came to, in one transaction."""
        key = {"site": site, "period": period.grain, "period_start": period.start.date()}
        with self._connection.transaction():
            self._execute("finding/delete_period", **key)
            self._execute("rule_judgement/delete_period", **key)

    def is_analysed(self, site: str, period: Day | Month) -> bool:
        """Whether the rules have been applied to a period, whatever they came to."""
        key = {"site": site, "period": period.grain, "period_start": period.start.date()}
        [row] = self._select("rule_judgement/exists_period", **key)
        return bool(row["is_analysed"])

    def findings(self, site: str, period: Day | Month) -> list[Finding]:
        """What was found in a period, the most pressing first."""
        rows = self._select("finding/select_period", site=site, period=period.grain, period_start=period.start.date())
        return [_finding(row) for row in rows]

    def request_findings(self, site: str, number: str) -> list[Finding]:
        """What a change request rests on, the newest month first and within it the most pressing."""
        return [_finding(row) for row in self._select("finding/select_request", site=site, number=number)]

    def store_drafts(
        self, site: str, month: Month, drafts: Iterable[RequestDraft], drafted_at: datetime
    ) -> list[ChangeRequest]:
        """Enter a month's needed changes in the register, in one transaction; returns those that the month found.

        A change for which a request is open already is no new one: it gains the month. A draft of this month that is
        no longer found goes; what a person has decided on stays as it is.
        """
        with self._connection.transaction():
            self._execute("change_request/lock_site", site=site)
            self._execute("change_request_finding/delete_month", site=site, month=month.first)
            numbers = [self._enter(site, month, draft, drafted_at) for draft in drafts]
            self._execute("change_request/delete_unfounded", site=site, month=month.first)
            rows = self._select("change_request/select_some", site=site, numbers=numbers)
        return [ChangeRequest(**row | {"change_class": ChangeClass(row["change_class"])}) for row in rows]

    def request_states(self, site: str, numbers: Iterable[str]) -> list[Row]:
        """Number, `state` and `change_class` of each of these requests that the register has."""
        return self._select("change_request/select_states", site=site, numbers=list(numbers))

    def _enter(self, site: str, month: Month, draft: RequestDraft, drafted_at: datetime) -> str:
        binds = _finding_binds(draft.lead) | {"site": site, "month": month.first, "drafted_at": drafted_at}
        known = self._select("change_request/select_unclosed", site=site, rule_id=draft.lead.rule_id)
        if known:
            number = str(known[0]["number"])
            self._execute("change_request/update_draft", **binds, number=number)
        else:
            [row] = self._select("change_request/insert_draft", **binds, **_BY_NOBODY, prefix=f"PP-{month}-")
            number = str(row["number"])
        for finding in draft.findings:
            self._execute(
                "change_request_finding/insert_one",
                site=site,
                number=number,
                month=month.first,
                finding_id=finding.finding_id,
            )
        return number


def _error(**row: Any) -> ErrorSeen:
    return ErrorSeen(**row | {"per_hour": tuple(row["per_hour"])})


def _failure(**row: Any) -> FailureSeen:
    return FailureSeen(**row | {"per_hour": tuple(row["per_hour"])})


def _route(**row: Any) -> RouteSeen:
    return RouteSeen(**row | {"per_hour": tuple(row["per_hour"])})


def _complaint(row: Row) -> ComplaintSeen:
    return ComplaintSeen(
        **row
        | {
            "complaint_class": ComplaintClass(row["complaint_class"]),
            "user_type": UserType(row["user_type"]),
            "channel": Channel(row["channel"]),
            "reporters": tuple(row["reporters"]),
        }
    )


def _finding_binds(finding: Finding) -> Row:
    texts = ("subject", "title", "class_reason", "change", "how", "test", "undo")
    evidence = [
        asdict(each)
        | {
            "text": storable(each.text),
            "day": each.day and each.day.isoformat(),
            "at": each.at and each.at.isoformat(),
        }
        for each in finding.evidence
    ]
    return {
        "finding_id": finding.finding_id,
        "rule_id": finding.rule_id,
        **{name: storable(getattr(finding, name)) for name in texts},
        "change_class": str(finding.change_class),
        "actor": str(finding.actor),
        "urgency": str(finding.urgency),
        "impact": str(finding.impact),
        "priority": str(finding.priority),
        "evidence": Jsonb(evidence),
        "doubts": [storable(doubt) for doubt in finding.doubts],
    }


def _finding(row: Row) -> Finding:
    evidence = tuple(_evidence(each) for each in row["evidence"])
    return Finding(
        **row
        | {
            "change_class": ChangeClass(row["change_class"]),
            "actor": Actor(row["actor"]),
            "urgency": Urgency(row["urgency"]),
            "impact": Impact(row["impact"]),
            "priority": Priority(row["priority"]),
            "evidence": evidence,
            "doubts": tuple(row["doubts"]),
        }
    )


def _evidence(stored: Mapping[str, Any]) -> Evidence:
    day, at = stored["day"], stored["at"]
    return Evidence(
        stored["text"],
        stored["source"],
        date.fromisoformat(day) if day else None,
        datetime.fromisoformat(at) if at else None,
        stored["value"],
    )


def _by_rule(judgements: Iterable[Judgement]) -> dict[str, list[Judgement]]:
    found: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        found[judgement.rule_id].append(judgement)
    return found


def _judgement_binds(judged: Sequence[Judgement]) -> Row:
    state = min((judgement.state for judgement in judged), key=_STRENGTH.index)
    told = [judgement for judgement in judged if judgement.state in _STRENGTH[:2]]
    missing = dict.fromkeys(storable(text) for judgement in judged for text in judgement.missing)
    return {"state": str(state), "subject_count": len(told), "missing": list(missing)}
