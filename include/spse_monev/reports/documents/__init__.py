"""The documents of change requests: rows of the warehouse and what people decided in, Word documents out.

>>> rows = {name: warehouse.report_rows(name, site.key, month) for name in QUERIES}
>>> [artifact.path for artifact in write_documents(site, month, rows, folder, written_at)]
['lpse_contoh/2026/10/bulanan/dokumen/PP-2026-10-001_formulir_permohonan_perubahan.docx',
 'lpse_contoh/2026/10/bulanan/dokumen/PP-2026-10-001_formulir_konsultasi.docx']
>>> [each.artifact.path for each in write_request_documents(site, record, rows, folder, written_at)]
['lpse_contoh/2026/10/perubahan/PP-2026-10-001/PP-2026-10-001_formulir_permohonan_perubahan_v002.docx']
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from spse_monev.changes import ChangeEvent, ChangeRecord, ChangeState, EventKind
from spse_monev.facts import Artifact
from spse_monev.findings import ChangeClass
from spse_monev.period import Month
from spse_monev.reports import artifacts
from spse_monev.reports.course import Course
from spse_monev.reports.documents.change_form import change_form
from spse_monev.reports.documents.consultation import consultation
from spse_monev.reports.documents.fields import (
    ACTIVITY_PROPOSAL,
    ASSISTANCE_LETTER,
    CHANGE_FORM,
    CONSULTATION,
    TERMS_OF_REFERENCE,
    Form,
)
from spse_monev.reports.documents.letters import activity_proposal, assistance_letter
from spse_monev.reports.documents.render import render
from spse_monev.reports.documents.request import RequestView
from spse_monev.settings import Site

# The questions of include/sql/reports that the documents are made of.
QUERIES: tuple[str, ...] = (
    "month_requests",
    "month_request_days",
    "month_coverage",
    "month_checks",
    "month_versions",
    "complaint_coverage",
)
# The documents of a submitted request: its own, not the month's, since decisions come after the month was archived.
REQUEST_KIND = "dokumen_perubahan"
_FORMS = (CHANGE_FORM, CONSULTATION)
_FORM_KINDS = frozenset(form.kind for form in _FORMS)
_FILL = {
    CHANGE_FORM.kind: change_form,
    CONSULTATION.kind: consultation,
    ASSISTANCE_LETTER.kind: assistance_letter,
    ACTIVITY_PROPOSAL.kind: activity_proposal,
    TERMS_OF_REFERENCE.kind: activity_proposal,
}


def write_documents(
    site: Site, month: Month, rows: Mapping[str, list[dict[str, Any]]], folder: Path, written_at: datetime
) -> tuple[Artifact, ...]:
    """Write the forms of each request that is still a draft below `folder` and say what was written.

    One 'Formulir Permohonan Perubahan' a draft, and for a major change a 'Formulir Konsultasi' as well. What a person
    has decided on keeps its files. `rows` holds the answer of each of `QUERIES`; the same rows give the same bytes, so
    `written_at` is in the artifacts only. TemplateError if a template cannot be used: then nothing is written.
    """
    made = []
    for row in rows["month_requests"]:
        if row["state"] != "draft":
            continue
        request = RequestView(site, month, row, rows)
        made += [(request, form, render(form, request, _FILL[form.kind](request))) for form in _forms(row)]
    return tuple(
        _store(request, _draft_path(request, form), form.kind, content, folder, written_at)
        for request, form, content in made
    )


@dataclass(frozen=True, slots=True)
class WrittenDocument:
    """A new version of one of a request's documents: its form's kind, its title, and where it lies."""

    kind: str
    title: str
    artifact: Artifact


def write_request_documents(
    site: Site, record: ChangeRecord, rows: Mapping[str, list[dict[str, Any]]], folder: Path, written_at: datetime
) -> tuple[WrittenDocument, ...]:
    """Fill the documents of a request as far as it has come; only those that say something new are written.

    Each is a new version beside the older ones; a draft has none. `rows` holds the answers of `QUERIES` for the month
    of the request, and need not know it. The same record and rows give the same bytes, and so no new version, whatever
    the clock. A file that is gone from `folder` is written again. TemplateError if a template cannot be used: then
    nothing is written.
    """
    if not record.events:
        return ()
    request = RequestView.of_record(site, record, rows)
    made = [(form, render(form, request, _FILL[form.kind](request))) for form in _request_forms(Course(site, record))]
    written = []
    for form, content in made:
        earlier = [
            event
            for event in record.events
            if event.kind is EventKind.DOCUMENTED and event.details["kind"] == form.kind
        ]
        if earlier and earlier[-1].details["sha256"] == hashlib.sha256(content).hexdigest():
            _restore(earlier[-1], content, folder)
            continue
        place = artifacts.request_folder(site.key, request.month, request.number)
        path = place / f"{request.number}_{PurePosixPath(form.file_name).stem}_v{len(earlier) + 1:03d}.docx"
        artifact = _store(request, path, REQUEST_KIND, content, folder, written_at)
        written.append(WrittenDocument(form.kind, form.title, artifact))
    return tuple(written)


def withdrawn(written: Iterable[Artifact], requests: Iterable[Mapping[str, Any]]) -> list[Artifact]:
    """Those of the forms written so far that no request has any more: a rerun withdrew its draft or changed its class.

    `requests` holds `number`, `state` and `change_class` of all requests named by the forms. What a person has decided
    on keeps all its forms.
    """
    kept = {
        (request["number"], form.kind)
        for request in requests
        for form in (_forms(request) if request["state"] == "draft" else _FORMS)
    }
    return [each for each in written if each.kind in _FORM_KINDS and (request_number(each), each.kind) not in kept]


def request_number(artifact: Artifact) -> str:
    """The number of the request that a form was written for."""
    return PurePosixPath(artifact.path).name.partition("_")[0]


def _forms(request: Mapping[str, Any]) -> tuple[Form, ...]:
    """Which forms a request has: a major change is taken to LKPP first."""
    return _FORMS if request["change_class"] == ChangeClass.MAJOR else (CHANGE_FORM,)


def _draft_path(request: RequestView, form: Form) -> PurePosixPath:
    place = artifacts.month_folder(request.site.key, request.month) / "dokumen"
    return place / f"{request.number}_{form.file_name}"


def _request_forms(course: Course) -> Iterator[Form]:
    """Which documents a submitted request has, by what it is and how far it has come."""
    yield CHANGE_FORM
    if course.was_major:
        yield CONSULTATION
    if ChangeState.ASSISTANCE in course.reached:
        yield ASSISTANCE_LETTER
    if ChangeState.PROPOSAL in course.reached:
        yield from (ACTIVITY_PROPOSAL, TERMS_OF_REFERENCE)


def _restore(event: ChangeEvent, content: bytes, folder: Path) -> None:
    """Write the newest version again if its file is gone; one that was changed is left for `faults_of` to tell."""
    path = str(event.details["path"])
    if artifacts.sha256_of(folder, path) is None:
        artifacts.store(folder, PurePosixPath(path), content)


def _store(
    request: RequestView, path: PurePosixPath, kind: str, content: bytes, folder: Path, written_at: datetime
) -> Artifact:
    return Artifact(
        path=path.as_posix(),
        kind=kind,
        period=request.month,
        state="lengkap" if request.is_complete else "sebagian",
        sha256=artifacts.store(folder, path, content),
        bytes=len(content),
        written_at=written_at,
    )
