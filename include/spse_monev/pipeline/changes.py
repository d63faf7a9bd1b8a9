"""SOP steps 5 and 6: a change request from the hands of the program into those of people, and what they answer.

A step is asked until it is answered; the register, not the asker, knows where a request stands. Every function may be
called again: what was said already is not said twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from spse_monev.analysis import changes as analysis
from spse_monev.analysis.priority import priority_of
from spse_monev.changes import ChangeEvent, ChangeRecord, ChangeState, Details, EventKind, Request
from spse_monev.connections import Connections
from spse_monev.facts import Artifact
from spse_monev.findings import Actor, ChangeClass, Impact, Urgency
from spse_monev.period import Month
from spse_monev.pipeline.session import open_warehouse
from spse_monev.settings import Site
from spse_monev.text import storable
from spse_monev.warehouse import UnknownRequestError, Warehouse

MAX_KEPT = 4000  # characters of a field of an answer that cannot be used


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked at a step: texts in Bahasa Indonesia, `body` in Markdown."""

    subject: str
    body: str
    choices: tuple[str, ...]
    fields: tuple[tuple[analysis.Field, str | None], ...]  # each with what it shows at first
    respondents: tuple[str, ...]  # entries, see `analysis.changes.respondents`


def propose_change(site: Site, given: Mapping[str, Any], said_by: str, connections: Connections, now: datetime) -> str:
    """Enter what a person proposes and return its number; AnswerError if the fields cannot be used.

    `now` is when it was proposed: the same person's proposal of the same moment is the same one.
    """
    told = {name: str(value) for name, value in analysis.read_proposal(site, given, now).items()}
    month = Month(now.astimezone(site.zone).date().replace(day=1), site.zone)
    urgency, impact = Urgency(told["urgensi"]), Impact(told["dampak"])
    change_class = ChangeClass(told.get("kelas", ChangeClass.REVIEW))
    request = Request(
        number="",
        rule_id="",
        first_month=month.first,
        state=ChangeState.DRAFT,
        title=told["judul"],
        change_class=change_class,
        class_reason="Usulan pemohon; kelas ditetapkan Pengelola Perubahan.",
        change=told["perubahan"],
        how=told.get("cara", ""),
        test=told.get("uji_coba", ""),
        undo=told.get("pengembalian", ""),
        actor=Actor.LKPP if change_class is ChangeClass.MAJOR else Actor.ADMINISTRATOR,
        urgency=urgency,
        impact=impact,
        priority=priority_of(urgency, impact, site.priorities),
        drafted_at=now,
        purpose=told["maksud"],
        proof=told["bukti"],
        wanted_on=date.fromisoformat(told["berlaku_mulai"]) if "berlaku_mulai" in told else None,
        requested_by=said_by,
    )
    with open_warehouse(site, connections) as warehouse:
        return warehouse.changes.propose(site.key, request)


def submit_change(site: Site, number: str, connections: Connections, now: datetime) -> ChangeState:
    """Hand a draft over to people and say at which step they begin, also of one that was handed over before.

    UnknownRequestError if the register has none of this number.
    """
    with open_warehouse(site, connections) as warehouse, warehouse.changes.held(site.key, number) as record:
        request = record.request
        if request.state is ChangeState.DRAFT:
            record = _add(site, warehouse, record, EventKind.SUBMITTED, analysis.submission(request), "", now)
            if request.rule_id in site.change_requests.preapproved and request.change_class is ChangeClass.MINOR:
                told = {"rule_id": request.rule_id}
                record = _add(site, warehouse, record, EventKind.PREAPPROVED, told, "", now)
        begun = [each.state for each in record.events if each.kind in (EventKind.SUBMITTED, EventKind.PREAPPROVED)]
        return begun[-1]


def ask_change(site: Site, number: str, step: ChangeState, connections: Connections, files_url: str) -> Question | None:
    """What to ask at a step; None if the request does not wait there (see `state_after`)."""
    from spse_monev.reports.question import question

    with open_warehouse(site, connections) as warehouse:
        record = warehouse.changes.record(site.key, number)
        if record.request.state is not step:
            return None
        findings = warehouse.analysis.request_findings(site.key, number)
    form = analysis.FORMS[step]
    earlier = [_told(site, event) for event in record.events if event.kind is EventKind.ANSWERED]
    return Question(
        subject=f"{number}: {record.request.title}",
        body=question(site, record, form.executor, findings, earlier, files_url),
        choices=form.choices,
        fields=tuple((field, _at_first(record.request, field)) for field in form.fields),
        respondents=analysis.respondents(site, record.request),
    )


def waiting_request(site: Site, number: str, step: ChangeState, connections: Connections) -> Request | None:
    """The request, if it waits at a step."""
    with open_warehouse(site, connections) as warehouse:
        try:
            request = warehouse.changes.record(site.key, number).request
        except UnknownRequestError:
            return None
    return request if request.state is step else None


def state_after(site: Site, number: str, step: ChangeState, connections: Connections) -> ChangeState | None:
    """Where the answer given at a step has led; None if nobody has answered there."""
    with open_warehouse(site, connections) as warehouse:
        event = warehouse.changes.record(site.key, number).answer(step)
    return event.state if event else None


def change_state(site: Site, number: str, connections: Connections) -> ChangeState:
    """Where a request stands; UnknownRequestError if the register has none of this number."""
    with open_warehouse(site, connections) as warehouse:
        return warehouse.changes.record(site.key, number).request.state


def answer_change(
    site: Site, number: str, step: ChangeState, option: str, given: Mapping[str, Any], said_by: str,
    connections: Connections, now: datetime,
) -> ChangeState:  # fmt: skip
    """Enter what a person answered and say where the request stands then.

    An answer that cannot be used is kept with what is wrong with it, and AnswerError raised. ValueError if the request
    does not wait at this step.
    """
    with open_warehouse(site, connections) as warehouse, warehouse.changes.held(site.key, number) as record:
        try:
            if record.request.state is not step:
                raise ValueError(f"permohonan {number} tidak menunggu jawaban langkah {step.value}")
            if f"{analysis.EXCEPT}{said_by}" in analysis.respondents(site, record.request):
                raise analysis.AnswerError([f"{said_by} mengajukan permohonan ini dan tidak boleh menyetujuinya"])
            details = analysis.read_answer(site, record.request, option, given, now)
        except analysis.AnswerError as error:
            problem = error
        else:
            return _add(site, warehouse, record, EventKind.ANSWERED, details, said_by, now).request.state
        told = {"step": step.value, "option": storable(option), "problems": "\n".join(problem.problems)}
        told |= _kept(step, given)
        _add(site, warehouse, record, EventKind.MISANSWERED, told, said_by, now)
    raise problem


def remind_people(site: Site, connections: Connections, now: datetime) -> list[str]:
    """Keep that the steps that wait were not answered in time, and say which; nothing is decided by it.

    A step is reminded of again and again, each time after the site's `reminder_days`; returns the requests' numbers.
    """
    with open_warehouse(site, connections) as warehouse:
        waiting = [each.request.number for each in warehouse.changes.records(site.key) if _is_due(site, each, now)]
        reminded = []
        for number in waiting:
            with warehouse.changes.held(site.key, number) as record:
                # It may have been answered since.
                if _is_due(site, record, now):
                    details = {"step": record.request.state.value}
                    _add(site, warehouse, record, EventKind.REMINDED, details, "", now)
                    reminded.append(number)
    return reminded


def write_change_documents(
    site: Site, number: str, connections: Connections, folder: Path, now: datetime
) -> tuple[Artifact, ...]:
    """Fill the documents of a request as far as it has come; returns those that say something new, as new versions."""
    from spse_monev.reports import documents

    with open_warehouse(site, connections) as warehouse, warehouse.changes.held(site.key, number) as record:
        month = Month(record.request.first_month, site.zone)
        rows = {name: warehouse.report_rows(name, site.key, month) for name in documents.QUERIES}
        written = documents.write_request_documents(site, record, rows, folder, now)
        for document in written:
            details = {"kind": document.kind, "title": document.title, "path": document.artifact.path,
                       "sha256": document.artifact.sha256}  # fmt: skip
            record = _add(site, warehouse, record, EventKind.DOCUMENTED, details, "", now)
            warehouse.record_artifact(site.key, document.artifact)
    return tuple(document.artifact for document in written)


def find_changes(site: Site, connections: Connections, numbers: Sequence[str] | None = None) -> list[ChangeRecord]:
    """The site's requests with all that happened to them, the oldest first: all, or those of some numbers."""
    with open_warehouse(site, connections) as warehouse:
        return warehouse.changes.records(site.key, numbers)


def faults_of(site: Site, record: ChangeRecord, folder: Path) -> Iterator[str]:
    """What is wrong with a request's record: its chain, its state, or its documents; none if all is sound."""
    from spse_monev.reports.artifacts import sha256_of

    request = record.request
    if not record.events:
        if request.state is not ChangeState.DRAFT:
            yield f"keadaannya {request.state.value}, tetapi tidak ada peristiwa yang menjelaskannya"
        return
    yield from analysis.broken_links(site.key, request.number, record.events)
    try:
        told = analysis.replay(request.number, record.events)
    except (KeyError, ValueError) as error:
        yield f"peristiwanya tidak dapat diurutkan menjadi satu cerita: {error}"
    else:
        if told != request:
            differing = [name for name in Request.__slots__ if getattr(told, name) != getattr(request, name)]
            yield f"register tidak sesuai dengan peristiwanya pada: {', '.join(differing)}"
    for event in record.events:
        if event.kind is EventKind.DOCUMENTED:
            path = str(event.details["path"])
            if (found := sha256_of(folder, path)) != event.details["sha256"]:
                yield f"dokumen {path} {'tidak ada' if found is None else 'telah berubah sejak ditulis'}"


def _add(
    site: Site, warehouse: Warehouse, record: ChangeRecord, kind: EventKind, details: Details, said_by: str,
    now: datetime,
) -> ChangeRecord:  # fmt: skip
    """Add an event to a held request."""
    events = record.events
    # Never before what came before it, whatever the clock says, and as exactly as PostgreSQL keeps it.
    at = max([now.astimezone(UTC), *(event.at for event in events[-1:])])
    request = analysis.advance(record.request, kind, details, at)
    sequence, previous_hash = len(events) + 1, events[-1].hash if events else ""
    signed = analysis.event_hash(
        site.key, request.number, sequence, kind, request.state, at, said_by, details, previous_hash
    )
    event = ChangeEvent(sequence, kind, request.state, at, said_by, details, previous_hash, signed)
    warehouse.changes.add(site.key, request, event)
    return ChangeRecord(request, (*events, event))


def _is_due(site: Site, record: ChangeRecord, now: datetime) -> bool:
    """Whether a request has waited for `reminder_days` since it began to wait or was last reminded of."""
    since = record.request.waiting_since
    if since is None:
        return False
    last = max([since, *(each.at for each in record.events if each.kind is EventKind.REMINDED)])
    return now - last >= timedelta(days=site.change_requests.reminder_days)


def _kept(step: ChangeState, given: Mapping[str, Any]) -> dict[str, str]:
    """What was filled in, to be shown again."""
    fields = ((field.name, given.get(field.name)) for field in analysis.FORMS[step].fields)
    return {f"isian_{name}": storable(str(value))[:MAX_KEPT] for name, value in fields if value}


def _at_first(request: Request, field: analysis.Field) -> str | None:
    """What a field shows before it is filled: what was proposed."""
    text = str(getattr(request, field.proposed) or "") if field.proposed else ""
    # A class that nobody could propose is no choice, and Airflow refuses to ask with it.
    return text if text and field.takes(text) else None


def _told(site: Site, event: ChangeEvent) -> tuple[str, ...]:
    """An earlier answer as (who, when, what, fields...)."""
    form = analysis.FORMS[ChangeState(str(event.details["step"]))]
    when = event.at.astimezone(site.zone).strftime("%d-%m-%Y %H.%M")
    fields = (
        f"{field.title}: {field.shown_as(str(value))}"
        for field in form.fields
        if (value := event.details.get(field.name))
    )
    return (event.said_by, when, f"{form.subject}: {event.details['option']}", *fields)
