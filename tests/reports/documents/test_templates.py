"""Templates are edited by an office: what is wrong with one is told with its file and the placeholder."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument

from spse_monev.period import Month
from spse_monev.reports.documents import _FILL
from spse_monev.reports.documents.fields import (
    ACTIVITY_PROPOSAL,
    ASSISTANCE_LETTER,
    CHANGE_FORM,
    CONSULTATION,
    TERMS_OF_REFERENCE,
    Form,
)
from spse_monev.reports.documents.render import TemplateError, check
from spse_monev.reports.documents.request import RequestView
from spse_monev.settings import PROJECT, Site
from tests.reports.documents.conftest import Writer
from tests.reports.documents.made_up_records import along
from tests.reports.documents.made_up_requests import major, month_rows

FORMS = (CHANGE_FORM, CONSULTATION, ASSISTANCE_LETTER, ACTIVITY_PROPOSAL, TERMS_OF_REFERENCE)


@pytest.fixture(params=FORMS, ids=lambda form: form.kind)
def form(request: pytest.FixtureRequest) -> Form:
    return request.param


def edited(form: Form, folder: Path, edit: Callable[[WordDocument], object]) -> Form:
    """The same form with a template that somebody has edited."""
    document = Document(str(form.path))
    edit(document)
    document.save(str(folder / form.file_name))
    return replace(form, folder=folder)


def without(name: str) -> Callable[[WordDocument], object]:
    """Takes a placeholder out, wherever it stands."""

    def edit(document: WordDocument) -> None:
        section = document.sections[0]
        parts = [document.element.body, section.header._element, section.first_page_header._element,
                 section.footer._element, section.first_page_footer._element]  # fmt: skip
        for part in parts:
            for text in part.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"):
                text.text = re.sub(r"\{[{%]p? ?(if )?" + re.escape(name) + r" [}%]\}", "", text.text or "")

    return edit


def test_the_templates_of_the_project_are_right(form: Form) -> None:
    check(form)


@pytest.mark.parametrize(
    "text", ["{{ nomor_agenda }}", "{{ judul.upper() }}", "{% if ada_apa %}x{% endif %}", "{{ range(9) }}"]
)
def test_an_unknown_placeholder_is_named(form: Form, tmp_path: Path, text: str) -> None:
    changed = edited(form, tmp_path, lambda document: document.add_paragraph(text))
    with pytest.raises(TemplateError, match=f"{form.file_name}: penanda tidak dikenal: ") as raised:
        check(changed)
    assert any(word in str(raised.value) for word in ("nomor_agenda", "upper", "ada_apa", "range"))


@pytest.mark.parametrize("name", ["kode_permohonan", "perubahan", "kop_nama", "kop_alamat"])
def test_a_required_placeholder_that_is_missing_is_named(form: Form, tmp_path: Path, name: str) -> None:
    with pytest.raises(TemplateError, match=f"{form.file_name}: penanda wajib tidak ada: {name} "):
        check(edited(form, tmp_path, without(name)))


@pytest.mark.parametrize(
    ("form", "name"),
    [
        (CHANGE_FORM, "catatan_keputusan"), (CHANGE_FORM, "kotak_tidak_setuju"), (CHANGE_FORM, "kotak_major"),
        (CONSULTATION, "kotak_bantuan"), (CONSULTATION, "pemohon_nip"), (ASSISTANCE_LETTER, "jawaban"),
        (ASSISTANCE_LETTER, "kepala_nip"), (ACTIVITY_PROPOSAL, "nomor_tiket"), (TERMS_OF_REFERENCE, "pengusul_nip"),
    ],
)  # fmt: skip
def test_a_document_does_without_none_that_it_needs(form: Form, name: str, tmp_path: Path) -> None:
    def edit(document: WordDocument) -> None:
        for text in document.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"):
            text.text = re.sub(r"\b" + name + r"\b", "judul", text.text or "")

    with pytest.raises(TemplateError, match=f"{form.file_name}: penanda wajib tidak ada: {name} "):
        check(edited(form, tmp_path, edit))


def test_every_placeholder_that_a_template_may_have_is_filled(form: Form, office: Site, month: Month) -> None:
    rows = month_rows(office, major())
    views = [RequestView.of_record(office, along(office, "vendor", major(), steps), rows) for steps in range(6)]
    for view in [RequestView(office, month, major(), rows), *views]:
        assert form.known <= _FILL[form.kind](view).keys()


@pytest.mark.parametrize("form", [each for each in FORMS if "bukti" in each.tables], ids=lambda form: form.kind)
def test_a_wrong_column_of_a_table_is_named(form: Form, tmp_path: Path) -> None:
    def edit(document: WordDocument) -> None:
        table = next(each for each in document.tables if each.rows[0].cells[0].text == "No.")
        table.rows[2].cells[3].paragraphs[0].runs[0].text = "{{ baris.isi }}"

    with pytest.raises(TemplateError, match="dikenal: bukti: isi; penanda wajib tidak ada: bukti: uraian"):
        check(edited(form, tmp_path, edit))


def test_a_broken_placeholder_and_a_broken_file_are_told(form: Form, tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=f"{form.file_name}: penanda tidak terbaca"):
        check(edited(form, tmp_path, lambda document: document.add_paragraph("{% if judul %}")))
    (tmp_path / form.file_name).write_bytes(b"PK not a document")
    with pytest.raises(TemplateError, match=f"{form.file_name}: bukan dokumen Word"):
        check(replace(form, folder=tmp_path))
    (tmp_path / form.file_name).unlink()
    with pytest.raises(TemplateError, match=f"{form.file_name}: bukan dokumen Word"):
        check(replace(form, folder=tmp_path))


def test_a_wrong_template_leaves_no_file(writer: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "templates").mkdir()
    wrong = edited(CONSULTATION, tmp_path / "templates", without("perubahan"))
    monkeypatch.setattr("spse_monev.reports.documents._FORMS", (CHANGE_FORM, wrong))
    with pytest.raises(TemplateError):
        writer.write(major())
    assert not list(writer.folder.rglob("PP-*"))


def test_the_document_of_the_placeholders_has_all_of_them(form: Form) -> None:
    text = (PROJECT / "docs" / "templat-dokumen.md").read_text(encoding="utf-8")
    assert form.file_name in text
    told = set(re.findall(r"^\| `([a-z_.]+)` \|", text, re.MULTILINE))
    columns = {f"{table}.{column}" for table, names in form.tables.items() for column in names}
    assert form.required | form.optional | columns <= told


def test_the_document_tells_of_no_placeholder_that_does_not_exist() -> None:
    text = (PROJECT / "docs" / "templat-dokumen.md").read_text(encoding="utf-8")
    known = {name for form in FORMS for name in form.required | form.optional}
    known |= {f"{table}.{column}" for form in FORMS for table, names in form.tables.items() for column in names}
    assert set(re.findall(r"^\| `([a-z_.]+)` \|", text, re.MULTILINE)) == known
