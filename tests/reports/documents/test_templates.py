"""Templates are edited by an office: what is wrong with one is told with its file and the placeholder."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument

from spse_monev.reports.documents.fields import CHANGE_FORM, CONSULTATION, Form
from spse_monev.reports.documents.render import TemplateError, check
from spse_monev.settings import PROJECT
from tests.reports.documents.conftest import Writer
from tests.reports.documents.made_up_requests import major

FORMS = (CHANGE_FORM, CONSULTATION)


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
    "text", ["{{ nomor_surat }}", "{{ judul.upper() }}", "{% if ada_apa %}x{% endif %}", "{{ range(9) }}"]
)
def test_an_unknown_placeholder_is_named(form: Form, tmp_path: Path, text: str) -> None:
    changed = edited(form, tmp_path, lambda document: document.add_paragraph(text))
    with pytest.raises(TemplateError, match=f"{form.file_name}: penanda tidak dikenal: ") as raised:
        check(changed)
    assert any(word in str(raised.value) for word in ("nomor_surat", "upper", "ada_apa", "range"))


@pytest.mark.parametrize("name", ["kode_permohonan", "perubahan", "kotak_major", "kop_nama", "pemohon_nip"])
def test_a_required_placeholder_that_is_missing_is_named(form: Form, tmp_path: Path, name: str) -> None:
    with pytest.raises(TemplateError, match=f"{form.file_name}: penanda wajib tidak ada: {name} "):
        check(edited(form, tmp_path, without(name)))


def test_a_wrong_column_of_a_table_is_named(form: Form, tmp_path: Path) -> None:
    def edit(document: WordDocument) -> None:
        [table] = [each for each in document.tables if each.rows[0].cells[0].text == "No."]
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
    assert (form.required | form.optional) | columns <= told


def test_the_document_tells_of_no_placeholder_that_does_not_exist() -> None:
    text = (PROJECT / "docs" / "templat-dokumen.md").read_text(encoding="utf-8")
    known = {name for form in FORMS for name in form.required | form.optional}
    known |= {f"{table}.{column}" for form in FORMS for table, names in form.tables.items() for column in names}
    assert set(re.findall(r"^\| `([a-z_.]+)` \|", text, re.MULTILINE)) == known
