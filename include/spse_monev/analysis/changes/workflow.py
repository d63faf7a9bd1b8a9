"""Where each answer leads: the one place that knows how a request moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from spse_monev.analysis.changes import forms
from spse_monev.changes import Category, ChangeEvent, ChangeKind, ChangeState, Details, EventKind, Request
from spse_monev.findings import Actor, ChangeClass, Impact, Priority, Urgency

# Of the answers that lead to one place whatever else is known.
_LEADS: Mapping[tuple[ChangeState, str], ChangeState] = MappingProxyType(
    {
        (ChangeState.REVIEW, forms.WITHDRAW): ChangeState.WITHDRAWN,
        (ChangeState.APPROVAL, forms.REFUSE): ChangeState.REFUSED,
        (ChangeState.CONSULTATION, forms.CONFIGURATION): ChangeState.LOWERING,
        (ChangeState.CONSULTATION, forms.ASSISTANCE): ChangeState.ASSISTANCE,
        (ChangeState.CONSULTATION, forms.VENDOR): ChangeState.PROPOSAL,
        (ChangeState.CONSULTATION, forms.WITHDRAW): ChangeState.WITHDRAWN,
        (ChangeState.LOWERING, forms.LOWER): ChangeState.EXECUTION,
        (ChangeState.LOWERING, forms.ASSISTANCE): ChangeState.ASSISTANCE,
        (ChangeState.LOWERING, forms.VENDOR): ChangeState.PROPOSAL,
        (ChangeState.ASSISTANCE, forms.SENT): ChangeState.ASSISTANCE_RESULT,
        (ChangeState.ASSISTANCE, forms.WITHDRAW): ChangeState.WITHDRAWN,
        (ChangeState.ASSISTANCE_RESULT, forms.GIVEN): ChangeState.EXECUTION,
        (ChangeState.ASSISTANCE_RESULT, forms.VENDOR): ChangeState.PROPOSAL,
        (ChangeState.ASSISTANCE_RESULT, forms.NOT_GIVEN): ChangeState.REFUSED,
        (ChangeState.PROPOSAL, forms.SENT): ChangeState.PROPOSAL_RESULT,
        (ChangeState.PROPOSAL, forms.WITHDRAW): ChangeState.WITHDRAWN,
        (ChangeState.PROPOSAL_RESULT, forms.ACCEPTED): ChangeState.EXECUTION,
        (ChangeState.PROPOSAL_RESULT, forms.NOT_ACCEPTED): ChangeState.REFUSED,
        (ChangeState.EXECUTION, forms.WITHDRAW): ChangeState.WITHDRAWN,
        (ChangeState.LATE_APPROVAL, forms.APPROVE): ChangeState.CLOSED,
        (ChangeState.LATE_APPROVAL, forms.REFUSE): ChangeState.ROLLBACK,
        (ChangeState.ROLLBACK, forms.ROLLED_BACK): ChangeState.REFUSED,
    }
)
# Where the others lead, by class, category and approval: see `_branch`.
_BRANCHES: Mapping[ChangeState, frozenset[ChangeState]] = MappingProxyType(
    {
        ChangeState.DRAFT: frozenset({ChangeState.REVIEW, ChangeState.EXECUTION}),
        ChangeState.REVIEW: frozenset({ChangeState.APPROVAL, ChangeState.CONSULTATION, ChangeState.EXECUTION}),
        ChangeState.APPROVAL: frozenset({ChangeState.CONSULTATION, ChangeState.EXECUTION}),
        ChangeState.EXECUTION: frozenset({ChangeState.LATE_APPROVAL, ChangeState.CLOSED}),
    }
)
# All places where a request can go from each state.
SUCCESSORS: Mapping[ChangeState, frozenset[ChangeState]] = MappingProxyType(
    {
        state: _BRANCHES.get(state, frozenset()) | {lead for (step, _), lead in _LEADS.items() if step is state}
        for state in ChangeState
    }
)
# What an event of kind 'submitted' says of the request, and how it is read.
_SUBMITTED: Mapping[str, Any] = MappingProxyType(
    {
        "rule_id": str, "first_month": date.fromisoformat, "title": str, "change_class": ChangeClass,
        "class_reason": str, "change": str, "how": str, "test": str, "undo": str, "actor": Actor, "urgency": Urgency,
        "impact": Impact, "priority": Priority, "drafted_at": datetime.fromisoformat, "purpose": str, "proof": str,
        "wanted_on": lambda text: text and date.fromisoformat(text), "requested_by": str,
    }
)  # fmt: skip


def submission(request: Request) -> dict[str, str | None]:
    """The details of the event by which a draft is handed over: all that was proposed."""
    told = {name: getattr(request, name) for name in _SUBMITTED}
    return {
        name: value.isoformat() if isinstance(value, date) else value if value is None else str(value)
        for name, value in told.items()
    }


def advance(request: Request, kind: EventKind, details: Details, at: datetime) -> Request:
    """The request after an event; ValueError if the event cannot happen to it as it stands."""
    if kind is EventKind.SUBMITTED:
        if request.state is not ChangeState.DRAFT:
            raise ValueError(f"permohonan {request.number} sudah diserahkan")
        return _moved(request, ChangeState.REVIEW, at)
    if kind is EventKind.PREAPPROVED:
        if request.state is not ChangeState.REVIEW or request.change_class is not ChangeClass.MINOR:
            raise ValueError(f"permohonan {request.number} tidak dapat disetujui di muka")
        return replace(_moved(request, ChangeState.EXECUTION, at), is_approved=True, category=Category.NORMAL)
    if kind is not EventKind.ANSWERED:
        return request
    if details["step"] != request.state.value:
        raise ValueError(f"permohonan {request.number} tidak menunggu jawaban langkah {details['step']}")
    option = str(details["option"])
    decided = request if option == forms.WITHDRAW else _decided(request, option, details)
    return _moved(decided, _LEADS.get((request.state, option)) or _branch(decided, option), at)


def replay(number: str, events: Iterable[ChangeEvent]) -> Request:
    """The request that a chain of events tells of; ValueError if they cannot have happened in this order."""
    request: Request | None = None
    for event in events:
        if request is None:
            if event.kind is not EventKind.SUBMITTED:
                raise ValueError(f"peristiwa pertama permohonan {number} bukan penyerahan")
            told = {name: read(event.details[name]) for name, read in _SUBMITTED.items()}
            request = Request(number=number, state=ChangeState.DRAFT, **told)
        request = advance(request, event.kind, event.details, event.at)
        if event.state is not request.state:
            raise ValueError(f"peristiwa {event.sequence} menyebut keadaan yang tidak diakibatkannya")
    if request is None:
        raise ValueError(f"permohonan {number} tidak mempunyai peristiwa")
    return request


def _decided(request: Request, option: str, details: Details) -> Request:
    """The request with what the answer says of it."""
    if request.state is ChangeState.REVIEW:
        return replace(
            request,
            change_class=ChangeClass(str(details["kelas"])),
            class_reason=str(details.get("alasan_kelas") or request.class_reason),
            change_kind=ChangeKind(str(details["jenis"])),
            category=Category(str(details["kategori"])),
            urgency=Urgency(str(details["urgensi"])),
            impact=Impact(str(details["dampak"])),
            priority=Priority(str(details["prioritas"])),
            test=str(details["uji_coba"]),
            undo=str(details["pengembalian"]),
        )
    if request.state is ChangeState.LOWERING and option == forms.LOWER:
        return replace(request, change_class=ChangeClass.MINOR, class_reason=str(details["alasan_kelas"]))
    if option == forms.APPROVE:
        return replace(request, is_approved=True)
    return request


def _branch(request: Request, option: str) -> ChangeState:
    """Where an answer leads that depends on the class, the category or the approval."""
    work = ChangeState.CONSULTATION if request.change_class is ChangeClass.MAJOR else ChangeState.EXECUTION
    if request.state is ChangeState.REVIEW:
        return work if request.category is Category.EMERGENCY else ChangeState.APPROVAL
    if request.state is ChangeState.APPROVAL:
        return work
    if request.state is ChangeState.EXECUTION:
        return ChangeState.CLOSED if request.is_approved else ChangeState.LATE_APPROVAL
    raise ValueError(f"jawaban {option!r} tidak berlaku pada langkah {request.state.value}")


def _moved(request: Request, state: ChangeState, at: datetime) -> Request:
    return replace(
        request,
        state=state,
        waiting_since=at if state.is_waiting else None,
        ended_at=at if state.is_end else None,
    )
