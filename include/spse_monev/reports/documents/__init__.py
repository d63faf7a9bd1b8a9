"""The forms of a month's change requests: rows of the warehouse in, Word documents out.

>>> rows = {name: warehouse.report_rows(name, site.key, month) for name in QUERIES}
>>> [artifact.path for artifact in write_documents(site, month, rows, folder, written_at)]
['lpse_contoh/2026/10/bulanan/dokumen/PP-2026-10-001_formulir_permohonan_perubahan.docx',
 'lpse_contoh/2026/10/bulanan/dokumen/PP-2026-10-001_formulir_konsultasi.docx']
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from spse_monev.changes import ChangeRecord
from spse_monev.facts import Artifact
from spse_monev.findings import ChangeClass
from spse_monev.period import Month
from spse_monev.reports import artifacts
from spse_monev.reports.documents.change_form import change_form
from spse_monev.reports.documents.consultation import consultation
from spse_monev.reports.documents.fields import CHANGE_FORM, CONSULTATION, Form
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
_FORMS = (CHANGE_FORM, CONSULTATION)
_FILL = {CHANGE_FORM.kind: change_form, CONSULTATION.kind: consultation}


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
    return tuple(_store(request, form, content, folder, written_at) for request, form, content in made)


@dataclass(frozen=True, slots=True)
class WrittenDocument:
    """A new version of one of a request's documents: its form's kind, its title, and where it lies."""

    kind: str
    title: str
    artifact: Artifact


def write_request_documents(
    site: Site, record: ChangeRecord, rows: Mapping[str, list[dict[str, Any]]], folder: Path, written_at: datetime
) -> tuple[WrittenDocument, ...]:
    """Fill the documents of a request as far as it has come; only those that say something new are written."""
    return ()


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
    return [each for each in written if each.kind in _FILL and (request_number(each), each.kind) not in kept]


def request_number(artifact: Artifact) -> str:
    """The number of the request that a form was written for."""
    return PurePosixPath(artifact.path).name.partition("_")[0]


def _forms(request: Mapping[str, Any]) -> tuple[Form, ...]:
    """Which forms a request has: a major change is taken to LKPP first."""
    return _FORMS if request["change_class"] == ChangeClass.MAJOR else (CHANGE_FORM,)


def _store(request: RequestView, form: Form, content: bytes, folder: Path, written_at: datetime) -> Artifact:
    place = artifacts.month_folder(request.site.key, request.month) / "dokumen"
    path = place / f"{request.number}_{form.file_name}"
    return Artifact(
        path=path.as_posix(),
        kind=form.kind,
        period=request.month,
        state="lengkap" if request.is_complete else "sebagian",
        sha256=artifacts.store(folder, path, content),
        bytes=len(content),
        written_at=written_at,
    )
