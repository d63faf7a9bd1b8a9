"""One change request: what is to be changed and why, what has happened to it, and what it waits for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from spse_monev.analysis.changes import FORMS
from spse_monev.analysis.deviations import limit_of, waits
from spse_monev.changes import ChangeEvent, ChangeRecord, ChangeState, EventKind, Request
from spse_monev.connections import Connections
from spse_monev.figures import clock, shown
from spse_monev.findings import ChangeClass, Evidence, Finding
from spse_monev.labels import (
    actor_label,
    change_class_label,
    change_event_label,
    change_kind_label,
    change_request_state_label,
    executor_label,
    urgency_label,
)
from spse_monev.period import Month
from spse_monev.pipeline.pages.files import ListedFile, list_files
from spse_monev.pipeline.session import open_warehouse
from spse_monev.reports.words import legal_text
from spse_monev.settings import Site
from spse_monev.text import storable
from spse_monev.warehouse import UnknownRequestError

# What is in the details of events besides the fields of the steps' forms.
_TITLES: Mapping[str, str] = {
    "kind": "Jenis", "path": "Berkas", "sha256": "SHA-256", "rule_id": "Aturan", "prioritas": "Prioritas"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waiting:
    """What has to be said of a request now, and by whom."""

    step: ChangeState
    task: str  # what has to be done
    who: str  # the executor of the SOP
    since: datetime
    due: datetime | None  # None: the step has no limit
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """What happened to a request, as a person reads it."""

    at: datetime
    what: str
    who: str
    heading: str  # of which step, and what was chosen; '' if there is no more to say
    problems: tuple[str, ...]  # why the answer could not be used
    fields: tuple[tuple[str, str], ...]  # what was filled in, by the fields' titles
    document: str  # path of the document that was written, below the artifact folder; '' if none was


@dataclass(frozen=True, slots=True)
class RequestPage:
    """Everything that an office knows of one request."""

    request: Request
    state: str  # in words
    waiting: Waiting | None
    content: tuple[tuple[str, str], ...]  # what `spse change show` tells before the events, without what is empty
    evidence: tuple[str, ...]
    doubts: tuple[str, ...]
    evidence_note: str  # why there is no evidence; '' if there is
    course: tuple[ToldEvent, ...]
    files: tuple[ListedFile, ...]  # every version of its documents, the newest first
    month: Month  # in which it was first found or proposed


def read_request(site: Site, number: str, connections: Connections, folder: Path, now: datetime) -> RequestPage | None:
    """The request of this number; None if the site's register has none. `folder` is the artifact folder."""
    # It comes from an address, which may hold what no text of the register can.
    if storable(number) != number:
        return None
    with open_warehouse(site, connections) as warehouse:
        try:
            record = warehouse.changes.record(site.key, number)
        except UnknownRequestError:
            return None
        findings = warehouse.analysis.request_findings(site.key, number)
        month = Month(record.request.first_month, site.zone)
        listed = list_files(site, month, warehouse, folder)
    request = record.request
    named = [each for each in listed if PurePosixPath(each.path).name.startswith(f"{number}_")]
    evidence = dict.fromkeys(_seen(site, each) for finding in findings for each in finding.evidence)
    return RequestPage(
        request=request,
        state=change_request_state_label(request.state),
        waiting=waiting(site, record, now),
        content=tuple((name, legal_text(value)) for name, value in request_rows(request, site) if value),
        evidence=tuple(evidence),
        doubts=tuple(dict.fromkeys(legal_text(doubt) for finding in findings for doubt in finding.doubts)),
        evidence_note=_evidence_note(request, findings),
        course=tuple(told_event(event) for event in record.events),
        files=tuple(sorted(named, key=lambda each: (each.written_at, each.path), reverse=True)),
        month=month,
    )


def waiting(site: Site, record: ChangeRecord, now: datetime) -> Waiting | None:
    """What a request waits for; None for a draft, which nobody was asked about, and for one that has ended."""
    request = record.request
    if request.waiting_since is None or request.state not in FORMS:
        return None
    form = FORMS[request.state]
    last = next((each for each in waits(record) if each.left is None and each.state is request.state), None)
    limit = limit_of(site, record, last) if last else None
    return Waiting(
        request.state,
        form.subject,
        executor_label(form.executor),
        request.waiting_since,
        limit.due if limit else None,
        limit is not None and now > limit.due,
    )


def request_rows(request: Request, site: Site) -> Iterator[tuple[str, str]]:
    """What the register says of a request, by its title; '' where it says nothing."""
    yield "Asal", origin(request)
    yield "Kelas", change_class_label(request.change_class)
    yield "Dasar kelas", request.class_reason
    yield "Jenis", change_kind_label(request.change_kind) if request.change_kind else ""
    yield "Kategori", request.category.capitalize() if request.category else ""
    urgency = urgency_label(request.urgency).lower()
    yield "Prioritas", f"{request.priority.capitalize()} (urgensi {urgency}, dampak {request.impact})"
    yield "Maksud", request.purpose
    yield "Perubahan", request.change
    yield "Cara", request.how
    yield "Uji coba", request.test
    yield "Pengembalian", request.undo
    yield "Dasar atau bukti", request.proof
    yield "Permintaan berlaku mulai", shown(request.wanted_on) if request.wanted_on else ""
    yield "Pelaku", actor_label(request.actor)
    yield "Disusun", clock(request.drafted_at, site.zone)
    yield "Berakhir", clock(request.ended_at, site.zone) if request.ended_at else ""


def origin(request: Request) -> str:
    """The rule that found its need, or the person who proposed it."""
    return f"diajukan {request.requested_by}" if request.requested_by else f"aturan {request.rule_id}"


def told_event(event: ChangeEvent) -> ToldEvent:
    """An event in words; a detail that nobody knows stands under its own name."""
    # Details that are no mapping are forged; they are shown all the same.
    told = dict(event.details) if isinstance(event.details, dict) else {"": event.details}
    step, option, title = (told.pop(name, None) for name in ("step", "option", "title"))
    problems = str(told.pop("problems", None) or "")
    form = next((each for each in FORMS.values() if each.step == step), None)
    heading = ": ".join(str(part) for part in (form.subject if form else step, option, title) if part)
    if event.kind is EventKind.SUBMITTED:
        # What was proposed stands above, or in the answers of those who changed it; the class tells which way it goes.
        heading = f"usulan kelas {_class_label(told.get('change_class'))}"
        told = {}
    # A refused answer keeps what was filled in as 'isian_<field>'.
    told = {name.removeprefix("isian_"): value for name, value in told.items()}
    fields = [
        (field.title, field.shown_as(str(told.pop(field.name))))
        for field in (form.fields if form else ())
        if field.name in told
    ]
    document = str(told["path"]) if event.kind is EventKind.DOCUMENTED and "path" in told else ""
    fields += [(_TITLES.get(name, name), str(value)) for name, value in told.items()]
    return ToldEvent(
        at=event.at,
        what=change_event_label(event.kind),
        who=event.said_by or "perangkat lunak",
        heading=heading,
        problems=tuple(filter(None, problems.split("\n"))),
        fields=tuple(fields),
        document=document,
    )


def _class_label(change_class: object) -> str:
    known = {each.value: change_class_label(each) for each in ChangeClass}
    return known.get(str(change_class), str(change_class))


def _evidence_note(request: Request, findings: list[Finding]) -> str:
    if any(finding.evidence for finding in findings):
        return ""
    if request.requested_by:
        return "Permohonan ini diajukan orang; dasarnya adalah yang ditulis pengusul."
    return "Temuan yang mendasari permohonan ini tidak ada lagi pada penilaian terakhir."


def _seen(site: Site, evidence: Evidence) -> str:
    label = site.sources[evidence.source].label if evidence.source in site.sources else evidence.source
    when = shown(evidence.day) if evidence.day else ""
    place = ", ".join(part for part in (label, when) if part)
    return f"{legal_text(evidence.text)}{f' ({place})' if place else ''}"
