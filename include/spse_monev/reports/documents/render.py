"""A template and the values of its placeholders in, the bytes of a Word document out.

Text of logs and complaints is hostile: every value passes `legal_text`, is escaped, and is never read as a template.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

import jinja2
from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Cm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, meta, nodes
from jinja2.sandbox import SandboxedEnvironment

from spse_monev.reports.documents.fields import Form
from spse_monev.reports.documents.request import RequestView
from spse_monev.reports.words import legal_text
from spse_monev.reports.workbook import SteadyArchive

Values = Mapping[str, Any]  # a text, a `Picture`, or a list of rows of texts


class TemplateError(ValueError):
    """A template cannot be used; the message names the file and the placeholder, for whoever edits it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG and the width at which it stands on the page."""

    png: bytes
    width_cm: float


def render(form: Form, request: RequestView, values: Values) -> bytes:
    """The document of a request; its bytes depend on the template, the values and the month only.

    TemplateError if the template is missing or damaged, or has an unknown placeholder or misses a required one.
    """
    template = _open(form)
    check(form, template)
    moment = request.month.end.astimezone(UTC).replace(tzinfo=None)
    try:
        template.render({name: _safe(value, template) for name, value in values.items()}, _environment())
    except jinja2.TemplateError as error:
        raise TemplateError(f"{form.path}: tidak dapat diisi: {error}") from error
    properties = template.docx.core_properties
    properties.title = legal_text(f"{form.title} {request.number}")
    properties.author = properties.last_modified_by = legal_text(request.site.name)
    properties.created = properties.modified = moment
    properties.revision = 1
    written, steady = BytesIO(), BytesIO()
    template.save(written)
    with ZipFile(written) as source, SteadyArchive(steady, moment) as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name))
    return steady.getvalue()


def check(form: Form, template: DocxTemplate | None = None) -> None:
    """TemplateError if the template names a placeholder that does not exist, or leaves out one that must be there."""
    template = template or _open(form)
    try:
        tree = _environment().parse("\n".join(_parts(template)))
    except jinja2.TemplateError as error:
        raise TemplateError(f"{form.path}: penanda tidak terbaca: {error}") from error
    named = meta.find_undeclared_variables(tree)
    columns, unknown = _columns(tree)
    unknown |= named - form.known
    missing = (form.required | form.tables.keys()) - named
    for table, wanted in form.tables.items():
        unknown |= {f"{table}: {column}" for column in columns[table] - wanted}
        if table in named:
            missing |= {f"{table}: {column}" for column in wanted - columns[table]}
    unknown |= {f"{table}: {column}" for table in columns.keys() - form.tables.keys() for column in columns[table]}
    problems = []
    if unknown:
        problems.append(f"penanda tidak dikenal: {', '.join(sorted(unknown))}")
    if missing:
        problems.append(f"penanda wajib tidak ada: {', '.join(sorted(missing))}")
    if problems:
        raise TemplateError(f"{form.path}: {'; '.join(problems)} (lihat docs/templat-dokumen.md)")


def _open(form: Form) -> DocxTemplate:
    template = DocxTemplate(form.path)
    try:
        template.init_docx()
    except (PackageNotFoundError, BadZipFile, OSError, KeyError, ValueError) as error:
        raise TemplateError(f"{form.path}: bukan dokumen Word (.docx) yang dapat dibaca: {error}") from error
    return template


def _environment() -> SandboxedEnvironment:
    # An office edits the templates: a mistake must be told, and no template may reach into the program.
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.globals.clear()  # range, dict, ... are no placeholders
    return environment


def _parts(template: DocxTemplate) -> Iterator[str]:
    """The body, the headers and the footers as the template engine reads them."""
    yield template.patch_xml(template.get_xml())
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _, part in template.get_headers_footers(uri):
            yield template.patch_xml(template.get_part_xml(part))


def _columns(tree: nodes.Template) -> tuple[defaultdict[str, set[str]], set[str]]:
    """The columns that the loops over each table name, and dotted names that stand outside of any loop."""
    columns: defaultdict[str, set[str]] = defaultdict(set)
    in_loops = set()
    for loop in tree.find_all(nodes.For):
        if not (isinstance(loop.iter, nodes.Name) and isinstance(loop.target, nodes.Name)):
            continue
        for dotted in loop.find_all(nodes.Getattr):
            if isinstance(dotted.node, nodes.Name) and dotted.node.name == loop.target.name:
                columns[loop.iter.name].add(dotted.attr)
                in_loops.add(id(dotted))
    outside = {dotted.attr for dotted in tree.find_all(nodes.Getattr) if id(dotted) not in in_loops}
    return columns, outside


def _safe(value: Any, template: DocxTemplate) -> Any:
    if isinstance(value, Picture):
        return InlineImage(template, BytesIO(value.png), width=Cm(value.width_cm))
    if isinstance(value, list):
        return [{name: legal_text(text) for name, text in row.items()} for row in value]
    return legal_text(value)
